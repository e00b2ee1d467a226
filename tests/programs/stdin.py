# args: one "two words" --three
import asyncio
import sys


async def main():
    print(sys.argv[1:], __name__, sys.stdin.isatty())
    print("hello", input("name? "))
    print([line.strip() for line in sys.stdin])


asyncio.run(main())
