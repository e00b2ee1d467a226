"""How a task drives a coroutine

There is no loop in this program, and no task: **tasks** and **ready** stay empty. By hand it does what a task
does with its coroutine:

- `send` lets it run until it *yields* something, and hands that over;
- the next `send` puts a value in where it yielded, and lets it go on;
- when it returns, `send` raises `StopIteration`, with the result inside.

`await` passes all this through. What the innermost yields goes up to whoever called `send`, past `triple`
and past `main`. Follow the arrow in the source: every hand-over is a jump.
"""


class Ask:
    def __await__(self):
        #: The innermost of all. This `yield` leaves `Ask`, `triple` and `main` at once, each in the middle.
        answer = yield "what is three?"
        #: Back again, with what was sent. The three of them stand where they stood.
        return answer


async def triple(n):
    #: `await` calls `__await__`, and from then on passes through what comes.
    three = await Ask()
    #: The `yield` further down got its answer, and that is what `await` gives here.
    return n * three


async def main():
    #: A coroutine that awaits a coroutine. No control is given up here: `main` goes into `triple`.
    result = await triple(5)
    print(f"main has {result}")
    return result


#: A coroutine, and none of its lines has run.
coroutine = main()
#? output
#: The first `send` starts it. Step on, and see how deep it goes until something is yielded.
question = coroutine.send(None)
#: We are out again. `main` has not ended: it stands at its `await`, and so does `triple`.
print(f"we are asked: {question}")
try:
    #? output
    #: We answer. It goes on right where it stopped, in the innermost.
    coroutine.send(3)
except StopIteration as end:
    #: `main` has returned, and this is how a coroutine says so.
    print(f"main returned {end.value}")
#? choice What does the `send` of a real task get from a coroutine that has to wait?
#?  - a number of seconds
#?  * a future
#?  - the name of the task to run next
#?  because the task then asks to be woken when that future has its result, and calls `send` again.
#: At heart a task is just this: `send`, and `send` again when what was yielded is done, until `StopIteration`.
print("done by hand")
