"""Ways to ask SmolLM2 for a label in JSON, what it replies, and what is wrong with a reply."""

import json
from collections import Counter

from llm_edu.decoding import Constrained, Greedy, ValidJSON, generate
from llm_edu.decoding.json_grammar import START_OBJECT, read
from llm_edu.intervals import wilson
from llm_edu.lessons.prompting.snippets import balanced_examples
from llm_edu.pretrained.conversation import ends_of_turn
from llm_edu.prompting import Prompt, read_label

LABELS = ("negative", "positive")
WHOLE = tuple(json.dumps({"sentiment": label}) for label in LABELS)    # the only two answers that are wanted
QUESTION = "Is this film review positive or negative? Answer in JSON, with the key \"sentiment\"."
SHOWN = f"Is this film review positive or negative? Answer with {WHOLE[1]} or {WHOLE[0]}, and nothing else."
KINDS = {"v": "valid", "f": "code fence", "w": "words", "k": "other keys", "l": "other label", "c": "cut off"}
MOST_NEW, AT_ONCE = 24, 16    # tokens of a reply, the form needs 7; replies that are written side by side


def forms():
    """Ways of asking: name -> `Prompt`, each a chat, with the two whole answers as its labels."""
    plain = "\n\nReview: {text}{label}"
    ways = {name: Prompt(question + plain, WHOLE, chat=True)
            for name, question in (("told", QUESTION), ("shown", SHOWN))}
    for count in (2, 4):
        ways[f"{count} examples"] = Prompt("Review: {text}{label}", WHOLE, balanced_examples(count),
                                           instruction=QUESTION, chat=True)
    return ways


def replies(model, tokenizer, rows, strategy=Greedy(), most_new=MOST_NEW):
    """What the model writes behind each row of ids: a list of texts. Rows of like lengths are continued together."""
    ends, found = ends_of_turn(tokenizer), [""] * len(rows)
    order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
    for start in range(0, len(order), AT_ONCE):
        numbers = order[start:start + AT_ONCE]
        new = generate(model, [rows[number] for number in numbers], strategy, most_new, stop=ends)
        for number, ids in zip(numbers, new.tolist(), strict=True):
            length = next((place for place, token in enumerate(ids) if token in ends), len(ids))
            found[number] = tokenizer.decode(ids[:length])
    return found


def only_objects(tokenizer):
    """Greedy, among what keeps a reply the beginning of a JSON object (lesson 07)."""
    return Constrained(Greedy(), ValidJSON(tokenizer, ends_of_turn(tokenizer), objects_only=True))


def as_constrained(model, tokenizer, rows, free):
    """The replies under `only_objects`. Those that are beginnings of objects as they are would come out the same.

    rows: lists of ids   free: what the model writes behind them as it likes
    """
    found = list(free)
    again = [number for number, reply in enumerate(free) if read(reply.encode(), START_OBJECT) is None]
    if again:
        anew = replies(model, tokenizer, [rows[number] for number in again], only_objects(tokenizer))
        for number, reply in zip(again, anew, strict=True):
            found[number] = reply
    return found


def kind_of(reply):
    """What is wrong with a reply, a letter of KINDS.

    >>> [kind_of(reply) for reply in (' {"sentiment": "positive"}', "It is positive.", '{"sentiment": "POSITIVE"}')]
    ['v', 'w', 'l']
    >>> [kind_of(reply) for reply in ('{"sentiment": "positive", "sure": 1}', '{"sentiment": "pos', "```json")]
    ['k', 'c', 'f']
    """
    if read_label(reply) is not None:
        return "v"
    if "```" in reply:
        return "f"
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return "c" if read(reply.strip().encode(), START_OBJECT) is not None and reply.strip() else "w"
    if not isinstance(found, dict):
        return "w"
    return "l" if list(found) == ["sentiment"] else "k"


def labels_of(texts):
    """What replies say, a text with a digit for each: the class, or - where the form is another.

    >>> labels_of(['{"sentiment": "positive"}', "positive"])
    '1-'
    """
    return "".join("-" if label is None else str(LABELS.index(label)) for label in map(read_label, texts))


def shares(labels, classes):
    """Of replies, the share that is valid and the share that is right. labels, classes: texts of digits

    >>> shares("1-01", "1100")
    (0.75, 0.5)
    """
    count = len(classes)
    right = sum(label == number for label, number in zip(labels, classes, strict=True))
    return (count - labels.count("-")) / count, right / count


def print_replies(model, tokenizer, texts, ways=("told", "shown")):
    """What it replies to a few snippets, beside what is wrong with it."""
    for name in ways:
        prompt = forms()[name]
        print(f"{name}:")
        for reply in replies(model, tokenizer, [prompt.ids(tokenizer, text) for text in texts]):
            print(f"  {KINDS[kind_of(reply)]:<12}{' '.join(reply.split())[:80]}")


def print_forms(kept):
    """Asked nicely, kept to JSON, kept to the two answers: how much is valid, how much right. kept: its results"""
    classes = kept["classes"]
    print(f"{len(classes)} snippets     asked nicely     only JSON objects    only two answers")
    print("                 valid   right     valid   right       valid   right")
    for name, run in kept.items():
        if name == "classes":
            continue
        cells = [shares(labels, classes) for labels in (run["asked"], run["constrained"], run["two answers"])]
        print(f"{name:<14}" + "   ".join(f"{valid:>8.0%}{right:>8.0%}" for valid, right in cells))
    low, high = wilson(0.5, len(classes))
    print(f"(for 50 %, the 95 % interval is {low:.0%} to {high:.0%})")


def print_kinds(kept):
    """What was wrong with the replies to whom was asked nicely, and one of each kind."""
    for name, run in kept.items():
        if name != "classes":
            counts = Counter(run["kinds"])
            print(f"{name:<14}" + ", ".join(f"{KINDS[kind]} {count}" for kind, count in counts.most_common()))
    for kind, text in {kind: text for run in kept.values() if isinstance(run, dict)
                       for kind, text in run["examples"].items()}.items():
        print(f"  {kind}: {' '.join(text.split())[:90]}")


