"""The days that a call may name, and which day of the calendar each of them is.

A small model copies words well, and calculates dates badly. So a call names a day as the customer does, and code works
out the date. These forms, and no others: 2026-03-05, today, tomorrow, day after tomorrow, friday, next friday, 5, and
5 march.
"""

import re
from datetime import date, timedelta

from llm_edu.agents.figures import MONTHS, WEEKDAYS

ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")    # date.fromisoformat takes more: 20260302, 2026-W10-1
NUMBERED = re.compile(rf"([1-9]|[12][0-9]|3[01])(?: ({'|'.join(MONTHS)}))?")
NEAR = ("today", "tomorrow", "day after tomorrow")
DAY_WORDS = (*NEAR, *WEEKDAYS, *(f"next {weekday}" for weekday in WEEKDAYS))
LONGEST_WAIT = 8 * 366    # days until a 29 february at the latest, as from 1897 to 1904


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written as 2026-03-05.

    >>> [is_day(text) for text in ("2026-03-05", "2026-02-30", "20260305", "tomorrow")]
    [True, False, False, False]
    """
    try:
        return bool(ISO.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def names_day(text: str) -> bool:
    """Whether a text names a day in one of the forms above, in capitals or not.

    >>> [names_day(text) for text in ("Friday", "5 march", "2026-03-05", "on friday", "soon")]
    [True, True, True, False, False]
    """
    return is_day(text) or text.lower() in DAY_WORDS or bool(NUMBERED.fullmatch(text.lower()))


def date_named(text: str, today: date) -> date:
    """The date of a day that is named in one of the forms above.

    "friday" is the next one after today, and "next friday" that of the week after this one, which begins on Monday. "5"
    and "5 march" are the next such day from today on. Raises ValueError for what is not a day ("30 february").

    >>> [date_named(text, date(2026, 3, 2)).isoformat() for text in ("tomorrow", "monday", "next friday", "5 march")]
    ['2026-03-03', '2026-03-09', '2026-03-13', '2026-03-05']
    """
    text = text.lower()
    if is_day(text):
        return date.fromisoformat(text)
    if text in NEAR:
        return today + timedelta(days=NEAR.index(text))
    if text in DAY_WORDS:
        weekday = WEEKDAYS.index(text.removeprefix("next "))
        ahead = weekday - today.weekday()
        return today + timedelta(days=ahead + 7 if text.startswith("next ") else (ahead - 1) % 7 + 1)
    if found := NUMBERED.fullmatch(text):
        month = found[2] and 1 + MONTHS.index(found[2])
        for ahead in range(LONGEST_WAIT):
            day = today + timedelta(days=ahead)
            if day.day == int(found[1]) and month in (None, day.month):
                return day
    raise ValueError(f"no calendar has a day {text!r}")


def with_weekday(day: str) -> str:
    """A day such as 2026-03-09 with its weekday.

    >>> with_weekday("2026-03-09")
    'Monday, 2026-03-09'
    """
    return f"{WEEKDAYS[date.fromisoformat(day).weekday()].title()}, {day}"
