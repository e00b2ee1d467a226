import asyncio
import threading


async def work(name, n):
    for i in range(n):
        await asyncio.sleep(0.001)
    return name


def run(name, out):
    out[name] = asyncio.run(work(name, 3))


out = {}
threads = [threading.Thread(target=run, args=(f"t{i}", out)) for i in range(3)]
for t in threads:
    t.start()
print(asyncio.run(work("main", 3)))
for t in threads:
    t.join()
print(sorted(out.values()))
