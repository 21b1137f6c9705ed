"""DecodingPlayground as a picture, for where no browser code runs: bars before and after the sliders."""

import textwrap

from llm_edu.widgets.chip_picture import drawable
from llm_edu.widgets.chips import bytes_reader
from llm_edu.widgets.decoding_reading import token_label
from llm_edu.widgets.decoding_settings import in_words
from llm_edu.widgets.softmax_reading import percent

ROW, MOST_ROWS = 23, 24  # pixels; bars


def draw_decoding(playground):
    """Bars of the top tokens now, the outline of their untouched shares behind them, as a CourseFigure."""
    from llm_edu.plotting import COLORS, TEXT_COLOR, figure
    from llm_edu.widgets.decoding_playground import choices_in_words

    summary = playground.summary()
    rows = [] if summary.startswith("The model cannot") else bar_rows(playground)
    if not rows:
        plot, axes = figure(drawable(summary).replace("$", r"\$"), height=90)
        plot.alt = summary
        axes.axis("off")
        return plot
    found, how = playground.figures(), in_words(playground.settings)
    title = f"“{drawable(found['best'][:16])}” {percent(found['share'])}: as if choosing among " \
            f"{choices_in_words(found['bits'])}"
    plot, axes = figure(title.replace("$", r"\$"), height=114 + ROW * len(rows))
    plot.alt = summary
    places = range(len(rows))
    for place, (_, now, before, cut) in enumerate(rows):
        color = COLORS["context" if place == len(rows) - 1 and rows[-1][0].endswith("others") else "model"]
        axes.barh(place, now, height=0.68, color=color)
        axes.barh(place, before, height=0.68, fill=False, edgecolor=TEXT_COLOR, linewidth=1.2)
        axes.annotate("cut off" if cut else percent(now), (max(now, before), place), xytext=(5, 0), va="center",
                      textcoords="offset points", color=TEXT_COLOR, fontsize=10)
    axes.set_yticks(places, [drawable(name[:24]).replace("$", r"\$") for name, *_ in rows])
    for label, (*_, cut) in zip(axes.get_yticklabels(), rows, strict=True):
        label.set(fontfamily=["DejaVu Sans Mono"], fontsize=10, alpha=0.55 if cut else 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, 1.15 * max(max(now, before) for _, now, before, _ in rows))
    axes.set_xticks([])
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    outlines = "" if how == "untouched" else "; outlines: untouched"
    note = f"After “{end_of_text(playground.text)}”. Bars: {how}{outlines}"
    lines = "\n".join(textwrap.wrap(drawable(note).replace("$", r"\$"), 96))
    plot.supxlabel(lines, x=0.01, ha="left", fontsize=10, color=TEXT_COLOR)
    return plot


def bar_rows(playground) -> list[tuple[str, float, float, bool]]:
    """(label, share now, share untouched, cut off?) of the top tokens, and of all others together."""
    from llm_edu.decoding import Sampling

    reading = playground._reading
    shares, untouched = playground.probabilities, reading.probabilities(Sampling())
    token_bytes = bytes_reader(playground._tokenizer)
    top = [int(id) for id in (-untouched).argsort(kind="stable")[: min(playground.shown, MOST_ROWS)]]
    rows = [(token_label(token_bytes(id)), float(shares[id]), float(untouched[id]), shares[id] == 0) for id in top]
    if len(shares) > len(top):
        rest = max(0.0, 1 - float(shares[top].sum()))
        left = int((shares > 0).sum() - (shares[top] > 0).sum())
        rows.append((f"all {len(shares) - len(top):,} others", rest if left else 0.0,
                     max(0.0, 1 - float(untouched[top].sum())), left == 0))
    return rows


def end_of_text(text: str, length: int = 30) -> str:
    """The last words of a text on one line."""
    end = " ".join(text[-length:].split())
    return f"…{end}" if len(text) > length else end
