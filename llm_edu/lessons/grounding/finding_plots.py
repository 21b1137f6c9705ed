"""Pictures of searching: all leads by both scores, and recall by kind of query."""

import numpy as np

from llm_edu.lessons.grounding.finding_demos import RANKS, WAYS, share_with_interval, within
from llm_edu.plotting import COLORS, figure, ink

LOOK = {"words": ("learner", "s"), "vectors": ("model", "o"), "fused": ("second", "D")}


def plot_both_scores(index, encoder, query):
    """Every lead as a dot: its BM25 score and its cosine with the query. Named are the first by each."""
    scores, cosines = index.bm25.scores(query), index.cosines(encoder, query)
    first = {"words": int(scores.argmax()), "vectors": int(cosines.argmax())}
    same = first["words"] == first["vectors"]
    said = (f"both put {index.names[first['words']]} first" if same else
            f"BM25 puts {index.names[first['words']]} first, MiniLM {index.names[first['vectors']]}")
    plot, axes = figure(f"“{query}”: {said}", height=340)
    axes.scatter(scores, cosines, s=6, color=COLORS["context"], alpha=0.5, linewidths=0)
    for way, row in first.items():
        color, marker = LOOK[way]
        axes.plot(scores[row], cosines[row], marker, color=COLORS[color], markersize=8)
        near_right = scores[row] > 0.6 * scores.max()
        axes.annotate(index.names[row], (scores[row], cosines[row]), xytext=(-8 if near_right else 8, 0),
                      textcoords="offset points", ha="right" if near_right else "left", va="center",
                      color=ink(COLORS[color]), fontweight="bold")
    axes.set_xlabel(f"BM25's score of each of the {len(index):,} leads: shared words")
    axes.set_ylabel("cosine of MiniLM's vectors")
    axes.margins(x=0.04, y=0.1)
    plot.alt += (f". A dot for each of {len(index):,} leads; {int((scores == 0).sum()):,} share no word with the "
                 "query. " + "; ".join(f"{index.names[row]}: score {scores[row]:.1f}, cosine {cosines[row]:.2f}"
                                        for row in dict.fromkeys(first.values())))
    return plot


def plot_recall(kept, kinds):
    """Recall at 1, 5 and 20 with intervals, a panel for each kind of queries. The title tells recall@5."""
    shares = {kind: {way: [share_with_interval(within(kept[kind][way], each)) for each in RANKS] for way in WAYS}
              for kind in kinds}
    place = RANKS.index(5)
    said = [f"“{kind}”, " + ", ".join(f"{WAYS[way]} {lines[way][place][0]:.0%}" for way in ("words", "vectors"))
            for kind, lines in shares.items()]
    plot, panels = figure("Right lead among the first 5: " + "; ".join(said), height=340, columns=len(kinds))
    for axes, (kind, lines) in zip(np.atleast_1d(panels), shares.items()):
        for shift, (way, line) in zip((-0.12, 0, 0.12), lines.items()):
            color, marker = LOOK[way]
            at = np.arange(len(RANKS)) + shift
            axes.vlines(at, [low for _, low, _ in line], [high for *_, high in line], color=COLORS[color], linewidth=2)
            axes.plot(at, [share for share, *_ in line], marker, color=COLORS[color], markersize=6, label=WAYS[way])
        axes.set_title(f"{kind} ({len(kept[kind]['lead'])} queries)")
        axes.set_xticks(range(len(RANKS)), [f"first {each}" if each > 1 else "first" for each in RANKS])
        axes.set_ylim(0, 1.03)
        axes.yaxis.set_major_formatter("{x:.0%}")
    legend = np.atleast_1d(panels)[-1].legend(frameon=False, loc="best")
    for text, way in zip(legend.get_texts(), WAYS):
        text.set_color(ink(COLORS[LOOK[way][0]]))
    plot.alt += ". Recall at 1, 5, 20: " + "; ".join(
        f"{kind}, {WAYS[way]} " + " ".join(f"{share:.0%}" for share, *_ in line)
        for kind, lines in shares.items() for way, line in lines.items())
    return plot
