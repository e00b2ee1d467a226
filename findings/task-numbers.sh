#!/bin/sh
# A task that is given a name still uses up a number: on CPython 3.11 the first task without a name, made
# after two named ones inside asyncio.run(main()), is called Task-4 and not Task-2 (main's own is Task-1).
# create_task(name=…) makes the task first, which takes the next number for its name, and renames it after.
# CPython 3.13 passes the name on, and there it is Task-2: the same program names its tasks otherwise.
#
# Seen with Debian's python3.11 3.11.2-6+deb12u8:
#   Task-4
# Fails if that changes. Needs apt-get and dpkg of Debian 12; nothing is installed outside a temporary folder.
set -eu
version=3.11.2-6+deb12u8
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for package in python3.11-minimal libpython3.11-minimal libpython3.11-stdlib; do
    apt-get -qq -o APT::Sandbox::User=root download "$package=$version"
done
for file in *.deb; do dpkg -x "$file" tree; done
cat >names.py <<'PYTHON'
import asyncio

async def nothing():
    pass

async def main():
    named = [asyncio.create_task(nothing(), name=name) for name in ("first", "second")]
    unnamed = asyncio.create_task(nothing())
    print(unnamed.get_name())
    await asyncio.gather(unnamed, *named)

asyncio.run(main())
PYTHON
seen=$(PYTHONHOME="$folder/tree/usr" tree/usr/bin/python3.11 names.py)
echo "the first task without a name: $seen"
[ "$seen" = Task-4 ]
