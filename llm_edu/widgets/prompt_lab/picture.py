"""PromptLab as a picture, for where no browser code runs: how often each prompt is right, with its interval."""

from llm_edu.widgets.common.chip_picture import drawable
from llm_edu.widgets.prompt_lab.words import percent

WIDTH = 720    # pixels
LONGEST = 34    # letters of a name


def draw_lab(named, commonest, title, summary):
    """A `CourseFigure`.

    named: pairs (name, `prompt_figures`)   commonest: the share of the commonest class, which needs no model
    """
    from llm_edu.plotting import COLORS, TEXT_COLOR, figure

    plot, axes = figure(plain(title), height=96 + 27 * len(named), width=WIDTH)
    plot.alt = summary
    for place, (_, found) in enumerate(named):
        if found["share"] is None:
            axes.text(1.02, place, "not asked yet", va="center", color=TEXT_COLOR)
            continue
        axes.plot([found["low"], found["high"]], [place, place], color=COLORS["model"], linewidth=2, marker="|",
                  markersize=9, alpha=0.8, clip_on=False)
        axes.plot(found["share"], place, "o", color=COLORS["model"], markersize=7, clip_on=False, zorder=3)
        axes.text(1.02, place, f"{percent(found['share'])} of {found['count']}", va="center", color=TEXT_COLOR)
    axes.axvline(commonest, color=COLORS["context"], linewidth=1, linestyle="--", zorder=0)
    axes.set(xlim=(0, 1), ylim=(len(named) - 0.5, -0.5),
             xlabel="accuracy, with 95 % intervals (dashed: always answer the most frequent class)")
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.set_yticks(range(len(named)), [plain(name) for name, _ in named])
    axes.grid(axis="y", visible=False)
    return plot


def plain(text):
    """Text that a picture can show; a dollar sign is no mathematics here."""
    text = " ".join(text.split())
    text = text if len(text) <= LONGEST or " is " in text else text[:LONGEST - 1] + "…"
    return drawable(text, "DejaVu Sans").replace("$", r"\$")
