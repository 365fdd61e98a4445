#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# No two libraries may define one qualified name: the linker would pick either.
# odr_test.sh BUILD; exit 1 names each symbol and its libraries. Needs nm (binutils).
set -euo pipefail
build=$1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
libraries=0
for library in "$build"/*/libsharpscale_*.a "$build"/*/*/libsharpscale_*.a; do
  [ -e "$library" ] || continue
  libraries=$((libraries + 1))
  # Strong functions of the project's namespace; those of unnamed namespaces are not global.
  nm -C --defined-only --extern-only "$library" 2>/dev/null |
    awk -v lib="$(basename "$library")" '$2 == "T" && $3 ~ /^sharpscale::/ {
      sub(/^[^ ]* T /, ""); print $0 "\t" lib }' | sort -u >>"$work/symbols"
done
[ "$libraries" -gt 1 ] || { echo "fewer than two libraries in '$build'"; exit 1; }
# Return types are no part of a symbol: equal parameters are enough to collide.
if sort "$work/symbols" | awk -F'\t' '{ seen[$1] = seen[$1] " " $2; n[$1]++ }
    END { for (s in n) if (n[s] > 1) print s ":" seen[s] }' | sort | grep .; then
  echo "these are defined in more than one library"
  exit 1
fi
echo "$(wc -l <"$work/symbols") functions of $libraries libraries are defined once"
