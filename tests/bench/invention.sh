#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Does the gate see that a network trained to please invents more than ours?
#   tests/bench/invention.sh BUILD [FOLDER]     results are kept in FOLDER and made only once
set -euo pipefail
build=${1:?usage: invention.sh BUILD [FOLDER]}
folder=${2:-$(mktemp -d)}
data=${SHARPSCALE_DATA:-$(dirname "$0")/../../../shared/data}
peer=$data/peers/compact/realesr-general-x4v3.safetensors
[ -f "$peer" ] || { echo "no peer in $data, skipped"; exit 0; }
mkdir -p "$folder"
[ -f "$folder/00-clean.png" ] || SHARPSCALE_DATA=$data "$build/bin/accuracy_invention_bench" make "$folder"
for source in "$folder"/??-clean.png "$folder"/??-degraded.jpg; do
  stem=${source%.*}
  [ -f "$stem-ours.png" ] || "$build/bin/sharpscale" enhance "$source" -o "$stem-ours.png" \
    --steps upscale:4 --force --quiet 2>/dev/null
done
"$build/bin/accuracy_invention_bench" peer "$folder" "$peer"
"$build/bin/accuracy_invention_bench" judge "$folder"
