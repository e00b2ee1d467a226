"""First come, first served

`gather` waits for everything. There are two ways to handle each result as soon as it comes:

- `asyncio.as_completed` hands over one result after another, in the order in which they come;
- `asyncio.wait` with `FIRST_COMPLETED` returns as soon as one task is done. It tells you which
  tasks are done and which are still *pending*, that is, not done.

Watch **timers**, where the earliest is first. Then see what becomes of the task that nobody waited
for.
"""
import asyncio


async def race(name, seconds):
    #: [each] One more runner, one more timer. **timers** has the earliest first.
    await asyncio.sleep(seconds)
    return name


async def main():
    #: All three runners will be in **ready** before the first of them begins.
    a = asyncio.create_task(race("A", 0.6), name="A")
    b = asyncio.create_task(race("B", 0.2), name="B")
    c = asyncio.create_task(race("C", 0.4), name="C")
    #? order A B C
    for arrival in asyncio.as_completed([a, b, c]):
        #? output
        #: [each] This waits for the next runner to arrive, whichever it is: `arrival` does not
        #: stand for one of them.
        print(f"{await arrival} is in")

    d = asyncio.create_task(race("D", 0.5), name="D")
    e = asyncio.create_task(race("E", 0.3), name="E")
    #: Another race. This time `main` wakes as soon as one of the two has arrived.
    done, pending = await asyncio.wait([d, e], return_when=asyncio.FIRST_COMPLETED)
    #? state D
    #? choice What does `asyncio.wait` do with the task that is not done?
    #?  - it cancels it
    #?  * nothing at all
    #?  - it waits for it too
    #?  because `wait` only waits. It cancels no task, and it does not raise a task's exception.
    #: Look at **timers**: the timer of the runner who has not arrived is still there.
    print(f"{len(done)} done, {len(pending)} pending")
    #: If you want the other task to stop, you have to cancel it. `main` does not: it awaits D.
    await d
    print("D is in")


#? goal Change one number so that D wins the second race.
#?  finished D before E
#?  hint The runner with the shortest sleep wins.
#?  hint Give D a shorter sleep than E has.
asyncio.run(main())
