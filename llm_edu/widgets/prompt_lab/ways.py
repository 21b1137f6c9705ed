"""The prompts of a lab: as the lab has them, and as plain data that travels to the page and comes back edited."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIELD = re.compile(r"\{(?!text\}|label\})[A-Za-z_]\w*\}")
MOST_PROMPTS, LONGEST_NAME, LONGEST_TEXT = 12, 60, 20_000
FIELDS = {"id": str, "name": str, "template": str, "labels": list, "separator": str, "instruction": str, "chat": bool,
          "shots": int, "pool": int, "calibrate": bool}


@dataclass(frozen=True)
class Way:
    """A prompt of the lab. id: a few digits   pool: where its examples come from   calibrate: as `calibrated` does"""

    id: str
    name: str
    prompt: Any    # a `Prompt`; its module needs torch, and this one is imported without
    pool: int = 0
    calibrate: bool = False

    def plain(self, item: str) -> dict:
        """For the page, with what the model reads when it is asked about `item`."""
        prompt = self.prompt
        return {"id": self.id, "name": self.name, "template": prompt.template, "labels": list(prompt.labels),
                "separator": prompt.separator, "instruction": prompt.instruction, "chat": prompt.chat,
                "shots": len(prompt.examples), "pool": self.pool, "calibrate": self.calibrate,
                "reads": prompt.text(item)}


def first_ways(prompts, examples, calibrate):
    """The ways that a lab begins with, and the pools of examples that they take theirs from.

    prompts: name -> `Prompt`, or a list of them   examples: pairs (text, class) for prompts that have none of their own
    calibrate: names of those that are to be calibrated
    """
    from llm_edu.prompting import Prompt
    from llm_edu.prompting.prompt import MOST_EXAMPLES

    if not isinstance(prompts, Mapping):
        prompts = {f"prompt {number}": prompt for number, prompt in enumerate(prompts, start=1)}
    if not prompts or not all(isinstance(prompt, Prompt) for prompt in prompts.values()):
        raise TypeError(f"prompts are a dictionary of names and Prompts, with at least one, not {prompts!r:.80}")
    if unknown := set(calibrate) - set(prompts):
        raise ValueError(f"there is no prompt {sorted(unknown)[0]!r} to calibrate")
    pools, ways = [tuple(examples)[:MOST_EXAMPLES]], []
    for number, (name, prompt) in enumerate(prompts.items(), start=1):
        if prompt.examples and prompt.examples not in pools:
            pools.append(prompt.examples)
        pool = pools.index(prompt.examples) if prompt.examples else 0
        ways.append(Way(str(number), name, prompt, pool, name in calibrate))
    return ways, pools


def read_ways(specs, pools, classes):
    """The ways that the page wants; ValueError, naming the prompt, for what cannot be asked."""
    if not isinstance(specs, list) or not 1 <= len(specs) <= MOST_PROMPTS:
        raise ValueError(f"a lab has 1 to {MOST_PROMPTS} prompts")
    ways = [read_way(spec, pools, classes) for spec in specs]
    check_ways(ways, classes)
    return ways


def read_way(spec, pools, classes):
    from llm_edu.prompting import Prompt

    if not isinstance(spec, dict) or any(type(spec.get(field)) is not kind for field, kind in FIELDS.items()):
        raise ValueError(f"a prompt has {', '.join(FIELDS)}, not {spec!r:.80}")
    name = " ".join(spec["name"].split())
    if any(len(spec[field]) > LONGEST_TEXT for field in ("template", "separator", "instruction")):
        raise ValueError(f"“{name:.60}”: a template has at most {LONGEST_TEXT:,} characters")
    if unknown := FIELD.search(spec["template"]):
        raise ValueError(f"“{name:.60}”: there is no field {unknown[0]:.60}. A template has {{text}} and {{label}}; "
                         "other words in it stand without braces")
    if not 0 <= spec["pool"] < len(pools) or not 0 <= spec["shots"] <= len(pools[spec["pool"]]):
        raise ValueError(f"“{name:.60}”: there are not {spec['shots']} examples to take")
    try:
        prompt = Prompt(spec["template"], spec["labels"], pools[spec["pool"]][:spec["shots"]], spec["separator"],
                        spec["instruction"], spec["chat"])
    except ValueError as problem:
        raise ValueError(f"“{name:.60}”: {problem}") from None
    return Way(spec["id"], name, prompt, spec["pool"], spec["calibrate"])


def check_ways(ways, classes):
    """ValueError for ways that a lab cannot have beside each other, or that have more or fewer labels than classes."""
    for way in ways:
        if not isinstance(way.name, str) or not 1 <= len(way.name) <= LONGEST_NAME:
            raise ValueError(f"a prompt has a name of 1 to {LONGEST_NAME} characters, not {way.name!r:.80}")
        if not 1 <= len(way.id) <= 9 or not way.id.isdecimal():
            raise ValueError(f"the id of a prompt is a few digits, not {way.id!r:.80}")
        if len(way.prompt.labels) != len(classes):
            raise ValueError(f"“{way.name}”: a label for each of the {len(classes)} classes ({', '.join(classes)}) is "
                             f"needed, and there are {len(way.prompt.labels)}")
    for field in ("name", "id"):
        values = [getattr(way, field) for way in ways]
        if twice := [value for value in values if values.count(value) > 1]:
            raise ValueError(f"two prompts have the {field} “{twice[0]}”: give one of them another")
    if not 1 <= len(ways) <= MOST_PROMPTS:
        raise ValueError(f"a lab has 1 to {MOST_PROMPTS} prompts, not {len(ways)}")
