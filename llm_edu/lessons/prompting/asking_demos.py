"""What lesson 12 prints of prompts and their answers: whole prompts, tables, errors, pairs."""

from os.path import commonprefix

from llm_edu.lessons.prompting import asked
from llm_edu.prompting import Prompt, label_scores
from llm_edu.wrapping import wrapped

WIDTH = 52    # letters of a snippet
SHOWN = 2    # examples of a prompt that are printed


def print_prompts(prompts, text):
    """Each prompt as the model reads it with this text; of more than two examples only the number.

    prompts: name -> `Prompt`; labels of one word each are named behind it

    >>> print_prompts({"plain": Prompt(), "more": Prompt(examples=[("Dull.", 0)] * 4)}, "A delight.")
    --- plain (negative or positive?)
    Review: A delight.
    Sentiment:
    --- more (negative or positive?)
    (4 examples like the ones above, and then the question)
    """
    for name, prompt in prompts.items():
        print(f"--- {name}" + f" ({' or '.join(prompt.labels)}?)" * all(map(str.isalpha, prompt.labels)))
        if len(prompt.examples) > SHOWN:
            print(f"({len(prompt.examples)} examples like the ones above, and then the question)")
        else:
            print("\n".join(wrapped(line) for line in prompt.text(text).rstrip("\n").split("\n")))


def answers(model, tokenizer, prompt, texts):
    """The class that a prompt gives each text, a list of numbers."""
    return label_scores(model, tokenizer, prompt, texts).argmax(-1).tolist()


# In earlier copies of the notebook, which learners keep.
def print_answers(snippets, prompts, answered):
    """Each snippet with what each prompt says about it, and how often each is right.

    snippets: pairs (text, class)   prompts: name -> `Prompt`   answered: name -> a list of classes
    """
    rows = [("truth", *prompts, "")]
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
    """What a prompt with a text looks like, and how probable each label is after it."""
    print(wrapped(prompt.text(text)))
    chances = label_scores(model, tokenizer, prompt, [text])[0].exp().tolist()
    for label, chance in zip(prompt.answers, chances):
        print(f"    {label!r:<12} {chance:.4f}")
    of_last = f"{chances[-1] / sum(chances):.0%} of that for {prompt.answers[-1]!r}"
    print(f"    together     {sum(chances):.4f}, {of_last}")


def asked_with(model, tokenizer, prompts, labels):
    """Log P of labels after whole prompts, letter for letter: (prompts, labels)

    labels: with the space that they begin with, if any
    """
    shared = commonprefix(list(prompts))    # is read once
    shared = "" if "{" in shared else shared    # which would be a mark in a template
    whole = Prompt(shared + "{text}{label}", tuple(labels))
    return label_scores(model, tokenizer, whole, [prompt[len(shared):] for prompt in prompts])


def print_asked(scores, classes, name):
    """How often the most probable label is right, and how probable all labels are together; scores: log P"""
    found = scores.argmax(-1).tolist()
    right = sum(one == other for one, other in zip(found, classes))
    print(f"{name}: {right} of {len(classes)} right; both labels together have {scores.exp().sum(-1).mean():.0%}")


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
    """On how many items two prompts differ, and which of them is right there; right: name -> whether each item is right

    >>> print_differing("long", "short", {"long": [True, True, False], "short": [True, False, True]})
    only long is right: 1 items, only short: 1
    """
    pairs = list(zip(right[one], right[other]))
    print(f"only {one} is right: {pairs.count((True, False))} items, only {other}: {pairs.count((False, True))}")


def print_errors(answered, snippets, shown=8):
    """How often a prompt errs in each direction, and some of the more frequent kind of error.

    answered: the class that the prompt gives each snippet, a text of digits   snippets: pairs (text, class)

    >>> print_errors("110", [("Dull.", 0), ("A delight.", 1), ("A waste.", 0)])
    called positive, but negative: 1; called negative, but positive: 0
      Dull.
    """
    errors = {said: [text for digit, (text, truth) in zip(answered, snippets, strict=True)
                     if int(digit) == said != truth] for said in (1, 0)}
    print(f"called positive, but negative: {len(errors[1])}; called negative, but positive: {len(errors[0])}")
    for text in max(errors.values(), key=len)[:shown]:
        print(wrapped("  " + text, indent="    "))
