"""Sleep, home-made

There is no magic in `asyncio.sleep`: it is a future, and a timer that puts a result into it. The
first half of this program makes its own sleep out of these two.

The second half does it the wrong way. It keeps asking whether it is time yet, and gives up control
after each question, so other tasks can run in between. What is wrong with it? Watch **ready**, and
the *iteration* number at the top of the screen.
"""
import asyncio


async def our_sleep(seconds):
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    #: The timer: after `seconds` the loop will call `future.set_result(None)`. Watch **timers**.
    loop.call_later(seconds, future.set_result, None)
    #? next
    #: The future is empty, so this gives up control. Two things have to happen now: the timer comes
    #: due, and that wakes the task.
    await future


async def spinning_sleep(seconds):
    loop = asyncio.get_running_loop()
    end, iterations = loop.time() + seconds, 0
    while loop.time() < end:
        iterations += 1
        #? choice How long does the loop stay in *poll* in each of these iterations?
        #?  - until the time is over
        #?  - until the next timer is due
        #?  * not at all
        #?  because there is always something in **ready**, and then the loop may not wait.
        #: **timers** is empty, but **ready** will not be. So the loop does not wait in *poll*: it
        #: starts the next iteration at once.
        await asyncio.sleep(0)
    return iterations


async def main():
    #? time
    #: Remember the iteration number at the top. `our_sleep` needs only two or three iterations.
    await our_sleep(0.5)
    #: Now a much shorter sleep. Watch the iteration number run away. When you have seen enough,
    #: press `o` to go to the next output.
    iterations = await spinning_sleep(0.0005)
    print("more iterations than our_sleep needed:", iterations > 2)


#? goal Change one number so that the whole program takes at most twenty iterations.
#?  iterations <= 20
#?  hint The spinning sleep uses one iteration each time it looks at the clock.
#?  hint Let it spin for a shorter time.
asyncio.run(main())
