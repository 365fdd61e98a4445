#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Quit and start again: the same pictures, target, steps, overlay, view and panels; a picture that is
# gone is told of.
#   xvfb-run -a -s "-screen 0 1440x900x24 -noreset" tests/gui/session.sh VIEWER OUT
# Needs xdotool and ImageMagick (77 where they are missing). Exit 1: something did not come back.
set -euo pipefail
for tool in xdotool convert import compare; do
  command -v $tool > /dev/null || { echo "session: no $tool; skipped"; exit 77; }
done
viewer=$(realpath "$1")
mkdir -p "$2"
cd "$2"
export XDG_STATE_HOME=$PWD/state XDG_CONFIG_HOME=$PWD/config
rm -rf state config ./*.png ./*.json
convert -seed 7 -size 640x420 plasma:grey40-grey80 -blur 0x1 first.png
convert -seed 9 -size 800x600 plasma:tan-steelblue -blur 0x1 second.png
pid=
trap '[ -z "$pid" ] || kill $pid 2> /dev/null || true' EXIT

fail() { echo "session: $*"; exit 1; }
start() {
  "$viewer" "$@" &
  pid=$!
  window=$(xdotool search --sync --onlyvisible --pid $pid | tail -1)
  xdotool windowmove "$window" 0 0 windowsize "$window" 1440 900 mousemove 700 860
  xdotool windowfocus --sync "$window"
  rest
}
# Until the title says that nothing is under way (at most 2 minutes).
rest() {
  local quiet=0
  for _ in $(seq 1200); do
    case $(xdotool getwindowname "$window") in
      *"(working)"*) quiet=0 ;;
      *) quiet=$((quiet + 1)) ;;
    esac
    [ $quiet -ge 5 ] && return 0
    sleep 0.1
  done
  fail "the viewer does not come to rest"
}
key() { # a key, then what it starts
  xdotool key --clearmodifiers "$@"
  sleep 0.6
  rest
}
quit() {
  xdotool key --clearmodifiers ctrl+q
  wait $pid
  pid=
}

start --list first.png second.png --print 20x16in
case $(xdotool getwindowname "$window") in first.png*) ;; *) fail "the first picture is not shown" ;; esac
key Next # the second picture
key ctrl+k
xdotool type --delay 60 "map of noise"
key Return
key 2 # 200 %
key shift+Right
key d # without the dock
xdotool mousemove 700 860
sleep 1
import -window root left.png
quit
cp state/sharpscale/session.json left.json
grep -q '"print_width_in": 20' left.json || fail "the first picture's target was not kept"
grep -q '"overlay": "noise' left.json || fail "the overlay was not kept"

start
case $(xdotool getwindowname "$window") in second.png*) ;; *) fail "another picture is shown" ;; esac
xdotool mousemove 700 860
sleep 1
import -window root back.png
# The canvas: what happened last is not remembered, so the status line may differ.
for shot in left back; do convert $shot.png -crop 880x720+160+60 +repage $shot-canvas.png; done
differ=$(compare -metric AE left-canvas.png back-canvas.png null: 2>&1 || true)
[ "$differ" = 0 ] || fail "$differ px of the picture differ"
quit
cmp left.json state/sharpscale/session.json || fail "the session changed by being restored"

rm second.png
start
case $(xdotool getwindowname "$window") in first.png*) ;; *) fail "the other picture is not shown" ;; esac
sleep 0.5
import -window root gone.png
differ=$(compare -metric AE back.png gone.png null: 2>&1 || true)
[ "$differ" != 0 ] || fail "nothing says that a picture is gone"
quit
grep -q first.png state/sharpscale/session.json || fail "what is left was forgotten"
if grep -q '"source": ".*second.png"' state/sharpscale/session.json; then
  fail "what is gone was kept"
fi
echo "session: done"
