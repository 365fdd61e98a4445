#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# two_nodes.sh SHARPSCALE [COUNT [SIDE [SHARDS]]]: a real Slurm of one controller and two nodes on this machine,
# a batch on it, and the loss of a node in the middle.
#
# Needs root and Debian's slurm-wlm and munge (cluster section of cmake/apt-packages.txt), so it is not part of
# `./run test`. Starts its own munged, slurmctld and two slurmd with their own ports, keys and folders, and
# ends exactly these. With CLUSTER_PICTURES=FOLDER it works on those pictures instead of generated ones, with
# CLUSTER_EXPECTED=FILE it compares with that JSON Lines file instead of making one by a plain batch.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "two_nodes.sh: needs root, for slurmd" >&2; exit 77; }
for program in munged slurmctld slurmd sbatch; do
  command -v $program >/dev/null || { echo "two_nodes.sh: $program is missing (apt-get install slurm-wlm munge)" >&2; exit 77; }
done
tool=$(realpath "$1")
count=${2:-1000}
side=${3:-64}
shards=${4:-8}
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
host=$(hostname -s)
port=$((20000 + RANDOM % 20000))
mkdir -p "$work"/{state,spool-n1,spool-n2,munge,log}
chmod 755 "$work"
declare -A pid
say() { printf '%(%T)T  %s\n' -1 "$*"; }

finish() {
  local name step
  for name in "${!pid[@]}"; do kill "${pid[$name]}" 2>/dev/null || true; done
  # Step daemons outlive their slurmd; ours are known by the folder in their environment.
  for step in $(pgrep -x slurmstepd || true); do
    if grep -qz "SLURM_CONF=$work/slurm.conf" "/proc/$step/environ" 2>/dev/null; then kill -9 "$step" || true; fi
  done
  if [ -n "${CLUSTER_KEEP:-}" ]; then echo "kept: $work"; else rm -rf "$work"; fi
}
trap finish EXIT

dd if=/dev/urandom of="$work/munge/key" bs=1 count=1024 status=none
chmod 700 "$work/munge"
chmod 600 "$work/munge/key"
cat >"$work/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool-%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/log/slurmctld.log
SlurmdLogFile=$work/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
KillWait=5
MinJobAge=30
SchedulerParameters=sched_interval=2,bf_interval=2
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$work/slurm.conf

munged --force --foreground --key-file="$work/munge/key" --socket="$work/munge/socket" \
  --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" \
  --num-threads=2 >/dev/null 2>&1 &
pid[munged]=$!
until [ -S "$work/munge/socket" ]; do sleep 0.2; done
slurmctld -D -c >"$work/log/slurmctld.out" 2>&1 &
pid[slurmctld]=$!
for node in n1 n2; do
  slurmd -D -N $node >"$work/log/slurmd-$node.out" 2>&1 &
  pid[$node]=$!
done
for try in $(seq 60); do
  [ "$(sinfo --noheader --format=%T 2>/dev/null | sort -u)" != idle ] || break
  [ "$try" != 60 ] || { echo "the cluster did not come up"; sinfo; tail -3 "$work"/log/*; exit 1; }
  sleep 1
done
say "$(sinfo --version), $(sinfo --noheader --Node --format='%N %T' | tr '\n' ' ')"

pictures=${CLUSTER_PICTURES:-$work/in}
[ -d "$pictures" ] || python3 "$here/../bench/make_pictures.py" "$pictures" "$count" "$side"
if [ -z "${CLUSTER_EXPECTED:-}" ]; then
  "$tool" batch "$pictures" --quiet -o "$work/plain" >/dev/null
  "$tool" merge "$work/plain" --jsonl "$work/plain.jsonl" >/dev/null
fi
expected=${CLUSTER_EXPECTED:-$work/plain.jsonl}
total=$(wc -l <"$expected")

cd "$work"
"$tool" submit "$pictures" -o "$work/out" --slurm --shards "$shards" --cpus 1 --poll 1 >"$work/submit.log" 2>&1 &
pid[submit]=$!
# The node is lost when its second task is well under way.
third=$((total / 3))
# merge ends with 2 while pictures are in work.
done_by_now() { { "$tool" merge "$work/out" 2>/dev/null || true; } | sed -nE 's/.*: ([0-9]+) done.*/\1/p'; }
until [ "$(done_by_now)" -ge $third ] 2>/dev/null; do
  kill -0 "${pid[submit]}" 2>/dev/null || { cat "$work/submit.log"; exit 1; }
  sleep 0.5
done
until squeue --noheader --format='%N %T' | grep -q 'n2 RUNNING'; do sleep 0.2; done
# Not at the very begin of a task, nor at its end.
sleep 2
say "a third is done; tasks: $(squeue --noheader --array --format='%K:%T:%N' | tr '\n' ' ')"
# All that runs on node n2 dies at once, as when its power goes.
kill -9 "${pid[n2]}"
unset 'pid[n2]'
killed=0
for task in /proc/[0-9]*; do
  if grep -qzx SLURMD_NODENAME=n2 "$task/environ" 2>/dev/null && grep -qz "$work" "$task/environ" 2>/dev/null; then
    parent=$(awk '/^PPid/ {print $2}' "$task/status" 2>/dev/null || echo 0)
    kill -9 "${task##*/}" 2>/dev/null && killed=$((killed + 1))
    if [ "$(cat "/proc/$parent/comm" 2>/dev/null)" = slurmstepd ]; then kill -9 "$parent" 2>/dev/null || true; fi
  fi
done
say "node n2 is gone: slurmd, the step daemon and $killed processes of the task killed with -9"
until sinfo --noheader --Node --format='%N %T' | grep -q 'n2 down'; do sleep 1; done
say "Slurm noticed: $(sinfo --noheader --Node --format='%N %T' | tr '\n' ' ')"
slurmd -D -N n2 >"$work/log/slurmd-n2-again.out" 2>&1 &
pid[n2]=$!
say "node n2 is started again"
code=0
wait "${pid[submit]}" || code=$?
unset 'pid[submit]'
sed 's/^/          /' "$work/submit.log"
say "submit ended with exit code $code"

if cmp "$expected" "$work/out/summary.jsonl"; then
  say "equal to the plain batch: $(wc -l <"$work/out/summary.jsonl") lines, sha256 $(sha256sum <"$work/out/summary.jsonl" | cut -c1-16)"
else
  say "the result differs from the plain batch"
  exit 1
fi
[ "$code" = 0 ]
