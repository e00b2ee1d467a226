"""A group

A `TaskGroup` holds tasks together. Its `async with` block ends when every task in it has
ended, one way or the other, and not before. No task can be left behind.

It also looks after trouble: if one fails, the others are cancelled, and when all of them have come to their
end the exception goes on from the block, in an `ExceptionGroup`, since more than one may have failed.

Watch the three tasks in **tasks**: one finishes, one fails, and then watch the third.
"""
import asyncio


async def job(name, seconds):
    #: [each] Three tasks, three timers. The longest would come due after ten seconds.
    await asyncio.sleep(seconds)
    if name == "B":
        #? output
        #: B is about to fail. The group will hear of it when B has ended, and cancel the one still waiting.
        raise ValueError("B has failed")
    print(f"{name} is done")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job("A", 0.2), name="A")
            group.create_task(job("B", 0.5), name="B")
            group.create_task(job("C", 10), name="C")
            #? time
            #? next
            #: The last line of the block. After it `main` waits here for all three.
            print("end of the block")
    except* ValueError as failed:
        #? state C
        #: All three are at their end: look at **tasks**. Only then did the block end, with the exception.
        print(f"the group says: {failed.exceptions}")


#? goal Change one number so that C is done first. B will fail all the same, with nobody left to cancel.
#?  finished C before A
#?  hint The group cancels who is not done when one fails.
#?  hint C has to be done before A is: give it a shorter sleep.
asyncio.run(main())
