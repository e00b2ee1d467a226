"""One waits, all wait

A coffee shop with one barista. The machine takes half a second for each coffee, and the barista
stands there and watches it. The phone has been ringing since the shop opened.

The barista and the phone are two *tasks*. A task is a piece of work that the program has to do. All
tasks share one thread, so only one of them runs at any moment.

- The **tasks** pane lists the tasks.
- The **ready** row of the loop pane lists the tasks that could run now but have to wait for the
  thread.
- The **timeline** draws a solid bar while a task runs, whether it does something useful or not.
- **output** shows what each task prints.

A new task is called *created* until it has run once. So a task can be *created* in the **tasks**
pane and stand in **ready** at the same time.
"""
import asyncio
import time


async def make_coffees():
    for guest in ["Ann", "Ben", "Cleo"]:
        #? output
        #: `time.sleep` keeps the only thread, so nothing else can run. `phone` has to stay in
        #: **ready**. The clock at the top will move on by half a second.
        time.sleep(0.5)
        #: The first coffee is done. In the **timeline** the barista has a solid bar: for half a
        #: second this task kept the thread and did nothing with it.
        print(f"a coffee for {guest}")


async def answer_phone():
    #: `phone` runs at last. The barista has finished, and `phone` was in **ready** all that time.
    print("the phone is answered")


async def main():
    #: `main` runs in a task too, called Task-1. This line creates a second task, `barista`, and
    #: adds it to **ready**. No line of `make_coffees` runs yet, so the **tasks** pane will say
    #: *created*.
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
