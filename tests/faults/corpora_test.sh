#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# corpora_test.sh SHARPSCALE [FOLDER]: every file of the small corpora (hostile, pngsuite, webp, libjpeg_turbo, exif in
# FOLDER, default SHARPSCALE_DATA/val) gives a result or an error of one line, in at most 10 s of processor and
# 1 GB of memory, and never dies of a signal. Skipped (77) without the data.
set -euo pipefail
tool=$(realpath "$1")
data=${2:-${SHARPSCALE_DATA:-$(dirname "$0")/../../../shared/data}/val}
[ -d "$data/hostile" ] || { echo "no evaluation pictures in $data: skipped"; exit 77; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
files=0 results=0 errors=0 worst=0 most=0 bad=0
while IFS= read -r -d '' file; do
  files=$((files + 1))
  code=0
  # In a shell of its own, so that the limits end with it.
  (
    ulimit -t 10
    exec /usr/bin/time -o "$out/cost" -f '%U %S %M' "$tool" analyze "$file" --json --threads 1
  ) >"$out/json" 2>"$out/said" || code=$?
  read -r user system memory < <(tail -1 "$out/cost")
  ms=$(awk -v u="$user" -v s="$system" 'BEGIN {printf "%d", 1000 * (u + s)}')
  [ "$ms" -le "$worst" ] || worst=$ms slowest=$file
  [ "$memory" -le "$most" ] || most=$memory largest=$file
  case $code in
    0) results=$((results + 1)) ;;
    2)
      errors=$((errors + 1))
      if [ "$(grep -c . "$out/said")" != 1 ]; then
        echo "$file: not one line: $(head -3 "$out/said")"
        bad=$((bad + 1))
      fi
      ;;
    *)
      echo "$file: exit code $code: $(head -2 "$out/said")"
      bad=$((bad + 1))
      ;;
  esac
done < <(cd "$data" && find "$PWD/hostile" "$PWD/pngsuite" "$PWD/webp" "$PWD/libjpeg_turbo" "$PWD/exif" -type f -print0 | sort -z)
echo "$files files: $results results, $errors errors of one line, $bad bad"
echo "slowest: $worst ms of processor (${slowest##*/}), most memory: $((most / 1024)) MB (${largest##*/})"
[ "$most" -le 1000000 ] || { echo "over 1 GB"; bad=$((bad + 1)); }
[ $bad = 0 ]
