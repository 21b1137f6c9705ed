"""The table of published training runs in lesson 08's section on the bill."""

from collections.abc import Callable

from llm_edu.scaling.presets import PRESETS, Preset


def print_predicted(predict: Callable[[Preset], tuple[float, float]]) -> None:
    """The GPU hours of published training runs beside the predicted hours, and by what factor the prediction is off.

    predict(training) -> GPU hours, US dollars
    A star: the utilisation was measured on this very run.
    """
    print(f"{'':<14}{'GPUs':>6} {'':<12}{'utilisation':>11}{'published':>12}{'predicted':>12}{'factor':>8}"
          f"{'dollars':>13}")
    for training in PRESETS:
        published = [figure.value for figure in training.published if figure.quantity == "gpu_hours"]
        if not published:
            continue
        hours, dollars = predict(training)
        star = "*" if training.own else " "
        print(f"{training.name:<14}{training.gpus:>6,} {training.hardware.name:<12}"
              f"{training.hardware.utilisation:>11.0%}{_hours(published[0]):>12}"
              f"{_hours(hours):>12}{hours / published[0]:>8.2f}{star}{dollars:>12,.{2 if dollars < 10 else 0}f}")


def _hours(hours: float) -> str:
    return f"{hours:,.2f}" if hours < 10 else f"{hours:,.0f}"
