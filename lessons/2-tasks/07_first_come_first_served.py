"""First come, first served

`gather` waits for all. There are two ways to deal with what comes first as soon as it comes:

- `asyncio.as_completed` hands over what is done, one after the other, in the order in which it is done;
- `asyncio.wait` with `FIRST_COMPLETED` comes back at the first, and says which tasks are done and which are
  still *pending*, that is, not done.

Watch **timers**, where the soonest stands first, and then see what becomes of the one that nobody waited for.
"""
import asyncio


async def race(name, seconds):
    #: [each] One more runner, one more timer. In **timers** it gets its place by its time.
    await asyncio.sleep(seconds)
    return name


async def main():
    #: Three runners, all in **ready** before the first of them begins.
    a = asyncio.create_task(race("A", 0.6), name="A")
    b = asyncio.create_task(race("B", 0.2), name="B")
    c = asyncio.create_task(race("C", 0.4), name="C")
    #? order A B C
    for arrival in asyncio.as_completed([a, b, c]):
        #? output
        #: [each] This waits for whoever arrives next. `arrival` is no certain runner: it is the next to come.
        print(f"{await arrival} is in")

    d = asyncio.create_task(race("D", 0.5), name="D")
    e = asyncio.create_task(race("E", 0.3), name="E")
    #: Another race. This time `main` wakes as soon as one of the two is in.
    done, pending = await asyncio.wait([d, e], return_when=asyncio.FIRST_COMPLETED)
    #? state D
    #? choice What does `asyncio.wait` do with the task that is not done?
    #?  - It cancels it.
    #?  * Nothing at all.
    #?  - It waits for it too.
    #?  because `wait` only waits: it cancels nothing, and it raises nothing that a task has raised.
    #: Look at **timers**: the runner who is not in yet is still in there.
    print(f"{len(done)} done, {len(pending)} pending")
    #: Whoever wants the other to stop has to say so. This one is waited for instead.
    await d
    print("D is in")


#? goal Change one number so that D wins the second race.
#?  finished D before E
#?  hint The winner of a race is the one with the shortest sleep.
#?  hint Give D less time than E.
asyncio.run(main())
