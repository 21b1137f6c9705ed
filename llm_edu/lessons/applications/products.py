"""A made-up shop: products in a table, what a template writes about them, and what a model is asked."""

import random
from dataclasses import dataclass

from llm_edu.applications.content import missing_facts
from llm_edu.applications.numbers import Quantity, unsupported_numbers

COLOURS = ("red", "blue", "green", "black", "white", "yellow", "grey", "orange")
MAKERS = ("Lumo", "Arvik", "Tessel", "Norrin", "Calia", "Fenby", "Ostra", "Velm")    # no such makers, we hope
MODELS = ("Nox", "Dawn", "Field", "Harbour", "Swift", "Ember", "Willow", "Ridge", "Pebble", "Comet")
KINDS = {    # kind: what is known about it besides price and guarantee, (least, most, step, unit)
    "bicycle light": {"Weight": (60, 180, 5, "g"), "Brightness": (100, 900, 50, "lumens"),
                      "Burning time": (4, 40, 2, "hours")},
    "backpack": {"Weight": (450, 1450, 10, "g"), "Volume": (12, 48, 2, "litres"), "Pockets": (3, 9, 1, None)},
    "kettle": {"Weight": (700, 1400, 10, "g"), "Capacity": (0.8, 2.0, 0.1, "litres"),
               "Power": (1200, 3000, 200, "watts")},
    "vacuum flask": {"Weight": (250, 600, 10, "g"), "Capacity": (300, 1000, 50, "ml"),
                     "Keeps hot for": (6, 24, 2, "hours")},
    "alarm clock": {"Weight": (120, 500, 10, "g"), "Height": (6, 18, 1, "cm"), "Melodies": (4, 24, 2, None)},
}
SHARED = {"Price": (15, 149, 2, "€"), "Guarantee": (2, 6, 1, "years")}


@dataclass(frozen=True)
class Product:
    """A row of the table. facts: {"Weight": Quantity(85, "g"), …}; a number without a unit counts what its name says"""

    name: str
    kind: str
    colour: str
    facts: dict

    @property
    def names(self):
        """What a text must say in these words."""
        return [self.name, self.colour, self.kind]

    def rows(self):
        """The product as lines: "Weight: 85 g"."""
        lines = [f"Name: {self.name}", f"Kind: {self.kind}", f"Colour: {self.colour}"]
        return "\n".join(lines + [f"{name}: {written(quantity)}" for name, quantity in self.facts.items()])


def written(quantity):
    """85 g, €39, 7"""
    value = f"{quantity.value:g}"
    if quantity.unit == "€":
        return f"€{value}"
    return f"{value} {quantity.unit}" if quantity.unit else value


def make_products(count, seed=0):
    """So many different products, equally many of each kind; the same for the same seed."""
    draw = random.Random(seed)
    names = draw.sample([f"{maker} {model}" for maker in MAKERS for model in MODELS], count)
    products = []
    for name, kind in zip(names, list(KINDS) * count):
        facts = {fact: Quantity(drawn(draw, *limits[:3]), limits[3]) for fact, limits in (SHARED | KINDS[kind]).items()}
        products.append(Product(name, kind, draw.choice(COLOURS), facts))
    return products


def drawn(draw, least, most, step):
    """A number of the row least, least + step, …"""
    return round(least + step * draw.randrange(round((most - least) / step) + 1), 1)


def from_template(product):
    """What a program of four lines writes: every fact, no other.

    >>> print(from_template(make_products(1)[0]))
    The Calia Comet is a grey bicycle light. It costs €121, with a guarantee of 2 years. Weight: 100 g. Brightness: \
900 lumens. Burning time: 34 hours.
    """
    rest = "".join(f" {name}: {written(fact)}." for name, fact in product.facts.items() if name not in SHARED)
    price, guarantee = (written(product.facts[name]) for name in SHARED)
    article = "an" if product.colour[0] in "aeiou" else "a"
    return (f"The {product.name} is {article} {product.colour} {product.kind}. It costs {price}, with a guarantee of "
            f"{guarantee}.{rest}")


def order_for(product):
    """What a chat model is asked."""
    return ("Write a product description of two or three sentences for an online shop. Use only these facts, and give "
            f"every number exactly.\n\n{product.rows()}")


def audit(text, product):
    """(numbers that the table does not have, facts that the text does not have), as lists"""
    facts = product.facts.values()
    invented = unsupported_numbers(text, facts)
    return [number.text for number in invented], missing_facts(text, product.names, facts)
