#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every link and picture of the Markdown files must lead to a file of the repository.
# links_test.sh [ROOT]; exit 1 names each one that does not.
set -euo pipefail
root=${1:-$(cd "$(dirname "$0")/.." && pwd)}
cd "$root"

bad=0
checked=0
while IFS=: read -r file line link; do
  target=${link#](}
  target=${target%)}
  target=${target%% *}  # without a title
  target=${target%%#*}  # without a section
  case $target in
    '' | http://* | https://* | mailto:*) continue ;;
  esac
  checked=$((checked + 1))
  if [ ! -e "$(dirname "$file")/$target" ]; then
    echo "$file:$line: \"$target\" does not exist"
    bad=1
  fi
done < <(find . -name '*.md' -not -path './build/*' -not -path './.*' -print0 |
  xargs -0 -r grep -noE '\]\([^)]*\)' /dev/null || true)
[ "$checked" -gt 0 ] || { echo "no link was checked: wrong folder '$root'?"; exit 1; }
echo "$checked links checked"
exit $bad
