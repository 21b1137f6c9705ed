"""Pictures of answers from sources: by source, by position, and by how many questions are answered at all."""

from llm_edu.intervals import wilson
from llm_edu.lessons.grounding.rag_demos import WAYS, positions, right, risk_and_coverage, sureness
from llm_edu.plotting import COLORS, figure, ink, label_line, part_labels

LEAST = 10    # questions answered, from which on a risk is drawn
LINES = {"no source, log P": "context", "fused, log P": "model", "fused, BM25 score": "truth",
         "fused, cosine": "second"}


def dot_with_interval(axes, hits, row, color):
    """The share of hits with its interval, in a row; returns what was drawn, in words."""
    share = float(hits.mean())
    low, high = wilson(share, len(hits))
    axes.hlines(row, low, high, color=COLORS[color], linewidth=2)
    axes.plot(share, row, "o", color=COLORS[color], markersize=7)
    axes.text(high + 0.01, row, f"{share:.0%}", color=ink(COLORS[color]), va="center")
    return f"{share:.0%} ({low:.0%} to {high:.0%})"


def plot_ways(kept):
    """Right answers by the source that SmolLM2 was given."""
    shares = {run: right(kept, run) for run in WAYS}
    plot, axes = figure(f"SmolLM2 answers {shares['none'].mean():.0%} right without a source, "
                        f"{shares['fused'].mean():.0%} with what the search finds, {shares['right'].mean():.0%} with "
                        "the right lead", height=300)
    told = [f"{WAYS[run]}: {dot_with_interval(axes, hits, -row, 'error' if run == 'wrong' else 'model')}"
            for row, (run, hits) in enumerate(shares.items())]
    axes.set_yticks([-row for row in range(len(shares))], [WAYS[run] for run in shares])
    axes.set_ylim(-len(shares) + 0.4, 0.6)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.set_xlabel(f"right, of {len(shares['none'])} questions, with 95 % intervals")
    plot.alt += ". " + "; ".join(told)
    return plot


def plot_positions(kept):
    """Right answers by the position of the right passage among five."""
    runs = positions(kept)
    shares = {int(run.split()[-1]): right(kept, run) for run in runs}
    mean = {place: hits.mean() for place, hits in shares.items()}
    best, worst = max(mean, key=mean.get), min(mean, key=mean.get)
    plot, axes = figure(f"The right passage among {runs[-1].split()[-1]}: {mean[best]:.0%} right at position "
                        f"{best}, {mean[worst]:.0%} at position {worst}", height=300)
    told = []
    for place, hits in shares.items():
        low, high = wilson(float(hits.mean()), len(hits))
        axes.vlines(place, low, high, color=COLORS["model"], linewidth=2)
        told.append(f"{place}: {hits.mean():.0%} ({low:.0%} to {high:.0%})")
    axes.plot(list(shares), [hits.mean() for hits in shares.values()], "o-", color=COLORS["model"], markersize=7)
    axes.set_xticks(list(shares))
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.set_xlabel("position of the right passage; the question comes after the last")
    axes.set_ylabel(f"right, of {len(hits)} questions")
    plot.alt += ". Right by position: " + "; ".join(told)
    return plot


def plot_abstaining(kept):
    """The share of answers that are wrong, by the share of questions that are answered."""
    drawn = {name: risk_and_coverage(*pair) for name, pair in sureness(kept).items()}
    half = {name: risk[len(risk) // 2 - 1] for name, (_, risk) in drawn.items()}
    everything = drawn["fused, log P"][1][-1]
    plot, axes = figure(f"With a search, {everything:.0%} of all answers are wrong, and {half['fused, log P']:.0%} of "
                        "the half of which SmolLM2 is most confident", height=340)
    labels = []
    for name, (coverage, risk) in drawn.items():
        axes.plot(coverage[LEAST - 1:], risk[LEAST - 1:], color=COLORS[LINES[name]], linewidth=2)
        labels.append(label_line(axes, 1.01, risk[-1], name, LINES[name]))
    axes.set_xlim(0, 1.32)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.set_ylim(0, 1.04)
    part_labels(labels)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:.0%}")
    axes.set_xlabel("questions answered, the most confident first")
    axes.set_ylabel("share of wrong answers")
    plot.alt += ". Wrong among the surer half: " + "; ".join(f"{name}: {risk:.0%}" for name, risk in half.items())
    return plot
