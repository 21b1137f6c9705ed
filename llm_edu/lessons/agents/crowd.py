"""Many programs book appointments of one shop at the same time, and some are killed meanwhile."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from llm_edu.agents import Shop, new_shop

WORKER = Path(__file__).with_name("shop_worker.py")
PROCESSES, TRIES, LINES = 8, 50, 3    # LINES: a program is killed after it has confirmed so many bookings


def start(shop, *what):
    """A program of `shop_worker`, with pipes for what it hears and says."""
    return subprocess.Popen([sys.executable, str(WORKER), str(shop.path), *map(str, what)], text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def slots(shop):
    """Who has each booked appointment: {(service, day, hour): customer}."""
    with shop.reading() as connection:
        return {tuple(row)[:3]: row["customer_id"] for row in connection.execute(
            "SELECT service, day, hour, customer_id FROM slots WHERE customer_id IS NOT NULL")}


def crowd(shop: Shop, kills: int = 0) -> dict[str, int]:
    """8 programs for 8 customers try 50 appointments each, all at once; so many of them are killed (kill -9) meanwhile.

    programs, killed   confirmed: bookings that a program said were done   twice: confirmed to more than one
    lost: confirmed, but not in the books   unsaid: in the books, but not confirmed (killed in between)
    changed: appointments taken before that are another's now
    Raises RuntimeError if a program that was not killed has failed.
    """
    before, workers = slots(shop), [start(shop, "book", number) for number in range(PROCESSES)]
    try:
        for worker in workers:
            if worker.stdout.readline() != "ready\n":
                raise RuntimeError(worker.stderr.read())
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        said = [[] for _ in workers]
        for number in range(kills):
            said[number] = [workers[number].stdout.readline() for _ in range(LINES)]
            workers[number].kill()
            said[number] += workers[number].stdout.read().splitlines()    # communicate loses a begun buffer
        for number, worker in enumerate(workers[kills:], start=kills):
            rest, errors = worker.communicate(timeout=60)
            said[number] = rest.splitlines()
            if worker.returncode:
                raise RuntimeError(errors)
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
    return compared(before, slots(shop), said, kills)


def compared(before, after, said, kills):
    """The figures of `crowd`. said: lines "service day hour" of each program"""
    got = [((service, day, int(hour)), number + 1) for number, lines in enumerate(said)
           for service, day, hour in map(str.split, lines)]
    confirmed = dict(got)
    return {"programs": PROCESSES, "killed": kills, "confirmed": len(got),
            "twice": sum(times > 1 for times in Counter(slot for slot, _ in got).values()),
            "lost": sum(after.get(slot) != customer for slot, customer in got),
            "unsaid": len(after.keys() - before.keys() - confirmed.keys()),
            "changed": sum(after.get(slot) != customer for slot, customer in before.items())}


def print_crowd(kills=2):
    """Let the crowd book in a new shop, and print what came of it."""
    with TemporaryDirectory() as folder:
        found = crowd(new_shop(Path(folder) / "lantern.db"), kills)
    print(f"{found['programs']} programs at once, {TRIES} tries each; {found['killed']} are killed (kill -9) meanwhile")
    for name, what in (("twice", "appointments confirmed to two customers"),
                       ("lost", "confirmed, but not in the books"),
                       ("changed", "taken from one customer and given to another")):
        print(f"{found[name]:>3} {what}")
    print("at least 80 bookings confirmed:", found["confirmed"] >= 80)
    print(f"at most {kills} booked and not confirmed (killed in between):", found["unsaid"] <= kills)
