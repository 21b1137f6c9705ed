"""Pictures of working things out: with a scratchpad and without, and word problems."""

from llm_edu.assets import load_asdiv
from llm_edu.intervals import wilson
from llm_edu.lessons.prompting.reasoning_demos import guess, is_right, problems
from llm_edu.plotting import COLORS, figure, ink, label_line, part_labels
from llm_edu.prompting import majority_answer

LINES = {"scratchpad": ("truth", "scratchpad"), "pause": ("second", "pause"),
         "direct": ("error", "direct"), "direct, longer": ("learner", "direct, 4 × the steps")}
WAYS = {"four answers": "4 examples, answers only", "four worked": "4 examples with their working",
        "five votes": "the same, vote of 5"}    # of those that are kept, the ones that the lesson compares
GUESS = "sum of all numbers"    # of `GUESSES` the one that is right most often


def plot_scratchpad(runs):
    """Right answers by the number of calls, with 95 % intervals.

    runs: name -> {calls: (right, asked)}, names as in LINES
    """
    most = max(int(each) for right in runs.values() for each in right)
    ends = {LINES[name][1]: list(right.values())[-1] for name, right in runs.items()}
    title = ", ".join(f"{text} {found / asked:.0%}" for text, (found, asked) in ends.items())
    plot, axes = figure(f"Accuracy after {most} calls: {title}", height=360)
    axes.hlines(1 / 7, 0.7, most + 0.15, color=COLORS["context"], linestyle=":", linewidth=1.5)
    labels, told = [], []
    for number, (name, right) in enumerate(runs.items()):
        color, text = LINES[name]
        calls = [int(each) + 0.06 * (number - (len(runs) - 1) / 2) for each in right]
        shares = [found / asked for found, asked in right.values()]
        bounds = [wilson(share, asked) for share, (_, asked) in zip(shares, right.values(), strict=True)]
        axes.vlines(calls, *zip(*bounds, strict=True), color=COLORS[color], linewidth=1.5)
        axes.plot(calls, shares, "o-", color=COLORS[color], linewidth=2, markersize=5)
        labels.append(label_line(axes, most + 0.1, shares[-1], text, color))    # right of all intervals
        told.append(f"{text}: " + ", ".join(f"{share:.0%}" for share in shares))
    axes.set_xlim(0.7, most + 2.3)
    axes.set_xticks(range(1, most + 1))
    axes.text(0.75, 1 / 7 + 0.015, "a guess", color=COLORS["context"])
    axes.set_xlabel("calls in the question")
    axes.set_ylabel("accuracy")
    axes.set_ylim(0, 1.04)
    part_labels(labels)
    axes.yaxis.set_major_formatter("{x:.0%}")
    plot.alt += f". Accuracy after 1 to {most} calls: " + "; ".join(told)
    return plot


def ways_right(kept):
    """{way of WAYS: which problems it gets right, a list}. kept: prompting_reasoning; of several replies the vote"""
    asked = problems(len(next(iter(kept.results().values()))["said"]))
    return {way: [is_right(majority_answer(each), problem) for each, problem in zip(found["said"], asked, strict=True)]
            for way, found in kept.results().items() if way in WAYS}


def plot_ways(kept):
    """A dot with its 95 % interval for each way, and for a guess on all problems. kept: prompting_reasoning"""
    told, shares = [], ways_right(kept)
    guessed = [is_right(guess(GUESS, problem), problem) for problem in load_asdiv()]
    best, count = max((sum(right), len(right)) for right in shares.values())
    plot, axes = figure(f"SmolLM2 solves at most {best} of {count} problems; adding up all numbers solves "
                        f"{sum(guessed) / len(guessed):.0%} of all {len(guessed):,}", height=230)
    rows = {WAYS[way]: right for way, right in shares.items()} | {f"adding up, on all {len(guessed):,}": guessed}
    for place, (name, right) in enumerate(rows.items()):
        share, color = sum(right) / len(right), "context" if right is guessed else "model"
        low, high = wilson(share, len(right))
        axes.hlines(-place, low, high, color=COLORS[color], linewidth=2)
        axes.plot(share, -place, "o", color=COLORS[color], markersize=7)
        axes.text(high + 0.005, -place, f"{share:.0%}", color=ink(COLORS[color]), va="center")
        told.append(f"{name}: {share:.0%} ({low:.0%} to {high:.0%})")
    axes.set_yticks([-place for place in range(len(rows))], list(rows))
    axes.set_ylim(-len(rows) + 0.4, 0.6)
    axes.set_xlim(0, 0.3)
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.set_xlabel(f"accuracy (blue: on {count} problems), with 95 % intervals")
    plot.alt += ". " + "; ".join(told)
    return plot
