"""One waits, all wait

A coffee shop with one barista. Each coffee takes half a second in the machine, and the barista
stands there and watches it. Meanwhile the phone rings.

The barista and the phone are two *tasks*: pieces of work that share one thread, so only one of them
runs at a time. **tasks** lists them. Tasks that could run now, but have to wait for the thread, are
in **ready**.

Watch the **timeline**: it draws a solid bar while a task runs. **output** shows what the tasks
print.
"""
import asyncio
import time


async def make_coffees():
    for guest in ["Ann", "Ben", "Cleo"]:
        #? output
        #: `time.sleep` keeps the only thread, so nothing else can run while it sleeps. Watch
        #: **ready**, and the clock at the top.
        time.sleep(0.5)
        #: The first coffee is done. Look at the barista in the **timeline**: its bar is solid for
        #: as long as this task kept the thread.
        print(f"a coffee for {guest}")


async def answer_phone():
    #: `phone` runs only now, when the thread is free. Until now it was in **ready**.
    print("the phone is answered")


async def main():
    #: `main` runs in a task too, called Task-1. This line creates a second task, `barista`, and
    #: adds it to **ready**. A new task is called *created* until it has run once, and that is what
    #: **tasks** will say.
    barista = asyncio.create_task(make_coffees(), name="barista")
    phone = asyncio.create_task(answer_phone(), name="phone")
    #? time
    #: Here `main` gives up control until `barista` is done. `barista` is first in **ready**, then
    #: `phone`.
    await barista
    await phone


#? goal Change one line so that the phone is answered before the first coffee is made.
#?  finished phone before barista
#?  hint Nothing else can run while `time.sleep` runs.
#?  hint `await asyncio.sleep(0.5)` sleeps too, but gives up control while it does.
#: `asyncio.run` starts the *event loop*. The loop takes the first task from **ready**, lets it run
#: until it gives up control, and then takes the next one.
asyncio.run(main())
