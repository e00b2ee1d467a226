#!/bin/sh
# Timers of asyncio that have the same deadline do not fire first in, first out: ten callbacks given to
# call_at() with one and the same number run in the order 0 2 6 5 9 8 7 1 3 4. The loop keeps its timers in
# a heap that compares deadlines alone, without a sequence number, and heapq is not stable. call_later()
# hides it, as each call reads a later clock; a loop whose time() stands still, as in many tests, does not.
#
# Seen with Debian's python3.11 3.11.2-6+deb12u8 (and, there, with pyenv's 3.12.1 and 3.13.0):
#   call_at: 0 2 6 5 9 8 7 1 3 4
#   call_later: 0 1 2 3 4 5 6 7 8 9
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
cat >order.py <<'PYTHON'
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    when = loop.time() + 0.1
    order = {"call_at": [], "call_later": []}
    for i in range(10):
        loop.call_at(when, order["call_at"].append, i)
    await asyncio.sleep(0.2)
    for i in range(10):
        loop.call_later(0.1, order["call_later"].append, i)
    await asyncio.sleep(0.2)
    for how, ran in order.items():
        print(f"{how}:", *ran)

asyncio.run(main())
PYTHON
PYTHONHOME="$folder/tree/usr" tree/usr/bin/python3.11 order.py | tee seen
cat >expected <<'TEXT'
call_at: 0 2 6 5 9 8 7 1 3 4
call_later: 0 1 2 3 4 5 6 7 8 9
TEXT
cmp -s seen expected
