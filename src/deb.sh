#!/bin/sh
# Build Debian's packages in BUILD/deb from a copy of the sources: `make deb`. An engine is packed for each CPython of
# Debian's that is installed with its headers. What lintian finds is printed, and makes the status 1.
set -e
: "${BUILD:=build}"
version=$(cat src/VERSION)
out=$BUILD/deb
tree=$out/aioscope-$version
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y src/VERSION)}"
export SOURCE_DATE_EPOCH

series() {
    PYTHONS=/usr sh src/pythons.sh 2>/dev/null | sed 's/^[^ ]* python-\(3\.[0-9]*\)-embed .*/\1/' | sort -u
}

default=$(pkg-config --modversion python3-embed)
rm -rf "$out"
mkdir -p "$tree"
if git rev-parse --git-dir >/dev/null 2>&1; then git ls-files -z
else find LICENSE Makefile README.md docs lessons src -type f -print0
fi | tar -c --null -T - | tar -x -C "$tree"
cp -R src/debian "$tree/debian"
cd "$tree/debian"
sed "s/@DEFAULT@/$default/" control.in >control
for series in $(cd "$OLDPWD" && series); do
    sed "s/@SERIES@/$series/" engine.in >>control
    sed "s/@SERIES@/$series/" engine.lintian-overrides.in >"aioscope-engine-$series.lintian-overrides"
    echo "usr/lib/aioscope/aioscope-engine-$series.*" >"aioscope-engine-$series.install"
done
rm ./*.in
cat >changelog <<END
aioscope ($version) unstable; urgency=medium

  * Version $version.

 -- The aioscope authors <authors@aioscope.invalid>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
END
cd ..
dpkg-buildpackage -us -uc -b >../build.log 2>&1 || {
    tail -n 40 ../build.log
    exit 1
}
cd ..
rm -rf "aioscope-$version"
ls ./*.deb
lintian --allow-root --fail-on error,warning ./*.changes
