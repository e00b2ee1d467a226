"""You choose where

Three runners share one thread. Each of them runs laps, and after each lap it lets the others pass.

Control can go to another task only at an `await`, so *you* choose where. And **ready** is a queue:
whatever was added first runs first. With these two rules you can predict the order of everything
that is printed.

Try it. Before each step say who is next, then look at **ready** and **output**.
"""
import asyncio


async def run(name, laps):
    for lap in range(1, laps + 1):
        #? choice Can another runner print something between the next two lines?
        #?  - yes, at any moment
        #?  - yes, if the lap takes long
        #?  * no
        #?  because there is no `await` between them.
        #: These two lines always stay together in **output**, in every lap and for every runner.
        print(f"{name} begins lap {lap}")
        print(f"{name} ends lap {lap}")
        #? next
        #: The runner gives up control here and nowhere else. It goes to the end of **ready**.
        await asyncio.sleep(0)


async def main():
    #: The three tasks are added to **ready** in the order in which they are created.
    a = asyncio.create_task(run("A", 3), name="A")
    b = asyncio.create_task(run("B", 1), name="B")
    c = asyncio.create_task(run("C", 2), name="C")
    #? order A B C
    #: `main` waits for A first, so it does not come back to **ready** before A has finished.
    await a
    await b
    await c
    #: All three have finished. An `await` of a task that has finished does not wait.
    print("all are in")


#? goal Remove one line so that A finishes first.
#?  finished A before B
#?  hint A gives up control more often than B does.
#?  hint At each `await` that waits, the others get a chance to run.
asyncio.run(main())
