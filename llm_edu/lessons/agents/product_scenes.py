"""Scenes about products: what there is, what it costs, and ordering it."""

from llm_edu.agents.guard import Limits
from llm_edu.agents.shop_data import KINDS, PRODUCTS
from llm_edu.lessons.agents.dialogues_words import NUMBERS, PHRASES, called, pick, say
from llm_edu.lessons.agents.order_scenes import call_off, clean, line, settle

WHAT_WISH = "Gladly! Do you look for a lamp, candle, clock, radio, kettle or blanket? And what should it be like?"
LIMITS = (8, 10, 12, 15, 18, 20, 22, 25, 30, 35, 40, 45, 50, 55, 60, 70, 75, 80, 90, 100, 120)
SMALL = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
         "seventeen eighteen nineteen").split()
TENS = " . twenty thirty forty fifty sixty seventy eighty ninety".split(" ")
INSIST = ("but I want it|order it anyway|yes order it|please, it is important|come on, just one|do it nevertheless|"
          "surely there's one left")
AFTER = ("for", "that", "in", "to", "of", "made", "with", "like", "not", "if", "one")    # what begins so follows a noun


def open_wish(talk):
    say(talk, pick(talk.chance, PHRASES["OPEN_WISH"]), WHAT_WISH)


def recommend(talk):
    """Products by tags and price; then perhaps another price, a question about one, or an order of it."""
    chance = talk.chance
    kind, *tags = chance.choice(PRODUCTS)[2].split(",")
    tags = chance.sample(tags, min(len(tags), chance.choice([1, 1, 2])))
    with_kind = chance.random() < 0.5
    told = " and ".join(pick(chance, PHRASES["TAGS"][tag]) for tag in tags)
    text = pick(chance, PHRASES["RECOMMEND"], w=wish(chance, kind if with_kind else "", told),
                t=told if told.startswith(AFTER) or not with_kind else f"{told} among your {kind}s")
    if with_kind and kind not in text:
        text = f"{kind}s. {text}"
    find(talk, text, " ".join([*tags, *([kind] if with_kind else [])]))


def wish(chance, kind, told):
    """A wish with its article or in the plural. kind: "" for any"""
    noun = f"{kind}s" if kind and chance.random() < 0.35 else kind or "something"
    said = f"{noun} {told}" if told.startswith(AFTER) or noun == "something" else f"{told} {noun}"
    if noun == kind and chance.random() < 0.75:
        said = f"{'an' if said[0] in 'aeiou' else 'a'} {said}"
    return said


def gift(talk):
    """Something for somebody of whom one thing is told."""
    chance = talk.chance
    tag = chance.choice(list(PHRASES["PERSONS"]))
    text = pick(chance, PHRASES["GIFT"], a=pick(chance, PHRASES["WHO"]), b=pick(chance, PHRASES["PERSONS"][tag]),
                w=chance.choice(["Friday", "Sunday", "the weekend", "Tuesday"]))
    kind = chance.choice([product[2].split(",")[0] for product in PRODUCTS if tag in product[2].split(",")])
    if chance.random() < 0.3:
        text += pick(chance, f" Maybe a {kind}.| I thought of a {kind}.| A {kind} perhaps?| It should be a {kind}.")
        tag += f" {kind}"
    find(talk, text, tag)


def one_kind(talk):
    """All there is of a kind."""
    kind = talk.chance.choice(KINDS)
    find(talk, pick(talk.chance, PHRASES["KIND"], k=kind), kind)


def find(talk, text, likes):
    """Ask for products with these tags, perhaps with a price; and what may follow."""
    chance, most = talk.chance, None
    if chance.random() < 0.4:
        most, told = priced(chance)
        text += chance.choice([", ", " ", ". "] if text[-1].isalnum() else [" "]) + told
    say(talk, text, ("recommend", {"likes": likes} | ({"max_price": most} if most else {})), offer,
        why=PHRASES["RECOMMEND_WHY"])
    if chance.random() < 0.3:
        most, told = priced(chance)
        say(talk, f"{pick(chance, PHRASES['CHEAPER'])} {told}".strip(),
            ("recommend", {"likes": likes, "max_price": most}), offer)
    elif chance.random() < 0.4:
        other_tag(talk, next((kind for kind in KINDS if kind in likes), ""), most is not None)
    found = talk.result().get("products", [])
    luck = chance.random()
    if found and luck < 0.45:
        take_one(talk, found)
    elif found and luck < 0.65:
        about(talk, clean(chance.choice(found)["name"]))


def other_tag(talk, kind, with_price):
    """The same with another tag. kind: "" for any   with_price: whether a price must be told, as one was before"""
    chance, tag = talk.chance, talk.chance.choice(list(PHRASES["TAGS"]))
    told = pick(chance, PHRASES["TAGS"][tag])
    text = pick(chance, f"and {told}?|do you have one {told}|rather {told}|what if I want it {told}|hm, {told} maybe|"
                f"{told} instead|not that, something {told}|my wife would like it {told}")
    wanted = {"likes": f"{tag} {kind}".strip()}
    if with_price or chance.random() < 0.4:
        wanted["max_price"], price = priced(chance)
        text = f"{text.rstrip('?')}, {price}"
    say(talk, text, ("recommend", wanted), offer)


def priced(chance):
    """The most that a customer will pay, and how it is said."""
    most = chance.choice(LIMITS)
    number = in_words(most) if chance.random() < 0.2 else most
    return most, pick(chance, PHRASES["PRICE"], m=number, l=in_words(most // 2) if number != most else most // 2)


def in_words(number):
    """A whole number from 0 to 199 in words.

    >>> [in_words(number) for number in (8, 35, 120)]
    ['eight', 'thirty-five', 'a hundred and twenty']
    """
    if number >= 100:
        return "a hundred" + (f" and {in_words(number - 100)}" if number > 100 else "")
    if number < 20:
        return SMALL[number]
    return TENS[number // 10] + (f"-{SMALL[number % 10]}" if number % 10 else "")


def offer(result):
    """The products that were found."""
    named = [f"{clean(product['name'])} ({product['price']} coins)" for product in result["products"]]
    return f"I can offer you: {', '.join(named)}." if named else "I have nothing of that kind in stock."


def take_one(talk, found):
    """Order one of the products that were offered."""
    chance = talk.chance
    if chance.random() < 0.4:
        ways = [("FIRST", found[0]), ("SECOND", found[1]), ("LAST", found[-1]),
                ("CHEAPEST", min(found, key=price_of)), ("DEAREST", max(found, key=price_of))
                ] if len(found) > 1 else [("ONLY_ONE", found[0])]
        way, one = chance.choice(ways)
        return draft(talk, pick(chance, PHRASES[way]), clean(one["name"]), 1)
    name, quantity = clean(chance.choice(found)["name"]), chance.choice([1, 1, 1, 1, 2, 3])
    if quantity > 1 or chance.random() < 0.2:
        text = pick(chance, PHRASES["BUY"], q=pick(chance, NUMBERS[quantity]), p=called(chance, name, quantity))
    else:
        text = pick(chance, PHRASES["THAT_ONE"], q="one",
                    p=chance.choice([called(chance, name, 1), name.split(" ")[0] + " one"]))
    draft(talk, text, name, quantity)


def price_of(product):
    return float(product["price"])


def question(talk):
    """A question about one product, then perhaps an order of it or the same question about another one."""
    chance = talk.chance
    name = chance.choice(PRODUCTS)[1]
    about(talk, name)
    luck = chance.random()
    if luck < 0.25:
        draft(talk, pick(chance, PHRASES["ONLY_ONE"]), name, 1)
    elif luck < 0.4:
        other = chance.choice(PRODUCTS)[1]
        said = called(chance, other, 1)
        say(talk, pick(chance, f"and the {said}?|what about the {said}|and {said}|the {said} too?"),
            ("recommend", {"likes": other.lower()}), lambda result: told_about(result, other))


def about(talk, name):
    """Ask for a product's price, whether it is there, or what it is like."""
    chance = talk.chance
    phrases = PHRASES[chance.choice(["ASK_PRICE", "ASK_PRICE", "ASK_STOCK", "ABOUT"])]
    say(talk, pick(chance, phrases, p=called(chance, name, 1)), ("recommend", {"likes": name.lower()}),
        lambda result: told_about(result, name))


def told_about(result, name):
    """What is known of a product, if it is in stock."""
    for product in result["products"]:
        if clean(product["name"]) == name:
            about_it = next(row[5] for row in PRODUCTS if row[1] == name)
            return f"The {name} costs {product['price']} coins. {about_it}"
    return f"The {name} is not in stock."


def order(talk):
    chance = talk.chance
    product, quantity = chance.choice(PRODUCTS), chance.choice([1, 1, 1, 2, 2, 3, 4, 5])
    if chance.random() < 0.12:
        quantity = chance.choice([6, 8, 10, 12, 20, 30, 50])
    elif product[3] * quantity > Limits().day_cents and chance.random() < 0.5:    # or too many would be too large
        product = chance.choice([each for each in PRODUCTS if each[3] * quantity <= Limits().day_cents])
    number = pick(chance, NUMBERS[quantity])
    if quantity == 1 and chance.random() < 0.35:
        number = chance.choice(["the", "the", "a", "your", "that"])
    text = pick(chance, PHRASES["BUY"], q=number, p=called(chance, product[1], quantity))
    if chance.random() < 0.2:
        text = pick(chance, PHRASES["BUY_AFTER"], p=called(chance, product[1], 1),
                    n=chance.choice([str(quantity), in_words(quantity)]), k=product[1].split(" ")[-1])
    if chance.random() < 0.04:
        text = f"{pick(chance, PHRASES['ATTACKS'], p=product[1], k='lamp')}. {text}"
    draft(talk, text, product[1], quantity, PHRASES["BUY_WHY"])


def draft(talk, text, name, quantity, why=()):
    """An order, up to the customer's answer to what was read back."""
    chance = talk.chance

    def refused(result):
        if "person" in result["error"]:
            return "hand_over", {"reason": "large order"}
        return f"I am sorry: {result['error'].replace(row_name(talk, name), name)}"

    say(talk, text, ("place_order", {"product": name, "quantity": quantity}), refused, why=why)
    if talk.desk.pending is None:
        if not talk.session.handed_over and chance.random() < 0.4:
            say(talk, pick(chance, INSIST), f"I am sorry, {name} is sold out, so I cannot order it.")
        return
    luck = chance.random()
    if luck < 0.22:
        other = chance.choice([each for each in range(1, 6) if each != quantity])
        number = chance.choice([str(other), SMALL[other]])
        return draft(talk, pick(chance, PHRASES["OTHER_NUMBER"], n=number), name, other)
    if luck < 0.36:
        other, pieces = chance.choice(PRODUCTS)[1], chance.choice([1, 1, 2, 3])
        said = called(chance, other, pieces)
        text = pick(chance, PHRASES["OTHER_PRODUCT"], p=said) if pieces == 1 else pick(
            chance, f"no, {pieces} {said} instead|rather {SMALL[pieces]} {said}|{pieces} {said}, not the {name}")
        return draft(talk, text, other, pieces)
    if luck < 0.48:
        meanwhile(talk, name)
    if talk.desk.pending is not None and settle(talk):
        placed(talk, talk.result())


def meanwhile(talk, name):
    """A question while an order waits for a yes."""
    chance = talk.chance
    if chance.random() < 0.4:
        return about(talk, name)
    entry, text = chance.choice([(entry, text) for entry, texts in PHRASES["DRAFT_OPEN"].items() for text in texts])
    say(talk, pick(chance, [text]), ("search_faq", {}), lambda result: talk.answer_of(result["entries"][0]["id"]),
        meant=entry)


def placed(talk, result):
    """After an order: when it comes, or that it is not wanted."""
    chance, number = talk.chance, result["order_id"]
    luck = chance.random()
    if luck < 0.35:
        call_off(talk, pick(chance, PHRASES["JUST_PLACED"]), number)
    elif luck < 0.6:
        say(talk, pick(chance, PHRASES["JUST_WHEN"], w="Friday"), ("order_status", {"order_id": number}), line)


def row_name(talk, name):
    """A product's name in the books, to which a stranger may have added something."""
    number = next(row[0] for row in PRODUCTS if row[1] == name)
    return talk.read("SELECT name FROM products WHERE id = ?", number)[0]["name"]
