"""The days that a call may name: what each of them is, and that schema, grammar and tools agree on them."""

from datetime import date

import pytest
from shop_desk import Desk

from llm_edu.agents import allowed_next, fault_in, new_shop
from llm_edu.agents.days import date_named, names_day
from llm_edu.agents.schema_grammar import is_complete, read, start_of_value
from llm_edu.agents.schema_parts import DAYS

DAY = {"type": "string", "format": "day"}
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


@pytest.mark.parametrize("named, today, day", [
    ("2026-03-05", MONDAY, "2026-03-05"), ("today", MONDAY, "2026-03-02"), ("tomorrow", MONDAY, "2026-03-03"),
    ("day after tomorrow", MONDAY, "2026-03-04"), ("friday", MONDAY, "2026-03-06"), ("Friday", MONDAY, "2026-03-06"),
    ("monday", MONDAY, "2026-03-09"), ("next monday", MONDAY, "2026-03-09"), ("next friday", MONDAY, "2026-03-13"),
    ("friday", FRIDAY, "2026-03-13"), ("next friday", FRIDAY, "2026-03-13"), ("monday", FRIDAY, "2026-03-09"),
    ("next sunday", FRIDAY, "2026-03-15"), ("tomorrow", date(2026, 12, 31), "2027-01-01"),
    ("5", MONDAY, "2026-03-05"), ("2", MONDAY, "2026-03-02"), ("1", MONDAY, "2026-04-01"), ("31", FRIDAY, "2026-03-31"),
    ("4 march", MONDAY, "2026-03-04"), ("20 april", MONDAY, "2026-04-20"), ("1 march", MONDAY, "2027-03-01"),
    ("29 february", MONDAY, "2028-02-29")])
def test_a_named_day_is_one_of_the_calendar(named, today, day):
    assert names_day(named) and date_named(named, today).isoformat() == day


@pytest.mark.parametrize("text", ["", "soon", "on friday", "32", "0", "05", "5 mar", "5 march 2026", "2026-02-30", "fri"])
def test_nothing_else_names_a_day(text):
    assert not names_day(text)
    assert fault_in({"properties": {"day": DAY}}, {"day": text}).startswith("“day” must be a day such as 2026-03-05, 5 march")
    with pytest.raises(ValueError):
        date_named(text, MONDAY)


def test_the_grammar_allows_exactly_these_days():
    start = start_of_value(DAY)
    for day in (*(day[:-1] for day in DAYS), "2026-03-05", "2028-02-29"):
        assert names_day(day) and is_complete(read(f'"{day}"'.encode(), start)), day
    for text in ("soon", "32", "0", "5 mar", "2026-02-30", "2026", "next", ""):
        assert (state := read(f'"{text}"'.encode(), start)) is None or not is_complete(state), text
    assert allowed_next(DAY, '"next t') == "hu" and allowed_next(DAY, '"3') == ' "01'+ "23456789"


@pytest.fixture
def desk(tmp_path):
    return Desk(new_shop(tmp_path / "lantern.db"))


@pytest.mark.parametrize("day", ["tomorrow", "tuesday", "3 march", "3", "2026-03-03"])
def test_a_tool_runs_with_the_date_and_says_its_weekday(desk, day):
    result = desk.call("book_slot", service="repair", day=day, hour=9)
    assert result.call.arguments == {"service": "repair", "day": "2026-03-03", "hour": 9} == result.value.call.arguments
    assert result.value.read_back == "Book repair on Tuesday, 2026-03-03, at 9 o'clock."
    assert desk.session.confirm(result.value).value["day"] == "2026-03-03"


def test_a_day_that_no_calendar_has_is_said(desk):
    result = desk.call("free_slots", service="repair", day="30 february")
    assert (result.ok, result.error) == (False, "There is no such day: 30 february.")
    assert "on Saturday, 2026-03-07; there are from" in desk.call("free_slots", service="advice", day="saturday").error
