#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# install_test.sh BUILD_DIR SOURCE_DIR
# An installed copy, moved to another folder, runs the main job (so it finds its module, its helper and
# its weights), and a project of a user builds against it with find_package.
set -euo pipefail
build=$1
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/copy"
cd "$work"
tool=$work/copy/bin/sharpscale
env -i PATH=/usr/bin:/bin HOME="$work" "$tool" --version

# A picture with structure: binary PPM, 96 x 64.
{
  printf 'P6\n96 64\n255\n'
  for y in $(seq 0 63); do
    for x in $(seq 0 95); do
      if (((x / 12 + y / 12) % 2)); then printf '\310\264\226'; else printf '\050\074\120'; fi
    done
  done
} >chart.ppm

env -i PATH=/usr/bin:/bin HOME="$work" "$tool" analyze chart.ppm --json | grep -q '"sharpscale.report/1"'
env -i PATH=/usr/bin:/bin HOME="$work" \
  "$tool" enhance chart.ppm --steps "upscale:2" -o twice.png --json >result.json
grep -q '"fallbacks": *\[\]' result.json || { cat result.json; echo "the network was not found"; exit 1; }
env -i PATH=/usr/bin:/bin HOME="$work" "$tool" analyze twice.png --json | grep -q '"width": *192'

cmake -S "$source/tests/install/consumer" -B "$work/consumer" -G Ninja \
  -DCMAKE_PREFIX_PATH="$work/copy" >/dev/null
cmake --build "$work/consumer" >/dev/null
"$work/consumer/consumer"
echo "installed copy works"
