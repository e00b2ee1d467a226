"""One waits, all wait

A coffee shop with one person behind the counter. Each coffee takes half a second in the machine, and
the barista stands before it and stares. The telephone rings from the start.

The barista and the telephone are two *tasks*: two pieces of work that take turns on one thread.
The **tasks** pane lists them. Whoever may run, but does not run yet, stands in the row **ready**
of the loop pane.

Watch the **timeline**: a task that runs has a solid bar there, whether it does something or only stares.
Watch **output** for who gets to say something, and when.
"""
import asyncio
import time


async def make_coffees():
    for guest in ["Ann", "Ben", "Cleo"]:
        #? output
        #: `time.sleep` holds the one thread there is, and nothing else can run. `phone` is in **ready**
        #: and stays there. See the clock at the top move on by half a second.
        time.sleep(0.5)
        #: The first coffee is made. In the **timeline** the barista's bar is solid: the half second was
        #: spent by a task that kept control and did nothing with it.
        print(f"a coffee for {guest}")


async def answer_phone():
    #: Only now, with the barista gone home, is it the turn of `phone`. It was in **ready** all the time.
    print("the phone is answered")


async def main():
    #: `main` has a task too: it is called Task-1. This line makes another, `barista`, and puts it
    #: into **ready**. None of its lines runs yet.
    barista = asyncio.create_task(make_coffees(), name="barista")
    phone = asyncio.create_task(answer_phone(), name="phone")
    #? time
    #: Here `main` gives up control until `barista` is done. First in **ready** is `barista`, then `phone`.
    await barista
    await phone


#? goal Change one line so that the phone is answered before the first coffee is made.
#?  finished phone before barista
#?  hint While `time.sleep` runs, nobody else can.
#?  hint A sleep that gives up control is `await asyncio.sleep(0.5)`.
#: From here on the *event loop* hands out the turns. It takes the first from **ready**, lets it run until it
#: gives up control, and then takes the next.
asyncio.run(main())
