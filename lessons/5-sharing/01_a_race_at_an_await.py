"""A race at an await

A shop has one ticket left, and two people want it. Each of them looks whether there is one, waits
for the payment, and then takes it.

There is one thread, and no two lines ever run at the same moment. Even so both get the ticket.

Watch which line each of them stands on in **source** while the other one looks.
"""
import asyncio

tickets = 1


async def buy(name):
    global tickets
    #: [each] Look at `tickets` when this line is about to run, both times.
    if tickets > 0:
        #? choice Can the other one look at the tickets while this one pays?
        #?  - no, the two lines belong together
        #?  * yes, control may go to anybody here
        #?  - only on a machine with two processors
        #?  because an await that has to wait gives up control.
        #: What was seen above is known here, and it is old when this await is over.
        await asyncio.sleep(0.5)
        #: [each] The ticket is taken without another look.
        tickets -= 1
        print(name, "has a ticket, and there are", tickets, "left")
    else:
        print(name, "goes home without one")


async def main():
    #? time
    await asyncio.gather(buy("Ann"), buy("Bob"))


#: Remember the rule: between two awaits nobody gets in. Across one, anybody may.
asyncio.run(main())
