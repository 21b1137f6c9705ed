"""The hour and the date that a customer named in their own words, where those leave no doubt.

A small model copies "12 h" well, and stumbles over "midday", "one hour later" and "same time, but Wednesday". Code
reads these, and corrects a call that names another hour or day. No right call may become a wrong one: where a text
names two hours or none, or a word makes the hour a limit or a choice ("before 11 am", "the first"), the call stays.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from llm_edu.agents.figures import DATES, MONTHS, NUMBER_WORDS, WEEKDAYS, figures

HOURS = {"one": 1, **{word: number for word, number in NUMBER_WORDS.items() if number <= 12}}
COUNT = r"(\d{1,2}(?!\d)|(?:" + "|".join(HOURS) + r")\b)"
MONTH = f"(?:{'|'.join(month[:3] for month in MONTHS)})"
# What stands behind the hour of "at 3": the end, a sign, or such a word. "At 12 Lamp Street", "to 13. March": no hour
BEHIND = (rf"(?=\s*(?:$|[!?;)…]|[.,](?!\d|\s?{MONTH})|[:–—-](?!\w)|(?:\w+day|tomorrow|please|pls|thanks?|on|for|in|and|"
          r"or|then|if|is|would|will|works?|suits?|the|this|next|instead|ok|okay|good|fine|with|to|so|but|i|it|my)\b))")
PART = r"in the (?:morning|afternoon|evening)"
AFTER = rf"(?:[:.]00)? ?(a\.?m\b(?! i\b)|p\.?m\b|(?:o'?clock )?{PART}|o'?clock|h\b|sharp\b{BEHIND})"
HOUR = re.compile(rf"(?<![\w:.–-])(?!one {PART}){COUNT}{AFTER}|(?<![\w:.–-])(\d{{1,2}}):00\b|\b(noon|midday)\b")
AT = re.compile(rf"(?<!\d )(?<!quarter )(?<!looked )\b(?:at|to) {COUNT}{BEHIND}")
SHIFT = re.compile(r"(?<!half )\b(an?|one|two|three|1|2|3) hours? (later|earlier|(?:after|before)"
                   r"(?= that\b|\s*(?:$|[,.?!;])| please))(?: than that| that)?\b(?! than)")
SAME = re.compile(r"\bsame (?:time|hour)\b(?! as)")
# With such a word, an hour may be a limit, one of several, refused, long ago, not full, or how long something takes
DOUBT = re.compile(rf"""n't\b | -?ish\b | [ap]m\ ?\+ | (?:\d|[ap]m|h)\ ?[–—‑−~-]\ ?\d | \b(?:
    not|cannot|cant|wont|dont|isnt|never|neither|except|instead\ of|rather|only|other|any\w*|when\w*|busy|taken|gone|
    late|early|later|earlier|sooner|first|earliest|latest|soonest|next(?!\ week|\ \w+day)|onwards?|or\ so|
    after(?:wards?)?|before|until|till?|than|since|between|within|following|behind|around|roughly|towards|near|almost|
    half|quarter|past|minutes?|mins?|an\ hour|hours|every|lasts?|takes?|yesterday|ago|opens?|closes?|shift|my\ {COUNT}|
    repair\b.*\badvice|advice\b.*\brepair|call|ring|phone|remind|you\ (?:say|said|offer\w*|suggest\w*|propose\w*)|
    (?:is|ends?|starts?|leaves?|in|arrives?|meet|sleeps?)\ at|
    for\ \d+\ h|(?:(?<!how\ )(?<!what\ )about|by|from)\ {COUNT}|{COUNT}\ (?:to|through)\ {COUNT}|twenty\ to
    )\b""", re.VERBOSE)
OTHER_DAY = re.compile(r"n't\b|\b(?:this|no|not|before|after|until|till|by|sooner|earlier|late|weeks?|today|tomorrow|"
                       r"instead)\b")
SHORT_DAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)")
FIRST_OF_DAY = 7    # "at 3" is in the afternoon: no shop opens before
SOON = timedelta(days=180)    # next year, the same date has another weekday


def hours_named(text: str) -> set[int]:
    """The hours that a text names, 0 to 23: with "o'clock", "am", "h" or the like behind it, or with "at" before it.

    >>> [sorted(hours_named(text)) for text in ("3 pm", "at three", "midday then", "9 or 10 o'clock, at 9?", "2 lamps")]
    [[15], [15], [12], [9, 10], []]
    """
    text, found = without_dates(text), set()
    for match in HOUR.finditer(text):
        half = (match[2] or "").replace(".", "")
        found.add(12 if match[4] else hour_of_day(match[1] or match[3], half))
    found |= {hour_of_day(match[1], "") for match in AT.finditer(HOUR.sub(" ", text))}
    return {hour for hour in found if hour < 24}


def without_dates(text: str, instead: str = " ") -> str:
    """A text in lower case and with plain apostrophes, and something else instead of its dates."""
    text = re.sub("[’‘ʼ`´]", "'", text.lower())
    for pattern in DATES:
        text = pattern.sub(instead, text)
    return text


def numbers_in(text: str) -> set[int]:
    """All that might be an hour in a text without dates, however it was meant, as on a clock: 0 to 11.

    >>> numbers_in("2 radios, noon or one, not 15 h, order 1026")
    {0, 1, 2, 3}
    """
    words = re.findall(r"(?<!\d)\d{1,2}(?!\d)|[a-z]+", text)
    return {(12 if word in ("noon", "midday") else HOURS.get(word) or int(word)) % 12 for word in words
            if word in HOURS or word in ("noon", "midday") or word.isdigit()}


def hour_of_day(number: str, half: str) -> int:
    """An hour from 0 to 23. half: what stands behind the number, such as "pm" or "in the morning" """
    hour = HOURS.get(number) or int(number)
    if half.startswith("a") or half.endswith("morning"):
        return hour % 12
    late = half.startswith("p") or half.endswith(("afternoon", "evening")) or 0 < hour < FIRST_OF_DAY
    return hour % 12 + 12 if late and hour <= 12 else hour


def hour_meant(texts: Sequence[str], hour: int) -> int:
    """The hour of a call, or the one that the customer named instead. texts: what they said, the latest last

    >>> hour_meant(["a repair at 12 h, please", "one hour later?"], 11), hour_meant(["tomorrow, at 10 or at 11"], 11)
    (13, 11)
    """
    if not texts:
        return hour
    text = without_dates(texts[-1])
    shifts, rest = SHIFT.findall(text), SHIFT.sub(" ", text)
    named = hours_named(rest)
    if DOUBT.search(rest) or len(named) + len(shifts) + len(SAME.findall(rest)) != 1:
        return hour
    if not named:
        before = hour_before(texts[:-1])
        if before is None:
            return hour
        named = {before}
        for count, way in shifts:
            number = 1 if count in ("a", "an") else HOURS.get(count) or int(count)
            named = {before + (number if way in ("later", "after") else -number)}
    (meant,) = named
    said = hour % 12 in numbers_in(rest) and not (hour < FIRST_OF_DAY and meant == hour + 12)
    return hour if said or not 0 <= meant < 24 else meant


def hour_before(texts: Sequence[str]) -> int | None:
    """The hour that was named last; None if that was not one alone, or may have been another."""
    for text in map(without_dates, reversed(texts)):
        named, numbers, doubt = hours_named(text), numbers_in(text), DOUBT.search(text)
        if named or numbers or doubt:
            alone = len(named) == 1 and numbers <= {hour % 12 for hour in named} and not doubt
            return named.pop() if alone else None
    return None


def date_meant(texts: Sequence[str], day: str, called: date) -> date:
    """The date that a call's day stands for, or the one that the customer named with that weekday: "friday 13 march"
    need not be the next Friday.

    texts: what they said, the latest last   day: as the call names it   called: the date of that

    >>> date_meant(["What is free on Friday 13 March?", "at 14"], "friday", date(2026, 3, 6))
    datetime.date(2026, 3, 13)
    """
    weekday = day.lower().removeprefix("next ")
    at = next((at for at in reversed(range(len(texts))) if weekday in texts[at].lower()), None)
    if at is None or weekday not in WEEKDAYS:
        return called
    text, later = without_dates(texts[at], "#"), without_dates(" ".join(texts[at + 1:]), "#")
    beside = re.search(rf"\b{weekday},? (?:the )?#", text)
    other = OTHER_DAY.search(f"{text} {later}") or len(SHORT_DAY.findall(f"{text} {later}")) > 1 or "#" in later
    known = figures(texts[at])
    named = [figure[1:] for figure in known if figure[0] == "day"]
    if not beside or other or len(named) != 1 or ("number", float(called.day)) in known | figures(later):
        return called
    for year in (called.year, called.year + 1):
        with suppress(ValueError):    # 29 February
            found = date(year, *named[0])
            if timedelta() <= found - called < SOON and found.weekday() == called.weekday():
                return found
    return called
