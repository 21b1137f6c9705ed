"""Many programs with one shop: no appointment given twice, and nothing lost or halved when one of them is killed."""

import random
import sqlite3
from contextlib import closing

import pytest

from llm_edu.agents import new_shop, open_shop
from llm_edu.lessons.agents.crowd import compared, crowd, start


def rows(shop, query):
    with shop.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


def books(shop):
    return [rows(shop, f"SELECT * FROM {table} ORDER BY id") for table in ("customers", "products", "orders", "slots")]


@pytest.mark.parametrize("mode, kills", [
    ("WAL", 0), ("DELETE", 0), ("WAL", 2), *(pytest.param("WAL", 2, marks=pytest.mark.full) for _ in range(20))])
def test_no_appointment_is_given_twice_and_none_is_lost(tmp_path, announce, mode, kills):
    """8 programs, 50 tries each, all over the same 120 free hours. DELETE is what a drive without WAL gets."""
    shop = new_shop(tmp_path / "lantern.db")
    with closing(sqlite3.connect(shop.path)) as connection:
        assert connection.execute(f"PRAGMA journal_mode = {mode}").fetchone() == (mode.lower(),)
    found = crowd(shop, kills)
    announce(f"bookings at once ({mode}): {found}")
    assert (found["twice"], found["lost"], found["changed"]) == (0, 0, 0)
    assert found["confirmed"] > 80 and found["unsaid"] <= kills
    open_shop(shop.path)    # checks the file


def test_the_crowd_is_counted_right():
    """One lost, one given twice, one overwritten, one booked and not said."""
    free, taken = ("repair", "2026-03-03", 9), ("advice", "2026-03-03", 10)
    found = compared({taken: 5}, {free: 2, taken: 6, ("repair", "2026-03-04", 9): 1},
                     [["repair 2026-03-03 9\n"], ["repair 2026-03-03 9", "advice 2026-03-05 16"]], 1)
    assert found == {"programs": 8, "killed": 1, "confirmed": 3, "twice": 1, "lost": 2, "unsaid": 1, "changed": 1}


@pytest.mark.parametrize("kind", ["place", "cancel", "book"])
def test_a_program_killed_before_any_statement_of_a_write_changes_nothing(tmp_path, kind):
    shop, number = new_shop(tmp_path / "lantern.db"), 0
    before = books(shop)
    while True:
        with start(shop, "die", kind, number) as worker:
            said, errors = worker.communicate(timeout=60)
        if said:
            break
        assert errors == "" and worker.returncode in (-9, 15)    # killed, and 15 is how Windows says it
        assert books(open_shop(shop.path)) == before
        number += 1
    assert said == "True\n" and books(shop) != before
    assert number >= 4    # BEGIN, a SELECT, an UPDATE, COMMIT: a kill before each of them


@pytest.mark.parametrize("kills", [4, pytest.param(100, marks=pytest.mark.full)])
def test_whatever_a_killed_program_said_was_done_is_done_and_whole(tmp_path, kills):
    shop, chance, said = new_shop(tmp_path / "lantern.db"), random.Random(0), []
    stock = dict(rows(shop, "SELECT id, stock FROM products"))
    for seed in range(kills):
        with start(shop, "order", seed) as worker:
            said += [worker.stdout.readline() for _ in range(chance.randint(3, 40))]
            worker.kill()
            said += worker.stdout.read().splitlines()
        open_shop(shop.path)    # checks the file
    done = {int(number): what for what, number in map(str.split, said)}    # the last said of each order
    placed = {row[0]: row[1:] for row in rows(shop, "SELECT id, status, product_id, quantity, total_cents FROM orders "
                                              "WHERE id > 1030")}
    assert len(done) > 3 * kills and done.keys() <= placed.keys()
    assert all(placed[number][0] == "cancelled" for number, what in done.items() if what == "cancelled")
    unsaid = len(placed) - len(done) + sum(
        status == "cancelled" and done.get(number) == "placed" for number, (status, *_) in placed.items())
    assert unsaid <= kills    # done, and killed before it could say so
    prices = dict(rows(shop, "SELECT id, price_cents FROM products"))
    for _, product, quantity, total in placed.values():
        assert total == quantity * prices[product]
    for status, product, quantity, _ in placed.values():
        stock[product] -= quantity if status == "packed" else 0
    assert dict(rows(shop, "SELECT id, stock FROM products")) == stock
