"""What lesson 12's first sitting prints: answers of two prompts, shares, tables of pairs."""

from os.path import commonprefix

from llm_edu.lessons.prompting import asked
from llm_edu.prompting import Prompt, label_scores
from llm_edu.wrapping import wrapped

WIDTH = 52    # letters of a snippet


def answers(model, tokenizer, prompt, texts):
    """The class that a prompt gives each text, a list of numbers."""
    return label_scores(model, tokenizer, prompt, texts).argmax(-1).tolist()


def print_answers(snippets, prompts, answered):
    """Each snippet with what each prompt says of it, and how often each is right.

    snippets: pairs (text, class)   prompts: name -> `Prompt`   answered: name -> a list of classes
    """
    rows = [("in truth", *prompts, "")]
    for number, (text, truth) in enumerate(snippets):
        said = [prompt.labels[answered[name][number]] for name, prompt in prompts.items()]
        rows.append((first_labels(prompts)[truth], *said, shortened(text)))
    right = [sum(one == truth for one, (_, truth) in zip(answered[name], snippets)) for name in prompts]
    rows.append(("right", *(f"{count} of {len(snippets)}" for count in right), ""))
    for *cells, text in rows:
        print("".join(f"{cell:<10}" for cell in cells) + text)


def first_labels(prompts):
    return next(iter(prompts.values())).labels


def shortened(text):
    """
    >>> shortened("A film that " + "goes on and on and " * 5)
    'A film that goes on and on and goes on and on and g …'
    """
    text = " ".join(text.split())
    return text if len(text) <= WIDTH else text[:WIDTH - 1].rstrip() + " …"


def print_next(model, tokenizer, prompt, text):
    """What a prompt with a text looks like, and how probable each label is behind it."""
    print(wrapped(prompt.text(text)))
    chances = label_scores(model, tokenizer, prompt, [text])[0].exp().tolist()
    for label, chance in zip(prompt.answers, chances):
        print(f"    {label!r:<12} {chance:.4f}")
    print(f"    together     {sum(chances):.4f}, of which {chances[-1] / sum(chances):.0%} for {prompt.answers[-1]!r}")


def asked_with(model, tokenizer, prompts, labels):
    """Log P of labels behind whole prompts, letter for letter: (prompts, labels)

    labels: with the space that they begin with, if they do
    """
    shared = commonprefix(list(prompts))    # is read once
    shared = "" if "{" in shared else shared    # which would be a mark in a template
    whole = Prompt(shared + "{text}{label}", tuple(labels))
    return label_scores(model, tokenizer, whole, [prompt[len(shared):] for prompt in prompts])


def print_asked(scores, classes, name):
    """How often the most probable label is right, and how probable all labels are together; scores: log P"""
    found = scores.argmax(-1).tolist()
    right = sum(one == other for one, other in zip(found, classes))
    print(f"{name}: {right} of {len(classes)} right; both labels together {scores.exp().sum(-1).mean():.2f}")


def right_answers(kept):
    """Name of a way -> whether it has answered each snippet right, a list; of the measurement `prompting_ways`."""
    classes = kept["classes"]
    return {name: asked.right(run["answered"], classes).tolist() for name, run in kept.results().items()
            if name != "classes"}


def says_positive(kept):
    """Name of a way -> the share of snippets that it calls positive."""
    return {name: run["answered"].count("1") / len(run["answered"]) for name, run in kept.results().items()
            if name != "classes"}


def print_differing(one, other, right):
    """On how many items two ways differ, and who is right there; right: name -> whether each item is right

    >>> print_differing("long", "short", {"long": [True, True, False], "short": [True, False, True]})
    long is right alone on 1, short on 1
    """
    pairs = list(zip(right[one], right[other]))
    print(f"{one} is right alone on {pairs.count((True, False))}, {other} on {pairs.count((False, True))}")
