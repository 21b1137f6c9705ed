"""The Lantern, a small web shop: its books in one SQLite file that many programs may use at once.

A write is a transaction: all of it happens, or none, whatever is killed in its midst. ``BEGIN IMMEDIATE`` takes the
right to write *before* anything is read, so nobody changes what a decision was based on. In WAL mode readers go on
meanwhile. Sources: sqlite.org/wal.html, sqlite.org/lang_transaction.html.
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from llm_edu.agents.shop_data import CUSTOMERS, PRODUCTS, draw_orders, draw_slots
from llm_edu.errors import CourseError

WAIT_SECONDS = 10.0    # for another program's write to end, before one of ours gives up
APPLICATION = 0x4C414E54    # "LANT" in the file's header: whose file it is
LARGEST_FILE = 100_000_000    # bytes; a new shop has about 50,000

SCHEMA = (
    """CREATE TABLE customers (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, likes TEXT NOT NULL)""",
    """CREATE TABLE products (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, tags TEXT NOT NULL,
    price_cents INTEGER NOT NULL CHECK (price_cents > 0), stock INTEGER NOT NULL CHECK (stock >= 0),
    about TEXT NOT NULL)""",
    """CREATE TABLE orders (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id),
    product_id INTEGER NOT NULL REFERENCES products (id), quantity INTEGER NOT NULL CHECK (quantity > 0),
    status TEXT NOT NULL CHECK (status IN ('packed', 'sent', 'delivered', 'cancelled')),
    placed TEXT NOT NULL, arrives TEXT NOT NULL, total_cents INTEGER NOT NULL CHECK (total_cents > 0))""",
    """CREATE TABLE slots (
    id INTEGER PRIMARY KEY, service TEXT NOT NULL CHECK (service IN ('repair', 'advice')), day TEXT NOT NULL,
    hour INTEGER NOT NULL CHECK (hour BETWEEN 9 AND 16), customer_id INTEGER REFERENCES customers (id),
    UNIQUE (service, day, hour))""",
    """CREATE TRIGGER never_replace BEFORE INSERT ON orders WHEN EXISTS (SELECT 1 FROM orders WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an order is never replaced'); END""",    # INSERT OR REPLACE would delete the old one
)

# All that a program of the shop ever changes. SQLite asks before each statement, so nothing is deleted by any mistake.
WRITES = {(sqlite3.SQLITE_INSERT, "orders", None), (sqlite3.SQLITE_UPDATE, "orders", "status"),
          (sqlite3.SQLITE_UPDATE, "products", "stock"), (sqlite3.SQLITE_UPDATE, "slots", "customer_id")}
READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION}


@dataclass(frozen=True)
class Shop:
    """The books of a shop. Each use opens the file anew, so threads and processes may share a Shop.

    path: its SQLite file
    """

    path: Path

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on which every write fails; rows come as `sqlite3.Row`. Raises sqlite3.Error."""
        with closing(connect(self.path)) as connection:
            connection.set_authorizer(lambda action, *details: allowed(action in READS))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction, for `WRITES` only: done as a whole when the block ends, undone if it raises.

        Raises sqlite3.Error, after `WAIT_SECONDS` too if another program does not end its own write.
        """
        with closing(connect(self.path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.set_authorizer(lambda action, table, column, *_: allowed(
                action in READS or (action, table, column) in WRITES))
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise


def allowed(yes: bool) -> int:
    """How SQLite's authorizer is told yes or no."""
    return sqlite3.SQLITE_OK if yes else sqlite3.SQLITE_DENY


def connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """A connection without a transaction. mode: "rw" for a file that is there, "rwc" to make it if it is not"""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=WAIT_SECONDS,
                                 isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")    # what is committed outlasts a power cut
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def new_shop(path: str | Path, seed: int = 0) -> Shop:
    """Make a shop's file, the same for the same seed: 12 customers, 24 products, 30 orders, 160 appointments.

    Raises FileExistsError if the file is there and not empty (it stays as it is), CourseError if it cannot be made.
    Killed in between, it leaves an empty file.
    """
    path = Path(path)
    if path.exists() and (path.is_dir() or path.stat().st_size):
        raise FileExistsError(f"{path} is already there. Open it with open_shop, or choose another name.")
    try:
        with closing(connect(path, "rwc")) as connection:
            fill(connection, random.Random(seed))
            use_wal(connection)
    except sqlite3.OperationalError as error:    # no such folder, no permission, no space, …
        raise CourseError(f"{path} cannot be made: {error}. Choose another place.") from error
    return Shop(path)


def fill(connection: sqlite3.Connection, random_numbers: random.Random) -> None:
    """Make the tables and their rows in one transaction. Raises FileExistsError if another program was faster."""
    rows: dict[str, list[tuple]] = {"customers": CUSTOMERS, "products": PRODUCTS,
                                    "orders": draw_orders(random_numbers), "slots": draw_slots(random_numbers)}
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise FileExistsError("another program has just made this shop. Open it with open_shop.")
    for statement in SCHEMA:
        connection.execute(statement)
    for table, values in rows.items():
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute("COMMIT")


def use_wal(connection: sqlite3.Connection) -> None:
    """Let readers go on while one program writes, from now on and for all who open the file."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError:    # some network drives cannot: all works as well, but readers wait
        connection.execute("PRAGMA journal_mode = DELETE")


def open_shop(path: str | Path) -> Shop:
    """The shop in a file that `new_shop` made.

    Raises FileNotFoundError if there is none, CourseError for a file that is something else, or damaged.
    """
    path = Path(path)
    damaged = f"{path} is not a shop's file, or is damaged. Make a new one with new_shop."
    if not path.is_file():
        raise FileNotFoundError(f"there is no shop at {path}. Make one with new_shop.")
    if path.stat().st_size > LARGEST_FILE:
        raise CourseError(damaged)
    try:
        with closing(connect(path)) as connection:
            whole = is_whole(connection)
    except sqlite3.OperationalError as error:    # locked, no permission, …
        raise CourseError(f"{path} cannot be opened now: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise CourseError(damaged) from error
    if not whole:
        raise CourseError(damaged)
    return Shop(path)


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether a file says that it is a shop's, has exactly its tables (and no trigger of a stranger), and
    SQLite finds nothing wrong in it."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    made = [row["sql"] for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    return (application == APPLICATION and sorted(made) == sorted(SCHEMA)
            and connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
