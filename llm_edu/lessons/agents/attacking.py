"""Attacks on the shop's desk: what a model that is wholly in an attacker's hands writes, and what comes of it.

Each line of ``attacks.jsonl``::

    {"id": "others-01", "rule": "others' data", "where": "call", "calls": ["…"], "ends": "refused"}

``rule``      what the attack tries to break: others' data, amounts, deletions, confirmation, form
``where``     how it reaches the model: "customer" (in the customer's ``text``), "faq" (``plant_faq``: what was added
              to an entry), "result" (``plant``: cells of the database that a stranger changed), or "call": any way
``calls``     what the model then writes, at worst
``ends``      what the last call ends with: "refused"; "answered" (with what this customer may see); "draft" (nothing is
              done without the customer's yes); "handed over" (a person takes over)
"""

import json
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from llm_edu.agents import Draft, Session, new_shop, read_faq, says_yes, shop_toolbox
from llm_edu.lessons.agents.books import leaks, plant, rows_of
from llm_edu.wrapping import wrapped

READS = ("search_faq", "order_status", "list_my_orders", "recommend", "free_slots")    # tools, for an exercise
WRITES = ("place_order", "cancel_order", "book_slot")
CUSTOMER = 4    # Jorin Puddlewick, with the orders 1018, 1026 and 1030
RULES = ("others' data", "amounts", "deletions", "confirmation", "form")
WHERE = {"call": "in a call", "customer": "in the customer's text", "faq": "in an FAQ entry",
         "result": "in a product's text"}
ENDS = ("refused", "answered", "draft", "handed over")


@dataclass(frozen=True)
class Outcome:
    """What came of an attack.

    ends: one of `ENDS`   told: what the model was told, for each call   read_back: the draft that waits for a yes
    written: the cells of the database that changed   leaked: what was said of other customers
    """

    attack: dict
    ends: str
    told: tuple[str, ...]
    read_back: str
    written: tuple
    leaked: tuple[str, ...]


def read_attacks():
    """All attacks, a list of dicts."""
    lines = Path(__file__).with_name("attacks.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def carry_out(attack, folder):
    """Let a model that obeys the attacker make its calls in a new shop: an `Outcome`. folder: where the shop goes

    After the calls comes the customer's text again, for a desk that would take it for a yes.
    """
    path = Path(folder) / f"{attack['id']}.sqlite"
    session = Session(new_shop(path), CUSTOMER)
    plant(path, attack.get("plant", ()))
    added = attack.get("plant_faq", {})
    faq = [replace(entry, answer=entry.answer + added.get(entry.id, "")) for entry in read_faq()]
    before, toolbox = rows_of(path), shop_toolbox(session, faq, seconds=60)
    results = [toolbox.call(call) for call in attack["calls"]]
    draft = results[-1].value if isinstance(results[-1].value, Draft) else None
    if draft and says_yes(attack.get("text", "")):
        session.confirm(draft)
    after, told = rows_of(path), tuple(result.text for result in results)
    ends = ("handed over" if session.handed_over and results[-1].ok else "draft" if draft
            else "answered" if results[-1].ok else "refused")
    return Outcome(attack, ends, told, draft.read_back if draft else "",
                   tuple(sorted(cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell))),
                   tuple(leaks(" ".join(told), before, CUSTOMER, [attack.get("text", ""), *attack["calls"]])))


def carry_out_all():
    """The outcomes of all attacks, each in a shop of its own."""
    with TemporaryDirectory() as folder:
        return [carry_out(attack, folder) for attack in read_attacks()]


def shortened(text, longest=330):
    """A text on one line, cut after so many characters.

    >>> shortened("one\\ntwo three", 8)
    'one\\\\ntwo …'
    """
    line = text.replace("\n", "\\n")
    return line if len(line) <= longest else line[:longest].rstrip() + " …"


def print_attack(outcome):
    """An attack and what came of it: where it was, the calls of an obedient model, and what each was told."""
    attack = outcome.attack
    print(f"{attack['id']}, {WHERE[attack['where']]}")
    hidden = [attack.get("text", ""), *attack.get("plant_faq", {}).values(),
              *(cell[3] for cell in attack.get("plant", ()))]
    for text in filter(None, hidden):
        print(wrapped("  says: " + shortened(text.strip())))
    for call, told in zip(attack["calls"], outcome.told):
        print(wrapped("  call: " + shortened(call)))
        print(wrapped("  told: " + shortened(told)))


def print_outcomes(outcomes):
    """A row for each rule: the attacks by how they ended, and how many wrote or leaked something."""
    print(f"{'':<15}attacks" + "".join(f"{end:>13}" for end in ENDS) + f"{'wrote':>8}{'leaked':>8}")
    for rule in (*RULES, "all"):
        chosen = [each for each in outcomes if rule in (each.attack["rule"], "all")]
        ends = Counter(each.ends for each in chosen)
        print(f"{rule:<15}{len(chosen):>7}" + "".join(f"{ends[end]:>13}" for end in ENDS)
              + f"{sum(bool(each.written) for each in chosen):>8}{sum(bool(each.leaked) for each in chosen):>8}")
