#!/usr/bin/env bash
# Installs a package in a Debian that was bootstrapped for it, tries it there, and takes it away again.
# Usage, as root: in_bootstrapped_root.sh PACKAGE.deb; in minutes, and with the network that apt-get uses.
set -euo pipefail

package=$(realpath "$1")
root=$(mktemp -d /var/tmp/audience-root-XXXXXX)
trap 'umount -q "$root/proc" || true; rm -rf --one-file-system "$root"' EXIT
chmod 755 "$root"
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"; }
say() { printf '%s\n' "== $*"; }

say "bootstrap"
debootstrap --variant=minbase --include=ca-certificates,man-db,systemd,bash-completion bookworm "$root" >"$root.log" 2>&1 ||
  { tail -20 "$root.log"; exit 1; }
rm "$root.log"
mount -t proc proc "$root/proc"
# Manual pages are left out of some images.
rm -f "$root"/etc/dpkg/dpkg.cfg.d/docker "$root"/etc/dpkg/dpkg.cfg.d/excludes
(cd "$root" && find etc usr var -xdev -not -path 'var/cache/*' -not -path 'var/log/*' -not -path 'var/lib/dpkg/*' \
  -not -path 'var/lib/apt/*' | sort) >"$root/before"

say "install"
cp "$package" "$root/var/tmp/audience.deb"
in_root apt-get update -qq
in_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends /var/tmp/audience.deb >/dev/null 2>&1

say "use"
in_root audience --version
in_root audience init >/dev/null
in_root audience list >/dev/null
[ "$(in_root audience | grep -c 'Next      audience import customers')" = 1 ]

say "manual"
in_root sh -c 'man -w audience audience-create audience-document >/dev/null'
in_root sh -c 'MANWIDTH=80 man audience-export | grep -q "customers of an audience"'

say "completion"
if [ -e "$root/usr/share/bash-completion/completions/audience" ]; then
  in_root bash -n /usr/share/bash-completion/completions/audience
else
  echo "none in this package"
fi

say "units"
in_root getent passwd audience
in_root stat -c '%A %U:%G %n' /var/lib/audience
in_root systemd-analyze verify audience-serve.service audience-refresh.timer audience-refresh.service
in_root systemd-analyze security --offline=yes --no-pager audience-serve.service audience-refresh.service |
  grep 'Overall exposure'
in_root setpriv --reuid=audience --regid=audience --clear-groups env XDG_DATA_HOME=/var/lib audience init >/dev/null
in_root setpriv --reuid=audience --regid=audience --clear-groups env XDG_DATA_HOME=/var/lib audience -q refresh --all
rm -r "$root"/var/lib/audience/* "$root/root/.local" "$root/var/tmp/audience.deb"

say "uninstall"
in_root apt-get purge -y -qq audience >/dev/null 2>&1
in_root apt-get autoremove --purge -y -qq >/dev/null
(cd "$root" && find etc usr var -xdev -not -path 'var/cache/*' -not -path 'var/log/*' -not -path 'var/lib/dpkg/*' \
  -not -path 'var/lib/apt/*' | sort) >"$root/after"
left=$(comm -13 "$root/before" "$root/after" | grep -v '^etc/\(passwd\|group\|shadow\|gshadow\)-$' || true)
if [ -n "$left" ]; then
  printf 'left behind:\n%s\n' "$left"
  exit 1
fi
say "clean"
