"""You choose where

Three runners on one thread. Each runs its laps, and after each lap it lets the others pass.

No other task can get in between two awaits: whatever stands there happens in one piece. Only at an
`await` can control go to somebody else, so *you* choose where. And since **ready** is a queue, first
come, first served, the order can be predicted.

Predict it. Say who is next before each step, then look at **ready** and at **output**.
"""
import asyncio


async def run(name, laps):
    for lap in range(1, laps + 1):
        #? choice Can another runner's line come between the next two?
        #?  - yes, at any moment
        #?  - yes, if the lap takes long
        #?  * no
        #?  because there is no `await` between them.
        #: These two lines will stand together in **output**, in every lap, for every runner.
        print(f"{name} begins lap {lap}")
        print(f"{name} ends lap {lap}")
        #? next
        #: Here control is given up, and only here. This runner goes to the end of **ready**.
        await asyncio.sleep(0)


async def main():
    #: Three tasks go into **ready**, in the order in which they are made.
    a = asyncio.create_task(run("A", 3), name="A")
    b = asyncio.create_task(run("B", 1), name="B")
    c = asyncio.create_task(run("C", 2), name="C")
    #? order A B C
    #: `main` now waits for the runners. It stays out of **ready** until A, the first it asks for, is done.
    await a
    await b
    await c
    #: A was the last to finish, so the other two awaits had nothing to wait for.
    print("all are in")


#? goal Take one line away so that A finishes first.
#?  finished A before B
#?  hint A gives up control oftener than B does.
#?  hint Each `await` that waits is a place at which others run.
asyncio.run(main())
