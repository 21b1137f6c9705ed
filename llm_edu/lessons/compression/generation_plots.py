"""The picture of five generations: how often each plot is told, without and with real stories."""

from llm_edu.compression import lost_kinds
from llm_edu.lessons.compression.generation_demos import KINDS, plots_of, runs_of
from llm_edu.plotting import COLORS, figure, label_line, part_labels

SHOWN = ("lost", "race", "picnic")    # a common plot, a rarer one, the rarest: drawn in colours, the others in grey
LINES = {"lost": "model", "race": "learner", "picnic": "error"}


def generations_plot(kept, seed=0):
    """Whole stories of each plot of one village by generation, in two panels; the title counts over all villages."""
    lost = {name: [len(lost_kinds(plots_of(run))) for run in runs_of(kept, name)] for name in KINDS}
    told = {name: " to ".join(map(str, sorted({min(counts), max(counts)}))) for name, counts in lost.items()}
    total = len(runs_of(kept, "no real")[seed][0]["plots"])
    plot, both = figure(f"Each of three villages stops telling {told['no real']} of {total} plots whole; with a tenth "
                        f"of the texts real, {told['10% real']}", height=380, columns=2)
    said = []
    for axes, (name, title) in zip(both, KINDS.items()):
        counts = plots_of(runs_of(kept, name)[seed])
        labels = [draw_plot(axes, [each[kind] for each in counts], kind) for kind in counts[0]]
        axes.set_yscale("symlog", linthresh=1, linscale=0.4)
        axes.set_ylim(-0.15, 3_000)
        axes.set_yticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1,000"])
        axes.set_xticks(range(len(counts)), ["real", *map(str, range(len(counts) - 1))])
        axes.set_xlim(-0.2, len(counts) - 0.2)
        axes.set_xlabel("generation")
        axes.set_title(title)
        part_labels([label for label in labels if label])
        said.append(f"{title}: " + ", ".join(f"{kind} {' → '.join(str(each[kind]) for each in counts)}"
                                              for kind in counts[0]))
    both[0].set_ylabel(f"whole stories, village {seed}")
    plot.alt += ". " + "; ".join(said)
    return plot


def draw_plot(axes, counts, kind):
    """One line; the name of a plot in colour beside its beginning."""
    shown = kind in SHOWN
    axes.plot(range(len(counts)), counts, "o-" if shown else "-", color=COLORS[LINES.get(kind, "context")],
              alpha=1 if shown else 0.5, linewidth=2 if shown else 1, markersize=4, zorder=3 if shown else 2)
    return label_line(axes, 0, counts[0], kind, LINES[kind], dx=8, dy=9) if shown else None
