"""Scenes about appointments: the free hours of a day, and booking one of them."""

from datetime import date, timedelta

from llm_edu.agents.days import with_weekday
from llm_edu.agents.shop_data import KINDS
from llm_edu.lessons.agents.dialogues_days import told_day, told_hour
from llm_edu.lessons.agents.dialogues_words import PHRASES, pick, say
from llm_edu.lessons.agents.order_scenes import agree, refuse

WHICH_SERVICE = "Is it for a repair or for advice?"
WHICH_DAY = "On which day would you like to come?"
FIRST = (". what's the first hour?", ", as early as possible", ". the earliest please", ". First thing in the morning?",
         ", the earlier the better")


def a_day(chance):
    """A day that a customer may name; mostly one with appointments."""
    luck = chance.random()
    if luck < 0.85:
        return date(2026, 3, 3) + timedelta(days=chance.randrange(chance.choice([5, 14])))
    return date(2026, 3, 17) + timedelta(days=chance.randrange(60)) if luck < 0.97 else date(2026, 3, 2)


def appointment(talk, phrases, implied, **parts):
    """A wish for an appointment: its text, its service, its day as a call names it, and reasons to add.

    implied: phrases that do not name the service, but tell why
    """
    chance, service = talk.chance, talk.chance.choice(["repair", "advice"])
    told, named = told_day(chance, a_day(chance), talk.session.today)
    kind = chance.choice(KINDS)
    if chance.random() < 0.3:
        text = pick(chance, PHRASES[implied][service], d=told, k=kind, **parts)
    else:
        text = pick(chance, PHRASES[phrases], d=told, k=kind, s=told_service(chance, service), **parts)
    return text, service, named, PHRASES["BOOK_WHY"] if service == "repair" else ()


def told_service(chance, service):
    return pick(chance, PHRASES["SERVICES"][service], k=chance.choice(KINDS))


def said_free(result):
    """The free hours, or why there are none."""
    if "error" in result:
        return result["error"]
    hours = ", ".join(map(str, result["hours"]))
    return f"Free for {result['service']} on {with_weekday(result['day'])}: {hours} o'clock."


def free(talk):
    """Ask for a day's free hours, then perhaps for another day's, then book."""
    chance = talk.chance
    text, service, named, why = appointment(talk, "FREE", "FREE_IMPLIED")
    first = chance.random() < 0.15
    text = text.rstrip("?.") + chance.choice(FIRST) if first else text

    def said(result):
        if first and result.get("hours"):
            return f"The first free hour on {with_weekday(result['day'])} is {result['hours'][0]} o'clock."
        return said_free(result)

    say(talk, text, ("free_slots", {"service": service, "day": named}), said, why=why)
    go_on(talk, service, named)


def go_on(talk, service, named):
    """After a day's free hours: perhaps another day's, then one of them."""
    chance = talk.chance
    if chance.random() < 0.3:
        told, named = told_day(chance, a_day(chance), talk.session.today)
        say(talk, pick(chance, PHRASES["OTHER_DAY"], d=told), ("free_slots", {"service": service, "day": named}),
            said_free)
    hours = talk.result().get("hours")
    if hours and chance.random() < 0.65:
        hour = chance.choice(hours)
        attempt(talk, pick(chance, PHRASES["HOUR_ONLY"], h=told_hour(chance, hour)), service, named, hour)


def bring_in(talk):
    """After a trouble that stays: a repair."""
    chance = talk.chance
    told, named = told_day(chance, a_day(chance), talk.session.today)
    if chance.random() < 0.3:
        hour = chance.randrange(9, 17)
        text = pick(chance, PHRASES["TO_REPAIR_AT"], d=told, h=told_hour(chance, hour))
        return attempt(talk, text, "repair", named, hour)
    say(talk, pick(chance, PHRASES["TO_REPAIR"], d=told), ("free_slots", {"service": "repair", "day": named}),
        said_free)
    go_on(talk, "repair", named)


def book(talk):
    """Ask for a service, a day and an hour at once."""
    chance = talk.chance
    hour = chance.randrange(9, 17) if chance.random() < 0.9 else chance.choice([7, 8, 17, 18, 20])
    text, service, named, why = appointment(talk, "BOOK", "BOOK_IMPLIED", h=told_hour(chance, hour))
    attempt(talk, text, service, named, hour, why)


def attempt(talk, text, service, day, hour, why=()):
    """Try to book; what was read back may then be confirmed, refused, or changed. day: as a call names it"""
    chance, asked = talk.chance, {"service": service, "day": day}

    def refused(result):
        return "That appointment is yours already." if "yours" in result["error"] else ("free_slots", asked)

    def others(result):
        return result["error"] if "error" in result else f"That hour is not free. {said_free(result)}"

    say(talk, text, ("book_slot", {**asked, "hour": hour}), refused, others, why=why)
    luck = chance.random()
    if talk.desk.pending is None and luck < 0.4 or talk.desk.pending is not None and luck < 0.35:
        return attempt(talk, *changed(talk, service, day, hour))
    if talk.desk.pending is not None:
        if luck < 0.41:
            say(talk, pick(chance, PHRASES["WHAT_ELSE"]), ("free_slots", asked), said_free)
        elif luck < 0.46:
            say(talk, pick(chance, PHRASES["SLOT_OPEN"]), ("search_faq", {}), talk.answer_of("appointments"),
                meant="appointments")
        if talk.desk.pending is not None:
            agree(talk) if luck < 0.78 else refuse(talk)


def changed(talk, service, day, hour):
    """Another hour or day: the customer's text, and what to try then."""
    chance, way = talk.chance, talk.chance.random()
    if way < 0.22 and 9 <= hour < 16:
        return pick(chance, PHRASES["LATER"]), service, day, hour + 1
    if way < 0.34 and 10 <= hour <= 16:
        return pick(chance, PHRASES["EARLIER"]), service, day, hour - 1
    if way < 0.62:
        other = date(2026, 3, 3) + timedelta(days=chance.randrange(14))
        told, named = told_day(chance, other, talk.session.today)
        return pick(chance, PHRASES["SAME_HOUR"], d=told), service, named, hour
    other = chance.choice([each for each in range(9, 17) if each != hour])
    if way < 0.72:
        told, named = told_day(chance, a_day(chance), talk.session.today)
        text = f"{told} {told_hour(chance, other)}"
        return pick(chance, f"no, {text}|{text} instead|better {text}|then {text}|rather {text}"), service, named, other
    return pick(chance, PHRASES["OTHER_HOUR"], h=told_hour(chance, other)), service, day, other


def vague_appointment(talk):
    """A wish that lacks the service or the day: ask for it."""
    chance = talk.chance
    service, day = chance.choice(["repair", "advice"]), date(2026, 3, 3) + timedelta(days=chance.randrange(14))
    (told, named), kind = told_day(chance, day, talk.session.today), chance.choice(KINDS)
    said = told_service(chance, service)
    if chance.random() < 0.5:
        say(talk, pick(chance, PHRASES["NO_SERVICE"], d=told), WHICH_SERVICE)
        answer = pick(chance, f"{said}|for {said}|it's for {said}|{service}|{service}, please")
    else:
        phrases = [phrase for phrase in PHRASES["NO_DAY"] if service == "repair" or "{k}" not in phrase]
        say(talk, pick(chance, phrases, s=said, k=kind), WHICH_DAY)
        answer = told
    say(talk, answer, ("free_slots", {"service": service, "day": named}), said_free)
