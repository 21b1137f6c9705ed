"""What is in The Lantern's books on Monday, 2 March 2026: customers, products, orders and appointments. All made up.

Customers and products are always the same. A seed draws who ordered what, and which appointments are taken.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

TODAY = date(2026, 3, 2)    # a Monday; the shop's day unless a caller says another, because nothing reads the clock
SERVICES = ("repair", "advice")
KINDS = ("lamp", "candle", "clock", "radio", "kettle", "blanket")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")    # in every locale
HOURS = range(9, 17)    # an appointment takes an hour; the last one starts at 16
FIRST_SLOT, SLOT_DAYS = date(2026, 3, 3), 10    # working days
DELIVERY_DAYS = 5    # working days from the order to its arrival
FIRST_ORDER = 1001

# id, name, e-mail, what the customer likes
CUSTOMERS = [
    (1, "Mira Thistledown", "mira@example.org", "warm,wood,quiet"),
    (2, "Otto Brambleby", "otto@example.org", "travel,small"),
    (3, "Fenna Applegarth", "fenna@example.org", "bright,modern"),
    (4, "Jorin Puddlewick", "jorin@example.org", "loud,red"),
    (5, "Sela Moonraker", "sela@example.org", "warm,scented"),
    (6, "Bram Cloverley", "bram@example.org", "wood,old"),
    (7, "Tilda Nettlestone", "tilda@example.org", "small,quiet"),
    (8, "Ravi Quillfeather", "ravi@example.org", "bright,travel"),
    (9, "Hedda Marshlight", "hedda@example.org", "blue,quiet"),
    (10, "Ned O'Lanternjaw", "ned@example.org", "old,loud"),    # with an apostrophe, which careless SQL stumbles over
    (11, "Yuki Snowberry", "yuki@example.org", "modern,small"),
    (12, "Zoë Dandelion", "zoe@example.org", "green,warm"),
]

# id, name, tags (the kind comes first), price in cents, pieces in stock, about
PRODUCTS = [
    (1, "Firefly reading lamp", "lamp,bright,small,modern", 3450, 12, "Lights one page and lets the cat sleep."),
    (2, "Owl night lamp", "lamp,warm,quiet,small", 1890, 20, "A soft glow that scares monsters politely."),
    (3, "Oak desk lamp", "lamp,warm,wood,old", 5900, 7, "Turned from a beam of the old mill."),
    (4, "Lighthouse floor lamp", "lamp,bright,modern", 8900, 5, "As tall as a child, and brighter than most ideas."),
    (5, "Beeswax pillar candle", "candle,warm,scented", 950, 40, "Burns for forty hours and smells of July."),
    (6, "Midnight candle", "candle,blue,quiet", 720, 35, "Dark blue wax for long letters."),
    (7, "Pocket candle", "candle,travel,small", 480, 60, "In a tin that survives a rucksack."),
    (8, "Pine forest candle", "candle,green,scented", 1050, 0, "The forest without the walk."),
    (9, "Station clock", "clock,loud,old", 7400, 6, "Ticks so that the next room is on time, too."),
    (10, "Whisper clock", "clock,quiet,modern", 4200, 14, "A clock without a tick, for light sleepers."),
    (11, "Rooster alarm clock", "clock,loud,red,small", 2650, 18, "Begins softly. Does not end softly."),
    (12, "Walnut travel clock", "clock,travel,wood,small", 3800, 9, "Folds flat; knows the hour wherever you are."),
    (13, "Fisherman's radio", "radio,travel,blue", 4650, 11, "Water may splash it, and the weather is its hobby."),
    (14, "Grandmother radio", "radio,wood,old,warm", 9800, 4, "Valves, walnut, and a voice like cocoa."),
    (15, "Matchbox radio", "radio,small,modern,travel", 1990, 25, "One station at a time, in a shirt pocket."),
    (16, "Red kitchen radio", "radio,red,loud", 5300, 8, "Louder than frying onions."),
    (17, "Whistling kettle", "kettle,loud,red,old", 2900, 16, "Whistles in G; the neighbours tune by it."),
    (18, "Hush kettle", "kettle,quiet,modern", 4900, 10, "Boils without waking anybody."),
    (19, "Camp kettle", "kettle,travel,small", 2250, 13, "Sits on three stones and a small fire."),
    (20, "Copper kettle", "kettle,warm,old", 12500, 3, "Beaten by hand, and beautiful even when empty."),
    (21, "Shepherd's blanket", "blanket,warm,wood,old", 6800, 9, "Thick wool, with wooden buttons."),
    (22, "Moss blanket", "blanket,green,quiet", 5600, 7, "Green as a nap under a tree."),
    (23, "Train blanket", "blanket,travel,small,blue", 2400, 22, "Rolls up to the size of a loaf."),
    (24, "Snow blanket", "blanket,warm,modern", 7900, 0, "White, until somebody eats toast under it."),
]


@dataclass(frozen=True)
class FaqEntry:
    """A question that customers often ask, with its answer; steps: what to try in which order, for trouble; asked: how
    else they ask it, for the search alone"""

    id: str
    question: str
    answer: str
    steps: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def read_faq(path: str | Path = Path(__file__).with_name("faq.jsonl")) -> tuple[FaqEntry, ...]:
    """The entries of a file that has one JSON object a line.

    Raises OSError for a file that cannot be read, ValueError for a line that is not an entry; it names the line.

    >>> faq = read_faq()
    >>> len(faq), faq[5].question, faq[5].answer
    (40, 'What does delivery cost?', 'Delivery and shipping are free for every order.')
    """
    return tuple(parse_faq_entry(line, number) for number, line
                 in enumerate(Path(path).read_text(encoding="utf-8-sig").split("\n"), 1) if line.strip())


def parse_faq_entry(line: str, number: int) -> FaqEntry:
    """The entry in a line of JSON. number: which line, for the message of the ValueError"""
    try:
        fields = json.loads(line)
        if any(isinstance(fields.get(name), str) for name in ("steps", "asked")):
            raise TypeError("steps and asked are lists of texts")
        entry = FaqEntry(**{**fields, **{name: tuple(fields.get(name, ())) for name in ("steps", "asked")}})
        texts = (entry.id, entry.question, entry.answer, *entry.steps, *entry.asked)
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("a field is not text")
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"line {number} is not an entry with id, question, answer (steps, asked): {error}") from error
    return entry


def working_days(first: date) -> Iterator[date]:
    """The days from Monday to Friday, from `first` on."""
    for number in range((date.max - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() < 5:
            yield day


def arrival(placed: date) -> date:
    """When an order arrives: so many working days after the day on which it was placed.

    >>> arrival(date(2026, 3, 2)), arrival(date(2026, 3, 1))
    (datetime.date(2026, 3, 9), datetime.date(2026, 3, 6))
    """
    days = working_days(placed + timedelta(days=1))
    return [next(days) for _ in range(DELIVERY_DAYS)][-1]


def draw_orders(random_numbers: random.Random) -> list[tuple]:
    """30 orders of the four weeks before `TODAY`, as rows of the table: 2 or more for each customer, some cancelled."""
    customers = [row[0] for row in CUSTOMERS]
    buyers = [*customers, *customers, *random_numbers.sample(customers, 6)]
    random_numbers.shuffle(buyers)
    periods = [("delivered", date(2026, 2, 2), 18, 16), ("sent", date(2026, 2, 23), 3, 7),
               ("packed", date(2026, 2, 26), 4, 7)]    # status, first day, days, orders
    placed = [(status, first + timedelta(days=day)) for status, first, days, orders in periods
              for day in sorted(random_numbers.randrange(days) for _ in range(orders))]
    cancelled = {random_numbers.randrange(16), 16 + random_numbers.randrange(7)}
    rows = []
    for number, (buyer, (status, day)) in enumerate(zip(buyers, placed)):
        product, _, _, price, *_ = random_numbers.choice(PRODUCTS)
        quantity = random_numbers.randint(1, 3) if price < 3000 else 1
        rows.append((FIRST_ORDER + number, buyer, product, quantity, "cancelled" if number in cancelled else status,
                     day.isoformat(), arrival(day).isoformat(), quantity * price))
    return rows


def draw_slots(random_numbers: random.Random) -> list[tuple]:
    """All appointments, as rows of the table; one in four is taken by some customer."""
    days = working_days(FIRST_SLOT)
    slots = [(service, day.isoformat(), hour) for day in [next(days) for _ in range(SLOT_DAYS)]
             for service in SERVICES for hour in HOURS]
    taken = set(random_numbers.sample(range(len(slots)), len(slots) // 4))
    return [(number + 1, *slot, random_numbers.choice(CUSTOMERS)[0] if number in taken else None)
            for number, slot in enumerate(slots)]
