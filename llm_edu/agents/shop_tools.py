"""The nine tools of the desk at The Lantern.

None of them has an argument for who the customer is: that is the session's to know. Six of them read. Three return a
draft of a write, for `Session.confirm`.

A model copies words, and code looks things up. So a call names a product and a day in words, a search of the FAQ goes
by the customer's own, a recommendation goes by every tag that they said, and "the order that I have just placed" is
that one. `Toolbox.call` runs the tool with what they stand for, and its `Result.call` has that too.
"""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from llm_edu.agents.days import date_named, with_weekday
from llm_edu.agents.faq_search import search_index
from llm_edu.agents.guard import Draft, Session, Write, coins
from llm_edu.agents.schemas import Schema
from llm_edu.agents.shop_data import KINDS, PRODUCTS, SERVICES, FaqEntry, read_faq
from llm_edu.agents.shop_writes import book_slot, cancel_order, place_order
from llm_edu.agents.tools import Call, Refused, Tool, Toolbox

if TYPE_CHECKING:
    from llm_edu.retrieval import SentenceEncoder

FOUND = 3    # how many entries or products a search gives at most
SERVICE: Schema = {"type": "string", "enum": list(SERVICES)}
DAY: Schema = {"type": "string", "format": "day"}
PRODUCT_IDS = {name: number for number, name, *_ in PRODUCTS}    # not from the books: a stranger may have been there
TAGS = {tag for _, _, tags, *_ in PRODUCTS for tag in tags.split(",")} - {*KINDS}
UNWISHED = re.compile(r"not?|nothing|never|without|less|too|hates?|years?|(?:do|does|is|ca)nt|\w+n['’]t")
JUST_PLACED = re.compile(r"\b(?:i|we)(?:['’]ve| have)? just (?:placed|ordered|made|bought)\b", re.IGNORECASE)
PRODUCT: Schema = {"type": "string", "enum": list(PRODUCT_IDS)}
ORDER: Schema = {"type": "integer", "minimum": 1, "maximum": 999_999}


def text_of(longest: int) -> Schema:
    """The schema of a text with at most so many characters."""
    return {"type": "string", "maxLength": longest}


def whole(low: int, high: int) -> Schema:
    """The schema of a whole number from low to high. Wider than what is allowed: a model that is held to the schema
    would otherwise turn the customer's 7 into a 5, where `Limits` says no."""
    return {"type": "integer", "minimum": low, "maximum": high}


def shop_toolbox(session: Session, faq: Sequence[FaqEntry] | None = None, seconds: float = 2.0,
                 largest: int = 4_000, encoder: "SentenceEncoder | None" = None) -> Toolbox:
    """The tools for one conversation. faq: entries to search, by default the shop's   seconds, largest: as for
    `Toolbox`   encoder: searches by meaning, too"""
    desk = Desk(session, read_faq() if faq is None else faq, encoder)

    def tool(name: str, description: str, run: Callable[..., object], optional: Sequence[str] = (),
             resolve: Callable[..., dict[str, Any]] = dict, **properties: Schema) -> Tool:
        def when_open(**arguments: Any) -> object:
            session.check_open()
            return run(**arguments)

        def resolved(arguments: dict[str, Any]) -> dict[str, Any]:
            session.check_open()
            return resolve(**arguments)

        schema = {"type": "object", "properties": properties,
                  "required": [argument for argument in properties if argument not in optional]}
        return Tool(name, description, schema, when_open, resolved)

    def draft(name: str, write: Write) -> Callable[..., Draft]:
        return lambda **arguments: session.draft(Call(name, arguments), write)

    return Toolbox([
        tool("search_faq", "Search the shop's questions and answers: rules, care, trouble with an article. Without a "
             "query, the customer's own words are searched.", desk.search_faq, ["query"], desk.with_query,
             query=text_of(300)),
        tool("order_status", "What happens to one order of the customer.", desk.order_status, order_id=ORDER),
        tool("list_my_orders", "All orders of the customer.", desk.list_my_orders),
        tool("recommend", "Products in stock that have some of these tags, for at most so many coins.", desk.recommend,
             optional=["max_price"], resolve=desk.with_tags, likes=text_of(200), max_price=whole(1, 9_999)),
        tool("place_order", "Order pieces of a product; the customer must confirm.", draft("place_order", place_order),
             resolve=with_product_id, product=PRODUCT, quantity=whole(1, 999)),
        tool("cancel_order", "Cancel an order that is still packed; the customer must confirm.",
             draft("cancel_order", cancel_order), resolve=desk.with_order, order_id=ORDER),
        tool("free_slots", "The free hours of a day for a repair or advice.", desk.free_slots,
             resolve=desk.with_date, service=SERVICE, day=DAY),
        tool("book_slot", "Book an hour of a day for a repair or advice; the customer must confirm.",
             draft("book_slot", book_slot), resolve=desk.with_date, service=SERVICE, day=DAY, hour=whole(0, 23)),
        tool("hand_over", "Let a person take over the conversation.", desk.hand_over, reason=text_of(300)),
    ], seconds, largest)


class Desk:
    """The tools that read. session: whose conversation   faq: the entries to search   encoder: for `faq_search`"""

    def __init__(self, session: Session, faq: Sequence[FaqEntry], encoder: "SentenceEncoder | None" = None):
        self.session, self.faq = session, tuple(faq)
        self.index = search_index(self.faq, encoder)    # made now: the first search has no more time than the others

    def with_date(self, day: str, **others: Any) -> dict[str, Any]:
        """Arguments with the date of the day that they name. Raises Refused for what is not a day."""
        try:
            return {**others, "day": date_named(day, self.session.today).isoformat()}
        except ValueError as error:
            raise Refused(f"There is no such day: {day}.") from error

    def with_order(self, order_id: int) -> dict[str, Any]:
        """The number of an order: of one that the customer has "just placed", that of the last in this conversation."""
        just = self.session.placed is not None and JUST_PLACED.search(self.session.said)
        return {"order_id": self.session.placed if just and str(order_id) not in self.session.said else order_id}

    def with_query(self, query: str = "") -> dict[str, Any]:
        """A query, by default the customer's own words. Raises Refused where there are none."""
        if not (query or self.session.said):
            raise Refused("The argument “query” is missing: say what to search for.")
        return {"query": query or self.session.said}

    def with_tags(self, likes: str, **others: Any) -> dict[str, Any]:
        """Likes, and the tags that the customer said last, unless a word such as "not" or "too" stands before them."""
        words = re.findall(r"[\w'’]+", self.session.said.lower())
        said = [word for at, word in enumerate(words) if word in TAGS - words_of(likes)
                and not any(map(UNWISHED.fullmatch, words[max(at - 3, 0):at]))]
        return {"likes": " ".join([*likes.split(), *dict.fromkeys(said)]), **others}

    def search_faq(self, query: str) -> dict[str, Any]:
        """Up to 3 entries that fit the query, the best first."""
        found = [self.faq[number] for number, _ in self.index.search(query, FOUND)]
        return {"entries": [{name: part for name, part in vars(entry).items() if part != () and name != "asked"}
                            for entry in found]}

    def order_status(self, order_id: int) -> dict[str, Any]:
        """An order of the customer. Raises Refused for any other number, whether it exists or not."""
        with self.session.shop.reading() as connection:
            return said_of(self.session.own_order(connection, order_id))

    def list_my_orders(self) -> dict[str, Any]:
        """The customer's orders, the latest first: 20 at most, and how many earlier ones there are."""
        with self.session.shop.reading() as connection:
            orders = connection.execute(
                "SELECT orders.*, products.name AS product FROM orders JOIN products ON products.id = product_id "
                "WHERE customer_id = ? ORDER BY orders.id DESC", (self.session.customer_id,)).fetchall()
        return {"orders": [said_of(order) for order in orders[:20]], "earlier": len(orders[20:])}

    def recommend(self, likes: str, max_price: int | None = None) -> dict[str, Any]:
        """Up to 3 products in stock that have one of the words of `likes` among their tags or in their name, those
        with the most first; what the shop knows the customer to like decides between equals, then the lower price.

        likes: words; none at all means what the shop knows, and one such as "lamp" leaves out the other kinds
        max_price: in coins
        """
        with self.session.shop.reading() as connection:
            (known,) = connection.execute("SELECT likes FROM customers WHERE id = ?",
                                          (self.session.customer_id,)).fetchone()
            products = connection.execute("SELECT * FROM products WHERE stock > 0 AND price_cents <= ? "
                                          "ORDER BY price_cents, id",
                                          (10**9 if max_price is None else 100 * max_price,)).fetchall()
        wished, known_words = words_of(likes) or words_of(known), words_of(known)

        kinds = wished.intersection(KINDS)

        def score(product: Any) -> tuple[int, int]:
            has = words_of(f"{product['tags']} {product['name']}")
            return len(wished & has) if not kinds or kinds & has else 0, len(known_words & has)

        best = sorted((product for product in products if score(product)[0]), key=score, reverse=True)[:FOUND]
        return {"products": [{"product_id": product["id"], "name": product["name"], "tags": product["tags"],
                              "price": coins(product["price_cents"]), "about": product["about"]} for product in best]}

    def free_slots(self, service: str, day: str) -> dict[str, Any]:
        """The free hours of a day after today. Raises Refused for a day without appointments, and says which have."""
        today = self.session.today.isoformat()
        with self.session.shop.reading() as connection:
            slots = connection.execute("SELECT hour, customer_id FROM slots WHERE service = ? AND day = ? AND day > ? "
                                       "ORDER BY hour", (service, day, today)).fetchall()
            first, last = connection.execute("SELECT MIN(day), MAX(day) FROM slots WHERE day > ?", (today,)).fetchone()
        if not slots:
            raise Refused(f"There are no appointments on {with_weekday(day)}; there are from {first} to {last}, Monday "
                          "to Friday."
                          if first else "There are no appointments left.")
        return {"service": service, "day": day, "hours": [hour for hour, taken in slots if taken is None]}

    def hand_over(self, reason: str) -> dict[str, Any]:
        """Let a person take over."""
        self.session.hand_over(reason)
        return {"handed_over": True, "say": "A person will take over now."}


def said_of(order: Any) -> dict[str, Any]:
    """What a customer is told of an order. order: a row of the table, with the product's name"""
    return {"order_id": order["id"], "product": order["product"], "quantity": order["quantity"],
            "status": order["status"], "placed": order["placed"], "arrives": order["arrives"],
            "total": coins(order["total_cents"])}


def words_of(text: str) -> set[str]:
    """The words of a text in lower case, each also without the s of a plural.

    >>> sorted(words_of("Quiet lamps!"))
    ['lamp', 'lamps', 'quiet']
    """
    words = set(re.findall(r"\w+", text.lower()))
    return words | {word[:-1] for word in words if len(word) > 3 and word.endswith("s")}


def with_product_id(product: str, **others: Any) -> dict[str, Any]:
    """Arguments with the number of a product in the books, instead of its name."""
    return {"product_id": PRODUCT_IDS[product], **others}
