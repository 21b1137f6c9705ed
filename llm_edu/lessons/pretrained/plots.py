"""The pictures of lesson 09's second sitting: an answer by layer, votes, and what a patch restores."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from llm_edu.lessons.pretrained.capitals import COUNTRY
from llm_edu.lessons.pretrained.looking import mean_and_half, near_zero
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, label_line, part_labels, visible_token

SHARES = LinearSegmentedColormap.from_list("shares", [COLORS["error"], COLORS["error"] + "00", COLORS["model"] + "00",
                                                      COLORS["model"]])    # −1 … 0 … 1; 0 is the page


def lens_plot(right, wrong, names=("the answer", "another's answer")):
    """How probable the answer is after each layer: a thin line for each text, a thick one for their median.

    right, wrong: (layers + 1, texts), of each text's own answer, and of one that belongs to another
    """
    right, wrong = (np.asarray(values) for values in (right, wrong))
    middle, layers = np.median(right, axis=1), range(len(right))
    alt = (f"Median of {right.shape[1]} texts: " + ", ".join(f"{middle[layer]:.2f} after {layer}" for layer in layers
                                                           if layer in (0, len(right) // 2) or layer >= len(right) - 4)
           + f" blocks; {names[1]} is never above {wrong.max():.2f}")
    late = max((layer for layer in layers if middle[layer] <= 0.5), default=-1) + 1    # from there on it stays above
    title = f"The lens gives {names[0]} more than 50 % after {late} of {layers[-1]} blocks (median)"
    if late == len(right):
        title = f"Even after all {layers[-1]} blocks, the lens gives {names[0]} no more than 50 % (median)"
    plot, axes = figure(title, height=310, alt=alt)
    axes.plot(layers, right, color=COLORS["model"], linewidth=0.8, alpha=0.35)
    axes.plot(layers, wrong, color=COLORS["error"], linewidth=0.8, alpha=0.35)
    axes.plot(layers, middle, "o-", color=COLORS["model"], markersize=4)
    label_line(axes, layers[-1], middle[-1], names[0], "model")
    label_line(axes, layers[-1], np.median(wrong[-1]), names[1], "error")
    axes.set_ylim(-0.04, 1.04)
    axes.set_xlim(right=layers[-1] * 1.33)
    axes.set_xticks(range(0, len(right), 1 if len(right) < 10 else 5))
    axes.set_xlabel("blocks so far")
    axes.set_ylabel("probability, by the lens")
    return plot


def votes_plot(names, votes, shares=None):
    """Bars with 95 % intervals: what each part votes, and beside it what it restores when it is patched.

    votes: (texts, parts), in logits   shares: the same, of the difference between two answers
    """
    panels = {"votes (logits)": votes} | ({} if shares is None else {"patched alone: share restored": shares})
    found = {what: [part.numpy() for part in mean_and_half(values)] for what, values in panels.items()}
    alt = "; ".join(f"{what}: " + ", ".join(f"{name} {mean:.2f}" for name, mean in zip(names, means.tolist())
                                            if abs(mean) > 0.04 * np.abs(means).max())
                    for what, (means, _) in found.items())
    most, (means, _) = names[int(np.argmax(found["votes (logits)"][0]))], found["votes (logits)"]
    title = f"{most} casts {means.max() / means.sum():.0%} of the vote"
    if shares is not None:
        moves = found["patched alone: share restored"][0]
        title += f"; patched alone, {names[int(np.argmax(moves))]} restores most, {moves.max():.0%}"
    plot, axes = figure(title[0].upper() + title[1:], height=70 + 25 * len(names), columns=len(panels), alt=alt)
    for number, (each, (what, (means, halves))) in enumerate(zip(axes if len(panels) > 1 else [axes], found.items())):
        places, color = range(len(names)), COLORS["third" if number == 0 else "model"]
        each.barh(places, means, xerr=halves, color=color, height=0.7, ecolor=TEXT_COLOR,
                  error_kw={"elinewidth": 1.2})
        for place, mean, half in zip(places, means.tolist(), halves.tolist()):
            each.annotate(f"{near_zero(mean):.2f}", (max(mean + half, 0), place), xytext=(4, 0),
                          textcoords="offset points", va="center", color=TEXT_COLOR)
        each.set_yticks(places, names if number == 0 else [""] * len(names))
        each.invert_yaxis()
        each.margins(x=0.14)
        each.grid(False)
        each.axvline(0, color=TEXT_COLOR, linewidth=0.8)
        each.set_xlabel(what)
    return plot


def patch_map(shares, tokens):
    """What a patch of the stream restores, at each layer and position. shares: (layers + 1, time)   tokens: texts"""
    shares = np.asarray(shares)
    strongest = [f"{shares[layer, place]:.2f} after {layer} blocks at {tokens[place].strip()!r} (position {place})"
                 for layer, place in np.argwhere(np.abs(shares) > 0.2)]
    quiet = shares[np.abs(shares) <= 0.2]
    peaks = shares.argmax(1).tolist()
    moves = [f"at {tokens[place].strip()!r} after {layer} block{'' if layer == 1 else 's'}"
             for layer, place in enumerate(peaks) if layer == 0 or place != peaks[layer - 1]]
    title = "A patch restores most " + ", then ".join(moves)
    plot, axes = figure(title, height=290, alt="; ".join(strongest) + "; elsewhere between "
                        f"{near_zero(quiet.min()):.2f} and {near_zero(quiet.max()):.2f}")
    axes.imshow(shares, cmap=SHARES, vmin=-1, vmax=1, aspect="auto")
    for layer, place in np.argwhere(np.abs(shares) > 0.2):
        side = -1 if place > len(tokens) / 2 else 1
        axes.annotate(f"{shares[layer, place]:.2f}", (place, layer), xytext=(side * 8, 0), textcoords="offset points",
                      ha="left" if side > 0 else "right", va="center", color=TEXT_COLOR)
    axes.set_xticks(range(len(tokens)), [visible_token(token).replace("$", r"\$") for token in tokens], rotation=90,
                    fontsize=8.5)
    axes.set_yticks(range(len(shares)))
    axes.set_ylabel("blocks before the patch")
    axes.invert_yaxis()
    axes.grid(False)
    for edge in range(len(shares) - 1):
        axes.axhline(edge + 0.5, color=COLORS["context"], linewidth=0.6, alpha=0.4)
    return plot


def handover_plot(kept, tokens, live):
    """At which position the stream carries the answer, layer by layer: means over pairs with 95 % intervals.

    kept: {"mean", "half"}: (layers + 1, time)   tokens: one for each position   live: {position: (layers + 1,)}, one
    pair as it was just measured
    """
    mean, half = (np.array(kept[what]) for what in ("mean", "half"))
    layers, last = np.arange(len(mean)), len(tokens) - 1
    between = max(mean[:, place].max() for place in range(len(tokens)) if place not in live)
    alt = "; ".join(f"{tokens[place].strip()!r}: " + ", ".join(
        f"{near_zero(mean[layer, place]):.2f} ± {half[layer, place]:.2f} after {layer}"
        for layer in (0, 20, 23, 24, 30)) for place in live) + f"; all other positions at most {between:.2f}"
    ahead = np.flatnonzero(mean[:, last] > mean[:, COUNTRY])    # the layers at which the end carries more
    title = "At no layer does a patch of the last token restore more than one of the country"
    if len(ahead):
        title = (f"After {ahead[0]} blocks, a patch of the last token restores {mean[ahead[0], last]:.2f} of the "
                 f"difference, one of the country {near_zero(mean[ahead[0], COUNTRY]):.2f}".replace("-", "−"))
    plot, axes = figure(title, height=330, alt=alt)
    labels = []
    for place in range(len(tokens)):
        color = {last: "model", COUNTRY: "learner"}.get(place, "context")
        axes.plot(layers, mean[:, place], color=COLORS[color], linewidth=2 if place in live else 1)
        axes.fill_between(layers, mean[:, place] - half[:, place], mean[:, place] + half[:, place],
                          color=COLORS[color], alpha=0.3, linewidth=0)
    for place, values in live.items():
        axes.plot(layers, values, ".", color=COLORS["model" if place == last else "learner"], markersize=5)
    labels = [label_line(axes, 17, mean[17, COUNTRY], "at the country", "learner", dx=0, dy=-14, ha="right"),
              label_line(axes, 30, mean[30, last], f"at the last token, {tokens[last].strip()!r}", "model", dx=-6,
                         dy=12, ha="right"),
              label_line(axes, 12, 0, "at the other positions", "context", dx=0, dy=11)]
    axes.set_ylim(-0.12, 1.17)
    axes.set_xticks(range(0, len(mean), 5))
    axes.set_xlabel("blocks before the patch")
    axes.set_ylabel("share restored")
    part_labels(labels[:2])
    return plot
