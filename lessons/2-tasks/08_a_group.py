"""A group

A `TaskGroup` keeps tasks together. Its `async with` block does not end before every task in it has
ended, one way or another. So no task can be left behind.

It also handles failures. If a task fails, the block raises the exception, wrapped in an
`ExceptionGroup`, since more than one task may fail. `except*` catches exceptions that are in such a
group.

Watch the three tasks in **tasks**: one finishes, one fails, and then see what becomes of the third.
"""
import asyncio


async def job(name, seconds):
    #: [each] Three tasks, three entries in **timers**.
    await asyncio.sleep(seconds)
    if name == "B":
        #? output
        #: B is about to fail. Watch in **tasks** what the group does about the others once B has
        #: ended.
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
            #: This is the last line of the block. After it `main` waits here for all three tasks.
            print("end of the block")
    except* ValueError as failed:
        #? state C
        #: When a task fails, the group cancels those that have not ended. The block itself ends
        #: only when all of them have: look at **tasks**.
        print(f"the group says: {failed.exceptions}")


#? goal Change one number so that C is done first. B will still fail, but there will be nobody left to cancel.
#?  finished C before A
#?  hint When one task fails, the group cancels the tasks that are not done.
#?  hint C has to be done before A is. Give it a shorter sleep.
asyncio.run(main())
