"""Pictures of lesson 12's ten ways of asking."""

from llm_edu.intervals import wilson
from llm_edu.lessons.prompting.asked import right
from llm_edu.lessons.prompting.asking_demos import first_labels, shortened
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, ink

KINDS = {"answered": ("model", "o", "as it is"), "calibrated": ("learner", "D", "calibrated")}


def answers_plot(snippets, prompts, answered):
    """Each snippet with its class and with what each prompt says about it, those that are wrong in a frame.

    snippets: pairs (text, class)   prompts: name -> `Prompt`   answered: name -> a list of classes
    """
    truth = [number for _, number in snippets]
    columns = {"truth": (first_labels(prompts), truth)}
    columns |= {name: (prompt.labels, answered[name]) for name, prompt in prompts.items()}
    counts = ", ".join(f"{name} {sum(map(int.__eq__, answered[name], truth))} of {len(truth)}" for name in prompts)
    told = [f"{shortened(text)} " + ", ".join(f"{name}: {labels[said[row]]}"
                                              for name, (labels, said) in columns.items())
            for row, (text, _) in enumerate(snippets)]
    plot, axes = figure(f"Right: {counts} (in a frame: wrong)", height=80 + 27 * len(snippets), alt="; ".join(told))
    for place, (name, (labels, said)) in enumerate(columns.items()):
        axes.text(place, -1, name, ha="center", va="center", fontweight="bold")
        for row, number in enumerate(said):
            color = COLORS["model" if number else "learner"]
            frame = COLORS["error"] if number != truth[row] else "none"
            axes.text(place, row, labels[number], ha="center", va="center", color=ink(color),
                      bbox={"boxstyle": "round,pad=0.25", "facecolor": color + "22", "edgecolor": frame,
                            "linewidth": 1.5})
    for row, (text, _) in enumerate(snippets):
        axes.text(len(columns) - 0.4, row, shortened(text).replace("$", r"\$"), va="center", fontsize=10)
    axes.set_xlim(-0.5, len(columns) + 3.2)
    axes.set_ylim(len(snippets) - 0.4, -1.5)
    axes.axis("off")
    return plot


def plot_ways(kept, calibrated=False):
    """The share that each way gets right, with its 95 % interval (Wilson), the best on top.

    kept: the measurement prompting_ways   calibrated: whether the calibrated answers are drawn, too, in orange
    """
    shares = {name: shares_of(kept, name, list(KINDS)[:1 + calibrated]) for name in kept.runs if name != "classes"}
    found = [share["answered"] for share in shares.values()]
    return plot_shares(shares, len(kept["classes"]),
                       f"One task, {len(found)} ways to ask: {min(found):.0%} to {max(found):.0%} right")


def shares_of(kept, name, kinds=("answered",)):
    """The share that a way gets right, by kind of answer."""
    return {kind: float(right(kept[name][kind], kept["classes"]).mean()) for kind in kinds}


def plot_shares(shares, count, title, interval=wilson):
    """The same from shares: name -> {"answered": share, perhaps "calibrated": share}, of `count` items.

    interval: a function of (share, count) that gives (low, high)
    """
    plot, axes = figure(title, height=120 + 32 * len(shares))
    names = sorted(shares, key=lambda name: -shares[name]["answered"])
    told = []
    for place, name in enumerate(names):
        told.append(name + ": " + ", ".join(
            mark(axes, place, share, interval(share, count), kind, apart=len(shares[name]) > 1,
                 left=any(other > share for other in shares[name].values()))
            for kind, share in shares[name].items()))
    axes.axvline(0.5, color=COLORS["context"], linestyle=":", linewidth=1.5)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.9)
    axes.grid(False)
    axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel(f"right, of {count} (bar: 95 % interval)")
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, 0.45) - 0.04 * (len(shares[names[0]]) > 1), high + 0.05)
    axes.annotate("a coin", (0.5, -0.55), xytext=(5, 0), textcoords="offset points", color=TEXT_COLOR, va="center")
    for place, kind in enumerate(shares[names[0]] if len(shares[names[0]]) > 1 else ()):
        color, _, words = KINDS[kind]
        axes.text(0.62 + 0.2 * place, 1.0, words, transform=axes.transAxes, color=COLORS[color], fontweight="bold")
    plot.alt += f". Share right of {count}, with its 95 % interval. " + "; ".join(told)
    return plot


def mark(axes, place, share, interval, kind, apart, left):
    """One way's dot and bar; the words for it.

    apart: whether another stands in the same row   left: whether the share is written at the left of the bar
    """
    color, shape, name = KINDS[kind]
    place += {"answered": -0.17, "calibrated": 0.17}[kind] * apart
    axes.errorbar([share], [place], xerr=[[share - interval[0]], [interval[1] - share]], fmt=shape, markersize=6,
                  color=COLORS[color], capsize=3, elinewidth=1.5)
    side, shift, end = ("right", -6, interval[0]) if left else ("left", 6, interval[1])
    axes.annotate(f"{share:.1%}", (end, place), xytext=(shift, 0), textcoords="offset points", va="center", ha=side,
                  color=TEXT_COLOR, fontsize=10 - apart)
    return f"{share:.1%} ({interval[0]:.1%} to {interval[1]:.1%})" + (f" {name}" if apart else "")
