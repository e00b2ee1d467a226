"""Nothing runs yet

A function made with `def` runs when you call it. Calling a function made with `async def` makes an
object, called a *coroutine*. Does the function run too? And if not, when does it?

Here `greet` is called twice. At each call, watch **tasks**, **ready** and **output**: what changes
there, and what does not? If Python throws a coroutine away that was never awaited, it prints a
warning.
"""
import asyncio


async def greet(name):
    #: Look at **tasks**: there is still only one task, Task-1. It runs `main`, and now it also runs
    #: `greet`, because `main` awaits it.
    print(f"hello, {name}")


async def main():
    #? output
    #: This looks like a call of `greet`, but no line of `greet` will run. Watch **tasks** and
    #: **ready**.
    letter = greet("Ann")
    #: Nothing has changed in **tasks** or **ready**. It is like a letter that is not posted.
    print(f"letter is a {type(letter).__name__}")
    #? choice How many tasks are there once `greet` runs?
    #?  * one
    #?  - two
    #?  because `await` makes no task: the task that is running runs the coroutine itself.
    #: Now the coroutine is awaited. `main` goes into `greet`, runs its lines, and comes back.
    await letter
    #? choice Will Ben be greeted?
    #?  - yes, at once
    #?  - yes, as soon as `main` gives up control
    #?  * never
    #?  because nobody keeps the object that this call makes, and nobody awaits it.
    #: Is anybody going to await this coroutine? If not, Python throws it away and prints a warning:
    #: look for *never awaited* in **output**.
    greet("Ben")
    #: The program goes on. Look at **output**: was Ben greeted?
    print("main is done")


#? goal Add one word so that Ben is greeted too.
#?  no trouble
#?  hint The call only makes a coroutine. Something has to run it.
#?  hint The word is `await`.
#: `main()` also makes a coroutine. `asyncio.run` takes it and runs it in a task.
asyncio.run(main())
