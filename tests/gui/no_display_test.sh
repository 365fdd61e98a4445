#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Without a display the viewer says so in one line and ends with code 2.
set -uo pipefail
text=$(env -u DISPLAY -u WAYLAND_DISPLAY "$1" --fresh 2>&1)
code=$?
echo "code $code: $text"
[ "$code" -eq 2 ] || exit 1
[ "$(printf '%s\n' "$text" | wc -l)" -eq 1 ] || exit 1
grep -q "No display" <<<"$text"
