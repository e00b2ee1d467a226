"""Nothing runs yet

A function made with `def` runs when you call it. One made with `async def` does not: the call makes
an object, a *coroutine*, and that is all. It is like a letter that was written and not yet posted.

Watch what does *not* happen at such a call: no task appears in the **tasks** pane, nothing goes into
**ready**, and nothing is printed in **output**. Python complains only when it has to throw
such an object away without anyone having awaited it.
"""
import asyncio


async def greet(name):
    #: Look at **tasks**: there is one task, Task-1, which runs `main`. The same task runs `greet` now,
    #: because `main` awaits it.
    print(f"hello, {name}")


async def main():
    #? output
    #: This looks like a call of `greet`, and no line of `greet` will run. Watch **ready** and **tasks**.
    letter = greet("Ann")
    #: Nothing has changed in **ready** or in **tasks**. `letter` is an object that could be run, no more.
    print(f"letter is a {type(letter).__name__}")
    #? choice How many tasks are there, now that `greet` is about to run?
    #?  * one
    #?  - two
    #?  because `await` lets the task that is running run the coroutine too, as part of itself.
    #: Now somebody awaits it. `main` goes into `greet`, runs its lines and comes back.
    await letter
    #? choice Will Ben be greeted?
    #?  - yes, at once
    #?  - yes, as soon as `main` gives up control
    #?  * never
    #?  because nobody keeps the object that this call makes, and nobody awaits it.
    #: A forgotten `await`. Nobody keeps the object, so Python will throw it away unused, and say so: look
    #: for *never awaited* in **output**.
    greet("Ben")
    #: The program goes on as if nothing had happened. Ben was not greeted.
    print("main is done")


#? goal Add one word so that Ben is greeted too.
#?  no trouble
#?  hint A call makes a coroutine; something has to run it.
#?  hint Inside a coroutine that word is `await`.
#: `main()` is such a call as well. `asyncio.run` takes the object that it makes, and runs it.
asyncio.run(main())
