"""Scenes about appointments: the free hours of a day, and booking one of them."""

from datetime import date, timedelta

from llm_edu.agents.days import with_weekday
from llm_edu.agents.shop_data import KINDS, WEEKDAYS
from llm_edu.lessons.agents import dialogues_words as words
from llm_edu.lessons.agents.dialogues_words import pick, say
from llm_edu.lessons.agents.order_scenes import agree, refuse

MONTHS = "January February March April May June July August September October November December".split()
WHICH_SERVICE = "Is it for a repair or for advice?"
WHICH_DAY = "On which day would you like to come?"


def a_day(chance):
    """A day that a customer may name; mostly one with appointments."""
    luck = chance.random()
    if luck < 0.85:
        return date(2026, 3, 3) + timedelta(days=chance.randrange(14))
    return date(2026, 3, 17) + timedelta(days=chance.randrange(60)) if luck < 0.97 else date(2026, 3, 2)


def told_day(chance, day, today):
    """How a customer names a day; and how a call names it."""
    month, weekday, number = MONTHS[day.month - 1], WEEKDAYS[day.weekday()], day.day
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(number, "th")
    whole, near = f"{number} {month.lower()}", weekday.lower()
    ahead, same_week = (day - today).days, day.isocalendar()[:2] == today.isocalendar()[:2]
    dated = [f"on {number} {month}", f"on the {number}{ending} of {month}", f"{month} {number}",
             f"{number}.{day.month}.2026", f"on {number:02}.{day.month:02}.", f"{weekday} {number} {month}",
             f"{number} {month[:3].lower()}", f"{weekday}, {month} {number}{ending}",
             f"on {weekday} the {number}{ending} of {month}", f"{number}/{day.month}/2026",
             f"{month} the {number}{ending}"]
    ways = [(told, whole) for told in dated] + [(f"on {day.isoformat()}", day.isoformat()), (day.isoformat(),) * 2]
    if day.month == today.month and ahead >= 0:
        ways += [(told, str(number)) for told in (
            f"{weekday}, the {number}{ending}", f"on the {number}{ending}", f"the {number}{ending}",
            f"{weekday} the {number}{ending}", f"on {weekday} {number}{ending}")]
    if ahead == 0:
        ways = [(told, "today") for told in ("today", "right now", "this afternoon", "still today", "yet today")]
    if ahead == 1:
        ways += [(told, "tomorrow") for told in ("tomorrow", "tmrw", "tomorow", "Tomorrow already",
                                                 "as early as tomorrow")] * 3
    if 1 <= ahead <= 7:
        ways += [(told, near) for told in (f"on {weekday}", f"{weekday}", f"{weekday[:3].lower()}", f"{near}",
                                           f"the coming {weekday}",
                                           *([f"this {weekday}"] * 2 if same_week else ()))] * 3
    if ahead == 2:
        ways += [(told, "day after tomorrow") for told in ("the day after tomorrow", "in two days",
                                                           "day after tomorrow")] * 2
    if not same_week and 1 <= ahead <= 13 and day.isocalendar()[1] == today.isocalendar()[1] + 1:
        ways += [(told, f"next {near}") for told in (f"{weekday} next week", f"on {weekday} of next week",
                                                     f"next week {weekday}", f"next {weekday}",
                                                     f"next week on {near}")] * 2
    return chance.choice(ways)


def told_hour(chance, hour):
    """How a customer names an hour."""
    ways = [f"at {hour}", f"{hour} o'clock", f"at {hour}:00", f"{hour} h", f"{hour}:00", f"at {hour} o'clock"]
    if hour < 12:
        ways += [f"{hour} am", f"at {hour} in the morning", f"{hour}am"]
    elif hour == 12:
        ways += ["at noon", "12 noon"]
    else:
        ways += [f"{hour - 12} pm", f"at {hour - 12} in the afternoon", f"{hour - 12}pm"]
    return chance.choice(ways)


def told_service(chance, service):
    return pick(chance, words.SERVICES[service]).format(k=chance.choice(KINDS))


def said_free(result):
    """The free hours, or why there are none."""
    if "error" in result:
        return result["error"]
    hours = ", ".join(map(str, result["hours"]))
    return f"Free for {result['service']} on {with_weekday(result['day'])}: {hours} o'clock."


def free(talk):
    """Ask for a day's free hours, then perhaps for another day's, then book."""
    chance, today = talk.chance, talk.session.today
    service, day = chance.choice(["repair", "advice"]), a_day(chance)
    told, named = told_day(chance, day, today)
    text = pick(chance, words.FREE).format(s=told_service(chance, service), d=told, k=chance.choice(KINDS))
    first = chance.random() < 0.2
    text += (
        chance.choice([". what's the first hour?", ", as early as possible", ". the earliest please"]) if first else ""
    )

    def said(result):
        if first and result.get("hours"):
            return f"The first free hour on {with_weekday(result['day'])} is {result['hours'][0]} o'clock."
        return said_free(result)

    say(talk, text, ("free_slots", {"service": service, "day": named}), said)
    if chance.random() < 0.3:
        told, named = told_day(chance, a_day(chance), today)
        say(
            talk,
            chance.choice(
                [f"and {told}?", f"then {told}", f"what about {told}", f"{told}?", f"rather {told}, what is free"]
            ),
            ("free_slots", {"service": service, "day": named}),
            said_free,
        )
    hours = talk.result().get("hours")
    if hours and chance.random() < 0.65:
        hour = chance.choice(hours)
        attempt(talk, pick(chance, words.HOUR_ONLY).format(h=told_hour(chance, hour)), service, named, hour)


def book(talk):
    """Ask for a service, a day and an hour at once."""
    chance = talk.chance
    service, day = chance.choice(["repair", "advice"]), a_day(chance)
    hour = chance.randrange(9, 17) if chance.random() < 0.9 else chance.choice([7, 8, 17, 18, 20])
    told, named = told_day(chance, day, talk.session.today)
    text = pick(chance, words.BOOK).format(
        s=told_service(chance, service),
        d=told,
        h=told_hour(chance, hour),
        k=chance.choice(KINDS),
    )
    attempt(talk, text, service, named, hour)


def attempt(talk, text, service, day, hour):
    """Try to book; what was read back may then be confirmed, refused, or changed. day: as a call names it"""
    chance, today = talk.chance, talk.session.today
    asked = {"service": service, "day": day}

    def refused(result):
        return "That appointment is yours already." if "yours" in result["error"] else ("free_slots", asked)

    def others(result):
        return result["error"] if "error" in result else f"That hour is not free. {said_free(result)}"

    say(talk, text, ("book_slot", {**asked, "hour": hour}), refused, others)
    luck = chance.random()
    if talk.desk.pending is None and luck < 0.4 or talk.desk.pending is not None and luck < 0.35:
        way = chance.random()
        if way < 0.35 and 9 <= hour < 16:
            return attempt(
                talk,
                chance.choice(
                    ["an hour later?", "and one hour later", "the hour after that", "then an hour later please"]
                ),
                service,
                day,
                hour + 1,
            )
        if way < 0.5 and 10 <= hour <= 16:
            return attempt(
                talk,
                chance.choice(["an hour earlier?", "one hour before", "and an hour earlier"]),
                service,
                day,
                hour - 1,
            )
        if way < 0.75:
            other = date(2026, 3, 3) + timedelta(days=chance.randrange(14))
            told, named = told_day(chance, other, today)
            return attempt(
                talk,
                chance.choice(
                    [
                        f"no, {told}, same time",
                        f"{told} at the same hour",
                        f"{told} instead, same hour please",
                        f"can I have the same hour {told}",
                    ]
                ),
                service,
                named,
                hour,
            )
        other = chance.choice([each for each in range(9, 17) if each != hour])
        return attempt(
            talk,
            chance.choice(["no, {}", "better {}", "then {}", "{} instead", "and {}?", "what about {}"]).format(
                told_hour(chance, other)
            ),
            service,
            day,
            other,
        )
    if talk.desk.pending is not None:
        if luck < 0.75:
            agree(talk)
        else:
            refuse(talk)


def vague_appointment(talk):
    """A wish that lacks the service or the day: ask for it."""
    chance = talk.chance
    service, day = chance.choice(["repair", "advice"]), date(2026, 3, 3) + timedelta(days=chance.randrange(14))
    (told, named), wish = told_day(chance, day, talk.session.today), told_service(chance, service)
    if chance.random() < 0.5:
        say(
            talk,
            chance.choice(
                ["I need an appointment {d}", "can I come {d}?", "I would like to visit you {d}", "have you time {d}"]
            ).format(d=told),
            WHICH_SERVICE,
        )
        say(talk, wish, ("free_slots", {"service": service, "day": named}), said_free)
    else:
        say(
            talk,
            chance.choice(
                ["I need {s}", "can I get {s}", "I'd like {s}", "{s} please", "when could I have {s}"]
            ).format(s=wish),
            WHICH_DAY,
        )
        say(talk, told, ("free_slots", {"service": service, "day": named}), said_free)
