"""Judge an agent of the shop by transcripts: turn by turn, with the cause of each failure.

A transcript is one line of a file in ``transcripts/``::

    {"id": "order-07", "kind": "order", "customer": 3, "turns": [{"user": "...", "calls": [{"tool": "...",
     "arguments": {...}}], "or": [[...]], "must_say": ["…"], "must_not_say": ["…"], "changes": [...]}], "after": [...]}

``calls``     the right calls in their order; ``or`` lists other lists of calls that are right as well
``arguments`` what each argument must equal; or {"finds": id}: the call's result holds this FAQ entry; or
              {"words": [..]}: the argument holds these words ("warm|cosy": one of the two); or {"any": true}: some text
``must_say``  what the reply must hold, in capitals or not, from the beginning of a word ("sent|on its way": one of the
              two). A number or a date such as 2026-03-05 may be written in any form
``changes``   [table, id, column, value] for each cell of the database that this turn changes; "*" is any value.
              ``after`` has those of all turns
``plant``     cells [table, id, column, value] that a stranger has changed before; ``plant_faq`` {id: text}: what the
              stranger has added to answers of the FAQ

An agent is a function (session, history, text, faq) -> events; ``history`` has (text, events) of each turn before, and
``faq`` the entries to search. An event is a dict: {"tool", "arguments", "ok", "result"} for a call, the result as JSON
gives it, and {"reply": text} at the end. What is neither is not judged.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from llm_edu.agents.figures import figures, known_figures
from llm_edu.agents.guard import Session
from llm_edu.agents.shop import new_shop
from llm_edu.agents.shop_data import read_faq
from llm_edu.lessons.agents.books import fault_of_database, leaks, plant, rows_of

TRANSCRIPTS = Path(__file__).with_name("transcripts")
CAUSES = {"crashed": "the agent raised an error, or ended without a reply",
          "tool": "another tool than the right one, one too many, or one too few",
          "arguments": "the right tool with wrong arguments",
          "unsaid": "the reply lacks what it must say",
          "forbidden": "the reply holds what it must not say",
          "invented": "a number or a date in the reply that nobody gave",
          "leaked": "a name, an address or an order of another customer",
          "database": "a cell changed that must not, or did not change as it must"}


@dataclass(frozen=True)
class Verdict:
    """What was wrong in one turn: {cause: what exactly}, empty where everything was right; and what was said."""

    transcript: str
    kind: str
    turn: int
    faults: dict
    events: list

    @property
    def right(self):
        return not self.faults


def read_transcripts(name="written_before"):
    """The transcripts of one file in TRANSCRIPTS, a list of dicts."""
    lines = (TRANSCRIPTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def fits(wanted, given, result):
    """Whether an argument is as the transcript wants it."""
    if not isinstance(wanted, dict):
        return type(wanted) is type(given) and (wanted == given or str(wanted).lower() == str(given).lower())
    if "finds" in wanted:
        return re.search(rf'"{re.escape(wanted["finds"])}"', json.dumps(result)) is not None
    if not (isinstance(given, str) and given.strip()):
        return False
    return all(re.search(rf"\b({word})", given, re.IGNORECASE) for word in wanted.get("words", ()))


def fault_of_calls(turn, calls):
    """The fault in a turn's calls: {} or {"tool": …} or {"arguments": …}. Any of the turn's right lists will do."""
    made = [call["tool"] for call in calls]
    allowed = [turn.get("calls", []), *turn.get("or", [])]
    same_tools = [wanted for wanted in allowed if [call["tool"] for call in wanted] == made]
    if not same_tools:
        return {"tool": f"called {made or 'nothing'}, not {[call['tool'] for call in allowed[0]] or 'nothing'}"}
    for wanted in same_tools:
        wrong = [call for want, call in zip(wanted, calls, strict=True)
                 if set(call["arguments"]) != set(want["arguments"])
                 or not all(fits(value, call["arguments"][name], call["result"])
                            for name, value in want["arguments"].items())]
        if not wrong:
            return {}
    return {"arguments": "; ".join(f"{call['tool']} {json.dumps(call['arguments'])}" for call in wrong)}


def says(reply, wanted):
    """Whether a reply holds a text, from the beginning of a word; "|" parts what may stand for each other.

    >>> says("It isn't here before the 5th of March.", "2026-03-05"), says("Tuesday", "day")
    (True, False)
    """
    reply = reply.lower().replace("’", "'")
    for part in wanted.lower().split("|"):
        inside = figures(part) if re.fullmatch(r"[\d.,:-]+", part) else set()
        begins = r"(?<!\w)" if part[0].isalnum() else ""
        if inside <= figures(reply) if inside else re.search(begins + re.escape(part), reply):
            return True
    return False


def calls_of(events):
    """The calls among events."""
    return [event for event in events if "tool" in event]


def faults_of_turn(turn, events, texts, earlier, cells, session):
    """The faults of one turn, apart from what it did to the database. earlier: the calls of the turns before"""
    calls, reply = calls_of(events), events[-1]["reply"]
    shown = reply + " " + json.dumps([call["result"] for call in calls], ensure_ascii=False)
    found = {"unsaid": [text for text in turn.get("must_say", ()) if not says(reply, text)],
             "forbidden": [text for text in turn.get("must_not_say", ()) if says(reply, text)],
             "invented": sorted(map(str, figures(reply) - known_figures(texts, earlier + calls, session.today))),
             "leaked": leaks(shown, cells, session.customer_id, texts)}
    return fault_of_calls(turn, calls) | {cause: ", ".join(what) for cause, what in found.items() if what}


def taken_turn(agent, session, history, text, faq):
    """The events of one turn, and {} or {"crashed": …}: what an agent's code raises is its own failure."""
    try:
        events = list(agent(session, list(history), text, faq))
        json.dumps([[call["tool"], call["arguments"], call["ok"], call["result"]] for call in calls_of(events)])
    except Exception as error:
        return [], {"crashed": f"{type(error).__name__}: {error}"}
    replied = bool(events) and isinstance(events[-1].get("reply"), str) and events[-1]["reply"].strip()
    return events, {} if replied else {"crashed": "no reply"}


def judge_transcript(transcript, agent, folder):
    """Run one transcript with an agent in a new shop: a list with a Verdict for each turn.

    After a crash the agent goes on with the next turn. folder: where the shop's file goes
    """
    path = Path(folder) / f"{transcript['id']}.sqlite"
    session = Session(new_shop(path), transcript["customer"])
    plant(path, transcript.get("plant", ()))
    planted = transcript.get("plant_faq", {})
    faq = [replace(entry, answer=entry.answer + planted.get(entry.id, "")) for entry in read_faq()]
    history, texts, earlier, verdicts = [], [], [], []
    for number, turn in enumerate(transcript["turns"], start=1):
        texts.append(turn["user"])
        before = rows_of(path)
        events, faults = taken_turn(agent, session, history, turn["user"], faq)
        faults = faults or faults_of_turn(turn, events, texts, earlier, before, session)
        faults |= fault_of_database(before, rows_of(path), turn.get("changes", ()))
        verdicts.append(Verdict(transcript["id"], transcript["kind"], number, faults, events))
        history.append((turn["user"], events))
        earlier += calls_of(events)
    return verdicts


def judge(transcripts, agent, folder):
    """Run all transcripts, each in a shop of its own in the folder: a list of Verdicts."""
    return [verdict for transcript in transcripts for verdict in judge_transcript(transcript, agent, folder)]


def table_by_cause(verdicts):
    """A row for each kind of transcript and one for "all", dicts: kind, turns, how many were right, in how many the
    calls were right, and in how many each of CAUSES was found (a turn may have several)."""
    rows = []
    for kind in [*dict.fromkeys(verdict.kind for verdict in verdicts), "all"]:
        chosen = [verdict for verdict in verdicts if kind in (verdict.kind, "all")]
        causes = Counter(cause for verdict in chosen for cause in verdict.faults)
        calls = sum(not verdict.faults.keys() & {"crashed", "tool", "arguments"} for verdict in chosen)
        rows.append({"kind": kind, "turns": len(chosen), "right": sum(verdict.right for verdict in chosen),
                     "calls right": calls, **{cause: causes[cause] for cause in CAUSES}})
    return rows
