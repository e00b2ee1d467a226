"""A race at an await

A shop has one ticket left, and two people want it. Each of them checks whether there is one, waits
for the payment, and then takes the ticket.

There is one thread, and no two lines ever run at the same moment. So what could go wrong?

Watch **source**: on which line does each of them wait?
"""
import asyncio

tickets = 1


async def buy(name):
    global tickets
    #: [each] How many `tickets` are there when this line is about to run? Check it both times.
    if tickets > 0:
        #? choice Can the other one check the tickets while this one pays?
        #?  - no, the two lines belong together
        #?  * yes, anybody may run here
        #?  - only on a machine with two processors
        #?  because an `await` that has to wait gives up control.
        #: What this task saw on the line above was true then. It may no longer be true when this
        #: `await` is over.
        await asyncio.sleep(0.5)
        #: [each] This takes the ticket without checking again.
        tickets -= 1
        print(name, "has a ticket, and there are", tickets, "left")
    else:
        print(name, "goes home without one")


async def main():
    #? time
    await asyncio.gather(buy("Ann"), buy("Bob"))


#: [after] Look at **output**: one ticket was sold twice. Between two awaits no other task can run.
#: Across an `await`, any task can.
asyncio.run(main())
