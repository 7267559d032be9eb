#!/bin/bash
# Puts QEMU 11 (Debian trixie-backports) into a folder of its own and leaves a
# wrapper there that runs it on any x86-64 Linux, whatever the host's own libc.
#
#   scripts/get-qemu-11.sh /opt/qemu-11
#   /opt/qemu-11/qemu-system-x86_64 --version
#
# Why: QEMU 11 is the first release with both the qtest accelerator and
# `iommu-testdev`; Debian 12 ships 7.2. Both versions are worth testing, since
# they fail different vectors.
#
# Needs root, debootstrap and a Debian mirror. The mirror is the one this
# machine's apt already uses; DEBIAN_MIRROR=URL overrides it. The host's own
# packages are not touched. Running it again over a finished folder only
# rewrites the wrapper.
set -euo pipefail

release=trixie

fail() {
  echo "get-qemu-11: $*" >&2
  exit 1
}

[ $# -eq 1 ] || fail "usage: $0 FOLDER"
case $1 in /*) target=$1 ;; *) target=$PWD/$1 ;; esac
target=${target%/}
tree=$target/tree

[ "$(uname -m)" = x86_64 ] || fail "needs an x86-64 host"

# The first plain Debian archive among the apt sources, in either file format.
# Security and third-party archives hold no complete release to bootstrap from.
mirror_of_this_machine() {
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } |
    { grep -E '^(deb|URIs:)[[:space:]]' || true; } |
    { grep -oE 'https?://[^][:space:]]*/debian/?([[:space:]]|$)' || true; } |
    tr -d ' \t' | sed -n 1p
}

write_apt_settings() {
  cat >"$tree/etc/apt/sources.list" <<END
deb $mirror $release main
deb $mirror $release-backports main
END
  # A host that needs a proxy, or a mirror with old date stamps, says so in its
  # own apt settings: the tree needs the same.
  apt-config dump 2>/dev/null |
    grep -E '^Acquire::(http|https|Check-[A-Za-z-]+)(::| )' |
    grep -vE ' "";$' >"$tree/etc/apt/apt.conf.d/90host" || true
  cp /etc/resolv.conf /etc/hosts "$tree/etc/" 2>/dev/null || true
}

# The package's own scripts have nothing to do in a tree that is never booted.
in_tree() {
  DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    chroot "$tree" "$@"
}

install_qemu() {
  [ "$(id -u)" -eq 0 ] || fail "needs root (debootstrap makes a chroot)"
  command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
  mirror=${DEBIAN_MIRROR:-$(mirror_of_this_machine)}
  [ -n "$mirror" ] || fail "no Debian mirror among the apt sources: set DEBIAN_MIRROR=URL"
  mirror=${mirror%/}

  # debootstrap cannot continue a half-made tree, and this folder is ours alone.
  rm -rf "$tree"
  mkdir -p "$tree"
  debootstrap --variant=minbase "$release" "$tree" "$mirror"
  write_apt_settings
  printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
  chmod +x "$tree/usr/sbin/policy-rc.d"
  in_tree apt-get update
  in_tree apt-get install --yes --no-install-recommends \
    --target-release "$release-backports" qemu-system-x86
  in_tree apt-get clean
  rm -rf "$tree"/var/lib/apt/lists/*
}

# The tree's programs want the tree's libc, so its own dynamic loader starts
# them. QEMU then cannot find its modules and firmware beside its executable
# (/proc/self/exe is the loader): both are named here.
write_wrapper() {
  cat >"$target/qemu-system-x86_64" <<'END'
#!/bin/sh
tree=$(dirname "$(readlink -f "$0")")/tree
lib=$tree/usr/lib/x86_64-linux-gnu
QEMU_MODULE_DIR=$lib/qemu
export QEMU_MODULE_DIR
exec "$tree/lib64/ld-linux-x86-64.so.2" --library-path "$lib" \
  "$tree/usr/bin/qemu-system-x86_64" -L "$tree/usr/share/qemu" -L "$tree/usr/share/seabios" "$@"
END
  chmod +x "$target/qemu-system-x86_64"
}

[ -x "$tree/usr/bin/qemu-system-x86_64" ] || install_qemu
write_wrapper

version=$("$target/qemu-system-x86_64" --version | head -n 1)
echo "$version"
case $version in
  *"version 1"[1-9]* | *"version "[2-9][0-9]*) ;;
  *) fail "expected QEMU 11 or newer" ;;
esac
# The qtest accelerator is a loadable module, which `-accel help` does not list:
# only starting it tells whether the wrapper's module path is right.
echo quit | "$target/qemu-system-x86_64" -accel qtest -machine none -nodefaults \
  -display none -monitor stdio >/dev/null || fail "the qtest accelerator does not start"
