"""Pictures of answers from sources: by source, and by position."""

from llm_edu.intervals import wilson
from llm_edu.lessons.grounding.rag_demos import WAYS, positions, right
from llm_edu.plotting import COLORS, figure, ink


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
