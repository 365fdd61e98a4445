#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Is an enlargement judged by `print` as the table promised it before? And how soft are its edges?
#   tests/bench/print_promise.sh BUILD FOLDER PICTURE...     results are kept in FOLDER
# Each picture is reduced to WIDTH px, damaged in every way of DAMAGES (datasets/degrade.h) and enlarged
# for every paper of PAPERS. "Told" compares the promise with the verdict on the plan's own result.
set -euo pipefail
build=${1:?usage: print_promise.sh BUILD FOLDER PICTURE...}
folder=${2:?usage: print_promise.sh BUILD FOLDER PICTURE...}
shift 2
mkdir -p "$folder"
row() {  # FILE PAPER KEY...: of the print table
  "$build/bin/sharpscale" print "$1" --json | python3 -c 'import json, sys
row = next(r for r in json.load(sys.stdin)["sizes"] if r["paper"] == sys.argv[1])
print(*(row[key] for key in sys.argv[2:]))' "${@:2}"
}
blur() {
  "$build/bin/sharpscale" analyze "$1" --metrics blur.sigma --json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["measurements"][0]["value"])'
}
right=0
better=0
all=0
for picture in "$@"; do
  for damage in ${DAMAGES:-none blur:0.8 blur:1.2 blur:2 blur:3 jpeg:50 noise:8 up:2}; do
    source=$folder/$(basename "${picture%.*}").${WIDTH:-480}.${damage/:/}.png
    [ -f "$source" ] || "$build/bin/damage_bench" "$picture" "${WIDTH:-480}" "$damage" "$source"
    for paper in ${PAPERS:-4x6 8x10}; do
      name=$paper size=$paper
      [ "${paper/x/}" = "$paper" ] || name="${paper/x/ x } in" size=${paper}in
      result=${source%.png}.to.$paper.png
      [ -f "$result" ] || "$build/bin/sharpscale" enhance "$source" --print "$size" -o "$result" \
        --quiet > /dev/null 2>&1 || true
      [ -f "$result" ] || continue  # nothing to do, or beyond repair
      read -r promised factor < <(row "$source" "$name" after_plan factor)
      read -r told < <(row "$result" "$name" at_reading)
      all=$((all + 1))
      case "$promised,$told" in
        "$told,$promised") right=$((right + 1)) ;;
        soft,* | fair,crisp) better=$((better + 1)) ;;
      esac
      echo "$(basename "$source" .png) $paper: ${factor}x, promised $promised, told $told," \
        "blur $(blur "$source") to $(blur "$result") px"
    done
  done
done
echo "$right of $all as promised, $better better, $((all - right - better)) worse"
