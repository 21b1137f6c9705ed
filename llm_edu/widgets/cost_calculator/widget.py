"""Make out the bill of a training: a model or a preset, machines, a grid; every number can be changed."""

import traitlets

from llm_edu.scaling.bill import PUE, TrainingBill, bill_of, check_inputs
from llm_edu.scaling.hardware import GRIDS, HARDWARE, WORLD, find_grid, find_hardware
from llm_edu.scaling.presets import PRESETS, Preset, find_preset
from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.cost_calculator.reading import describe, read_number

COMPARED = {"operations": "operations", "gpu_hours": "GPU hours", "energy": "energy", "carbon": "CO2"}
OF_HARDWARE = ("operations_per_second", "utilisation", "price", "watts")


class CostCalculator(CourseWidget):
    """A training's bill: hours, money, energy and CO2, beside what was published of trainings that took place.

    preset: a training of ``llm_edu.scaling.presets``, by the beginning of its name; None: a model of your own, whose
        parameters and tokens are then given
    hardware: a row of ``llm_edu.scaling.hardware``; None: the preset's, or the H100   grid: a row of its grids
    compare: what the bars show: "operations", "gpu_hours", "energy" or "carbon"
    numbers: any of parameters, tokens, gpus, operations_per_second, utilisation, price, watts, pue, grams_per_kwh; a
        number, or a text such as "1.4T"

    Raises ValueError or TypeError for a name that there is not and for a number that makes no sense. Needs no kernel.

    >>> calculator = CostCalculator("LLaMA", utilisation="48 %")
    >>> round(calculator.bill.gpu_hours), round(calculator.published["gpu_hours"])
    (1015848, 1022362)
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    values = traitlets.Dict().tag(sync=True)  # the nine numbers
    preset = traitlets.Unicode(None, allow_none=True).tag(sync=True)  # the last one chosen
    hardware = traitlets.Unicode().tag(sync=True)  # the row chosen; its numbers may have been changed
    compare = traitlets.Enum(list(COMPARED), "gpu_hours").tag(sync=True)
    start = traitlets.Dict().tag(sync=True)  # what "Reset" goes back to
    tables = traitlets.Dict().tag(sync=True)  # presets, machines and grids, for the browser

    def __init__(self, preset: str | None = "LLaMA", *, hardware: str | None = None, grid: str | None = None,
                 compare: str = "gpu_hours", **numbers):
        chosen = None if preset is None else find_preset(preset)
        machine = find_hardware(hardware) if hardware else chosen.hardware if chosen else find_hardware("H100")
        values = {"gpus": 1, "pue": PUE, "grams_per_kwh": WORLD.grams_per_kwh, **(values_of(chosen) if chosen else {}),
                  **{name: getattr(machine, name) for name in OF_HARDWARE}}
        if grid:
            values["grams_per_kwh"] = find_grid(grid).grams_per_kwh
        values |= {name: read_number(value) if isinstance(value, str) else value for name, value in numbers.items()}
        state = {"values": check_inputs(values), "preset": chosen.name if chosen else None, "hardware": machine.name}
        super().__init__(start=state, tables=TABLES, compare=compare, **state)

    def choose(self, preset: str) -> None:
        """Another preset, with its machines and its grid, as if chosen in the browser."""
        chosen = find_preset(preset)
        with self.hold_trait_notifications(), self.hold_sync():
            self.values, self.preset, self.hardware = values_of(chosen), chosen.name, chosen.hardware.name

    @traitlets.validate("values")
    def _check_values(self, proposal) -> dict:
        return check_inputs(proposal["value"])

    @traitlets.validate("preset")
    def _check_preset(self, proposal) -> str | None:
        return proposal["value"] and find_preset(proposal["value"]).name

    @traitlets.validate("hardware")
    def _check_hardware(self, proposal) -> str:
        return find_hardware(proposal["value"]).name

    @property
    def bill(self) -> TrainingBill:
        """What the nine numbers cost: see ``TrainingBill``."""
        return bill_of(self.values)

    @property
    def shown_preset(self) -> Preset | None:
        """The preset whose model and text these are; None where the reader has changed one of them."""
        chosen = find_preset(self.preset) if self.preset else None
        same = chosen and (chosen.parameters, chosen.tokens) == (self.values["parameters"], self.values["tokens"])
        return chosen if same else None

    @property
    def published(self) -> dict[str, float]:
        """Field of the bill -> figure that was published of the preset."""
        return {each.quantity: each.value for each in self.shown_preset.published} if self.shown_preset else {}

    def sentence(self) -> str:
        name = self.shown_preset.name if self.shown_preset else None
        return describe(self.values, self.hardware, self.bill, name, self.published)


def values_of(preset: Preset) -> dict[str, float]:
    """The nine numbers of a preset."""
    return check_inputs({
        "parameters": preset.parameters, "tokens": preset.tokens, "gpus": preset.gpus, "pue": preset.pue,
        "grams_per_kwh": preset.grams_per_kwh, **{name: getattr(preset.hardware, name) for name in OF_HARDWARE}})


TABLES = {
    "presets": [{"name": preset.name, "hardware": preset.hardware.name, "values": values_of(preset),
                 "published": {each.quantity: each.value for each in preset.published}, "note": preset.note,
                 "sources": [preset.source, *dict.fromkeys(each.source for each in preset.published)]}
                for preset in PRESETS],
    "machines": [{"name": row.name, **{name: getattr(row, name) for name in OF_HARDWARE},
                  "sources": {name: row.sources[name] for name in OF_HARDWARE}} for row in HARDWARE],
    "grids": [{"name": grid.name, "grams_per_kwh": grid.grams_per_kwh, "source": grid.source} for grid in GRIDS],
}
