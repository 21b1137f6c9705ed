"""The pictures of lesson 02."""

import numpy as np
from matplotlib.colors import PowerNorm

from llm_edu.embeddings import unit_vectors
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, horizontal_bars, label_line, visible_token


def neighbours_plot(table, word: str, count: int = 8):
    """The nearest neighbours of a word, each with its cosine; spaces are shown as ·."""
    found = dict(table.nearest(word, count))
    best, cosine = next(iter(found.items()))
    title = f"Of {len(table.words):,} tokens, {visible_token(best)} is most like {visible_token(word)} ({cosine:.2f})"
    plot, axes = figure(title, height=60 + 26 * count,
                        alt=", ".join(f"{visible_token(other)} {cosine:.2f}" for other, cosine in found.items()))
    horizontal_bars(axes, found, value_format="{:.2f}", tokens=True)
    return plot


def arrows_plot(vectors, title: str, axis_names=("", "")):
    """Vectors of two dimensions as arrows from the origin; vectors: word -> (x, y)."""
    plot, axes = figure(title, height=360, width=560,
                        alt="; ".join(f"{word} ({x:g}, {y:g})" for word, (x, y) in vectors.items()))
    for (word, (x, y)), color in zip(vectors.items(), ("model", "learner", "truth", "second")):
        axes.annotate("", (x, y), (0, 0), arrowprops={"arrowstyle": "-|>", "color": COLORS[color], "linewidth": 2.5,
                                                      "shrinkA": 0, "shrinkB": 0, "mutation_scale": 16})
        label_line(axes, x, y, f"{word} ({x:g}, {y:g})", color, dx=8, dy=0 if y else 12)    # clear of the axis
    widest, highest = (max(vector[axis] for vector in vectors.values()) for axis in (0, 1))
    axes.set_xlim(0, widest * 1.7)
    axes.set_ylim(0, highest * 1.1)
    axes.set_aspect("equal")
    axes.grid(True, axis="both")
    axes.set_xlabel(axis_names[0])
    axes.set_ylabel(axis_names[1])
    return plot


def count_heatmap(counts, words, rows, columns):
    """Some rows and columns of a table of counts, each row divided by its sum, as a heat map."""
    row_of = {word: row for row, word in enumerate(words)}
    counts = np.asarray(counts)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    picked = shares[[row_of[word] for word in rows]][:, [row_of[word] for word in columns]]
    cosines = np.tril(unit_vectors(picked) @ unit_vectors(picked).T, -1)
    one, other = sorted(np.unravel_index(cosines.argmax(), cosines.shape))
    title = (f"Words and their neighbours: in these columns, {rows[one]} and {rows[other]} are most alike "
             f"(cosine {cosines.max():.2f})")
    plot, axes = figure(title, height=430, alt=f"Rows {', '.join(rows)}; columns {', '.join(columns)}.")
    image = axes.imshow(picked, cmap="cividis", aspect="auto", norm=PowerNorm(0.5, vmin=0))    # small shares count too
    axes.set_yticks(range(len(rows)), rows)
    axes.set_xticks(range(len(columns)), columns, rotation=50, ha="right")
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    bar = plot.colorbar(image, ax=axes, shrink=0.8, format=lambda share, _: f"{share:.0%}")
    bar.outline.set_visible(False)
    bar.ax.tick_params(colors=TEXT_COLOR)
    bar.set_label("share of the row's neighbours", color=TEXT_COLOR)
    return plot


def losses_plot(losses, coin: float, groups: int = 60):
    """A training curve on a logarithmic axis, with the loss of tossing a coin for every pair.

    The steps go into groups, each about a fifth longer than the one before, and a point is the mean of a group. At
    first, where the loss falls fast, a group is a single step. Later, where single steps would only show noise, it is
    many steps.
    """
    edges = np.unique(np.geomspace(1, len(losses) + 1, groups + 1).astype(int))
    means = [float(np.mean(losses[start - 1:end - 1])) for start, end in zip(edges, edges[1:])]
    title = f"The loss of a round falls from {means[0]:.2f} to {means[-1]:.2f}; tossing coins costs {coin:.2f}"
    plot, axes = figure(title, height=300, alt=f"It begins at {means[0]:.2f} and ends at {means[-1]:.2f}.")
    axes.plot(np.sqrt(edges[:-1] * (edges[1:] - 1)), means, color=COLORS["model"])
    axes.axhline(coin, color=COLORS["context"], linestyle=":", linewidth=1.5)
    axes.annotate(f"tossing a coin for each pair: {coin:.2f}", (1, coin), xycoords=("axes fraction", "data"),
                  xytext=(-2, -16), textcoords="offset points", ha="right", color=COLORS["context"])
    label_line(axes, len(losses), means[-1], f"{means[-1]:.2f}", dx=4)
    axes.set_xscale("log")
    axes.set_xlabel("training step (log scale)")
    axes.set_ylabel("loss of a round")
    axes.set_ylim(0, coin * 1.08)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    return plot


def analogy_plot(usual, strict, lazy):
    """For each category, three shares solved: the usual way, without the arithmetic, and with a, b and c allowed.

    usual, strict, lazy: AnalogyResults.by_category()
    """
    names = [category.split("-", 1)[-1] if category.startswith("gram") else category for category in usual]
    names = [name.replace("-", " ") for name in names]
    series = {"the usual way": (usual, "model"), "without arithmetic": (lazy, "context"),
              "without the rule": (strict, "error")}
    questions = sum(count for count, *_ in usual.values())
    solved = {label: sum(count * share for count, share, *_ in results.values()) / questions
              for label, (results, _) in series.items()}
    title = "Analogies solved: " + ", ".join(f"{label} {share:.0%}" for label, share in solved.items())
    plot, axes = figure(title, height=560, alt="; ".join(
        f"{name}: {usual[c][1]:.0%}, {lazy[c][1]:.0%}, {strict[c][1]:.0%}" for name, c in zip(names, usual)))
    height = 0.27
    for number, (label, (results, color)) in enumerate(series.items()):
        shares = [results[category][1] for category in usual]
        heights = np.arange(len(names)) + (number - 1) * height
        bars = axes.barh(heights, shares, height * 0.9, color=COLORS[color])
        axes.bar_label(bars, [f"{share:.0%}" for share in shares], padding=3, fontsize=10, color=TEXT_COLOR)
        label_line(axes, 1.02, 0.1 + (number - 1) * 0.42, label, color, dx=0)
    axes.set_yticks(range(len(names)), [f"{name}\n({usual[c][0]:,})" for name, c in zip(names, usual)])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.37)
    axes.set_xticks([])
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    return plot


def search_plot(shares: dict[str, float], chance: float):
    """Bars: what share of the ten pages found has the query's topic."""
    values = {"at random": chance, **shares}
    best, second = sorted(shares, key=shares.get, reverse=True)[:2]
    plot, axes = figure(f"Share of the ten pages on the right topic: {best} {shares[best]:.0%}, {second} "
                        f"{shares[second]:.0%}, at random {chance:.0%}",
                        height=70 + 42 * len(values),
                        alt="; ".join(f"{name} {share:.0%}" for name, share in values.items()))
    horizontal_bars(axes, values, highlight=best, value_format=lambda share: f"{share:.1%}")
    return plot


def bias_plot(projections: dict[str, float], shares: dict[str, float], correlation: float, named=()):
    """Each job: the percentage of women who do it, against how far its vector points from he towards she."""
    jobs = list(projections)
    end = "“she”" if correlation > 0 else "“he”"
    title = (f"The more women do a job, the more its vector tends to point to {end} (correlation {correlation:.2f})"
             if abs(correlation) > 0.3 else f"Women in a job and its vector: correlation {correlation:.2f}")
    x, y = [shares[job] for job in jobs], [projections[job] for job in jobs]
    plot, axes = figure(title, height=420, alt=f"{len(jobs)} jobs, correlation {correlation:.2f}.")
    slope, start = np.polyfit(x, y, 1)
    axes.plot([0, 100], [start, start + 100 * slope], color=COLORS["context"], linewidth=1.5)
    axes.plot(x, y, "o", color=COLORS["model"], markersize=6)
    shown = [job for job in jobs if not named or job in named]
    for job in shown:
        crowded = any(0 <= shares[other] - shares[job] < 12 and abs(projections[other] - projections[job]) < 0.02
                      for other in shown if other != job)
        axes.annotate(job, (shares[job], projections[job]), xytext=(-6 if crowded else 6, 0),
                      textcoords="offset points", ha="right" if crowded else "left", va="center", fontsize=10,
                      color=TEXT_COLOR)
    axes.axhline(0, color=COLORS["context"], linestyle=":", linewidth=1)
    axes.set_xlim(-3, 112)
    axes.set_xlabel("women among the people who do the job (United States, %)")
    axes.set_ylabel("← he     direction of the vector     she →")
    return plot

