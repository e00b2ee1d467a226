#!/bin/sh
# Install the Debian packages that the build needs and that are missing; with --check only say (by status) whether all are there.
# Nothing is printed or asked when all is there.

need='
pkg-config:pkg-config --version
libuv1-dev:pkg-config --exists libuv
libncurses-dev:pkg-config --exists ncursesw
libmd4c-dev:pkg-config --exists md4c
python3-dev:pkg-config --exists python3-embed
libcmocka-dev:pkg-config --exists cmocka
libvterm-dev:pkg-config --exists vterm
libcbor-dev:pkg-config --exists libcbor
python3:test -x /usr/bin/python3
'

missing=
libraries=
IFS='
'
for row in $need; do
    package=${row%%:*}
    if ! sh -c "${row#*:}" >/dev/null 2>&1; then missing="$missing $package"; fi
    libraries="$libraries ${package%-dev}"
done
unset IFS
[ -z "$missing" ] && exit 0
[ "$1" = --check ] && exit 1

if ! command -v apt-get >/dev/null 2>&1; then
    echo "aioscope: there is no apt-get here; please install these libraries with their headers:$libraries" >&2
    exit 1
fi
echo "aioscope: installing$missing"
sudo=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "aioscope: installing needs root: run  apt-get install$missing  as root, then make again" >&2
        exit 1
    fi
    sudo=sudo
fi
export DEBIAN_FRONTEND=noninteractive
{ $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $missing; } >/dev/null || {
    echo "aioscope: apt-get could not install$missing" >&2
    exit 1
}
