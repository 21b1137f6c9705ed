"""What lesson 16 prints and draws of chains of calls.

kept: the measurement ``agents_chains``   chain_success: p, steps, retries, noticed -> how probable a right chain is
"""

import json

from llm_edu.intervals import wilson
from llm_edu.lessons.agents.chains import ERROR, alive, call_of, is_hard, village
from llm_edu.lessons.common.printing import print_table
from llm_edu.plotting import COLORS, figure, label_line, part_labels

RETRIES = {"none": "one try", "sampled": "retry, drawn", "told": "retry, told"}
LINES = {"none": "error", "sampled": "second", "told": "model"}


def steps_of(chains):
    """How many steps the longest chain tried."""
    return max(len(chain["wrong"]) for chain in chains)


def first_tries(chains, only=lambda chain, step: True):
    """(right, all): the first tries of steps, all that were made or some of them."""
    tries = [not wrong for chain in chains for step, wrong in enumerate(chain["wrong"]) if only(chain, step)]
    return sum(tries), len(tries)


def second_tries(chains):
    """(right, all): the second tries, of steps that were wrong at first."""
    tries = [len(wrong) == 1 for chain in chains for wrong in chain["wrong"] if wrong]
    return sum(tries), len(tries)


def bounded(right, count):
    """A share with its interval, in percent.

    >>> bounded(8, 10)
    '80 % (49 to 94)'
    """
    low, high = wilson(float(right / count), count)
    return f"{100 * right / count:.0f} % ({100 * low:.0f} to {100 * high:.0f})"


def print_a_chain(kept, retry="told"):
    """A chain in which an error occurred, as far as the step after it: calls, results, and what is wrong."""
    chain = next(chain for chain in kept[retry] if any(chain["wrong"]) and len(chain["names"]) > 2)
    register = village(chain["village"])
    print(f"Begin with {chain['names'][0]}. Then always the aunt.")
    for step, wrong in enumerate(chain["wrong"]):
        name = chain["names"][step]
        print(call_of(name))
        print("Result:", json.dumps(register[name]))
        for other in wrong[:1]:
            print(call_of(other), " ← wrong")
            print(ERROR.format(name=name))
        if wrong:
            print(call_of(wrong[1]) + "  ← wrong again" if wrong[1:] else call_of(chain["names"][step + 1]))
            return


def print_chains(kept, chain_success):
    """How many chains are right after each number of steps, beside what equal and independent steps would give."""
    steps, count = steps_of(kept["none"]), len(kept["none"])
    right, tries = first_tries(kept["none"])
    p = right / tries
    print(f"first tries: {right} of {tries} right, p = {p:.3f}\n")
    rows = []
    for place in range(steps):
        rows.append([place + 1, f"{chain_success(p, place + 1):.0%}", bounded(alive(kept["none"], steps)[place], count),
                     f"{chain_success(p, place + 1, 1):.0%}",
                     *(bounded(alive(kept[retry], steps)[place], count) for retry in ("sampled", "told"))])
    print_table(["steps", "pⁿ", "one try", "formula, 1 retry", "drawn again", "told"], rows)


def print_tries(kept):
    """Where errors are, and what a second try is worth."""
    kinds = {"one name in the result": lambda chain, step: not is_hard(chain, step), "two names in the result": is_hard,
             "one name, first step": lambda chain, step: step == 0 and not is_hard(chain, step),
             "first step of a chain": lambda chain, step: step == 0, "later steps": lambda chain, step: step > 0}
    for name, only in kinds.items():
        right, tries = first_tries(kept["none"], only)
        print(f"first tries, {name:<25}{right:>4} of {tries:>3}: {bounded(right, tries)}")
    for retry in ("sampled", "told"):
        right, tries = second_tries(kept[retry])
        name = RETRIES[retry].removeprefix("retry, ")
        print(f"second tries, {name:<24}{right:>4} of {tries:>3}: {bounded(right, tries)}")


def plot_chains(kept, chain_success):
    """The share of chains that are right after n steps, measured (dots) and by formula (lines)."""
    steps, count = steps_of(kept["none"]), len(kept["none"])
    right, tries = first_tries(kept["none"])
    ends = {retry: alive(kept[retry], steps)[-1] / count for retry in RETRIES}
    promised = chain_success(right / tries, steps, 1)
    plot, axes = figure(f"With one retry, the formula promises {promised:.0%} of chains of {steps} steps; a call "
                        f"drawn again gets {ends['sampled']:.0%} right, an error message {ends['told']:.0%}",
                        height=310)
    numbers, labels = range(1, steps + 1), []
    for retries, style in ((0, "-"), (1, "--")):
        line = [chain_success(right / tries, number, retries) for number in numbers]
        axes.plot(numbers, line, style, color=COLORS["context"])
        name = "formula, 1 retry" if retries else "formula, pⁿ"
        labels.append(label_line(axes, steps, line[-1], name, "context", dx=14))
    for shift, (retry, name) in zip((-0.06, 0, 0.06), RETRIES.items()):
        found = [number / count for number in alive(kept[retry], steps)]
        bounds = [wilson(float(share), count) for share in found]
        places = [number + shift for number in numbers]
        axes.vlines(places, *zip(*bounds), color=COLORS[LINES[retry]])
        axes.plot(places, found, "o", color=COLORS[LINES[retry]])
        labels.append(label_line(axes, steps, found[-1], name, LINES[retry], dx=14))
        plot.alt += f". {name}: " + ", ".join(f"{share:.0%}" for share in found)
    axes.set_xlim(0.8, steps + 1.6)
    axes.set_ylim(0, 1.04)
    axes.set_xticks(numbers)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_xlabel("steps, each of which depends on the one before")
    axes.set_ylabel("chains still right")
    part_labels(labels)
    return plot
