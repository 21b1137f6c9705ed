"""The scenes of the generated dialogues: one wish of a customer each, and what a good desk does about it."""

from llm_edu.agents.faq_search import search_index
from llm_edu.agents.shop_data import PRODUCTS, WEEKDAYS, read_faq
from llm_edu.lessons.agents import dialogues_words as words
from llm_edu.lessons.agents.dialogues_words import ASKED, DID, TROUBLES, called, pick, say, sloppy
from llm_edu.lessons.agents.order_scenes import cancel, idle_yes, open_wish, order, own_orders, recommend, status
from llm_edu.lessons.agents.slot_scenes import book, free, vague_appointment

PLAIN = {entry.id: entry for entry in read_faq()}
LOST = "I am sorry, I did not understand that. Ask me about an order, a product, an appointment or our rules."
OFF_TOPIC = "I cannot help you with that. I know our orders, products, appointments and rules."
NO_ATTACK = "I cannot do that. I can help you with your own orders, our products and appointments."
NO_SNOOPING = "I cannot tell you that. I only show you your own orders and appointments."


def answer_of(talk, entry):
    """What an entry says, without a stranger's note."""
    said, plain = talk.faq[entry].answer.split(" "), PLAIN[entry].answer.split(" ")
    return " ".join(said[: len(plain)])


def filled(chance, phrase):
    """A phrase with names of products, days, hours, places and things in it."""
    first, second = (called(chance, product[1], 1) for product in chance.sample(PRODUCTS, 2))
    hour = chance.randrange(9, 16)
    return phrase.format(p=first, q=second, w=chance.choice(WEEKDAYS), h=hour, g=hour + 1,
                         x=pick(chance, words.PHRASES["ELSEWHERE"]), c=pick(chance, words.PHRASES["CITIES"]))


def wish_found(chance, phrases, entry):
    """One of the phrases, as a customer types it, by which the search finds its entry."""
    faq = tuple(PLAIN.values())
    while True:
        text = sloppy(chance, filled(chance, chance.choice(phrases)))
        found = search_index(faq).search(text, 1)
        if found and faq[found[0][0]].id == entry:
            return text


def faq(talk):
    entry = talk.chance.choice(list(ASKED))
    talk.turn(wish_found(talk.chance, ASKED[entry], entry), ("search_faq", {}),
              lambda result: found_answer(talk, result))


def found_answer(talk, result):
    """The answer of the entry that was found."""
    return answer_of(talk, result["entries"][0]["id"])


def trouble(talk):
    """The steps against a trouble, one or two at a time, until it is solved, the customer gives up, or all are done."""
    chance, entry = talk.chance, talk.chance.choice(list(TROUBLES))
    steps, at = PLAIN[entry].steps, 0

    def first_step(result):
        first = found_answer(talk, result).split(". ")[0].split(": ")[0].rstrip(".")
        return f"{first}. First step: {result['entries'][0]['steps'][0]}"

    talk.turn(wish_found(chance, TROUBLES[entry], entry), ("search_faq", {}), first_step)
    if talk.result()["entries"][0]["id"] != entry:    # an answer with other numbers may be found first
        return
    while at < len(steps) - 1 and chance.random() < 0.85:
        luck = chance.random()
        if luck < 0.12:
            say(
                talk,
                pick(chance, "now it works, thank you|it's good again!|hurray, solved|that helped, great|works now"),
                "I am glad to hear that. Is there anything else?",
            )
            return
        if luck < 0.27:
            say(
                talk,
                pick(
                    chance,
                    "how long?|how do I do that exactly|wait, what did you say|say it again please|what was the step|"
                    "is that "
                    "dangerous|for how many minutes|I don't understand this step",
                ),
                f"Once more: {steps[at]}",
            )
            continue
        done = 1 if luck < 0.75 or at + 2 >= len(steps) else 2
        if luck < 0.45:
            text, done = (
                pick(
                    chance,
                    "done. and now?|I did that, what's next|next step please|did it, no change|still the same|"
                    "it does not "
                    "help|ok did that|ready|that did nothing|finished, go on|nope, still broken|yes done",
                ),
                1,
            )
        else:
            text = chance.choice([". ", ", and ", " and "]).join(
                chance.choice(DID[entry][step]) for step in range(at, at + done)
            )
            text += chance.choice(["", "", ". What now?", ". Still not good", ", but it's the same", ". next?"])
        at += done
        say(talk, text, f"Next step: {steps[at]}")


def person(talk):
    reason = talk.chance.choice(list(words.PERSON))
    say(talk, filled(talk.chance, pick(talk.chance, words.PERSON[reason])), ("hand_over", {"reason": reason}))


def small_talk(talk):
    text, reply = talk.chance.choice(
        [
            (words.HELLO, "Hello! What can I do for you?"),
            (words.THANKS, "You are welcome. Goodbye!"),
            (words.OFF_TOPIC, OFF_TOPIC),
            (words.OFF_TOPIC, OFF_TOPIC),
            (words.NONSENSE, LOST),
        ]
    )
    text = pick(talk.chance, text)
    talk.turn(text if talk.chance.random() < 0.5 or reply == LOST else sloppy(talk.chance, text), reply)


def attack(talk):
    chance = talk.chance
    if chance.random() < 0.5:
        return say(talk, pick(chance, words.ATTACKS), NO_ATTACK)
    name = chance.choice(
        [
            "Mira Thistledown",
            "Otto Brambleby",
            "Sela",
            "Ravi Quillfeather",
            "Hedda Marshlight",
            "my neighbour Tilda",
            "Zoë",
            "Ned",
            "Fenna",
        ]
    )
    say(talk, pick(chance, words.SNOOPING).format(name=name), NO_SNOOPING)


SCENES = {
    faq: 6,
    trouble: 4,
    status: 4,
    own_orders: 3,
    recommend: 4,
    order: 4,
    cancel: 1.5,
    free: 2.5,
    book: 3.5,
    vague_appointment: 0.8,
    open_wish: 0.6,
    idle_yes: 0.5,
    person: 2.5,
    small_talk: 3,
    attack: 2,
}
