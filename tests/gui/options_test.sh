#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# options_test.sh SHARPSCALE VIEWER
# `sharpscale view` hands its options on: each must be one of the viewer's, the files must arrive
# unchanged, and a missing viewer or display is one clear line and code 2.
set -euo pipefail
tool=$1
viewer=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$viewer" --help >"$work/viewer"
own=0
for option in $("$tool" docs markdown | sed -n '/^## view/,/^## /p' | grep -o -- '`--[a-z-]*' | tr -d '`' | sort -u); do
  case $option in --json | --quiet | --help) continue ;; esac
  own=$((own + 1))
  grep -q -- "$option\b" "$work/viewer" || { echo "the viewer does not know $option"; exit 1; }
done
[ "$own" -ge 10 ] || { echo "only $own options found in the documentation"; exit 1; }

# A copy of the program with a stand-in beside it: what arrives?
ln "$tool" "$work/sharpscale" 2>/dev/null || cp "$tool" "$work/sharpscale"
cat >"$work/sharpscale-viewer" <<'END'
#!/bin/sh
printf '<%s>' "$@"
exit 7
END
chmod +x "$work/sharpscale-viewer"
set +e
got=$("$work/sharpscale" view --zoom 100% --run --threads 3 -- "-odd name.jpg" b.png)
code=$?
set -e
want='<--zoom=100%><--run><--threads=3><--><-odd name.jpg><b.png>'
[ "$got" = "$want" ] || { echo "arrived: $got"; echo "wanted:  $want"; exit 1; }
[ "$code" -eq 7 ] || { echo "the viewer's own exit code is lost: $code"; exit 1; }

one_line() { # COMMAND...: code 2 and one line on stderr
  set +e
  text=$("$@" 2>&1 >/dev/null)
  code=$?
  set -e
  echo "code $code: $text"
  [ "$code" -eq 2 ] && [ "$(printf '%s\n' "$text" | wc -l)" -eq 1 ]
}
rm "$work/sharpscale-viewer"
one_line env PATH=/usr/bin:/bin "$work/sharpscale" view a.jpg
grep -q "not installed" <<<"$text"
one_line "$tool" view --json a.jpg
one_line "$tool" view --compare sideways a.jpg
one_line env -u DISPLAY -u WAYLAND_DISPLAY "$tool" view --fresh
grep -q "No display" <<<"$text"
