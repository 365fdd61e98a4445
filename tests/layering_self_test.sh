#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# layering_test must fail when an upward include, or LibTorch above models/, is planted.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{image,analysis,datasets,advice,models/train,enhance,report,session,viewer,cli}

expect() { # pass|fail DESCRIPTION
  local got=pass
  "$here/layering_test.sh" "$work" >"$work/out" 2>&1 || got=fail
  if [ "$got" != "$1" ]; then
    echo "expected $1, got $got: $2"
    cat "$work/out"
    exit 1
  fi
}

echo '#include "image/image.h"' >"$work/analysis/a.cc"
expect pass "an include of a lower layer"
echo '#include "advice/plan.h"' >"$work/analysis/b.cc"
expect fail "analysis includes advice"
rm "$work/analysis/b.cc"
echo '#include "analysis/report.h"' >"$work/models/train/t.cc"
expect pass "the training tool measures"
echo '#include "analysis/report.h"' >"$work/models/m.cc"
expect fail "models outside the training tool includes analysis"
rm "$work/models/m.cc"
echo '#include <torch/torch.h>' >"$work/enhance/e.h"
expect fail "LibTorch above models"
echo '#include "session/judge_pair.h"' >"$work/report/r.cc"
expect fail "report includes session"
rm "$work/report/r.cc"
echo "planted faults were caught"
