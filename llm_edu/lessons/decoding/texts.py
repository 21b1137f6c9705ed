"""What lesson 07 prints: texts side by side, tables of strategies, and what was measured once."""

import json
import re
import textwrap
from collections.abc import Mapping, Sequence

import torch

from llm_edu.course.measuring import Measurement
from llm_edu.decoding import Greedy, Sampling, finish_json, generate
from llm_edu.lessons.common.printing import print_about, print_table
from llm_edu.lessons.decoding.demos import judge_stories, write_stories
from llm_edu.pretrained import encode_chat
from llm_edu.storyland import World
from llm_edu.wrapping import wrapped

WIDTH = 96
GIVEN = 8    # tokens of each text in the measurement `decoding_texts` that were not written
SHOWN = 10    # of its beginnings: the one whose texts are the riddle
LETTERS = {"A": "top-p 0.9", "B": "greedy", "C": "temperature 1.5", "D": "people", "E": "beam 4"}
JSON_REQUESTS = (
    "Give me a JSON object with the name and the population of the capital of France.",
    "Describe a cat as a JSON object with the keys name, age and colours.",
    "Write a JSON object for a book with the keys title, author and pages.",
    "List three fruits with their colours as JSON.",
    "Return the weather in Paris as a JSON object with temperature and wind.",
)


def print_text(text: str) -> None:
    """A text in lines that fit, its own line breaks kept."""
    print(wrapped(text, WIDTH))


# --- one beginning, many voices


def print_voices(voices: Mapping[str, Mapping]) -> None:
    """A text of each way of choosing, under its letter, and one that people wrote."""
    for letter, name in LETTERS.items():
        text = " ".join(voices[name]["texts"][SHOWN].split())
        print(textwrap.fill(text, WIDTH, initial_indent=f"{letter}. ", subsequent_indent="   "), end="\n\n")


def print_voices_answer(voices: Mapping[str, Mapping]) -> None:
    """Who is who, from the most probable text down, and the mean of all that was measured."""
    def log_p(name):
        return voices[name]["log P of each"][SHOWN]

    print("                        mean log P of a token, in nats")
    print("                        this text   all 24   distinct runs of 3, all 24")
    for letter, name in sorted(LETTERS.items(), key=lambda pair: -log_p(pair[1])):
        row = voices[name]
        print(f"{letter}: {name:<20}{log_p(name):>10.2f}{row['log P']:>9.2f}{row['distinct 3']:>17.0%}")


@torch.no_grad()
def surprises(model, tokenizer, voices: Mapping[str, Mapping], names: Sequence[str]) -> dict[str, list]:
    """Each token of the riddle's texts after their common beginning, with its log P in nats: name -> list of pairs."""
    found = {}
    for name in names:
        ids = tokenizer.encode(voices[name]["texts"][SHOWN])
        logs = model(torch.tensor([ids[:-1]]))[0].log_softmax(-1)
        log_p = logs.gather(-1, torch.tensor(ids[1:])[:, None])[GIVEN - 1:, 0].tolist()
        found[name] = [(tokenizer.decode([token]), value) for token, value in zip(ids[GIVEN:], log_p, strict=True)]
    return found


# --- strategies


def print_strategies(world: World, model, strategies: Mapping[str, object], count: int = 100, seed: int = 1) -> None:
    """What stories are worth that a model writes by each strategy: a table."""
    rows = []
    for name, strategy in strategies.items():
        some = 1 if strategy in (Greedy(), Sampling(0)) else count
        found = judge_stories(world, write_stories(model, strategy, some, seed=seed) * (count // some))
        rows.append([name, f"{found['whole']:.0%}", f"{found['different']:.0%}", f"{found['distinct 4']:.2f}"])
    print_table([f"{count} stories", "whole", "different", "distinct runs of 4"], rows)


def print_qualities(stories: Measurement, names: Sequence[str]) -> None:
    """Some settings of the measurement `decoding_stories` in numbers."""
    rows = [[name, f"{row['whole']:.0%}", "–" if row["whole"] == 0 else f"{row['new']:.0%}",
             f"{row['distinct 4']:.2f}"] for name in names for row in [stories[name]]]
    print_table(["500 stories", "whole", "new (of the whole)", "distinct runs of 4"], rows)


def print_best(measured: Measurement) -> None:
    """How often each width of a beam found the most probable end, and how far from it the others were."""
    found = measured["halves"]
    rows = []
    for width, count in found["found"].items():
        missed = [row["best"] - row[width] for row in found["rows"] if row[width] < row["best"] - 0.002]
        rows.append([width, f"{count} of {found['of']}", f"{max(missed, default=0):.2f} nats"])
    print_table(["beams", "found the best", "worst miss"], rows)
    print_about(measured)


def print_speeds(speed: Measurement) -> None:
    """What several rows, or several tokens in a row, take at once."""
    for name, word, done in (("rows at once", "rows at once", "tokens written per second"),
                             ("guesses at once", "tokens of one row", "tokens checked per second")):
        row = speed[name]
        print(f"{word + ', after 128 tokens':<36}" + "".join(f"{count:>8}" for count in row))
        print(f"{'one call':<36}" + "".join(f"{time:>5.0f} ms" for time in row.values()))
        print(f"{done:<36}" + "".join(f"{1000 * int(count) / time:>8.0f}" for count, time in row.items()))
        print()


def print_speculations(measured: Measurement) -> None:
    """What guessing came to with each draft."""
    names = {"stories": "story model, lesson 05's"}
    rows = [[names.get(name, name), f"{row['accepted']:.0%}", f"{row['tokens a call']:.2f}",
             *(f"{seconds:.2f} s" for seconds in (row["seconds without"], row["seconds"])),
             f"{row['seconds without'] / row['seconds']:.2f} ×"] for name, row in measured.results().items()]
    print_table(["draft", "accepted", "tokens per large call", "without draft", "with", "speed"], rows)


# --- JSON


def ask_for_json(model, tokenizer, strategy, max_new_tokens: int = 60) -> list[str]:
    """The answers to all JSON_REQUESTS, asked together, each in a chat of its own."""
    prompts = [encode_chat(tokenizer, [{"role": "user", "content": request}]) for request in JSON_REQUESTS]
    end = tokenizer.special_tokens["<|im_end|>"]
    rows = generate(model, prompts, strategy, max_new_tokens, stop=[end]).tolist()
    return [tokenizer.decode(row[:row.index(end)] if end in row else row) for row in rows]


def can_be_read(text: str) -> bool:
    """Whether a program can make something of an answer: `json.loads` takes it, after a code fence has been taken off
    and, where there was no room for more, what is open has been closed."""
    text = re.sub(r"^\s*```(json)?\s*|\s*```.*$", "", text, flags=re.DOTALL)
    try:
        json.loads(finish_json(text))
    except ValueError:
        return False
    return bool(text)


def print_json(free_answers: Sequence[str], json_answers: Sequence[str]) -> None:
    """Each request with both answers, without and with the grammar, and how many of them a program can read."""
    for request, free, held in zip(JSON_REQUESTS, free_answers, json_answers, strict=True):
        print(request)
        for name, text in (("free", free), ("JSON", held)):
            mark = "✓" if can_be_read(text) else "✗"
            text = re.sub(r"(https?:|www)(?=//|\.)", "\\1\u200b", text)    # no link to what the model made up
            print(textwrap.fill(" ".join(text.split()) or "(nothing)", WIDTH, initial_indent=f"  {mark} {name}: ",
                                subsequent_indent=" " * 10))
    readable = [sum(map(can_be_read, texts)) for texts in (free_answers, json_answers)]
    count = len(JSON_REQUESTS)
    print(f"\na program can read {readable[0]} of {count} free answers, {readable[1]} of {count} with the grammar")
