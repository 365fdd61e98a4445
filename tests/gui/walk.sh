#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A walk through the viewer with real input events, a picture of each step:
#   xvfb-run -a -s "-screen 0 1440x900x24 -noreset" tests/gui/walk.sh VIEWER OUT [PICTURE]
# Without PICTURE the built-in test chart is used. Needs xdotool and ImageMagick's import. Also writes
# OUT/frames.csv. Exit 1: a step did not do what it should.
set -euo pipefail
viewer=$1
out=$2
picture=${3:-}
mkdir -p "$out"
cd "$out"
export XDG_STATE_HOME=$PWD/state XDG_CONFIG_HOME=$PWD/config
rm -rf state config exported.jpg
"$viewer" --fresh --frame-log frames.csv ${picture:+"$picture"} &
pid=$!
trap 'kill $pid 2>/dev/null || true' EXIT
window=$(xdotool search --sync --onlyvisible --pid $pid | tail -1)
xdotool windowmove "$window" 0 0 windowsize "$window" 1440 900 mousemove 700 300 windowfocus --sync "$window"

name() { xdotool getwindowname "$window"; }
# Until the title says that nothing is under way (at most 5 minutes).
rest() {
  local quiet=0
  for _ in $(seq 3000); do
    case $(name) in
      *"(working)"*) quiet=0 ;;
      *) quiet=$((quiet + 1)) ;;
    esac
    [ $quiet -ge 4 ] && return 0
    sleep 0.1
  done
  echo "the viewer does not come to rest: $(name)"
  exit 1
}
key() { xdotool key "$@"; sleep 0.4; }
click() { xdotool mousemove "$1" "$2"; sleep 0.2; xdotool click 1; sleep 0.4; }
drag() {
  xdotool mousemove "$1" "$2"; sleep 0.2
  xdotool mousedown 1; sleep 0.2
  xdotool mousemove "$3" "$4"; sleep 0.2
  xdotool mouseup 1; sleep 0.4
}
shot() { sleep 0.3; import -window root "$1.png"; echo "step $1"; }

rest
if [ -z "$picture" ]; then
  shot 1-empty
  key ctrl+k
  xdotool type --delay 30 "test chart"
  sleep 0.3
  key Return
fi
rest
shot 2-measured
key t
rest
click 872 202   # 20 x 16 in
rest
shot 3-target
key t
key ctrl+Return
rest
case $(name) in *sharpscale*) ;; *) exit 1 ;; esac
shot 4-result
key 1
drag 616 400 400 400
shot 5-split
key m
key n
rest
shot 6-worst
key shift+p
rest
shot 7-profile
key shift+x
rest
shot 8-difference
key s
key ctrl+e
shot 9-export
key Escape
key F1
shot 10-keys
key Escape
# Zoom and pan for the frame log.
key f
xdotool mousemove 600 350
for _ in 1 2 3 4 5 6 7 8; do xdotool click 4; sleep 0.05; done
for i in $(seq 12); do drag 700 400 $((700 - 30 * (i % 3 + 1))) $((400 - 20)); done
for _ in 1 2 3 4 5 6 7 8; do xdotool click 5; sleep 0.05; done
rest
key ctrl+q
wait $pid
trap - EXIT
awk -F, 'NR>1 {n++; if ($3>50) slow++; if ($3>max) max=$3; sum+=$3} END {printf "%d frames, mean %.1f ms, longest %.1f ms, %d over 50 ms\n", n, sum/n, max, slow}' frames.csv
