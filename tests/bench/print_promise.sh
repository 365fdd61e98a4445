#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Is an enlargement judged by `print` as the table promised it before? And how soft are its edges?
#   tests/bench/print_promise.sh BUILD FOLDER PICTURE...     results are kept in FOLDER
set -euo pipefail
build=${1:?usage: print_promise.sh BUILD FOLDER PICTURE...}
folder=${2:?usage: print_promise.sh BUILD FOLDER PICTURE...}
shift 2
mkdir -p "$folder"
row() {  # FILE PAPER KEY: of the print table
  "$build/bin/sharpscale" print "$1" --json |
    python3 -c 'import json, sys; print(next(r[sys.argv[2]] for r in json.load(sys.stdin)["sizes"]
                if r["paper"] == sys.argv[1]))' "$2" "$3"
}
right=0
all=0
for picture in "$@"; do
  for paper in 4x6 5x7 8x10; do
    name="${paper/x/ x } in"
    result=$folder/$(basename "${picture%.*}").$paper.png
    [ -f "$result" ] || "$build/bin/sharpscale" enhance "$picture" --print "${paper}in" -o "$result" \
      --quiet > /dev/null || continue
    [ -f "$result" ] || continue  # nothing to do, or beyond repair
    promised=$(row "$picture" "$name" after_plan)
    told=$(row "$result" "$name" at_reading)
    blur=$("$build/bin/sharpscale" analyze "$result" --metrics blur.sigma --json |
      python3 -c 'import json, sys; print(next(m["value"] for m in json.load(sys.stdin)["measurements"]
                       if m["id"] == "blur.sigma"))')
    all=$((all + 1))
    [ "$promised" = "$told" ] && right=$((right + 1))
    echo "$(basename "$picture") $paper: $(row "$picture" "$name" factor)x, promised $promised," \
      "told $told, blur $blur px"
  done
done
echo "$right of $all as promised"
