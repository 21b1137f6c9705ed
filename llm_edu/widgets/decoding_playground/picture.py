"""DecodingPlayground as a picture, for where no browser code runs: bars before and after the sliders, and the texts."""

import textwrap

from llm_edu.widgets.common.chip_picture import drawable
from llm_edu.widgets.common.chips import bytes_reader, token_label
from llm_edu.widgets.common.numbers import fixed, percent
from llm_edu.widgets.decoding_playground.words import choices_in_words, in_words, one_line

ROW, LINE, MOST_ROWS, MOST_LINES = 23, 19, 24, 4  # pixels of a bar and of a line of text; bars, lines of a text
WIDTH, LETTERS = 720, 54  # of the picture in pixels; of a line of text


def draw(playground):
    """Bars of the top tokens now, with the outline of their untouched shares, and below them what was written side by
    side, as a CourseFigure."""
    from llm_edu.plotting import TEXT_COLOR, figure

    summary = playground.summary()
    rows = [] if summary.startswith("The model cannot") else bar_rows(playground)
    if not rows:
        plot, axes = figure(plain(summary), height=90)
        plot.alt = summary
        axes.axis("off")
        return plot
    found, how = playground.figures(), in_words(playground.settings)
    outlines = "" if how == "untouched" else "; outlines: untouched"
    note = textwrap.wrap(f"After “{end_of_text(playground.text)}”. Bars: {how}{outlines}", 96)
    texts = [(entry, text_lines(entry)) for entry in playground.texts.get("entries", [])]
    bars, below = ROW * len(rows) + 8, 14 + LINE * len(note)
    written = sum(8 + LINE * len(lines) for _, lines in texts)
    height = 44 + bars + below + (written and written + 12)
    plot, axes = figure(plain(f"“{found['best'][:16]}” {percent(found['share'])}: as if choosing among "
                              f"{choices_in_words(found['bits'])}"), height=height, width=WIDTH)
    plot.alt = summary
    plot.set_layout_engine("none")
    axes.set_position([0.24, 1 - (44 + bars) / height, 0.74, bars / height])
    draw_bars(axes, rows)
    top = 44 + bars + 14
    for line in note:
        plot.text(0.012, 1 - top / height, plain(line), fontsize=10, color=TEXT_COLOR, va="center")
        top += LINE
    draw_texts(plot, texts, top + 12, height)
    return plot


def draw_bars(axes, rows) -> None:
    from llm_edu.plotting import COLORS, TEXT_COLOR

    for place, (name, now, before, cut) in enumerate(rows):
        color = COLORS["context" if name.endswith(" others") else "model"]
        axes.barh(place, now, height=0.68, color=color)
        axes.barh(place, before, height=0.68, fill=False, edgecolor=TEXT_COLOR, linewidth=1.2)
        axes.annotate("cut off" if cut else percent(now), (max(now, before), place), xytext=(5, 0), va="center",
                      textcoords="offset points", color=TEXT_COLOR, fontsize=10)
    axes.set_yticks(range(len(rows)), [plain(name[:18]) for name, *_ in rows])
    for label, (*_, cut) in zip(axes.get_yticklabels(), rows, strict=True):
        label.set(fontfamily=["DejaVu Sans Mono"], fontsize=10, alpha=0.55 if cut else 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, 1.15 * max(max(now, before) for _, now, before, _ in rows))
    axes.set_xticks([])
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)


def draw_texts(plot, texts, top: float, height: float) -> None:
    """Name, text and mean log-probability of each strategy, one below another, from `top` pixels on."""
    from llm_edu.plotting import TEXT_COLOR

    look = {"color": TEXT_COLOR, "va": "center", "fontsize": 10}
    for entry, lines in texts:
        plot.text(0.012, 1 - top / height, plain(entry["name"][:20]), fontweight="bold", **look)
        if "mean" in entry:
            figure = f"{fixed(entry['mean'], 2)} nats".replace("-", "−")
            plot.text(0.985, 1 - top / height, figure, ha="right", **look)
        for line in lines:
            plot.text(0.265, 1 - top / height, plain(line, "DejaVu Sans Mono"), fontfamily=["DejaVu Sans Mono"], **look)
            top += LINE
        top += 8


def text_lines(entry: dict) -> list[str]:
    """A strategy's text, or what went wrong, in lines of a picture."""
    words = entry.get("error") or one_line(entry["text"])
    return textwrap.wrap(words, LETTERS, max_lines=MOST_LINES, placeholder=" …") or [""]


def bar_rows(playground) -> list[tuple[str, float, float, bool]]:
    """(label, share now, share untouched, cut off?) of the top tokens, and of all others together."""
    shares, untouched = playground.probabilities, playground.untouched
    token_bytes = bytes_reader(playground.tokenizer)
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


def plain(text: str, family: str = "DejaVu Sans") -> str:
    """Text that a picture can show; a dollar sign is no mathematics here."""
    return drawable(text, family).replace("$", r"\$")
