"""How a recording feels on the screen: the viewer on a pseudo-terminal, and what passes between a key and the picture that shows it.

    screen.py AIOSCOPE FILE EVENTS
"""
import fcntl
import os
import pty
import random
import re
import select
import statistics
import struct
import sys
import termios
import time

MARKER = re.compile(rb'\x1b\]5522;(\d+);(\d+);(\d);\d+;\d+\x07')  # frames, keys taken, settled: what the viewer tells its tests
SEEKS = 200


class Screen:
    def __init__(self, command, rows=50, columns=160):
        self.keys = self.seen = 0
        self.settled = False
        self.bytes = b''
        self.begin = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
            os.environ.update(TERM='xterm-256color', LC_ALL='C.UTF-8', AIOSCOPE_TEST_SYNC='1')
            os.execv(command[0], command)

    def wait(self, is_done):
        """Read frames until one is_done(); how long that took since `begin`."""
        while not is_done():
            if not select.select([self.fd], [], [], 60)[0]:
                sys.exit('the viewer says nothing for a minute')
            self.bytes = self.bytes[-200:] + os.read(self.fd, 1 << 20)
            for found in MARKER.finditer(self.bytes):
                self.seen, self.settled = int(found[2]), found[3] == b'1'
        return time.perf_counter() - self.begin

    def press(self, text):
        """From the last key to the frame that shows what came of it, in milliseconds."""
        data = text.encode()
        os.write(self.fd, data[:-1])
        self.keys += len(data) - 1
        if self.keys:
            self.wait(lambda: self.seen >= self.keys)
        time.sleep(0.02)  # frames are at most so near each other, and fingers farther
        self.settled = False
        self.keys += 1
        self.begin = time.perf_counter()
        os.write(self.fd, data[-1:])
        return self.wait(lambda: self.seen >= self.keys and self.settled) * 1000


def line(what, times):
    times.sort()
    print(f'  {what:24} p50 {statistics.median(times):7.1f}  p95 {times[len(times) * 95 // 100]:7.1f}  p99 {times[len(times) * 99 // 100]:7.1f}  most {times[-1]:7.1f} ms')


def main():
    command = [sys.argv[1], 'replay', sys.argv[2]]
    screen = Screen(command)
    first = screen.wait(lambda: b'event 0 of' in screen.bytes)
    whole = screen.wait(lambda: screen.settled)
    count = int(sys.argv[3])
    print(f'  on the screen: the first picture after {first * 1000:.0f} ms, all of it read after {whole:.2f} s')
    chance = random.Random(1)
    line('key to picture, seek', [screen.press(f':{chance.randrange(1, count)}\r') for _ in range(SEEKS)])
    line('key to picture, back', [screen.press('h') for _ in range(SEEKS)])
    line('key to picture, on', [screen.press('l') for _ in range(SEEKS)])
    os.write(screen.fd, b'q')


if __name__ == '__main__':
    main()
