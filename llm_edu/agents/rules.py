"""A desk without a model: patterns that a person wrote, of which the first that fits wins.

Bots of this kind have answered people since ELIZA (Weizenbaum 1966). A model costs more, so it should be better.
"""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from llm_edu.agents.guard import Draft, Session
from llm_edu.agents.shop_data import FaqEntry
from llm_edu.agents.shop_tools import PRODUCT_IDS, shop_toolbox, words_of
from llm_edu.agents.tools import Call, Result
from llm_edu.agents.yes import says_yes

Event = dict[str, Any]

NUMBERS = {word: number for number, word in enumerate(
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1)}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH = "|".join(MONTHS)
NAMED_DAY = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({MONTH})|\b({MONTH})[a-z]* (\d{{1,2}})(?!\d)")
HOUR = re.compile(r"\b(?:at (\d{1,2})\b|(\d{1,2})(?=:00| ?o'?clock| ?h\b| ?[ap]m\b))(?::00)? ?(pm)?")
ORDER_NUMBER = re.compile(r"(?<![\d./-])\d{4}\b(?!-)")    # and not the year of a day
PRICE = re.compile(r"(?:max|maximum|under|below|up to|than|most|over)\D{0,12}(\d+)")
GOES_ON = re.compile(r"\b(next|done|did|still|ok|okay|then|already|nothing|not|no|yes)\b")
SMALL_WORDS = words_of("a an and are as at be by can do for from have how i if in is it me my not of on or our so that "
                       "the there this to was we what when where which will with you your")
LOST = "I am sorry, I did not understand that. Ask me about an order, a product, an appointment or the shop's rules."


def day_in(text: str, today: date) -> date | None:
    """The day that a text names, a weekday being the next one; None if there is none, or no calendar has it.

    >>> day_in("on Friday", date(2026, 3, 2)), day_in("the 5th of March", date(2026, 3, 2))
    (datetime.date(2026, 3, 6), datetime.date(2026, 3, 5))
    """
    text = text.lower()
    year, month, day = today.year, 0, 0
    if found := re.search(r"\b(\d{4})-(\d\d)-(\d\d)\b", text):
        year, month, day = map(int, found.groups())
    elif found := re.search(r"\b(\d{1,2})[./](\d{1,2})\b", text):
        day, month = map(int, found.groups())
    elif found := NAMED_DAY.search(text):
        day, month = int(found[1] or found[4]), 1 + MONTHS.index(found[2] or found[3])
    if month:
        try:
            return date(year, month, day)
        except ValueError:
            return None
    coming = {name: today + timedelta(days=ahead) for ahead, name in enumerate(("today", "tomorrow"))}
    coming |= {WEEKDAYS[day.weekday()]: day for day in (today + timedelta(days=ahead) for ahead in range(1, 8))}
    return next((day for name, day in coming.items() if re.search(rf"\b{name}\b", text)), None)


def hour_in(text: str) -> int | None:
    """The hour 0–23 that a text names, None if it names none.

    >>> hour_in("at 10"), hour_in("2 pm"), hour_in("10 candles")
    (10, 14, None)
    """
    found = HOUR.search(text.lower())
    return (int(found[1] or found[2]) % 12 + 12 if found[3] else int(found[1] or found[2])) if found else None


def quantity_in(text: str) -> int:
    """The first number that a text names, 1 if it names none."""
    words = re.findall(r"\d+|[a-z]+", text.lower())
    return next((int(NUMBERS.get(word, word)) for word in words if word in NUMBERS or word.isdigit()), 1)


class Rules:
    """One turn of the bot. session: whose conversation   history: (text, events) of each turn before   faq: the entries
    to search, by default the shop's"""

    def __init__(self, session: Session, history: Sequence[tuple[str, Sequence[Event]]], text: str,
                 faq: Sequence[FaqEntry] | None = None):
        self.session, self.text, self.words = session, text, words_of(text)
        self.toolbox = shop_toolbox(session, faq)
        self.events: list[Event] = []
        self.last = list(history[-1][1]) if history else []
        self.earlier = [event for _, events in history for event in events]

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """What a tool returns, as JSON; it has "error" if the tool refuses."""
        result = self.toolbox.call(Call(tool, arguments))
        self.note(result, tool, result.call.arguments if result.call else arguments)
        if isinstance(result.value, Draft):
            self.events[-1]["draft"] = result.value
        return self.events[-1]["result"]

    def note(self, result: Result, tool: str, arguments: dict[str, Any]) -> None:
        self.events.append({"tool": tool, "arguments": arguments, "ok": result.ok, "result": json.loads(result.text)})

    def reply(self) -> str:
        """What the first rule that fits says."""
        pending = next((event["draft"] for event in self.last if "draft" in event), None)
        if pending and says_yes(self.text, pending):
            return self.confirm(pending)
        self.session.withdraw()
        if pending and re.match(r"\W*(no|stop|nope)\b", self.text.lower()):
            return "All right, I did nothing. Is there anything else?"
        for pattern, rule in RULES:
            if re.search(pattern, self.text.lower()) and (said := rule(self)):
                return said
        return self.next_step() or self.ask_faq()

    def confirm(self, draft: Draft) -> str:
        """Do what the last turn read back."""
        result = self.session.confirm(draft)
        self.note(result, draft.call.tool, draft.call.arguments)
        done = self.events[-1]["result"]
        said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in done.items())
        return f"Done and confirmed: {said}." if result.ok else result.error

    def read_back(self, tool: str, **arguments: Any) -> str:
        """Draft a write, and ask for a yes."""
        found = self.call(tool, **arguments)
        return found.get("error") or f"{found['read_back']} Shall I do that? Please answer yes or no."

    def person(self) -> str:
        found = self.call("hand_over", reason=self.text[:300])
        return found.get("error") or found["say"]

    def cancel(self) -> str | None:
        number = ORDER_NUMBER.search(self.text)
        return self.read_back("cancel_order", order_id=int(number[0])) if number else None

    def status(self) -> str | None:
        if not (number := ORDER_NUMBER.search(self.text)):
            return None
        found = self.call("order_status", order_id=int(number[0]))
        return found.get("error") or line_of(found)

    def my_orders(self) -> str:
        found = self.call("list_my_orders")
        return found.get("error") or "\n".join(map(line_of, found["orders"])) or "You have no orders."

    def appointment(self) -> str | None:
        """The free hours of a day, or an appointment; what is not said now was perhaps said in an earlier call."""
        before = ([{}] + [event["arguments"] for event in self.earlier if "service" in event.get("arguments", {})])[-1]
        service = next((name for name in ("repair", "advice") if name in self.words), before.get("service"))
        named, hour = day_in(self.text, self.session.today), hour_in(self.text)
        day = named.isoformat() if named else before.get("day")
        if service is None or day is None or (named is None and hour is None):
            return None
        if hour is not None:
            return self.read_back("book_slot", service=service, day=day, hour=hour)
        found = self.call("free_slots", service=service, day=day)
        free = ", ".join(f"{hour}:00" for hour in found.get("hours", ()))
        return found.get("error") or (f"Free on {day} for {service}: {free}" if free else f"Nothing is free on {day}.")

    def order(self) -> str | None:
        """An order, if the text has most of the words of a product's name."""
        names = {name: words_of(name) for name in PRODUCT_IDS}
        best = max(names, key=lambda product: len(names[product] & self.words) / len(names[product]))
        if 2 * len(names[best] & self.words) <= len(names[best]):
            return None
        return self.read_back("place_order", product=best, quantity=quantity_in(self.text))

    def recommend(self) -> str | None:
        with self.session.shop.reading() as connection:
            tags = {word for row in connection.execute("SELECT tags FROM products") for word in words_of(row["tags"])}
        if not self.words & tags:
            return None
        price = PRICE.search(self.text.lower())
        most = {"max_price": int(price[1])} if price else {}
        found = self.call("recommend", likes=" ".join(sorted(self.words & tags)), **most)
        return found.get("error") or "\n".join(f"{product['name']}, {product['price']} coins: {product['about']}"
                                               for product in found["products"]) or "I have nothing of that kind."

    def next_step(self) -> str | None:
        """The step after the one that was said last, if the customer seems to go on with it."""
        step = next((event["step"] for event in self.last if "step" in event), None)
        if step is None or not GOES_ON.search(self.text.lower()):
            return None
        searches = [event for event in self.earlier if event.get("tool") == "search_faq"]
        return self.say_step(searches[-1]["result"]["entries"][0], step + 1)

    def say_step(self, entry: dict[str, Any], step: int) -> str | None:
        if step >= len(entry.get("steps", ())):
            return None
        self.events.append({"step": step})
        return f"Step {step + 1}: {entry['steps'][step]}"

    def ask_faq(self) -> str:
        """The answer to the question that is most alike, and the first of its steps."""
        entries = self.call("search_faq", query=self.text[:300]).get("entries")
        if not entries or not (self.words - SMALL_WORDS) & words_of(f"{entries[0]['question']} {entries[0]['answer']}"):
            return LOST
        return " ".join(filter(None, (entries[0]["answer"], self.say_step(entries[0], 0))))


def line_of(order: dict[str, Any]) -> str:
    """An order in one line."""
    return (f"Order {order['order_id']}, {order['quantity']} × {order['product']}: {order['status']}. "
            f"Day of arrival: {order['arrives']}.")


RULES: list[tuple[str, Callable[[Rules], str | None]]] = [
    (r"^\W*(hi|hello|hey|good (morning|day|evening))\b.{0,25}$", lambda bot: "Hello! What can I do for you?"),
    (r"\b(thanks|thank you|bye)\b", lambda bot: "You are welcome. Goodbye!"),
    (r"\b(human|a person|complain\w*|lawyer|delete|my (account|e-?mail))\b", Rules.person),
    (r"\bcancel", Rules.cancel),
    (r"\d", Rules.status),
    (r"\bmy (orders?|parcels?|package)\b|\bi (have )?(ordered|bought)\b", Rules.my_orders),
    (r"", Rules.appointment),
    (r"\b(buy|order|take|want|give|need|get|like|please|\d|one|two|three)\b", Rules.order),
    (r"\b(recommend|suggest|gift|look|looking|search|something|have|got|which|any|need|like)\b", Rules.recommend),
]


def rule_based(session: Session, history: Sequence[tuple[str, Sequence[Event]]], text: str,
               faq: Sequence[FaqEntry] | None = None) -> list[Event]:
    """What the bot does and says in one turn: {"tool", "arguments", "ok", "result"} for each call, and last {"reply"}.

    session: whose conversation   history: (text, events) of each turn before   faq: as for `shop_toolbox`
    """
    bot = Rules(session, history, text, faq)
    reply = bot.reply()
    return [*bot.events, {"reply": reply}]
