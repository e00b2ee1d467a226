#!/bin/sh
# Install the Debian packages that are needed and missing; with --check only say (by status) whether all are there. Nothing is printed or
# asked when all is there. What they are needed for: build (when nothing is said), libraries (which the tests run on our loop), conformance
# (CPython's own tests). PYTHON is the pkg-config name of the CPython meant; Debian names the packages of one by its version.

: "${PYTHON:=python3-embed}"
python_dev=python3-dev
case $PYTHON in python-3.*-embed) python_dev=$(echo "$PYTHON" | sed 's/python-\(.*\)-embed/python\1-dev/') ;; esac
python_version() { pkg-config --modversion "$PYTHON" 2>/dev/null; }

build="
pkg-config:pkg-config --version
libuv1-dev:pkg-config --exists libuv
libncurses-dev:pkg-config --exists ncursesw
libmd4c-dev:pkg-config --exists md4c
libblosc-dev:pkg-config --exists blosc
libsqlite3-dev:pkg-config --exists sqlite3
$python_dev:pkg-config --exists $PYTHON
libcmocka-dev:pkg-config --exists cmocka
libvterm-dev:pkg-config --exists vterm
libcbor-dev:pkg-config --exists libcbor
jq:command -v jq
librsvg2-bin:command -v rsvg-convert
hunspell:command -v hunspell
gettext:command -v msgfmt
locales:test -d /usr/share/i18n/locales
zsh:command -v zsh
fish:command -v fish
hunspell-en-gb:test -e /usr/share/hunspell/en_GB.dic
python3:test -x /usr/bin/python3
"
modules=/usr/lib/python3/dist-packages
libraries="
python3-aiohttp:test -d $modules/aiohttp
python3-websockets:test -d $modules/websockets
python3-anyio:test -d $modules/anyio
python3-httpx:test -d $modules/httpx
python3-uvicorn:test -d $modules/uvicorn
python3-uvloop:test -d $modules/uvloop
"
fuzz='
clang:command -v clang
libclang-rt-dev:ls /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a
'
conformance="
libpython$(python_version)-testsuite:test -d /usr/lib/python$(python_version)/test/test_asyncio
"

deb='
build-essential:dpkg -s build-essential
debhelper:command -v dh
dpkg-dev:command -v dpkg-buildpackage
lintian:command -v lintian
'

distros='
debootstrap:command -v debootstrap
'

check=
need=$build
for word in "$@"; do
    case $word in
    --check) check=1 ;;
    libraries) need=$libraries ;;
    conformance) need=$conformance ;;
    fuzz) need=$fuzz ;;
    deb) need=$deb ;;
    distros) need=$distros ;;
    esac
done

missing=
names=
IFS='
'
for row in $need; do
    package=${row%%:*}
    if ! sh -c "${row#*:}" >/dev/null 2>&1; then missing="$missing $package"; fi
    names="$names ${package%-dev}"
done
unset IFS
[ -z "$missing" ] && exit 0
[ -n "$check" ] && exit 1

if ! command -v apt-get >/dev/null 2>&1; then
    echo "aioscope: there is no apt-get here; please install these, libraries with their headers:$names" >&2
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
