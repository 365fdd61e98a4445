#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# links_test must fail when a link or a picture that leads nowhere is planted.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/docs"

expect() { # pass|fail DESCRIPTION
  local got=pass
  "$here/links_test.sh" "$work" >"$work/out" 2>&1 || got=fail
  if [ "$got" != "$1" ]; then
    echo "expected $1, got $got: $2"
    cat "$work/out"
    exit 1
  fi
}

expect fail "a folder without a link"
echo 'See [the page](docs/page.md#top) and [the web](https://example.org/none.md).' >"$work/README.md"
echo 'Back to [the start](../README.md).' >"$work/docs/page.md"
expect pass "links that lead somewhere"
echo '![a picture](images/none.png)' >>"$work/docs/page.md"
expect fail "a picture that is not there"
echo "planted faults were caught"
