#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# models_quality.sh BUILD_DIR [SECTION…]
# Every table of the model cards in one run: our models beside classical methods and OpenCV's networks,
# on pictures that no model learned from. Sections: upscale restore sharpen labels. All by default.
# Pictures are looked for in SHARPSCALE_DATA.
set -euo pipefail
build=$1
shift
sections=${*:-upscale restore sharpen labels}
root=$(cd "$(dirname "$0")/../.." && pwd)
: "${SHARPSCALE_DATA:=$root/../shared/data}"
export SHARPSCALE_DATA
eval=$build/bin/sharpscale-eval
# Twelve held-out pictures of the training folder (CID22).
held=$root/models/recipes/validation.txt

shipped() { grep -q "\"id\": \"$1\"" "$root/models/catalog.json"; }

for section in $sections; do
  case $section in
    upscale)
      for scale in 2 3 4; do
        model=upscale-x$scale-std
        shipped "$model" || continue
        peers=fsrcnn,espcn
        [ "$scale" = 3 ] || peers=$peers,lapsrn
        shipped "upscale-x$scale-fast" && model=upscale-x$scale-fast,$model
        # As --tier hq runs it: in eight orientations, 4x by its own network.
        hq=upscale-x$scale-hq
        shipped "$hq" || hq=upscale-x$scale-std
        model="$model,$hq*8"
        for set in set5 set14; do
          echo "== upscale x$scale, $set, luma"
          "$eval" "val/$set" --methods "bicubic,lanczos4,$peers,$model" --damage \
            "down:$scale:bicubic;down:$scale:cv-cubic;down:$scale:bicubic,noise:8,jpeg:50"
        done
      done
      ;;
    restore)
      model=restore-std
      shipped restore-fast && model=restore-fast,$model
      echo "== restore, 12 held-out pictures, noise, RGB"
      "$eval" "$held" --limit 12 --rgb --methods "input,nlm,$model" \
        --damage "noise:15;noise:25;noise:50"
      echo "== restore, 12 held-out pictures, JPEG, gray"
      "$eval" "$held" --limit 12 --rgb --gray --methods "input,$model" \
        --damage "jpeg:10;jpeg:20;jpeg:40"
      # Black on white, where noise is cut off: nothing that photographs teach.
      echo "== restore, pages of text and line art, RGB"
      "$eval" val/docs --rgb --crop 600 --methods "input,$model" \
        --damage "none;noise:5;noise:20;jpeg:60;usm:1.5:1"
      echo "== restore, clean in, clean conditions (PSNR of the output against the input)"
      "$eval" "$held" --limit 12 --rgb --methods "$model" --damage none
      ;;
    sharpen)
      shipped sharpen-std || continue
      echo "== sharpen, 12 held-out pictures, RGB"
      "$eval" "$held" --limit 12 --rgb --methods input,usm,sharpen-std \
        --damage "none;blur:1.0;blur:1.3;blur:1.6;blur:1.3,noise:5;defocus:2"
      ;;
    labels)
      echo "== wrong conditions: none may fall below the input"
      for error in -0.3 0 0.3; do
        echo "-- conditions off by $error"
        "$eval" "$held" --limit 12 --rgb --methods input,restore-std --label-error "$error" \
          --damage "noise:25;jpeg:20"
        "$eval" val/set5 --methods bicubic,upscale-x2-std --label-error "$error" \
          --damage "down:2:bicubic,noise:8,jpeg:50"
      done
      echo "-- conditions as the analyzer measures them"
      "$eval" "$held" --limit 12 --rgb --methods input,restore-std --conditions measured \
        --damage "noise:15;noise:25;jpeg:20;jpeg:40:420:3:5"
      "$eval" val/set5 --methods bicubic,upscale-x2-std --conditions measured \
        --damage "down:2:bicubic;down:2:bicubic,noise:8,jpeg:50"
      ;;
    *)
      echo "unknown section '$section'; known: upscale restore sharpen labels" >&2
      exit 2
      ;;
  esac
done
