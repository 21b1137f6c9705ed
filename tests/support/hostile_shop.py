"""Damaged files of the shop, for `test_hostile_files.py`."""

import sqlite3
from contextlib import closing

from hostile import answer, damaged_bytes

from llm_edu.agents import Call, Session, new_shop, open_shop, shop_toolbox

NONSENSE = [None, -1, 2**63 - 1, 0.5, "", "x" * 100_000, "'; --", b"\xff", "2026-99-99", "1e999"]


class ShopFile:
    """`open_shop`; what it gives is used by every tool, and each answers, whatever the rows hold."""

    def __init__(self, folder):
        self.path = folder / "lantern.db"
        new_shop(self.path)
        self.whole = self.path.read_bytes()

    def attempt(self, chance):
        self.path.write_bytes(self.whole if chance.random() < 0.5 else damaged_bytes(self.whole, chance))
        if self.path.read_bytes() == self.whole:
            self.forge(chance)
        return [answer(self.use, file_size=self.path.stat().st_size)]

    def forge(self, chance):
        """Other values in the rows, as a program that knows no rules would write them."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = 1")
            table = chance.choice(["customers", "products", "orders", "slots"])
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")][1:]
            try:
                connection.execute(f"UPDATE {table} SET {chance.choice(columns)} = ? WHERE id % ? = 0",
                                   (chance.choice(NONSENSE), chance.randint(1, 9)))
            except sqlite3.IntegrityError:
                pass    # NULL, or a name that another product has: the file stays whole

    def use(self):
        session = Session(open_shop(self.path), 4)
        toolbox = shop_toolbox(session, seconds=60)
        for tool, arguments in [
                ("list_my_orders", {}), ("order_status", {"order_id": 1026}), ("recommend", {"likes": "red"}),
                ("place_order", {"product": "Rooster alarm clock", "quantity": 1}), ("cancel_order", {"order_id": 1026}),
                ("free_slots", {"service": "repair", "day": "2026-03-03"}),
                ("book_slot", {"service": "repair", "day": "2026-03-03", "hour": 9})]:
            result = toolbox.call(Call(tool, arguments))
            if result.ok and "read_back" in result.text:
                result = session.confirm(result.value)
            assert result.text and result.ok is (result.error == "")
