#!/bin/sh
# What a newcomer gets on a fresh Debian: `make distros`, as root. Each release is put into a folder of its own with
# nothing but gcc, make and git; a clean clone of what is committed is built there with `make run`, tested with
# `make test` and packed with `make deb`, and the packages are installed, used and removed in a second fresh one.
# One row for each, status 1 if one fails.
#
#   SUITES='bookworm trixie sid' STEPS='run test deb' sh tests/distros.sh [FOLDER]
#
# FOLDER keeps the releases and the logs; without it they are in a temporary one, removed at the end. MIRROR is where
# debootstrap takes them from, if not from its own default.

: "${SUITES:=bookworm trixie sid}" "${STEPS:=run test deb}"
top=$(cd "$(dirname "$0")/.." && pwd)
[ "$(id -u)" = 0 ] || {
    echo 'make distros: this needs root, for debootstrap and chroot' >&2
    exit 2
}
command -v debootstrap >/dev/null || sh "$top/src/packages.sh" distros || exit 2
folder=${1:-$(mktemp -d)} || exit 2
mkdir -p "$folder"
failed=0

leave() {
    for mounted in "$folder"/*/proc "$folder"/*/dev "$folder"/*/tmp; do
        mountpoint -q "$mounted" && umount -l "$mounted"
    done
    [ -n "$kept" ] || rm -rf "$folder"
}
kept=${1:-}
trap leave EXIT
trap 'exit 130' INT TERM

# release NAME SUITE: a fresh one in FOLDER/NAME.
release() {
    root=$folder/$1
    rm -rf "$root"
    debootstrap --variant=minbase "$2" "$root" ${MIRROR:+"$MIRROR"} >"$folder/$1.log" 2>&1 || return
    # The lists of the unstable release may be older than apt likes.
    echo 'Acquire::Check-Valid-Until "false"; APT::Install-Recommends "false";' \
        >"$root/etc/apt/apt.conf.d/90aioscope"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount -t tmpfs tmp "$root/tmp"
}

# inside NAME LOG COMMAND…: as a newcomer would type it.
inside() {
    name=$1 log=$2
    shift 2
    chroot "$folder/$name" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=xterm DEBIAN_FRONTEND=noninteractive \
        sh -c "$*" >"$folder/$name-$log.log" 2>&1 </dev/null
}

run_step() {
    inside "$1" run 'cd /srv/aioscope && make run' &&
        grep -q 'One waits, all wait' "$folder/$1-run.log" && echo 'tells the first lesson'
}

test_step() {
    inside "$1" test 'cd /srv/aioscope && make test'
    tail -n 1 "$folder/$1-test.log"
    grep -q ' passed, 0 failed$' "$folder/$1-test.log"
}

deb_step() {
    inside "$1" deb 'cd /srv/aioscope && make deb' || return
    release "$1-user" "$1" || return
    cp "$folder/$1"/srv/aioscope/build/deb/*.deb "$folder/$1-user/srv/"
    rm -f "$folder/$1-user"/srv/*-dbgsym_*
    inside "$1-user" use 'apt-get update -qq && apt-get install -y -qq /srv/*.deb && cd / &&
        aioscope learn 1.1 --plain && apt-get purge -y -qq "aioscope*" &&
        ! ls -d /usr/lib/aioscope /usr/share/aioscope /usr/bin/aioscope' &&
        grep -q 'One waits, all wait' "$folder/$1-user-use.log" && echo 'installed, used, removed'
}

for suite in $SUITES; do
    release "$suite" "$suite" && git clone -q "$top" "$folder/$suite/srv/aioscope" &&
        inside "$suite" begin 'apt-get update -qq && apt-get install -y -qq gcc libc6-dev make git' || {
        echo "$suite: cannot be set up: $(tail -n 1 "$folder/$suite"*.log)"
        failed=1
        continue
    }
    for step in $STEPS; do
        said=$("${step}_step" "$suite") || {
            failed=1
            said="FAILED $said"
        }
        printf '%-10s %-5s %s\n' "$suite" "$step" "$said"
    done
done
exit $failed
