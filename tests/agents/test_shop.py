"""The shop's file: the same for each seed, never overwritten, and refused when it is something else."""

import hashlib
import json
import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from llm_edu.agents import TODAY, new_shop, open_shop, read_faq
from llm_edu.agents.shop import connect, fill
from llm_edu.agents.shop_data import CUSTOMERS, KINDS, PRODUCTS, arrival
from llm_edu.errors import CourseError


@pytest.fixture
def shop(tmp_path):
    return new_shop(tmp_path / "lantern.db")


def rows(shop, query):
    with shop.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


def everything(shop):
    return {table: rows(shop, f"SELECT * FROM {table} ORDER BY id") for table in ("customers", "products", "orders", "slots")}


def test_a_seed_makes_the_same_shop_and_transcripts_may_count_on_it(shop, tmp_path):
    found = everything(shop)
    assert hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16] == "07f2c7fc128d30e7"
    other = everything(new_shop(tmp_path / "other.db", seed=1))
    assert [found[table] == other[table] for table in found] == [True, True, False, False]


def test_the_books_are_consistent(shop):
    found = everything(shop)
    assert [len(table) for table in found.values()] == [12, 24, 30, 160]
    prices = {row[0]: row[3] for row in PRODUCTS}
    for number, (order_id, _, product, quantity, status, placed, arrives, total) in enumerate(found["orders"]):
        assert order_id == 1001 + number and 1 <= quantity <= 5 and total == quantity * prices[product] <= 20_000
        assert placed < TODAY.isoformat() and (arrives < TODAY.isoformat() or status != "delivered")
        assert status in ("delivered", "cancelled") or arrives >= TODAY.isoformat()
    assert {order[1] for order in found["orders"]} == {customer[0] for customer in CUSTOMERS}
    assert {row[2].split(",")[0] for row in PRODUCTS} == set(KINDS)
    assert {slot[2] for slot in found["slots"]} == {f"2026-03-{day:02}" for day in (3, 4, 5, 6, 9, 10, 11, 12, 13, 16)}
    assert arrival(TODAY).isoformat() == "2026-03-09"


def test_an_existing_file_is_never_overwritten(shop):
    notes = shop.path.with_name("notes.txt")
    notes.write_text("precious")
    before = everything(shop)
    for path in (shop.path, notes, notes.parent):
        with pytest.raises(FileExistsError, match="already there. Open it with open_shop"):
            new_shop(path)
    assert everything(shop) == before and notes.read_text() == "precious"


def test_a_half_made_shop_can_be_made_again(tmp_path):
    path = tmp_path / "lantern.db"
    path.touch()    # what a program leaves that is killed before its first transaction ends
    with pytest.raises(CourseError, match="not a shop's file"):
        open_shop(path)
    assert len(everything(new_shop(path))["orders"]) == 30


@pytest.mark.parametrize("name", ["the shop.db", "50%#?.db", "läden'; DROP TABLE orders--.db"])
def test_a_name_is_only_a_name(tmp_path, name):
    try:
        shop = new_shop(tmp_path / name)
    except (OSError, CourseError):
        pytest.skip("this system has no such names")
    assert open_shop(tmp_path / name) == shop and [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("statement", [
    "DELETE FROM orders", "DROP TABLE orders", "UPDATE orders SET customer_id = 1", "UPDATE products SET price_cents = 1",
    "INSERT INTO slots VALUES (999, 'repair', '2026-03-03', 8, NULL)", "UPDATE customers SET name = 'x'",
    "REPLACE INTO orders SELECT * FROM orders", "INSERT OR REPLACE INTO orders SELECT * FROM orders",
    "INSERT INTO orders SELECT * FROM orders WHERE true ON CONFLICT (id) DO UPDATE SET customer_id = 4", "CREATE TABLE more (id)", "ATTACH 'other.db' AS other",
    "PRAGMA writable_schema = 1", "COMMIT; DELETE FROM orders"])
def test_nothing_but_the_shops_own_writes_can_be_done(shop, statement):
    before = everything(shop)
    for connected in (shop.writing, shop.reading):
        with pytest.raises((sqlite3.Error, sqlite3.Warning, sqlite3.ProgrammingError)), connected() as connection:
            connection.execute(statement)
    assert everything(shop) == before


def test_reading_writes_nothing_and_a_broken_write_is_undone(shop):
    before = everything(shop)
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"), shop.reading() as connection:
        connection.execute("UPDATE products SET stock = 0")
    with pytest.raises(KeyboardInterrupt), shop.writing() as connection:
        connection.execute("UPDATE products SET stock = 0")
        raise KeyboardInterrupt
    with pytest.raises(sqlite3.IntegrityError), shop.writing() as connection:
        connection.execute("UPDATE orders SET status = 'cancelled'")
        connection.execute("UPDATE products SET stock = stock - 10")
    assert everything(shop) == before


def cut_short(path):
    path.write_bytes(path.read_bytes()[:20_000])


def overwrite(path):
    content = bytearray(path.read_bytes())
    content[8_192:40_000] = b"\xff" * (40_000 - 8_192)
    path.write_bytes(content)


def change(*statements):
    def apply(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)
    return apply


@pytest.mark.parametrize("damage", [
    lambda path: path.write_bytes(b"not a database" * 100), lambda path: path.write_bytes(b""), cut_short, overwrite,
    change("PRAGMA application_id = 0"), change("DROP TABLE slots"), change("CREATE TABLE more (id)"),
    change("CREATE TRIGGER steal AFTER INSERT ON orders BEGIN UPDATE orders SET customer_id = 1; END"),
    change("PRAGMA ignore_check_constraints = 1", "UPDATE products SET stock = -1")])
def test_a_file_that_is_something_else_or_damaged_is_refused(shop, damage):
    shutil.copy(shop.path, shop.path.with_name("copy.db"))
    damage(shop.path)
    with pytest.raises(CourseError, match="is not a shop's file, or is damaged. Make a new one"):
        open_shop(shop.path)
    assert everything(open_shop(shop.path.with_name("copy.db")))


def test_a_shop_that_cannot_be_made_is_said(tmp_path):
    with pytest.raises(CourseError, match="none.lantern.db cannot be made: unable to open database file. Choose another"):
        new_shop(tmp_path / "none" / "lantern.db")


def test_of_two_programs_that_make_a_shop_the_second_is_refused(tmp_path):
    shop = new_shop(tmp_path / "lantern.db")
    with closing(connect(shop.path)) as connection, pytest.raises(FileExistsError, match="Open it with open_shop"):
        fill(connection, random.Random(1))
    assert everything(open_shop(shop.path))["orders"][0][0] == 1001


def test_a_missing_file_is_not_made_by_opening(tmp_path):
    for path in (tmp_path / "none.db", tmp_path):
        with pytest.raises(FileNotFoundError, match="Make one with new_shop"):
            open_shop(path)
    assert not list(tmp_path.iterdir())


def test_a_drive_without_wal_will_do(tmp_path, monkeypatch):
    """As on some network drives: the switch to WAL fails, and the shop works all the same."""
    class WithoutWAL(sqlite3.Connection):
        def execute(self, statement, *values):
            if "WAL" in statement:
                raise sqlite3.OperationalError("locking protocol")
            return super().execute(statement, *values)

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *details, **options: connect(*details, factory=WithoutWAL, **options))
    shop = open_shop(new_shop(tmp_path / "lantern.db").path)
    assert rows(shop, "SELECT COUNT(*) FROM orders") == [(30,)]
    monkeypatch.undo()
    with closing(connect(shop.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_the_faq_is_whole(tmp_path):
    faq = read_faq()
    assert len(faq) == len({entry.id for entry in faq}) == len({entry.question for entry in faq}) == 40
    assert sum(bool(entry.steps) for entry in faq) >= 10 and all(len(entry.answer.split()) <= 50 for entry in faq)
    broken = tmp_path / "faq.jsonl"
    good = json.dumps({"id": "x", "question": "?", "answer": "!"})
    for line in ("{", "[]", "3", '{"id": "x"}', '{"id": 1, "question": "?", "answer": "!"}',
                 '{"id": "x", "question": "?", "answer": "!", "more": 1}',
                 '{"id": "x", "question": "?", "answer": "!", "steps": [1]}', good[:-1] + ', "steps": "wait"}',
                 "[" * 100_000):
        broken.write_text(f"{good}\n\n{line}\n", encoding="utf-8")
        with pytest.raises(ValueError, match="^line 3 is not an entry"):
            read_faq(broken)
    broken.write_bytes("\ufeff".encode() + good.replace("?", "\u2028").encode() + b"\r\n")    # as other programs write it
    assert [entry.question for entry in read_faq(broken)] == ["\u2028"]
