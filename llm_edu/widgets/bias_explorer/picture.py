"""BiasExplorer as a picture, for where no browser code runs: for each word a dot and an interval, for each model."""

from llm_edu.widgets.common.chip_picture import drawable

COLORS, MARKERS = ("model", "second", "truth", "context"), "osD^"
WIDTH, LONGEST = 720, 26    # pixels; letters of a name


def draw(widget):
    """The words in their present order, those models that are shown, as a CourseFigure."""
    from llm_edu.plotting import COLORS as HUES
    from llm_edu.plotting import TEXT_COLOR, figure

    scene, shown, order = widget.scene, widget.view["shown"], widget.order()
    tall = 17 + 9 * (len(shown) - 1)
    height = 110 + tall * len(order) + (20 if len(shown) > 1 else 0)
    plot, axes = figure(title_of(scene, shown[0]), height=height, width=WIDTH)
    plot.alt = widget.summary()
    low, high = scene["axis"]["low"], scene["axis"]["high"]
    axes.axvline(0, color=TEXT_COLOR, linewidth=1.2, zorder=1)
    for rank, model in enumerate(shown):
        color, drop = HUES[COLORS[model]], 0.3 * (rank - (len(shown) - 1) / 2)
        known = [(place + drop, scene["found"][model][number]) for place, number in enumerate(order)
                 if "mean" in scene["found"][model][number]]
        for place, each in known:
            if each["low"] is not None:
                axes.plot([max(low, each["low"]), min(high, each["high"])], [place, place], color=color, linewidth=2.4,
                          alpha=0.45, solid_capstyle="round")
        axes.plot([each["mean"] for _, each in known], [place for place, _ in known], MARKERS[model], color=color,
                  markersize=5, zorder=3, label=plain(scene["models"][model]))
    has_interval = len(scene["templates"]) > 1
    axes.set(xlim=(low, high), ylim=(len(order) - 0.4, -0.6), xlabel=(
        f"← “{plain(scene['second'])}”      log-odds, nats{', with 95 % intervals' if has_interval else ''}      "
        f"“{plain(scene['first'])}” →"))
    axes.set_xticks(*zip(*[(tick, f"{'+' * (tick > 0)}{text}") for tick, text in scene["axis"]["ticks"]], strict=True))
    axes.set_yticks(range(len(order)), [plain(scene["who"][number]["name"]) for number in order], fontsize=9)
    axes.grid(axis="x")
    axes.grid(axis="y", visible=False)
    if len(shown) > 1:
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(shown), frameon=False, fontsize=9)
    return plot


def title_of(scene: dict, model: int) -> str:
    """The finding: after which word the first phrase is most expected, and after which least."""
    known = [(each["mean"], place) for place, each in enumerate(scene["found"][model]) if "mean" in each]
    name, first = plain(scene["models"][model], 16), plain(scene["first"], 14)
    if not known:
        return f"{name} can read none of the words"
    most, least = (plain(scene["who"][place]["name"], 12) for _, place in (max(known), min(known)))
    return f"{name} expects “{first}” most after “{most}”, least after “{least}”"


def plain(text: str, longest: int = LONGEST) -> str:
    """Text that a picture can show; a dollar sign is no mathematics here."""
    text = text if len(text) <= longest else text[:longest - 1] + "…"
    return drawable(text, "DejaVu Sans").replace("$", r"\$")
