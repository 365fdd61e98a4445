#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A walk through the viewer with real input events, a picture of each step:
#   xvfb-run -a -s "-screen 0 1440x900x24 -noreset" tests/gui/walk.sh VIEWER OUT [PICTURE]
# Without PICTURE the built-in test chart is used. Needs xdotool and ImageMagick (import, identify,
# compare). Exit 1: a step did not do what it should.
set -euo pipefail
viewer=$(realpath "$1")
out=$2
picture=${3:+$(realpath "$3")}
mkdir -p "$out"
cd "$out"
export XDG_STATE_HOME=$PWD/state XDG_CONFIG_HOME=$PWD/config
rm -rf state config ./*-sharpscale.jpg
"$viewer" --fresh --frame-log frames.csv &
pid=$!
trap 'kill $pid 2>/dev/null || true' EXIT
window=$(xdotool search --sync --onlyvisible --pid $pid | tail -1)
xdotool windowmove "$window" 0 0 windowsize "$window" 1440 900 mousemove 700 860
xdotool windowfocus --sync "$window"

fail() { echo "walk: $*"; exit 1; }
name() { xdotool getwindowname "$window"; }
# Until the title says that nothing is under way (at most 5 minutes).
rest() {
  local quiet=0
  for _ in $(seq 3000); do
    case $(name) in
      *"(working)"*) quiet=0 ;;
      *) quiet=$((quiet + 1)) ;;
    esac
    [ $quiet -ge 5 ] && return 0
    sleep 0.1
  done
  fail "the viewer does not come to rest: $(name)"
}
key() { xdotool key --clearmodifiers "$@"; sleep 0.5; }
palette() { # a command by its name
  key ctrl+k
  xdotool type --delay 40 "$1"
  sleep 0.5
  key Return
}
click() { xdotool mousemove "$1" "$2"; sleep 0.2; xdotool click 1; sleep 0.5; }
drag() {
  xdotool mousemove "$1" "$2"; sleep 0.2
  xdotool mousedown 1; sleep 0.2
  xdotool mousemove "$3" "$4"; sleep 0.2
  xdotool mouseup 1; sleep 0.5
}
last=
shot() { # a picture of the window; it must differ from the step before
  sleep 0.4
  import -window root "$1.png"
  if [ -n "$last" ] && [ "$(compare -metric AE "$last.png" "$1.png" null: 2>&1 || true)" = 0 ]; then
    fail "step $1 changed nothing"
  fi
  last=$1
  echo "step $1"
}

rest
shot 01-empty
if [ -z "$picture" ]; then
  palette "test chart"
  stem="test chart"
else
  key ctrl+o
  xdotool key ctrl+a
  xdotool type --delay 20 "$picture"
  sleep 0.5
  key Return
  stem=$(dirname "$picture")/$(basename "${picture%.*}")
fi
rest
case $(name) in sharpscale*) fail "nothing was opened" ;; esac
shot 02-measured
key t
rest
click 781 207 # 20 x 16 in
rest
shot 03-plan
key t
# A step of the user's own, moved to where it does not belong: the rule that this breaks is told.
key e
palette "add step sharpen"
rest
shot 04-steps
key alt+Up
key alt+Up
key alt+Up
rest
shot 05-order
palette "back to the advised"
key e
key ctrl+Return
rest
xdotool mousemove 700 860
shot 06-result
key 1
drag 616 400 400 400
shot 07-split
palette "map of halos"
key n
rest
shot 08-worst
key shift+p
rest
shot 09-profile
key r
drag 440 320 560 440
rest
shot 10-statistics
key shift+x
key shift+x
key f
rest
shot 11-difference
key s
key 1
key ctrl+p
rest
shot 12-print
key Escape
key ctrl+e
rest
shot 13-export
key Return
rest
file="$stem-sharpscale.jpg"
[ -s "$file" ] || fail "'$file' was not written"
size=$(identify -format '%w %h %x' "$file")
echo "exported $size"
if [ -z "$picture" ]; then
  # 1200 x 900 px on 20 x 16 in, whole picture, at the 600 ppi of drawn lines: 12000 x 9000.
  [ "$size" = "12000 9000 600" ] || fail "the file has $size"
  rm -f "$file"
fi
key F1
shot 14-keys
key Escape
key ctrl+t
key ctrl+shift+m
rest
shot 15-table
key Escape
key ctrl+l
key f
rest
shot 16-light
key ctrl+q
wait $pid
trap - EXIT
echo "walk: done"
