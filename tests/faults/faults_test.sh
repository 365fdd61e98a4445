#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# faults_test.sh SHARPSCALE SOURCE_DIR: what breaks around the program: a full disk, a folder that cannot be
# written, sources that vanish, SIGTERM, a damaged ledger, damaged weights. Each must end with a clear message
# and the right exit code, leave no partial file, and lose nothing: the next run makes it whole.
set -euo pipefail
tool=$(realpath "$1")
source=$2
work=$(mktemp -d)
disk=$work/disk
mkdir -p "$disk"
trap 'umount "$disk" 2>/dev/null || true; rm -rf "$work"' EXIT
chmod 755 "$work"
python3 "$source/tests/bench/make_pictures.py" "$work/in" 24 64
good=0
# expect CODE PATTERN WORDS...: runs WORDS; its exit code and a line of its output must be these.
expect() {
  local code=$1 pattern=$2 got=0
  shift 2
  "$@" >"$work/said" 2>&1 || got=$?
  if [ "$got" != "$code" ] || ! grep -qE "$pattern" "$work/said"; then
    echo "FAILED: $* gave $got (wanted $code and /$pattern/):"
    cat "$work/said"
    exit 1
  fi
  good=$((good + 1))
}
no_rests() {
  local rests
  rests=$(find "$1" -name '.*' -type f; find "$1" -name '*.tmp*')
  [ -z "$rests" ] || { echo "FAILED: left behind: $rests"; exit 1; }
}
whole() { "$tool" merge "$1" --json | sha256sum; }

"$tool" batch "$work/in" -q -o "$work/plain" >/dev/null
want=$(whole "$work/plain")

# SIGTERM in the middle: 130, what was done stays done, the next run does the rest.
"$tool" batch "$work/in" -q -o "$work/term" --jobs 1 --threads 1 >/dev/null 2>"$work/said" &
pid=$!
until [ -s "$work/term/ledger.sqlite" ]; do sleep 0.05; done
kill -TERM $pid
code=0
wait $pid || code=$?
[ $code = 130 ] || [ $code = 0 ] || { echo "FAILED: SIGTERM gave $code"; cat "$work/said"; exit 1; }
expect 0 '24 pictures: ' "$tool" batch "$work/in" -o "$work/term"
[ "$(whole "$work/term")" = "$want" ] || { echo "FAILED: results differ after SIGTERM"; exit 1; }

# A pipe among the files is refused: it would be waited for.
mkfifo "$work/pipe.png"
expect 2 'pipe.png: neither a folder nor a file' "$tool" batch "$work/pipe.png" -o "$work/pipe"

# A source that goes away while the batch runs: that picture fails by name, the others do not.
cp -r "$work/in" "$work/going"
mapfile -t files < <(find "$work/going" -name '*.png' | LC_ALL=C sort)
"$tool" batch "$work/going" -o "$work/gone" --jobs 1 --threads 1 >"$work/said" 2>&1 &
pid=$!
rm -f "${files[@]: -4}"
code=0
wait $pid || code=$?
if [ $code = 2 ]; then
  grep -q "No such file" "$work/said" || { echo "FAILED: no word about the missing file"; cat "$work/said"; exit 1; }
elif [ $code != 0 ]; then
  echo "FAILED: a missing source gave $code"; exit 1
fi
good=$((good + 1))

# A ledger that was damaged: named, with what to do; the folder's results are not touched.
cp -r "$work/plain" "$work/damaged"
printf 'not a ledger, by any means: %2000s' x | dd of="$work/damaged/ledger.sqlite" conv=notrunc status=none
expect 2 'ledger.sqlite: .*(move the file away|not a database|malformed)' "$tool" batch "$work/in" -o "$work/damaged"
expect 2 'ledger.sqlite' "$tool" merge "$work/damaged"
mv "$work/damaged/ledger.sqlite" "$work/damaged/old"
rm -f "$work/damaged"/ledger.sqlite-*
expect 0 '24 pictures: 24 done' "$tool" batch "$work/in" -o "$work/damaged"
[ "$(whole "$work/damaged")" = "$want" ] || { echo "FAILED: results differ after a damaged ledger"; exit 1; }

# A folder that cannot be written; root writes everywhere, so this runs as nobody.
mkdir -m 555 "$work/locked"
as_nobody=()
if [ "$(id -u)" = 0 ]; then as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
if [ "$(id -u)" != 0 ] || "${as_nobody[@]}" test -x "$tool" 2>/dev/null; then
  expect 2 'locked.*(ermission denied|writable)' "${as_nobody[@]}" "$tool" batch "$work/in" -o "$work/locked"
  expect 2 'locked.*(ermission denied|writable|cannot)' "${as_nobody[@]}" "$tool" batch "$work/in" -o "$work/locked/new"
  first=$(find "$work/in" -name '*.png' | head -1)
  expect 2 'locked.*(ermission|writ)' "${as_nobody[@]}" "$tool" enhance "$first" --steps sharpen:20% -o "$work/locked/a.png"
  no_rests "$work/locked"
fi

# A disk that is full: 256 kB of it. The message says so, no half file stays, and with room the run goes on.
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=256k tmpfs "$disk" 2>/dev/null; then
  big=$(find "$work/in" -name '*.png' | head -1)
  expect 2 '(isk|space|full)' "$tool" enhance "$big" --steps resize:1600x1600 -o "$disk/large.png"
  [ ! -e "$disk/large.png" ] || { echo "FAILED: a partial picture"; exit 1; }
  no_rests "$disk"
  expect 2 '(isk|space|full)' "$tool" batch "$work/in" -o "$disk/out"
  mount -o remount,size=8m "$disk"
  expect 0 '24 pictures: ' "$tool" batch "$work/in" -o "$disk/out"
  [ "$(whole "$disk/out")" = "$want" ] || { echo "FAILED: results differ after a full disk"; exit 1; }
  umount "$disk"
else
  echo "not root: the full disk is left out"
fi

# Weights that were damaged: found by verify, and an enhancement says what it used instead.
models=$(dirname "$tool")/../share/sharpscale/models
if [ -d "$models/weights" ]; then
  cp -rL "$models" "$work/models"
  weights=$(find "$work/models/weights" -name 'upscale-x2-std*' -type f | head -1)
  printf '\x55\xaa\x55\xaa' | dd of="$weights" bs=1 seek=4000 conv=notrunc status=none
  expect 2 'upscale-x2-std' env SHARPSCALE_MODELS="$work/models" "$tool" models verify
  expect 1 '.' env SHARPSCALE_MODELS="$work/models" "$tool" enhance "$(find "$work/in" -name '*.png' | head -1)" \
    --steps upscale:2 --strict -o "$work/replaced.png"
fi
echo "$good faults, each with its message; nothing was lost"
