"""The pictures of lesson 13's translator: where it looks, and how looking and being right are learned."""

from llm_edu.plotting import COLORS, TEXT_COLOR, figure, label_line, part_labels

PALE_TO_BLUE = ((0, 114, 178, 0.0), (0, 114, 178, 1.0))    # of COLORS["model"], from nothing to all


def alignment_plot(weights, pair):
    """How much each word of a translation looks at each word of its source, and rings where it comes from.

    weights: (target, source), perhaps with a row more for the end   pair: a `Translation`
    """
    from matplotlib.colors import LinearSegmentedColormap

    weights = weights[:len(pair.words), :len(pair.source)].tolist()
    best = [max(range(len(row)), key=row.__getitem__) for row in weights]
    right = sum(place in sources for place, sources in zip(best, pair.alignment, strict=True))
    plot, axes = figure(f"{right} of {len(best)} words look most at a word they come from",
                        height=120 + 26 * len(best))
    colours = LinearSegmentedColormap.from_list("model", [(r / 255, g / 255, b / 255, a)
                                                          for r, g, b, a in PALE_TO_BLUE])
    axes.imshow(weights, cmap=colours, vmin=0, vmax=1, aspect="auto")
    rings = [(place, row) for row, sources in enumerate(pair.alignment) for place in sources]
    axes.scatter(*zip(*rings), s=150, facecolors="none", edgecolors=COLORS["learner"], linewidths=1.8)
    axes.set_xticks(range(len(pair.source)), pair.source, rotation=30, ha="left", rotation_mode="anchor")
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(pair.words)), pair.words)
    axes.tick_params(length=0)
    axes.grid(False)
    axes.spines[:].set_visible(False)
    axes.text(1.0, -0.03, "blue: where it looks; ring: where the word comes from", color=TEXT_COLOR, ha="right",
              va="top", transform=axes.transAxes)
    plot.alt += ". " + "; ".join(f"{word} looks at {pair.source[place]} ({row[place]:.2f})"
                                for word, place, row in zip(pair.words, best, weights))
    return plot


def learning_plot(runs):
    """Two panels over the steps of training: sentences exactly right, and words that look where they come from.

    runs: {name: rows (step, exact share, aligned share)}, at most three
    """
    colors = dict(zip(runs, ("model", "learner", "context")))
    found = ", ".join(f"{rows[-1][2]:.0%} {name}" for name, rows in runs.items())
    plot, panels = figure(f"Aligned words: {found}", height=360, columns=2)
    for place, axes in enumerate(panels, 1):
        labels = []
        for name, rows in runs.items():
            axes.plot([row[0] for row in rows], [row[place] for row in rows], "o-", markersize=4,
                      color=COLORS[colors[name]])
            if place == 2:
                labels.append(label_line(axes, rows[-1][0], rows[-1][2], name, colors[name], dy=-16, ha="right"))
        axes.set_title(("sentences exactly right", "words aligned")[place - 1], color=TEXT_COLOR)
        axes.set_ylim(0, 1.03)
        axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
        axes.set_xlabel("steps")
        part_labels(labels)
    plot.alt += "".join(f". {name}: " + ", ".join(f"step {step}: {exact:.0%} right, {aligned:.0%} aligned"
                                                   for step, exact, aligned in rows) for name, rows in runs.items())
    return plot
