"""How customers name days and hours, and how a call names them."""

from datetime import timedelta

from llm_edu.agents.shop_data import WEEKDAYS

MONTHS = "January February March April May June July August September October November December".split()
UNITS = "first second third fourth fifth sixth seventh eighth ninth".split()
TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split()
ORDINALS = ["", *UNITS, *TEENS, "twentieth", *(f"twenty-{unit}" for unit in UNITS), "thirtieth", "thirty-first"]
HOURS = "twelve one two three four five six seven eight nine ten eleven twelve".split()
COUNTS = ["", "", "", "three", "four", "five", "six"]


def told_day(chance, day, today):
    """How a customer names a day; and how a call names it."""
    month, weekday, number = MONTHS[day.month - 1], WEEKDAYS[day.weekday()], day.day
    near, ahead = weekday.lower(), (day - today).days
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(number, "th")
    if ahead == 0:
        told = ("today", "right now", "this afternoon", "still today", "yet today", "this morning")
        return chance.choice(told), "today"
    near_ways = close_by(weekday, near, ahead)
    this_monday = today - timedelta(days=today.weekday())
    if 7 <= (day - this_monday).days < 14:
        near_ways += [(told, f"next {near}") for told in (
            f"{weekday} next week", f"on {weekday} of next week", f"next week {weekday}", f"next {weekday}",
            f"next {near}", f"next week on {near}", f"next week, {weekday}", f"next {weekday}")]
        if ahead > 7:
            far = (f"{weekday} week", f"a week on {weekday}", f"{near} in a week")
            near_ways += [(told, f"next {near}") for told in far]
    if near_ways and chance.random() < 0.6:
        return chance.choice(near_ways)
    ways = [(told, f"{number} {month.lower()}") for told in dated(day, month, weekday, number, ending)]
    ways += [(f"on {day.isoformat()}", day.isoformat()), (day.isoformat(),) * 2]
    if day.month == today.month:
        ways += [(told, str(number)) for told in (
            f"{weekday}, the {number}{ending}", f"on the {number}{ending}", f"the {number}{ending}",
            f"{weekday} the {number}{ending}", f"on {weekday} {number}{ending}", f"on the {ORDINALS[number]}",
            f"{weekday} the {ORDINALS[number]}", f"the {number}{ending} of this month")]
    return chance.choice(ways)


def dated(day, month, weekday, number, ending):
    """A date with its month in many forms."""
    return [f"on {number} {month}", f"on the {number}{ending} of {month}", f"{month} {number}",
            f"{number}.{day.month}.2026", f"on {number:02}.{day.month:02}.", f"{weekday} {number} {month}",
            f"{number} {month[:3].lower()}", f"{weekday}, {month} {number}{ending}",
            f"on {weekday} the {number}{ending} of {month}", f"{number}/{day.month}/2026",
            f"{month} the {number}{ending}", f"{month[:3]} {number}",
            f"on the {ORDINALS[number]} of {month}", f"{month} {ORDINALS[number]}", f"on {month} {number}{ending}",
            f"{number}{ending} {month}", f"{weekday} {number}{ending} {month[:3]}"]


def close_by(weekday, near, ahead):
    """Words for one of the next days."""
    ways = []
    if ahead == 1:
        ways += [(told, "tomorrow") for told in ("tomorrow", "tmrw", "tomorow", "Tomorrow already", "tomorrow please",
                                                 "as early as tomorrow", "tomorrow if possible", "2morrow")] * 2
    if ahead == 2:
        ways += [(told, "day after tomorrow") for told in ("the day after tomorrow", "in two days", "in 2 days",
                                                           "day after tomorrow", "two days from now")]
    if 3 <= ahead <= 6:
        ways += [(told, near) for told in (f"in {COUNTS[ahead]} days", f"in {ahead} days", f"{ahead} days from now")]
    if 1 <= ahead <= 7:
        ways += [(told, near) for told in (f"on {weekday}", weekday, f"{weekday[:3].lower()}", near, f"on {near}",
                                           f"the coming {weekday}", f"this coming {weekday}", f"on {weekday[:3]}",
                                           f"on {weekday}", weekday)]
    if 1 <= ahead < 7:
        ways += [(told, near) for told in (f"this {weekday}", f"this {near}")]
    if ahead == 7:
        ways += [(told, f"next {near}") for told in ("in a week", "a week from today", "a week today", "in seven days")]
    return ways


def told_hour(chance, hour):
    """How a customer names an hour."""
    word, late = HOURS[hour % 12], hour - 12
    ways = [f"at {hour}", f"{hour} o'clock", f"at {hour}:00", f"{hour} h", f"{hour}:00", f"at {hour} o'clock",
            f"at {hour} sharp", f"around {hour}"]
    if hour < 12:
        ways += [f"{hour} am", f"at {hour} in the morning", f"{hour}am", f"{hour} a.m.", f"at {word} in the morning",
                 f"at {word}", f"{word} o'clock", f"at {word} o'clock", f"{word} am", f"{hour}.00"]
    elif hour == 12:
        ways += ["at noon", "12 noon", "at midday", "noon", "at twelve", "twelve o'clock"]
    else:
        ways += [f"{late} pm", f"{late}pm", f"{late} p.m.", f"at {late} in the afternoon", f"{word} pm",
                 f"at {word} in the afternoon"] * 2
        if late < 6:    # nobody means four in the morning
            ways += [f"at {late}", f"{late} o'clock", f"at {word}", f"{word} o'clock", f"at {word} o'clock"]
    return chance.choice(ways)
