#!/bin/sh
# The CPythons of this machine that an engine can be built for, one a line: the folder of its pkg-config file, the
# name of that file, its release and its prefix; of two with the same release only the first. What is left out is
# told on stderr.
#
#   PYTHONS='/opt/python-3.12 /usr' sh src/pythons.sh
#
# PYTHONS are the prefixes to look in; without it: /usr, /usr/local, and all that pyenv has.

: "${PYTHONS:=/usr /usr/local $(echo "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*)}"
seen=

left_out() {
    echo "aioscope: no engine for Python $1 in $2: $3" >&2
}

# Of Debian's, pkg-config knows the folder by itself.
settings() {
    for settings in "$1"/lib/pkgconfig/python-3.*-embed.pc "$1"/lib/*/pkgconfig/python-3.*-embed.pc; do
        [ -e "$settings" ] && echo "$settings"
    done
}

tell() {
    folder=${1%/*} package=$(basename "$1" .pc)
    series=${package#python-} series=${series%-embed} minor=${series#3.}
    PKG_CONFIG_PATH=$folder
    export PKG_CONFIG_PATH
    prefix=$(pkg-config --variable=exec_prefix "$package")
    include=$(pkg-config --cflags-only-I "$package" | sed 's/^-I\([^ ]*\).*/\1/')
    case $minor in
    *t) left_out "$series" "$prefix" "it is free-threaded"; return ;;
    *[!0-9]*) return ;;
    esac
    [ "$minor" -ge 11 ] || return
    if [ ! -e "$include/Python.h" ]; then
        left_out "$series" "$prefix" "its headers are missing"
        return
    fi
    set -- "$(pkg-config --variable=libdir "$package")/libpython$series.so" "$prefix"/lib/python"$series"/config-"$series"-*/libpython"$series".a
    if [ ! -e "$1" ] && [ ! -e "$2" ]; then
        left_out "$series" "$prefix" "it has no library to link with"
        return
    fi
    release=$(sed -n 's/^#define PY_VERSION  *"\(.*\)"/\1/p' "$include/patchlevel.h")
    case " $seen " in *" $release "*) return ;; esac
    seen="$seen $release"
    echo "$folder $package $release $prefix"
}

for prefix in $PYTHONS; do
    for settings in $(settings "$prefix"); do tell "$settings"; done
done
