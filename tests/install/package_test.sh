#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# package_test.sh FOLDER_OF_DEBS [ROOT]: installs the sharpscale package in a fresh Debian 12 (made by debootstrap;
# ROOT names one that is there already) and runs the main job in it as an ordinary user. Needs root.
set -euo pipefail
debs=$(realpath "$1")
[ "$(id -u)" = 0 ] || { echo "package_test.sh: needs root, for debootstrap" >&2; exit 77; }
root=${2:-}
if [ -z "$root" ]; then
  root=$(mktemp -d)
  chmod 755 "$root"  # an ordinary user runs in it
  trap 'umount "$root/proc" 2>/dev/null || true; rm -rf "$root"' EXIT
  debootstrap --variant=minbase bookworm "$root" http://deb.debian.org/debian >/dev/null
else
  trap 'umount "$root/proc" 2>/dev/null || true' EXIT
fi
# This machine's way to the archive (proxies, mirrors, keys).
cp -f /etc/resolv.conf "$root/etc/resolv.conf"
cp -f /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
cp -f /etc/apt/sources.list.d/*.sources "$root/etc/apt/sources.list.d/" 2>/dev/null || true
[ ! -e "$root/etc/apt/sources.list.d/debian.sources" ] || rm -f "$root/etc/apt/sources.list"
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }

before=$(inside dpkg-query -W | wc -l)
cp "$debs"/sharpscale_*.deb "$root/tmp/"
inside apt-get update -q >/dev/null
inside sh -c 'apt-get install -y -q --no-install-recommends -o Dpkg::Use-Pty=0 /tmp/sharpscale_*.deb' >"$root/tmp/apt.log" 2>&1 ||
  { tail -20 "$root/tmp/apt.log"; exit 1; }
echo "installed in a root of $before packages, $(($(inside dpkg-query -W | wc -l) - before)) came with it"

# The main job: measure, advise, enhance by a network, judge, report; as nobody, in an empty folder.
install -d -m 777 "$root/tmp/job"
{
  printf 'P6\n96 64\n255\n'
  for y in $(seq 0 63); do
    for x in $(seq 0 95); do
      if (((x / 12 + y / 12) % 2)); then printf '\310\264\226'; else printf '\050\074\120'; fi
    done
  done
} >"$root/tmp/job/chart.ppm"
# shellcheck disable=SC2016  # expanded inside
chroot --userspec=nobody "$root" env -i PATH=/usr/bin:/bin HOME=/tmp LANG=C.UTF-8 sh -euc '
  cd /tmp/job
  sharpscale --version
  sharpscale analyze chart.ppm
  sharpscale advise chart.ppm --size 192x128
  sharpscale enhance chart.ppm --steps upscale:2 -o twice.png --json >result.json
  grep -q "\"fallbacks\": *\[\]" result.json || { echo "the network was not found"; cat result.json; exit 1; }
  code=0; sharpscale check chart.ppm twice.png || code=$?; [ $code -le 1 ]
  sharpscale report chart.ppm twice.png -o report.html
  test -s report.html
  sharpscale batch /tmp/job -o /tmp/job/out
  sharpscale merge /tmp/job/out --html /tmp/job/summary.html
'
for file in usr/share/man/man1/sharpscale.1.gz usr/share/bash-completion/completions/sharpscale \
  usr/share/zsh/vendor-completions/_sharpscale usr/share/fish/vendor_completions.d/sharpscale.fish \
  usr/share/applications/sharpscale-viewer.desktop usr/share/icons/hicolor/scalable/apps/sharpscale.svg \
  usr/share/mime/packages/sharpscale.xml usr/bin/sharpscale-viewer; do
  [ -s "$root/$file" ] || { echo "missing: $file"; exit 1; }
done
if command -v desktop-file-validate >/dev/null; then
  desktop-file-validate "$root/usr/share/applications/sharpscale-viewer.desktop"
fi
inside sh -c 'ldd /usr/bin/sharpscale-viewer /usr/bin/sharpscale | grep "not found"' && exit 1
inside dpkg -r sharpscale >/dev/null
if [ -e "$root/usr/bin/sharpscale" ]; then echo "removal left files"; exit 1; fi
echo "the package works in a fresh root"
