import asyncio
import sys


async def main():
    p = await asyncio.create_subprocess_exec(sys.executable, "-c", "import sys; print(sys.stdin.read()[::-1]); sys.exit(3)",
                                             stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    out, err = await p.communicate(b"abc")
    print(out, err, p.returncode)
    sys.stdout.flush()
    p = await asyncio.create_subprocess_shell("echo from the shell; kill -9 $$")
    print(await p.wait())
    p = await asyncio.create_subprocess_exec("sleep", "10")
    p.terminate()
    print(await p.wait())


asyncio.run(main())
