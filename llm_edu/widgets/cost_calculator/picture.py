"""CostCalculator as a picture, for where no browser code runs: every preset and the reader's own on one axis."""

import math

from llm_edu.scaling.presets import PRESETS
from llm_edu.widgets.cost_calculator.reading import WRITERS, count_text, significant, time_text

AXES = {"operations": "operations", "gpu_hours": "GPU hours", "energy": "kWh", "carbon": "kg of CO2"}
ROW = 27  # pixels


def draw(calculator):
    """Bars on a logarithmic axis: presets in blue, what was published as a green dot, the reader's own in orange."""
    from llm_edu.plotting import COLORS, TEXT_COLOR, figure

    quantity, bill = calculator.compare, calculator.bill
    rows = [(preset.name, getattr(preset.bill(), quantity), _published(preset, quantity)) for preset in PRESETS]
    rows.append(("Yours", getattr(bill, quantity), None))
    plot, axes = figure(title(calculator), height=96 + ROW * len(rows))
    plot.alt = calculator.summary()
    numbers = [number for _, *both in rows for number in both if number]
    low, high = math.floor(math.log10(min(numbers)) - 0.3), math.ceil(math.log10(max(numbers)) + 0.05)
    colors = [COLORS["learner" if name == "Yours" else "model"] for name, *_ in rows]
    axes.barh(range(len(rows)), [max(number, 10.0**low) for _, number, _ in rows], color=colors, height=0.66)
    for place, (_, number, published) in enumerate(rows):
        axes.annotate(WRITERS[quantity](number).replace("$", r"\$"), (max(number, published or 0, 10.0**low), place),
                      xytext=(8, 0), textcoords="offset points", va="center", color=TEXT_COLOR, fontsize=10.5)
        if published:
            axes.plot(published, place, "o", color=COLORS["truth"], markersize=7, markeredgecolor="white")
    axes.set_xscale("log")
    axes.set_xlim(10.0**low, 10.0 ** (high + 0.18 * (high - low)))
    axes.set_xticks([10.0**power for power in range(low, high + 1, max(1, (high - low) // 8))])
    axes.minorticks_off()
    axes.set_yticks(range(len(rows)), [name for name, *_ in rows])
    axes.invert_yaxis()
    axes.grid(False)
    axes.grid(True, axis="x")
    axes.set_xlabel(f"{AXES[quantity]}; green: as published")
    return plot


def title(calculator) -> str:
    """The finding, as a sentence."""
    bill, preset = calculator.bill, calculator.shown_preset
    name = preset.name if preset else "Your model"
    found = (f"{name} on {count_text(calculator.values['gpus'])} × {calculator.hardware}: "
             f"{count_text(bill.gpu_hours)} GPU hours, {time_text(bill.hours)}")
    published = calculator.published.get("gpu_hours")
    return f"{found}, {significant(bill.gpu_hours / published)} times what was published" if published else found


def _published(preset, quantity: str) -> float | None:
    return next((each.value for each in preset.published if each.quantity == quantity), None)
