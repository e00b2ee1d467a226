"""How a task drives a coroutine

This program has no loop and no task: **tasks** and **ready** stay empty. It does by hand what a
task does with its coroutine:

- `send` runs the coroutine until it *yields* something, and returns what it yielded;
- the next `send` passes a value in at the place where it yielded, and lets it go on;
- when the coroutine returns, `send` raises `StopIteration`, with the result inside.

`await` passes all of this through. Whatever the innermost function yields goes straight to the
caller of `send`, past `triple` and past `main`. Follow the arrow in the source: control jumps each
time it is handed over.
"""


class Ask:
    def __await__(self):
        #: This is the innermost function. The `yield` leaves `Ask`, `triple` and `main` at once,
        #: and each of them stays paused in the middle.
        answer = yield "what is three?"
        #: Back again, with the value that was sent. All three are where they were.
        return answer


async def triple(n):
    #: `await` calls `__await__`. From then on it passes everything through, in both directions.
    three = await Ask()
    #: The `yield` in `Ask` received an answer. `__await__` returned it, and so it is the value of
    #: this `await`.
    return n * three


async def main():
    #: A coroutine awaits another coroutine. This does not give up control: `main` goes into
    #: `triple`.
    result = await triple(5)
    print(f"main has {result}")
    return result


#: This makes a coroutine. None of its lines has run.
coroutine = main()
#? output
#: The first `send` starts the coroutine. Step on and see how deep it goes before something is
#: yielded.
question = coroutine.send(None)
#: We are outside again. `main` has not ended: it is paused at its `await`, and so is `triple`.
print(f"we are asked: {question}")
try:
    #? output
    #: We send the answer. The coroutine goes on where it paused, in the innermost function.
    coroutine.send(3)
except StopIteration as end:
    #: `main` has returned. This is how a coroutine says so.
    print(f"main returned {end.value}")
#? choice What does a real task get back from `send` when its coroutine has to wait?
#?  - a number of seconds
#?  * a future
#?  - the name of the task to run next
#?  because the task then waits for that future, and calls `send` again when it has a result.
#: This is all that a task does: it calls `send`, waits for whatever was yielded, and calls `send`
#: again, until it gets `StopIteration`.
print("done by hand")
