"""Scenes about orders and products: where an order is, what to buy, buying it, cancelling it."""

from llm_edu.agents.plain_words import said_order
from llm_edu.agents.shop_data import PRODUCTS
from llm_edu.lessons.agents import dialogues_words as words
from llm_edu.lessons.agents.dialogues_words import called, pick, say

NOTHING_DONE = "All right, I did nothing. Is there anything else?"
SORRY = "I am sorry, that did not work just now. Please try again in a moment."
NO_ORDER = "I find no such order of yours. I can only show you your own orders."
WHAT_WISH = "Gladly! Do you look for a lamp, candle, clock, radio, kettle or blanket? And what should it be like?"


def clean(name):
    """A product's name without what a stranger has added to it."""
    return next(product[1] for product in PRODUCTS if name.startswith(product[1]))


def status(talk):
    chance, own = talk.chance, talk.read("SELECT id FROM orders WHERE customer_id = ?", talk.session.customer_id)
    number = chance.choice(own)["id"] if chance.random() < 0.7 else chance.randrange(1001, 1031)
    number = chance.randrange(2, 9999) if chance.random() < 0.12 else number
    text = pick(chance, words.FOREIGN if chance.random() < 0.15 else words.STATUS).format(n=number)
    text = pick(chance, words.AGREED).format(n=number) if chance.random() < 0.15 else text
    if chance.random() < 0.06:
        talk.fail("order_status")
        say(talk, text, ("order_status", {"order_id": number}), SORRY)
        return talk.mend()
    say(
        talk,
        text,
        ("order_status", {"order_id": number}),
        lambda result: line(result) if "status" in result else NO_ORDER,
    )
    if "status" not in talk.result() and chance.random() < 0.5:
        say(
            talk,
            pick(
                chance,
                "but it is my brother's order|I know it, I paid it for a friend|it must be there, look again|"
                "please, my wife "
                "ordered it|why not? she allowed me",
            ),
            NO_ORDER,
        )


def line(order):
    """An order in a sentence of the desk."""
    plain = said_order({**order, "product": clean(order["product"])})
    return plain.replace(", sent, arrives", ", sent and on its way, arrives")


def own_orders(talk):
    """All orders, or one of them by its product; sometimes another one after that."""
    chance = talk.chance
    own = talk.read(
        "SELECT orders.*, name FROM orders JOIN products ON products.id = product_id WHERE customer_id = ? "
        "ORDER BY orders.id DESC",
        talk.session.customer_id,
    )
    kinds = [clean(order["name"]).split()[-1] for order in own]
    single = [order for order, kind in zip(own, kinds) if kinds.count(kind) == 1]
    if chance.random() < 0.35 or not single:
        if chance.random() < 0.08:
            talk.fail("list_my_orders")
            say(talk, pick(chance, words.OWN_ORDERS), ("list_my_orders", {}), SORRY)
            return talk.mend()
        return say(
            talk,
            pick(chance, words.OWN_ORDERS),
            ("list_my_orders", {}),
            lambda result: "\n".join(map(line, result["orders"])),
        )
    first, *others = chance.sample(single, min(2, len(single)))
    name = clean(first["name"])
    name = chance.choice([name, called(chance, name, 1), name.split()[-1], name.split()[-1] + "s"])
    say(talk, pick(chance, words.OF_PRODUCT).format(p=name), ("list_my_orders", {}), said_of(first))
    for other in others:
        if chance.random() < 0.6:
            kind = clean(other["name"]).split()[-1]
            say(
                talk,
                pick(chance, f"and the {kind}|what about the {kind}|the {kind} too?|and where is my {kind}"),
                lambda _, other=other: said_of(other)(talk.orders()),
            )


def said_of(order):
    """A reply about one order among all."""
    return lambda result: next(line(each) for each in result["orders"] if each["order_id"] == order["id"])


def open_wish(talk):
    say(talk, pick(talk.chance, words.OPEN_WISH), WHAT_WISH)


def recommend(talk):
    """Products by tags and price; then perhaps another price, and an order of what was named."""
    chance = talk.chance
    product = chance.choice(PRODUCTS)
    kind, *tags = product[2].split(",")
    tags = chance.sample(tags, min(len(tags), chance.choice([1, 1, 2])))
    with_kind = chance.random() < 0.5
    told = " and ".join(pick(chance, words.TAGS[tag]) for tag in tags)
    thing = kind + ("s" if chance.random() < 0.3 else "") if with_kind else "something"
    wish = (
        f"{thing} {told}"
        if not with_kind or told.startswith(("for", "that", "in", "to", "of", "made", "with", "like", "not"))
        else f"{told} {thing}"
    )
    text = pick(chance, words.RECOMMEND).format(w=wish, t=told if not with_kind else wish)
    likes, most = " ".join([*tags, *([kind] if with_kind else [])]), None
    if chance.random() < 0.4:
        most = chance.choice([10, 15, 20, 25, 30, 40, 50, 60, 75, 80, 100])
        text += chance.choice([", ", " ", ". "]) + pick(chance, words.PRICE).format(m=most)
    say(talk, text, ("recommend", {"likes": likes} | ({"max_price": most} if most else {})), offer)
    if chance.random() < 0.3:
        most = chance.choice([8, 12, 18, 22, 35, 45, 55, 70, 90])
        say(
            talk,
            pick(chance, "too expensive. |hm, cheaper please, |no, |that is a lot, |and ").rstrip("|")
            + pick(chance, words.PRICE).format(m=most),
            ("recommend", {"likes": likes, "max_price": most}),
            offer,
        )
    named = talk.result().get("products", [])
    if named and chance.random() < 0.5:
        one = named[0] if len(named) == 1 or chance.random() < 0.3 else chance.choice(named)
        name = clean(one["name"])
        text = pick(chance, words.FIRST if one is named[0] and chance.random() < 0.5 else words.THAT_ONE)
        if len(named) == 1 and chance.random() < 0.5:
            text = pick(chance, "I take it|order it for me|good, one of it please|ok I buy that|perfect, I want one")
        draft(
            talk,
            text.format(p=chance.choice([called(chance, name, 1), name.split(" ")[0] + " one"]), q="one"),
            name,
            1,
        )


def offer(result):
    """The products that were found."""
    named = [f"{clean(product['name'])} ({product['price']} coins)" for product in result["products"]]
    return f"I can offer you: {', '.join(named)}." if named else "I have nothing of that kind in stock."


def order(talk):
    chance = talk.chance
    product, quantity = chance.choice(PRODUCTS), chance.choice([1, 1, 1, 2, 2, 3, 4, 5])
    if chance.random() < 0.15:
        quantity = chance.choice([6, 8, 10, 12, 20, 30, 50])
    name = called(chance, product[1], quantity)
    number = pick(chance, words.NUMBERS[quantity]) if quantity in words.NUMBERS else str(quantity)
    text = pick(chance, words.BUY).format(q=number, p=name)
    if quantity == 1 and chance.random() < 0.3:
        text = pick(chance, words.BUY).format(q=chance.choice(["the", "a", "your"]), p=name)
    if chance.random() < 0.04:
        text = f"{pick(chance, words.ATTACKS)}. {text}"
    draft(talk, text, product[1], quantity)


def draft(talk, text, name, quantity):
    """An order, up to the customer's answer to what was read back."""
    chance = talk.chance
    number_of = next(row[0] for row in PRODUCTS if row[1] == name)

    def refused(result):
        return (
            ("hand_over", {"reason": "large order"})
            if "person" in result["error"]
            else f"I am sorry: {result['error'].replace(row_name(talk, number_of), name)}"
        )

    say(talk, text, ("place_order", {"product": name, "quantity": quantity}), refused)
    if talk.desk.pending is None:
        if not talk.session.handed_over and chance.random() < 0.5:
            say(
                talk,
                pick(chance, "but I want it|order it anyway|yes order it|please, it is important|do it nevertheless"),
                f"I am sorry, {name} is sold out, so I cannot order it.",
            )
        return
    luck = chance.random()
    if luck < 0.25:
        other = chance.choice([each for each in range(1, 6) if each != quantity])
        number = pick(chance, words.NUMBERS[other])
        draft(
            talk,
            pick(
                chance,
                "no, {n}|make it {n}|yes, but {n}|sorry, I meant {n}|better {n}|{n} instead|hm, {n} please|"
                "ok but I need {n} of them",
            ).format(n=number.split()[0].rstrip("x") if number[0].isdigit() else number.removesuffix(" of")),
            name,
            other,
        )
    elif luck < 0.4:
        other = chance.choice(PRODUCTS)
        draft(
            talk,
            pick(chance, "no, rather the {p}|wait, the {p} instead|I'd like the {p} better|sorry I meant {p}").format(
                p=called(chance, other[1], 1)
            ),
            other[1],
            1,
        )
    elif settle(talk) and chance.random() < 0.4:
        placed = talk.result()["order_id"]
        say(talk, pick(chance, words.PHRASES["JUST_PLACED"]), ("cancel_order", {"order_id": placed}))
        settle(talk)


def row_name(talk, product):
    return talk.read("SELECT name FROM products WHERE id = ?", product)[0]["name"]


def settle(talk):
    """A yes or a no; returns whether it was done."""
    if talk.chance.random() < 0.5:
        agree(talk)
        return "order_id" in talk.result()
    refuse(talk)
    return False


def agree(talk):
    """A yes, in plain words where the desk asks again."""
    talk.turn(pick(talk.chance, words.YES), NOTHING_DONE)
    if talk.desk.pending is not None:
        talk.turn("yes")


def refuse(talk):
    """A no, in plain words where the desk asks again."""
    say(talk, pick(talk.chance, words.NO), NOTHING_DONE)
    if talk.desk.pending is not None:
        talk.turn("no")


def cancel(talk):
    chance, own = (
        talk.chance,
        talk.read("SELECT id, status FROM orders WHERE customer_id = ?", talk.session.customer_id),
    )
    packed = [each for each in own if each["status"] == "packed"]
    number = chance.choice(packed if packed and chance.random() < 0.6 else own)["id"]
    number = chance.randrange(1001, 1031) if chance.random() < 0.15 else number

    def refused(result):
        if "only packed" not in result["error"]:
            return NO_ORDER
        state = result["error"].split(" is ")[1].split(";")[0]
        return f"Order {number} is {state}, and only packed orders can be cancelled."

    say(talk, pick(chance, words.CANCEL).format(n=number), ("cancel_order", {"order_id": number}), refused)
    if talk.desk.pending is not None:
        settle(talk)


def idle_yes(talk):
    talk.turn(pick(talk.chance, words.YES), "Nothing is waiting for a yes. What would you like?")
