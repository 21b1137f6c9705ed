"""What lesson 17 prints about generations: stories of a village, perfect copyists, and what each model has lost."""

from collections.abc import Mapping, Sequence
from random import Random
from statistics import fmean

from llm_edu.compression import generations as source
from llm_edu.lessons.common.printing import print_table
from llm_edu.wrapping import wrapped

KINDS = {"no real": "no real stories", "10% real": "a tenth real"}


def copyists(counts: Mapping[str, int], successors: int = 5, seed: int = 0) -> list[dict[str, int]]:
    """Counts of kinds in each generation if nobody makes a mistake: each draws from the counts of the one before.

    counts: kind -> how often it comes in the real texts   ->   that, and one for each successor; all of as many texts

    >>> [sum(each.values()) for each in copyists({"a": 9, "b": 1}, successors=2)]
    [10, 10, 10]
    """
    random, found = Random(f"copyists {seed}"), [dict(counts)]
    for _ in range(successors):
        before = found[-1]
        drawn = random.choices(list(before), weights=list(before.values()), k=sum(before.values()))
        found.append({kind: drawn.count(kind) for kind in before})
    return found


def print_counts(generations: Sequence[Mapping[str, int]], names: Sequence[str]) -> None:
    """How often each kind comes in each generation."""
    print_table(["", *names], [[kind, *(f"{each[kind]:,}" for each in generations)] for kind in generations[0]])


def runs_of(kept, name):
    """The runs of one kind, seed by seed: lists of what each generation came to, the real stories first."""
    return [run for each, run in kept.results().items() if each.startswith(f"{name}, seed")]


def plots_of(run):
    """The plots of a run's whole stories: the real ones first, then each generation's."""
    return [each["plots"] for each in run]


def print_lost(kept, lost_kinds=source.lost_kinds):
    """How many of the twelve plots each run has lost for good, and which, by generation of the loss; and how many of
    its last texts are whole."""
    for name, title in KINDS.items():
        print(title)
        for seed, run in enumerate(runs_of(kept, name)):
            lost = lost_kinds(plots_of(run))
            told = ", ".join(f"{plot} ({lost[plot] - 1})" for plot in sorted(lost, key=lost.get))
            line = (f"   village {seed}: {run[-1]['whole']:.0%} whole at the end; {len(lost)} of "
                    f"{len(run[0]['plots'])} lost: {told or 'none'}")
            print(wrapped(line, indent="      "))


def print_generations(kept):
    """Whole stories, excess, and how varied plots, names and places are: means over the villages."""
    rows = []
    for name, title in KINDS.items():
        runs = runs_of(kept, name)
        for number in range(len(runs[0])):
            if number == 0 and name != "no real":
                continue    # the same real stories
            group = [run[number] for run in runs]
            label = "real stories" if number == 0 else f"{title}: generation {number - 1}"
            mean = {key: fmean(each[key] for each in group) for key in group[0] if key not in ("plots", "excess")}
            excess = f"{fmean(each['excess'] for each in group):.1f}" if number else "0.0"
            varied = fmean(source.effective_number(each["plots"].values()) for each in group)
            rows.append([label, f"{mean['whole']:.0%}", excess, f"{varied:.1f}", f"{mean['names']:.1f}",
                         f"{mean['places']:.1f}"])
    print_table(["means of the villages", "whole", "excess", "plots", "names", "places"], rows)


def print_copyists(kept, lost_kinds=source.lost_kinds, repeats=100):
    """How many plots perfect copyists lose on average, beside the models that read nothing real."""
    for seed, run in enumerate(runs_of(kept, "no real")):
        real = run[0]["plots"]
        perfect = fmean(len(lost_kinds(copyists(real, len(run) - 1, number))) for number in range(repeats))
        print(f"village {seed}: models stop telling {len(lost_kinds(plots_of(run)))} of {len(real)} plots whole, "
              f"perfect copyists {perfect:.2f} (mean of {repeats} chains)")
