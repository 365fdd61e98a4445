#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tidy.sh BUILD_DIR [FILE...]: clang-tidy's checks (.clang-tidy) on the sources and headers, each judged once.
#
# clangd hosts the checks: it looks only at the declarations of the file asked for, where clang-tidy itself
# walks every header of the system for every file again (1.1 s against 10.5 s of processor for a small file).
# A header is therefore checked as a file of its own. What clangd leaves out: bugprone-use-after-move.
# SHARPSCALE_TIDY=full runs clang-tidy itself on the sources.
#
# A file that passed is not looked at again until it, a header of this repository that it includes,
# .clang-tidy or the program changes (stamps in build/tidy).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=$1
shift
jobs=${JOBS:-$(nproc)}
stamps=build/tidy
mkdir -p "$stamps"

# The compile commands, from the generated precompiled header on, are gcc's: leave it out.
sed -E 's/-include [^ ]*cmake_pch\.hxx//g; s/-fpch-preprocess//g; s/-Winvalid-pch//g' \
  "$build/compile_commands.json" >"$stamps/new.json"
if ! cmp -s "$stamps/new.json" "$stamps/compile_commands.json"; then
  mv "$stamps/new.json" "$stamps/compile_commands.json"
fi

# Every source file's key: the hashes of all that decides the finding.
keys() {
  local program
  program=$({ clangd --version; cat .clang-tidy; } | sha256sum | cut -c1-64)
  git ls-files -co --exclude-standard -- '*.cc' '*.h' | while read -r file; do
    [ ! -e "$file" ] || printf '%s\n' "$file"
  done | xargs -d '\n' sha256sum | awk -v program="$program" '
    { hash[$2] = $1; order[++count] = $2 }
    # What a file includes of this repository, directly; the walk below adds the rest.
    END {
      for (i = 1; i <= count; ++i) {
        while ((getline line < order[i]) > 0) {
          if (match(line, /^#include "[^"]+"/)) {
            name = substr(line, RSTART + 10, RLENGTH - 11)
            if (name in hash) includes[order[i]] = includes[order[i]] "\n" name
          }
        }
        close(order[i])
      }
      for (i = 1; i <= count; ++i) {
        split("", seen); split("", queue)
        queue[1] = order[i]; seen[order[i]] = 1; last = 1; text = program
        for (at = 1; at <= last; ++at) {
          text = text hash[queue[at]]
          parts = split(includes[queue[at]], names, "\n")
          for (p = 1; p <= parts; ++p) {
            if (names[p] != "" && !(names[p] in seen)) { seen[names[p]] = 1; queue[++last] = names[p] }
          }
        }
        command = "printf %s " text " | sha256sum"
        command | getline key
        close(command)
        print substr(key, 1, 64), order[i]
      }
    }'
}

check() {
  local key=$1 file=$2 stamp=build/tidy/$2.ok found
  [ "$(cat "$stamp" 2>/dev/null)" != "$key" ] || return 0
  mkdir -p "${stamp%/*}"
  found=$(clangd --check="$file" --check-lines=1-1 --log=error --compile-commands-dir=build/tidy 2>&1 |
    sed -nE 's/^[EF]\[[^]]*\] \[([^]]*)\] Line ([0-9]+): (.*)/\2: \3 [\1]/p; t; s/^[EF]\[[^]]*\] /0: /p' |
    grep -v '^0: tweak: ' || true)
  if [ -n "$found" ]; then
    printf '%s\n' "$found" | sed "s|^|$file:|"
    return 1
  fi
  printf '%s' "$key" >"$stamp"
}
export -f check

if [ "${SHARPSCALE_TIDY:-}" = full ]; then
  git ls-files -- '*.cc' | grep -v '^tests/' |
    xargs -P "$jobs" -n 1 clang-tidy --quiet -p "$stamps" 2>/dev/null
  exit
fi
if [ $# -gt 0 ]; then want=$(printf '%s\n' "$@"); else
  want=$(git ls-files -- '*.cc' '*.h' | grep -v '^tests/')
fi
# shellcheck disable=SC2016  # the inner shell expands them
keys | awk -v want="$want" '
  BEGIN { n = split(want, list, "\n"); for (i = 1; i <= n; ++i) wanted[list[i]] = 1 }
  $2 in wanted' | xargs -P "$jobs" -L 1 bash -c 'check "$1" "$2"' _
