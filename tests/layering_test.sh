#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every root-relative #include must point to the same layer or below (table in CONTRIBUTING.md).
# layering_test.sh [ROOT]; exit 1 names each upward include.
set -euo pipefail
root=${1:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root"

declare -A may=(
  [image]="image"
  [analysis]="image analysis"
  [datasets]="image datasets"
  [advice]="image analysis advice"
  [models]="image datasets models"
  [models/train]="image models analysis datasets"
  [enhance/study]="image analysis datasets advice models enhance"
  [enhance]="image analysis advice models enhance"
  [report]="image analysis advice report"
  [session]="image analysis advice models enhance report session"
  [viewer]="image analysis advice models enhance report session viewer"
  [cli]="image analysis advice models enhance report session cli"
)
rooms="image analysis datasets advice models enhance report session viewer cli tests"
bad=0
checked=0
for layer in "${!may[@]}"; do
  [ -d "$layer" ] || continue
  while IFS=: read -r file line include; do
    # Two folders have a row of their own, below that of their room.
    [ "$layer" = models ] && [[ $file == models/train/* ]] && continue
    [ "$layer" = enhance ] && [[ $file == enhance/study/* ]] && continue
    target=${include#*\"}
    target=${target%%\"*}
    room=${target%%/*}
    [[ " $rooms " == *" $room "* ]] || continue
    checked=$((checked + 1))
    if [[ " ${may[$layer]} " != *" $room "* ]]; then
      echo "$file:$line: $layer/ may not include \"$target\" (allowed: ${may[$layer]})"
      bad=1
    fi
  done < <(grep -rnE --include='*.h' --include='*.cc' '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$layer" || true)
done
# LibTorch lives in models/ and nowhere above.
if grep -rnE --include='*.h' --include='*.cc' '#include *[<"](torch|ATen|c10)/' \
  image analysis datasets advice enhance report session viewer cli; then
  echo "LibTorch is included outside models/"
  bad=1
fi
[ "$checked" -gt 0 ] || { echo "no include was checked: wrong folder '$root'?"; exit 1; }
echo "$checked includes checked"
exit $bad
