"""Sleep, home-made

`asyncio.sleep` is no magic: a future, and a timer that puts a result into it. The first half of this
program makes its own, out of these two.

The second half does it the wrong way. It asks again and again whether it is time yet, and gives up control
after each question. Others can run in between, and still it is a waste: the loop never rests, for somebody
is always in **ready**. See the number of the *iteration* at the top, which counts the turns.
"""
import asyncio


async def our_sleep(seconds):
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    #: The timer: in so many seconds the loop will call `future.set_result(None)`. Watch **timers**.
    loop.call_later(seconds, future.set_result, None)
    #? next
    #: The future is empty, so this gives up control. Two things have to happen now: the timer comes due,
    #: and then the task wakes.
    await future


async def spinning_sleep(seconds):
    loop = asyncio.get_running_loop()
    end, turns = loop.time() + seconds, 0
    while loop.time() < end:
        turns += 1
        #? choice How long does the loop stay in *poll* in each of these turns?
        #?  - until the time is over
        #?  - until the next timer is due
        #?  * not at all
        #?  because there is always something in **ready**, and then it may not wait.
        #: **timers** is empty, and **ready** is not. The loop does not wait in *poll*: it turns.
        await asyncio.sleep(0)
    return turns


async def main():
    #? time
    #: Remember the number of the iteration at the top. It will be higher by two or so.
    await our_sleep(0.5)
    #: Now a sleep a thousand times shorter. Look at the iteration again: see how it runs away. When you have
    #: seen enough, `o` takes you to the next output.
    turns = await spinning_sleep(0.0005)
    print("more turns than our_sleep needed:", turns > 2)


#? goal Change one number, so that the program is over after less than twenty turns.
#?  iterations <= 20
#?  hint The spinning version takes a turn of the loop for each look at the clock.
#?  hint Let it spin for a shorter time.
asyncio.run(main())
