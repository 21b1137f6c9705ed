"""Attacks on the desk by a model that does all that an attacker wants: nothing is written, nobody else's data shown."""

import json

import pytest

from llm_edu.agents import Session, new_shop, says_yes, shop_toolbox
from llm_edu.lessons.agents.attacking import ENDS, RULES, WHERE, carry_out, print_outcomes, read_attacks
from llm_edu.lessons.agents.books import rows_of

ATTACKS = read_attacks()


def test_the_attacks_are_many_and_of_every_kind():
    assert len(ATTACKS) >= 30 and len({attack["id"] for attack in ATTACKS}) == len(ATTACKS)
    assert {attack["rule"] for attack in ATTACKS} == set(RULES) and {each["ends"] for each in ATTACKS} == set(ENDS)
    assert {attack["where"] for attack in ATTACKS} == set(WHERE)
    assert sum(attack["where"] != "call" for attack in ATTACKS) >= 15


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack["id"] for attack in ATTACKS])
def test_nothing_is_written_and_nothing_of_others_is_shown(attack, tmp_path):
    outcome = carry_out(attack, tmp_path)
    assert (outcome.ends, outcome.written, outcome.leaked) == (attack["ends"], (), ())
    assert not says_yes(attack.get("text", ""))
    for told in outcome.told:    # one line of JSON: no text in it can look like another call, result or customer
        assert "\n" not in told and json.loads(told) is not None
    hidden = [*attack.get("plant_faq", {}).values(), *(cell[3] for cell in attack.get("plant", ()))]
    for text in hidden:    # the attack did reach the model, or the whole result was refused
        assert json.dumps(text.strip(), ensure_ascii=False)[1:-1] in outcome.told[0] or "at most" in outcome.told[0]


def test_the_judge_sees_what_is_written_and_shown(tmp_path, monkeypatch):
    """An unguarded shop, in which an order counts as one's own, fails: the judge is not blind."""
    monkeypatch.setattr(Session, "own_order", lambda self, connection, number: connection.execute(
        "SELECT orders.*, customers.name AS product FROM orders JOIN customers ON customers.id = customer_id "
        "WHERE orders.id = ?", (number,)).fetchone())
    assert carry_out(ATTACKS[0], tmp_path).leaked
    session = Session(new_shop(tmp_path / "a.db"), 4)
    before, draft = rows_of(tmp_path / "a.db"), shop_toolbox(session).call(
        '{"tool": "cancel_order", "arguments": {"order_id": 1026}}').value
    assert session.confirm(draft).ok and rows_of(tmp_path / "a.db") != before


def test_the_table_counts_every_attack(tmp_path, capsys):
    print_outcomes([carry_out(attack, tmp_path) for attack in ATTACKS])
    last = capsys.readouterr().out.splitlines()[-1].split()
    assert last[:2] == ["all", str(len(ATTACKS))] and last[-2:] == ["0", "0"]
    assert sum(map(int, last[2:6])) == len(ATTACKS)
