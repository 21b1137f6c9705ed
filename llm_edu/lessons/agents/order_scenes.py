"""Scenes about orders: where an order is, all that were placed, and cancelling one."""

from llm_edu.agents.plain_words import said_order
from llm_edu.agents.shop_data import PRODUCTS
from llm_edu.lessons.agents.dialogues_words import PHRASES, called, pick, say

NOTHING_DONE = "All right, I did nothing. Is there anything else?"
SORRY = "I am sorry, that did not work just now. Please try again in a moment."
NO_ORDER = "I find no such order of yours. I can only show you your own orders."
INSIST = ("but it is my brother's order|I know it, I paid it for a friend|it must be there, look again|"
          "please, my wife ordered it|why not? she allowed me|I'm sure it's mine|my flatmate gave me the number")
AND_ORDER = "and {n}|what about {n}|same for {n}|and how is {n}|{n}|and order {n}|{n} too|and number {n}"
CAN_CANCEL = {"packed": "Yes, order {} is still packed, so you can cancel it.",
              "sent": "No, order {} is sent already. Let it arrive, and return it for free.",
              "delivered": "No, order {} is delivered already. You can return it for free.",
              "cancelled": "Order {} is cancelled already."}


def clean(name):
    """A product's name without what a stranger has added to it."""
    return next(product[1] for product in PRODUCTS if name.startswith(product[1]))


def line(order):
    """An order in a sentence of the desk."""
    plain = said_order({**order, "product": clean(order["product"])})
    return plain.replace(", sent, arrives", ", sent and on its way, arrives")


def own_of(talk):
    """The customer's orders, the latest first."""
    return talk.read("SELECT orders.*, name FROM orders JOIN products ON products.id = product_id "
                     "WHERE customer_id = ? ORDER BY orders.id DESC", talk.session.customer_id)


def status(talk):
    """One order by its number, the customer's or not; then perhaps another question about it."""
    chance = talk.chance
    number = chance.choice(own_of(talk))["id"] if chance.random() < 0.7 else chance.randrange(1001, 1031)
    number = chance.randrange(2, 9999) if chance.random() < 0.12 else number
    luck = chance.random()
    phrases = PHRASES["FOREIGN" if luck < 0.12 else "AGREED" if luck < 0.25 else "STATUS"]
    text, why = pick(chance, phrases, n=number), PHRASES["STATUS_WHY"] if luck > 0.25 else ()
    if chance.random() < 0.06:
        talk.fail("order_status")
        say(talk, text, ("order_status", {"order_id": number}), SORRY, why=why)
        return talk.mend()
    say(talk, text, ("order_status", {"order_id": number}),
        lambda result: line(result) if "status" in result else NO_ORDER, why=why)
    if "status" in talk.result():
        if chance.random() < 0.45:
            about_it(talk, talk.result())
    elif chance.random() < 0.4:
        say(talk, pick(chance, INSIST), NO_ORDER)


def about_it(talk, order):
    """Another question about the order that was just spoken of, its cancellation, or the same about another one."""
    chance, number, state = talk.chance, order["order_id"], order["status"]
    call = ("order_status", {"order_id": number})    # again, so that every question about an order is a call
    luck = chance.random()
    if luck < 0.35:
        other = chance.choice([each for each in range(1001, 1031) if each != number])
        text = pick(chance, AND_ORDER if chance.random() < 0.5 else PHRASES["STATUS"], n=other)
        say(talk, text, ("order_status", {"order_id": other}),
            lambda result: line(result) if "status" in result else NO_ORDER)
    elif luck < 0.65:
        call_off(talk, pick(chance, PHRASES["STATUS_CANCEL"]), number)
    elif luck < 0.77:
        say(talk, pick(chance, PHRASES["STATUS_STILL"]), call, CAN_CANCEL[state].format(number))
    elif luck < 0.89 and state != "cancelled":
        say(talk, pick(chance, PHRASES["STATUS_DAY"]), call, line(order))
    else:
        say(talk, pick(chance, PHRASES["STATUS_WHAT"]), call,
            f"Order {number} is {order['quantity']} × {clean(order['product'])}.")


def own_orders(talk):
    """All orders, or one of them by its product; sometimes another one after that."""
    chance, own = talk.chance, own_of(talk)
    kinds = [clean(order["name"]).split()[-1] for order in own]
    single = [order for order, kind in zip(own, kinds) if kinds.count(kind) == 1]
    if chance.random() < 0.4 or not single:
        text = pick(chance, PHRASES["OWN_ORDERS"])
        if chance.random() < 0.08:
            talk.fail("list_my_orders")
            say(talk, text, ("list_my_orders", {}), SORRY)
            return talk.mend()
        say(talk, text, ("list_my_orders", {}), lambda result: "\n".join(map(line, result["orders"])),
            why=PHRASES["STATUS_WHY"])
        if single and chance.random() < 0.3:
            order = chance.choice(single)
            call_off(talk, pick(chance, PHRASES["CANCEL_PRODUCT"], p=named(chance, order)), order["id"])
        return
    first, *others = chance.sample(single, min(2, len(single)))
    say(talk, pick(chance, PHRASES["OF_PRODUCT"], p=named(chance, first)), ("list_my_orders", {}), said_of(first),
        why=PHRASES["STATUS_WHY"])
    if chance.random() < 0.3:
        return about_it(talk, next(order for order in talk.orders() if order["order_id"] == first["id"]))
    for other in others:
        if chance.random() < 0.5:
            kind = clean(other["name"]).split()[-1]
            say(talk, pick(chance, PHRASES["AND_THAT"], p=kind), ("list_my_orders", {}), said_of(other))


def named(chance, order):
    """How a customer calls what was ordered."""
    name = clean(order["name"])
    return chance.choice([name, called(chance, name, 1), name.split()[-1], name.split()[-1]])


def said_of(order):
    """A reply about one order among all."""
    return lambda result: next(line(each) for each in result["orders"] if each["order_id"] == order["id"])


def cancel(talk):
    """Cancel an order by its number, by its product, or as the latest."""
    chance, own = talk.chance, own_of(talk)
    packed = [order for order in own if order["status"] == "packed"]
    order = chance.choice(packed if packed and chance.random() < 0.6 else own)
    kind = clean(order["name"]).split()[-1]
    if sum(clean(each["name"]).endswith(kind) for each in own) == 1 and chance.random() < 0.4:
        return call_off(talk, pick(chance, PHRASES["CANCEL_PRODUCT"], p=named(chance, order)), order["id"],
                        ("list_my_orders", {}), why=PHRASES["CANCEL_WHY"])
    if chance.random() < 0.15:
        return call_off(talk, pick(chance, PHRASES["CANCEL_LATEST"]), own[0]["id"], ("list_my_orders", {}),
                        why=PHRASES["CANCEL_WHY"])
    number = chance.randrange(1001, 1031) if chance.random() < 0.15 else order["id"]
    call_off(talk, pick(chance, PHRASES["CANCEL"], n=number), number, why=PHRASES["CANCEL_WHY"])


def call_off(talk, text, number, *before, why=()):
    """Ask for the cancellation of an order, and decide when it is read back. before: steps to find its number"""
    def refused(result):
        if "only packed" not in result["error"]:
            return NO_ORDER
        state = result["error"].split(" is ")[1].split(";")[0]
        return f"Order {number} is {state}, and only packed orders can be cancelled."

    say(talk, text, *before, ("cancel_order", {"order_id": number}), refused, why=why)
    if talk.desk.pending is not None:
        settle(talk)


def settle(talk):
    """A yes or a no; returns whether it was done."""
    if talk.chance.random() < 0.5:
        agree(talk)
        return "order_id" in talk.result()
    refuse(talk)
    return False


def agree(talk):
    """A yes, in plain words where the desk asks again."""
    talk.turn(pick(talk.chance, PHRASES["YES"]), NOTHING_DONE)
    if talk.desk.pending is not None:
        talk.turn("yes")


def refuse(talk):
    """A no, in plain words where the desk asks again."""
    say(talk, pick(talk.chance, PHRASES["NO"]), NOTHING_DONE)
    if talk.desk.pending is not None:
        talk.turn("no")


def idle_yes(talk):
    talk.turn(pick(talk.chance, PHRASES["YES"]), "Nothing is waiting for a yes. What would you like?")
