"""What the tests of the shop's tools share."""

import json

from llm_edu.agents import Session, shop_toolbox


class Desk:
    """A shop, a session and its tools."""

    def __init__(self, shop, customer=4, **options):
        self.shop, self.session = shop, Session(shop, customer, **options)
        self.toolbox = shop_toolbox(self.session, seconds=60)

    def call(self, tool, **arguments):
        return self.toolbox.call(json.dumps({"tool": tool, "arguments": arguments}))

    def do(self, tool, **arguments):
        return self.session.confirm(self.call(tool, **arguments).value)

    def books(self):
        with self.shop.reading() as connection:
            return [[tuple(row) for row in connection.execute(f"SELECT * FROM {table}")]
                    for table in ("customers", "products", "orders", "slots")]
