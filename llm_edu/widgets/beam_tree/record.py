"""A beam search as the tree that BeamTree draws: plain data, the same for the browser and the picture.

A node is named by [step, place]: the step that found it, from 1, and its place among that step's candidates, from 0,
the best first. The root, the prompt, is None.
"""

import math
import textwrap
import unicodedata
from dataclasses import dataclass

from llm_edu.widgets.beam_tree.reader import Reader, Settings
from llm_edu.widgets.beam_tree.words import describe_ancestors, describe_end, describe_start, describe_step, fate_of

LONGEST_LABEL = 14  # cells of a label in the tree; the note shows all of it


@dataclass(frozen=True)
class Record:
    """What a search did. steps: its BeamSteps   greedy: the candidate that greedy decoding takes at each step"""

    steps: list
    greedy: list


def run_search(model, ids: list[int], settings: Settings, reader: Reader) -> Record:
    """Search, and search again with one beam, which is greedy decoding."""
    from llm_edu.decoding import beam_steps

    def steps(width, early_stopping):
        found = list(beam_steps(model, ids, width, settings.max_new_tokens, settings.stop, settings.length_penalty,
                                early_stopping, reader))
        if not all(step.candidates for step in found):
            raise ValueError("the model's probabilities are not finite (nan or inf): is it trained yet?")
        return found

    greedy = [step.candidates[0] for step in steps(1, True)]
    return Record(steps(settings.width, settings.early_stopping), greedy)


def make_tree(record: Record, ids: list[int], settings: Settings, reader: Reader) -> dict:
    """The tree as plain data.

    prompt: the end of the prompt   root: its last words, in lines, for the root   width, length_penalty: what was
        searched with
    steps: for each step its candidates, `standings` (the ended texts, best score first), `cells` (how wide the column's
        labels are) and `say`, the sentence of the step
    best: the node that won   greedy: `inside`, its place among the candidates of each step while it has one, then
        `outside`, the tokens that this search never looked at or had pruned
    """
    prompt = reader.text(ids) or "".join(map(reader.label, ids))  # the mark of a story's beginning is no text
    places = {(): None}  # a text's new ids -> its node
    steps, beams = [], [()]
    for step in record.steps:
        rows = [_node(step, place, beams[one.parent], record, settings, reader, places)
                for place, one in enumerate(step.candidates)]
        beams = [tuple(beam.ids) for beam in step.beams]
        steps.append({"candidates": rows, "standings": [places[tuple(text.ids)] for text in step.finished]})
    tree = {
        "prompt": _end_of_prompt(prompt), "root": root_lines(prompt), "width": settings.width,
        "length_penalty": float(settings.length_penalty),
        "steps": steps, "best": places[tuple(record.steps[-1].finished[0].ids)],
        "greedy": _greedy(record, settings, reader, places),
    }
    alone = tree["greedy"]["outside"]
    for number, step in enumerate(steps, start=1):
        first = number - 1 - len(tree["greedy"]["inside"])
        beside = alone[first : first + 1] if first >= 0 else []
        step["cells"] = max(row["cells"] for row in step["candidates"] + beside)
        step["say"] = describe_step(tree, number)
    tree["start"] = describe_start(tree)
    steps[-1]["say"] = f"{describe_end(tree)} {describe_ancestors(tree, len(steps))}".strip()
    return tree


def _node(step, place: int, parent: tuple, record: Record, settings: Settings, reader: Reader, places: dict) -> dict:
    """A candidate as plain data; its name is noted in `places`."""
    one = step.candidates[place]
    ids = (*parent, one.token)
    places[ids] = [step.number, place]
    before = record.steps[step.number - 2].beams[one.parent].log_probability if parent else 0.0
    score = one.log_probability / step.number**settings.length_penalty
    fate, why = fate_of(step, place, record.steps, settings, _has_ended(ids, settings, reader), score)
    return {
        "parent": places[parent][1] if parent else None, "id": one.token, **_labels(one.token, reader),
        "text": reader.text(ids), "log": round(one.log_probability, 6), "score": round(score, 6),
        "own": round(min(1.0, math.exp(one.log_probability - before)), 6), "fate": fate, "why": why,
    }


def _labels(token: int, reader: Reader) -> dict:
    label = reader.label(token)
    return {"label": label, "short": short(label), "cells": cells(short(label))}


def _has_ended(ids: tuple, settings: Settings, reader: Reader) -> bool:
    from llm_edu.decoding.stopping import Stopping

    return len(ids) == settings.max_new_tokens or Stopping(settings.stop, reader).reached(list(ids))


def _greedy(record: Record, settings: Settings, reader: Reader, places: dict) -> dict:
    """Greedy decoding's text, as far as it runs inside the tree, and what comes after."""
    ids = tuple(one.token for one in record.greedy)
    inside = []
    while len(inside) < len(ids) and ids[: len(inside) + 1] in places:
        inside.append(places[ids[: len(inside) + 1]][1])
    outside = []
    for at in range(len(inside), len(ids)):
        total = record.greedy[at].log_probability
        before = record.greedy[at - 1].log_probability if at else 0.0
        outside.append({"id": ids[at], **_labels(ids[at], reader), "text": reader.text(ids[: at + 1]),
                        "log": round(total, 6), "own": round(min(1.0, math.exp(total - before)), 6)})
    log = record.greedy[-1].log_probability
    return {"inside": inside, "outside": outside, "tokens": len(ids), "text": reader.text(ids), "log": round(log, 6),
            "score": round(log / len(ids)**settings.length_penalty, 6), "ended": _has_ended(ids, settings, reader)}


def _end_of_prompt(text: str) -> str:
    """The prompt's last words, where all of it would be too long for the root."""
    return text if len(text) <= 300 else "…" + text[-299:]


def root_lines(text: str, wide: int = 16, most: int = 4) -> list[dict]:
    """The prompt's last words in short lines; spaces at its end are shown, since the next token depends on them.

    >>> [line["short"] for line in root_lines("The capital of France is ")]
    ['The capital of', 'France is·']
    """
    spaces = len(text) - len(text.rstrip(" "))
    lines = textwrap.wrap(text.rstrip(" ") + "·" * spaces, wide) or ["·"]
    if len(lines) > most:
        lines = textwrap.wrap("… " + " ".join(lines[-most:]), wide)[:1] + lines[-most + 1 :]
    return [{"short": line, "cells": cells(line)} for line in lines]


def cells(label: str) -> int:
    r"""How wide a label is in a monospaced font, in letters; Chinese characters and emoji count as two.

    >>> cells("·Paris"), cells("巴黎"), cells("e\u0301")
    (6, 4, 1)
    """
    return sum(0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "FW" else 1
               for letter in label)


def short(label: str, most: int = LONGEST_LABEL) -> str:
    """A label that fits into the tree.

    >>> short("·incomprehensibilities")
    '·incomprehens…'
    """
    if cells(label) <= most:
        return label
    while cells(label) > most - 1:
        label = label[:-1]
    return label + "…"
