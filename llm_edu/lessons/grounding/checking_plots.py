"""Pictures of checking: which method sees which change."""

import numpy as np

from llm_edu.lessons.grounding.checking_demos import CONTROL, METHODS, wins_by_kind
from llm_edu.plotting import figure

BLIND = 0.6    # guessing on 100 pairs gets 40 to 60 % (95 %): a method below this hardly sees the change


def plot_kinds(kept):
    """How often the true claim scores above the changed one: a row for each change, a column for each method."""
    found = wins_by_kind(kept)
    shares = np.array([[wins[name].mean() for name in METHODS] for wins in found.values()])    # (changes, methods)
    blind = [f"{METHODS[name]} {(column < BLIND).sum()}" for name, column in zip(METHODS, shares.T)
             if name != CONTROL]
    title = f"Kinds of change that a judge hardly sees (below {BLIND:.0%}), of {len(shares)}: {', '.join(blind)}"
    plot, axes = figure(title, height=80 + 36 * len(shares))
    axes.imshow(shares, cmap="PuOr", vmin=0, vmax=1, aspect="auto")
    for row, line in enumerate(shares):
        for column, share in enumerate(line):
            axes.text(column, row, f"{share:.0%}", ha="center", va="center",
                      color="#FFFFFF" if abs(share - 0.5) > 0.22 else "#222222")
    axes.set_xticks(range(len(METHODS)), [name.replace(" ", "\n") for name in METHODS.values()])
    axes.set_yticks(range(len(found)), [f"{evidence}: {kind}" for evidence, kind in found])
    axes.grid(False)
    axes.set_xlabel("share of pairs in which the true claim scores higher")
    plot.alt += ". " + "; ".join(
        f"{evidence}, {kind}: " + ", ".join(f"{METHODS[name]} {share:.0%}" for name, share in zip(METHODS, line))
        for (evidence, kind), line in zip(found, shares))
    return plot
