"""The picture of planted secrets: exposure against how often a secret was planted, before and after deduplication."""

from llm_edu.lessons.grounding.secrets_demos import GUESSED, MOST, exposure_of, groups_of
from llm_edu.plotting import COLORS, figure, label_line

TITLES = {"copied": "in equal texts", "different": "in different texts"}
WAYS = {"planted": ("as planted", "model", "o-", -0.06), "deduplicated": ("deduplicated", "error", "s--", 0.06)}


def exposure_plot(kept):
    """Exposure with 95 % intervals over seeds, for secrets in equal and in different texts; the most is green."""
    groups = groups_of(kept)
    most = max(times for _, times in groups)
    ends = {(how, way): exposure_of(kept, way, f"{how} {most}").value for how in TITLES for way in WAYS}
    equal, different = (" → ".join(f"{ends[how, way]:.1f}" for way in WAYS) for how in TITLES)
    plot, both = figure(f"Planted {most} times, then deduplicated: {equal} bits in equal texts, {different} bits in "
                        "different ones", height=360, columns=2)
    told = []
    for axes, (how, title) in zip(both, TITLES.items()):
        chosen = [(f"{each} {times}", times) for each, times in groups if each == how or times < 2]
        for way, (name, color, style, shift) in WAYS.items():
            cells = [exposure_of(kept, way, group) for group, _ in chosen]
            draw_line(axes, cells, name, color, style, shift)
            told.append(f"{title}, {name}: " + ", ".join(
                f"{times} times {each.value:.1f} ({max(0, each.low):.1f} to {min(MOST, each.high):.1f})"
                for (_, times), each in zip(chosen, cells)))
        axes.axhline(MOST, color=COLORS["truth"], linestyle="--", linewidth=1.5)
        axes.axhline(GUESSED, color=COLORS["context"], linestyle=":", linewidth=1.5)
        axes.set_xticks(range(len(chosen)), [str(times) for _, times in chosen])
        axes.set_xlim(-0.3, len(chosen) - 0.7)
        axes.set_ylim(0, MOST + 1.6)
        axes.set_yticks([0, 5, 10])
        axes.set_xlabel("times planted")
        axes.set_title(f"the secret is {title}")
        label_line(axes, -0.2, MOST, f"rank 1: {MOST:.1f} bits", "truth", dx=0, dy=9)
    label_line(axes, len(chosen) - 0.8, GUESSED, f"a guess: {GUESSED:.1f}", "context", dx=0, dy=-9, ha="right")
    both[0].set_ylabel("exposure in bits")
    plot.alt += ". " + "; ".join(told)
    return plot


def draw_line(axes, cells, name, color, style, shift):
    """One line with its intervals, and its name beside the middle: above a line that stays low, else beside it."""
    places = [number + shift for number in range(len(cells))]
    axes.vlines(places, [max(0, each.low) for each in cells], [min(MOST, each.high) for each in cells],
                color=COLORS[color], linewidth=1.5)
    axes.plot(places, [each.value for each in cells], style, color=COLORS[color], markersize=5)
    if cells[-1].value < MOST / 2:
        label_line(axes, places[-1], max(each.high for each in cells[3:]), name, color, dx=0, dy=10, ha="right")
    elif color == "model":
        label_line(axes, places[2], cells[2].value, name, color, dx=-8, dy=10, ha="right")
    else:
        label_line(axes, places[2], cells[2].value, name, color, dx=12, dy=-12)
