"""datetime is what it was, under either clock: its type, subclasses, time zones, errors."""
import asyncio
import datetime
import pickle
import warnings
from datetime import date, timedelta, timezone

warnings.simplefilter('ignore')


class Own(datetime.datetime):
    """A subclass with a constructor of its own."""

    def shout(self):
        return 'own'


def raises(call, *args, **keywords):
    try:
        call(*args, **keywords)
    except Exception as error:
        print(type(error).__name__, error)


async def main():
    before, began = datetime.datetime.now(), asyncio.get_running_loop().time()
    await asyncio.sleep(0.25)
    waited, passed = datetime.datetime.now() - before, asyncio.get_running_loop().time() - began
    print(abs(waited.total_seconds() - passed) < 0.05, waited >= timedelta(seconds=0.24))
    east = timezone(timedelta(hours=5, minutes=30))
    aware = datetime.datetime.now(east)
    print(aware.tzinfo is east, aware.utcoffset(), datetime.datetime.now(tz=None).tzinfo)
    print(abs(aware - datetime.datetime.now(timezone.utc)) < timedelta(seconds=1))
    print(abs(datetime.datetime.utcnow() - datetime.datetime.now(timezone.utc).replace(tzinfo=None)) < timedelta(seconds=1))
    print(date.today() == datetime.datetime.now().date(), abs(datetime.datetime.today() - datetime.datetime.now()) < timedelta(seconds=1))
    own = Own.now()
    print(type(own) is Own, own.shout(), type(Own.utcnow()) is Own, isinstance(own, datetime.datetime))
    print(pickle.loads(pickle.dumps(own)) == own, datetime.datetime.now.__name__, type(datetime.datetime))
    raises(datetime.datetime.now, 'UTC')
    raises(datetime.datetime.now, None, None)
    raises(datetime.datetime.now, zone=None)
    raises(datetime.datetime.utcnow, 1)

asyncio.run(main())
