"""Pictures of pruning: loss against the share that is pruned, and the chart of all ways."""

from llm_edu.lessons.compression.point_labels import label_points
from llm_edu.lessons.compression.pruning_demos import cost, losses, of_model
from llm_edu.plotting import COLORS, figure, label_line

WAYS = {"by size": ("error", "s--"), "by Wanda": ("model", "o-")}


def plot_shares(model, pruned, shares=(0.2, 0.3, 0.4, 0.5)):
    """The loss of pruned models above the model's own, with intervals over stories.

    pruned: way -> a function from a share to a model; the ways are those of WAYS
    """
    before = losses(model)
    found = {way: [cost(make(share), before) for share in shares] for way, make in pruned.items()}
    middle = len(shares) // 2
    size, wanda = (found[way][middle].value for way in ("by size", "by Wanda"))
    plot, axes = figure(f"With {shares[middle]:.0%} of the block weights gone, a story costs {size:.1f} nats more by "
                        f"size, {wanda:.1f} by Wanda", height=340)
    for way, estimates in found.items():
        color, style = WAYS[way]
        axes.plot([0, *shares], [0, *(each.value for each in estimates)], style, color=COLORS[color], markersize=5)
        axes.vlines(shares, [each.low for each in estimates], [each.high for each in estimates], color=COLORS[color])
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(bottom=-0.3)
    axes.set_xlabel("share of the block weights that is pruned")
    axes.set_ylabel("more nats a story")
    axes.set_xticks([0, *shares], ["0", *(f"{share:.0%}" for share in shares)])
    for way, (dx, dy, ha) in {"by size": (-10, 8, "right"), "by Wanda": (10, -8, "left")}.items():
        label_line(axes, shares[-2], found[way][-2].value, way, WAYS[way][0], dx=dx, dy=dy, ha=ha)
    plot.alt += ". " + "; ".join(f"{way}: " + ", ".join(f"{share:.0%} {each.value:.1f}" for share, each in zip(
        shares, estimates, strict=True)) for way, estimates in found.items())
    return plot


CHART = {"Storyteller": ("excess", "excess in nats a story"), "SmolLM2": ("bits per byte", "bits per byte")}
COLORED = (("bits", "model"), ("pruned", "error"), ("Wanda", "error"), ("neurons", "second"), ("heads", "second"))
SHORT = {"8 bits, a scale a row": "8 bits", "4 bits, groups of 32": "4 bits", "4 bits, embedding in 8": "4 + 8 bits",
         "3 bits, embedding in 8": "3 + 8 bits", "3 bits compensated, embedding in 8": "3 + 8, GPTQ",
         "a third pruned by size": "⅓ by size",
         "half pruned by size": "½ by size", "half pruned by Wanda": "½ by Wanda", "2 of 4 kept by Wanda": "2 : 4",
         "a quarter of the neurons": "¼ neurons", "a third of the heads": "⅓ heads"}


def plot_chart(kept):
    """Bytes against loss for every way, on both models."""
    cheapest = {model: cheapest_way(of_model(kept, model), key) for model, (key, _) in CHART.items()}
    plot, both = figure("Smallest without visible loss: " + "; ".join(
        f"{model} with {SHORT.get(way, way)} ({share:.0%} of the bytes)" for model, (way, share) in cheapest.items()),
        height=460, columns=2)
    said, labelled = [], []
    for axes, (model, (key, label)) in zip(both, CHART.items()):
        runs = of_model(kept, model)
        points = {SHORT.get(name, name): (run["bytes"] / 1e6, run[key], color_of(name)) for name, run in runs.items()}
        for size, loss, color in points.values():
            axes.plot(size, loss, "o", color=COLORS[color], markersize=6)
        if key == "excess":    # from a tenth of a nat to hundreds
            axes.set_yscale("log")
            axes.set_yticks([0.1, 1, 10, 100], ["0.1", "1", "10", "100"])
            axes.minorticks_off()
        low, *_, high = sorted(size for size, *_ in points.values())
        axes.set_xlim(low - 0.2 * (high - low), high + 0.45 * (high - low))    # room for names
        axes.margins(y=0.1)
        axes.set_title(model)
        axes.set_xlabel("MB")
        axes.set_ylabel(label)
        labelled.append((axes, points))
        said.append(f"{model}: " + ", ".join(f"{name} {size:.2f} MB {loss:.2f}" for name, (size, loss, _)
                                              in points.items()))
    for axes, points in labelled:    # when both are complete, and move no more
        label_points(axes, points)
    plot.alt += ". " + "; ".join(said)
    return plot


def color_of(name):
    """The colour of a way of compressing."""
    return next((color for part, color in COLORED if part in name and "16" not in name), "truth")


def cheapest_way(runs, key, more=0.05):
    """The smallest way whose loss is at most 5 % above that of 16 bits, and its share of the bytes."""
    first = runs["16 bits"]
    good = {name: run["bytes"] for name, run in runs.items() if run[key] <= (1 + more) * first[key]}
    name = min(good, key=good.get)
    return name, good[name] / first["bytes"]
