"""The scenes of the generated dialogues: one wish of a customer each, and what a good desk does about it."""

from llm_edu.agents.shop_data import KINDS, PRODUCTS, WEEKDAYS
from llm_edu.lessons.agents.dialogues_words import ASKED, DID, PHRASES, TROUBLES, called, pick, say, sloppy
from llm_edu.lessons.agents.order_scenes import cancel, idle_yes, own_orders, status
from llm_edu.lessons.agents.product_scenes import gift, one_kind, open_wish, order, question, recommend
from llm_edu.lessons.agents.slot_scenes import book, bring_in, free, vague_appointment

LOST = "I am sorry, I did not understand that. Ask me about an order, a product, an appointment or our rules."
OFF_TOPIC = "I cannot help you with that. I know our orders, products, appointments and rules."
ABLE = "I am the desk of The Lantern. Ask me about an order, a product, an appointment or our rules."
NO_ATTACK = "I cannot do that. I can help you with your own orders, our products and appointments."
NO_SNOOPING = "I cannot tell you that. I only show you your own orders and appointments."
NAMES = ("Mira Thistledown", "Otto Brambleby", "Sela", "Ravi Quillfeather", "Hedda Marshlight", "my neighbour Tilda",
         "Zoë", "Ned", "Fenna", "Yuki", "my ex", "Bram Cloverley", "Mrs Puddlewick", "my sister Sela", "Jorin")
CALLS = {"lamp": "l", "clock": "o", "radio": "r", "kettle": "e", "blanket": "b"}    # kind -> its braces in a phrase
QUESTIONS = ("how long?|how do I do that exactly|wait, what did you say|say it again please|what was the step|"
             "is that dangerous|for how many minutes|I don't understand this step").split("|")
DONE = ("done. and now?|I did that, what's next|next step please|did it, no change|still the same|it does not help|"
        "ok did that|ready|that did nothing|finished, go on|nope, still broken|yes done").split("|")
SOLVED = "now it works, thank you|it's good again!|hurray, solved|that helped, great|works now".split("|")


def filled(chance, phrases):
    """One of some phrases, with names of products, days, hours, places and things in it."""
    first, second = (called(chance, product[1], 1) for product in chance.sample(PRODUCTS, 2))
    hour = chance.randrange(9, 16)
    own = {brace: called(chance, chance.choice([product[1] for product in PRODUCTS if kind in product[2]]), 1)
           for kind, brace in CALLS.items()}
    return pick(chance, phrases, p=first, q=second, w=chance.choice(WEEKDAYS), h=hour, g=hour + 1,
                k=chance.choice(KINDS), n=chance.randrange(1001, 1031), x=pick(chance, PHRASES["ELSEWHERE"]),
                c=pick(chance, PHRASES["CITIES"]), **own)


def faq(talk):
    entry = talk.chance.choice(list(ASKED))
    say(talk, filled(talk.chance, ASKED[entry]), ("search_faq", {}),
        lambda result: talk.answer_of(result["entries"][0]["id"]), meant=entry, why=PHRASES["FAQ_WHY"])


def trouble(talk):
    """The steps against a trouble, one or two at a time, until it is solved, the customer gives up, or all are done."""
    chance, entry = talk.chance, talk.chance.choice(list(TROUBLES))
    steps, at = talk.faq[entry].steps, 0

    def first_step(result):
        first = talk.answer_of(entry).split(". ")[0].split(": ")[0].rstrip(".")
        return f"{first}. First step: {result['entries'][0]['steps'][0]}"

    say(talk, filled(chance, TROUBLES[entry]), ("search_faq", {}), first_step, meant=entry,
        why=PHRASES["TROUBLE_WHY"])
    while at < len(steps) - 1 and chance.random() < 0.85:
        luck = chance.random()
        if luck < 0.12:
            return say(talk, pick(chance, [*SOLVED, *PHRASES["SOLVED"]]),
                       "I am glad to hear that. Is there anything else?")
        if luck < 0.25:
            say(talk, pick(chance, [*QUESTIONS, *PHRASES["REPEAT"]]), f"Once more: {steps[at]}")
            continue
        if luck < 0.33:
            break
        done = 1 if luck < 0.8 or at + 2 >= len(steps) else 2
        if luck < 0.6:
            text, done = pick(chance, [*DONE, *PHRASES["NEXT_STEP"]]), 1
        else:
            text = chance.choice([". ", ", and ", " and "]).join(
                pick(chance, DID[entry][step]) for step in range(at, at + done))
            text += chance.choice(["", "", ". What now?", ". Still not good", ", but it's the same", ". next?",
                                   ", no change", ". And now?", ". Anything else?"])
        at += done
        say(talk, text, f"Next step: {steps[at]}")
    if chance.random() < 0.5 and entry != "kettle-limescale":
        bring_in(talk)


def person(talk):
    reason = talk.chance.choice(list(PHRASES["PERSON"]))
    say(talk, filled(talk.chance, PHRASES["PERSON"][reason]), ("hand_over", {"reason": reason}),
        why=PHRASES["PERSON_WHY"])


def small_talk(talk):
    kind, reply = talk.chance.choice([
        ("HELLO", "Hello! What can I do for you?"), ("THANKS", "You are welcome. Goodbye!"), ("OFF_TOPIC", OFF_TOPIC),
        ("OFF_TOPIC", OFF_TOPIC), ("NONSENSE", LOST), ("ACKNOWLEDGED", "Is there anything else?"), ("ABILITIES", ABLE)])
    text = pick(talk.chance, PHRASES[kind])
    talk.turn(text if talk.chance.random() < 0.5 or reply == LOST else sloppy(talk.chance, text), reply)


def attack(talk):
    chance = talk.chance
    if chance.random() < 0.5:
        return say(talk, filled(chance, PHRASES["ATTACKS"]), NO_ATTACK)
    say(talk, pick(chance, PHRASES["SNOOPING"], name=chance.choice(NAMES), w=chance.choice(WEEKDAYS),
                   h=chance.randrange(9, 17)), NO_SNOOPING)


SCENES = {faq: 8.5, trouble: 3.5, status: 4, own_orders: 3, recommend: 3, gift: 1, one_kind: 0.8, question: 1.5,
          order: 4.5, cancel: 1.5, free: 3, book: 4, vague_appointment: 0.8, open_wish: 0.6, idle_yes: 0.4, person: 3,
          small_talk: 3, attack: 1.8}    # scene -> how often
