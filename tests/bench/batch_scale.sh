#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# batch_scale.sh SHARPSCALE [COUNT [SIDE [WORKERS]]]: many small pictures on one machine.
#
# Analyzes COUNT generated pictures once without a break and once killed (-9) three times, and says
#  - whether both runs give the same bytes,
#  - how much of WORKERS times the rate of one worker is reached,
#  - how the memory grows on the way.
# The rate is told twice: by the clock, which other programs on the machine spoil, and by the scheduler's
# accounts (/proc/PID/task/*/schedstat): processor time of one worker for a picture over that of many, times
# the share of their time in which the workers were not blocked. Waiting for a processor that others use
# does not count against the program.
set -euo pipefail
tool=$(realpath "$1")
count=${2:-10000}
side=${3:-64}
workers=${4:-$(nproc)}
here=$(dirname "$(realpath "$0")")
work=${BATCH_SCALE_FOLDER:-$(mktemp -d)}
mkdir -p "$work"
[ -n "${BATCH_SCALE_FOLDER:-}" ] || trap 'rm -rf "$work"' EXIT
say() { printf '%s\n' "$*"; }
# merge ends with 2 while pictures are in work.
done_in() { { "$tool" merge "$1" 2>/dev/null || true; } | sed -nE 's/.*: ([0-9]+) done.*/\1/p'; }

[ -d "$work/in" ] || python3 "$here/make_pictures.py" "$work/in" "$count" "$side"
one=$(find "$work/in" -mindepth 1 -maxdepth 1 -type d | sort | head -1)

# measured OUT FOLDER WORKERS: runs a batch; sets wall, run_ns and blocked (of the workers), rss (kB, a list).
measured() {
  local out=$1 folder=$2 jobs=$3 begin end pid
  begin=$(date +%s%N)
  "$tool" batch "$folder" --jobs "$jobs" --threads "$jobs" --quiet -o "$out" >"$out.log" &
  pid=$!
  run_ns=0 wait_ns=0 life_ns=0
  rss=()
  local looks=0 threads
  while kill -0 "$pid" 2>/dev/null; do
    # Threads of the workers: not the first one, which waits for them; those that live but did little are
    # helpers of a library.
    threads=$(for task in /proc/"$pid"/task/*; do
      [ "${task##*/}" = "$pid" ] || cat "$task/schedstat" 2>/dev/null || true
    done | awk '$1 > 0' | sort -rn | head -"$jobs" | awk '{run += $1; wait += $2; ++n} END {printf "%.0f %.0f %d\n", run, wait, n}')
    if [ "${threads##* }" = "$jobs" ]; then
      end=$(date +%s%N)
      read -r run_ns wait_ns _ <<<"$threads"
      life_ns=$(((end - begin) * jobs))
    fi
    if ((looks % 10 == 0)); then rss+=("$(awk '/VmRSS/ {print $2}' "/proc/$pid/status" 2>/dev/null || true)"); fi
    looks=$((looks + 1))
    sleep 0.5
  done
  wait "$pid"
  wall=$((($(date +%s%N) - begin) / 1000000))
  blocked=$(awk -v l="$life_ns" -v r="$run_ns" -v w="$wait_ns" 'BEGIN {b = l > 0 ? (l - r - w) / l : 0; print b < 0 ? 0 : b}')
}

mkdir -p "$work/out"
if [ ! -e "$work/out/whole" ]; then
  measured "$work/out/one" "$one" 1
  pictures_one=$(done_in "$work/out/one")
  run_one=$run_ns wall_one=$wall
  say "one worker: $pictures_one pictures, $((wall_one / 1000)) s by the clock, $((run_one / pictures_one / 1000)) us of processor each"

  measured "$work/out/whole" "$work/in" "$workers"
  total=$(done_in "$work/out/whole")
  say "$workers workers: $total pictures, $((wall / 1000)) s by the clock, $((run_ns / total / 1000)) us of processor each, blocked $(awk -v b="$blocked" 'BEGIN {printf "%.1f", 100 * b}') % of the time"
  awk -v r1="$run_one" -v p1="$pictures_one" -v r="$run_ns" -v p="$total" -v b="$blocked" -v n="$workers" \
    -v w1="$wall_one" -v w="$wall" 'BEGIN {
      printf "rate: %.0f %% of %d x one worker by the accounts, %.0f %% by the clock\n",
        100 * (r1 / p1) / (r / p) * (1 - b), n, 100 * (p / w) / (n * p1 / w1) }'
  say "memory, kB resident, every 5 s: ${rss[*]}"
fi
total=$(done_in "$work/out/whole")

# Killed when a quarter, a half and three quarters are done.
for part in 1 2 3; do
  "$tool" batch "$work/in" --jobs "$workers" --threads "$workers" --quiet -o "$work/out/killed" >/dev/null &
  pid=$!
  until [ "$(done_in "$work/out/killed")" -ge $((total * part / 4)) ] 2>/dev/null; do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.3
  done
  kill -9 "$pid" 2>/dev/null && say "killed -9 with $(done_in "$work/out/killed") of $total done"
  wait "$pid" 2>/dev/null || true
done
"$tool" batch "$work/in" --jobs "$workers" --threads "$workers" --quiet -o "$work/out/killed"
for name in whole killed; do
  "$tool" merge "$work/out/$name" --jsonl "$work/$name.jsonl" --csv "$work/$name.csv" >/dev/null
done
if cmp "$work/whole.jsonl" "$work/killed.jsonl" && cmp "$work/whole.csv" "$work/killed.csv"; then
  say "equal: $(wc -l <"$work/whole.jsonl") lines, sha256 $(sha256sum <"$work/whole.jsonl" | cut -c1-16)"
else
  say "the interrupted run differs"
  exit 1
fi
