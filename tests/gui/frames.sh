#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How long frames take while a picture loads, is measured, zoomed and panned with real input events:
#   xvfb-run -a -s "-screen 0 1440x900x24 -noreset" tests/gui/frames.sh VIEWER OUT PICTURE [RESULT]
# Writes OUT/frames.csv and prints a summary. A number of an otherwise idle machine; on a shared one
# give it priority, and stop what competes. Exit 1: a frame over 50 ms, first pixels later than 0.5 s
# after decoding, or over 512 MB of textures.
set -euo pipefail
viewer=$1
out=$2
shift 2
mkdir -p "$out"
export XDG_STATE_HOME=$out/state XDG_CONFIG_HOME=$out/config
rm -rf "$out/state" "$out/config"
"$viewer" --fresh --frame-log "$out/frames.csv" "$@" &
pid=$!
trap 'kill $pid 2>/dev/null || true' EXIT
window=$(xdotool search --sync --onlyvisible --pid $pid | tail -1)
xdotool windowmove "$window" 0 0 windowsize "$window" 1440 900 mousemove 600 400
xdotool windowfocus --sync "$window"
wheel() { for _ in $(seq "$2"); do xdotool click "$1"; sleep 0.03; done; }
pan() {
  xdotool mousemove "$1" "$2" mousedown 1
  for k in $(seq 20); do
    xdotool mousemove $(($1 + ($3 - $1) * k / 20)) $(($2 + ($4 - $2) * k / 20))
    sleep 0.012
  done
  xdotool mouseup 1
}
# Until the first pixels are there.
for _ in $(seq 600); do
  awk -F, 'NR > 1 && $11 > 0 {found = 1} END {exit !found}' "$out/frames.csv" && break
  sleep 0.1
done
wheel 4 12 # at once, while it is measured
for _ in $(seq 6); do pan 900 560 250 150; done
xdotool key 1
for _ in $(seq 8); do pan 250 150 900 560; done
wheel 5 24
wheel 4 16
xdotool key f
sleep 0.5
for _ in $(seq 4); do pan 900 560 250 150; done
xdotool key --clearmodifiers ctrl+q
wait $pid
trap - EXIT
awk -F, 'NR > 1 {
    n++; sum += $8; if ($8 > max) max = $8; if ($8 > 50) slow++
    if ($10 > texture) texture = $10; if ($11 > first) first = $11
  }
  END {
    printf "%d frames, mean %.1f ms, longest %.1f ms, %d over 50 ms; first pixels %.0f ms after decoding; textures at most %.0f MB\n", n, sum / n, max, slow, first, texture
    exit slow > 0 || first > 500 || texture > 537
  }' "$out/frames.csv"
