"""AdapterDial: what fine-tuning has added to a model, as something that can be turned."""

from collections.abc import Callable, Mapping, Sequence

import traitlets

from llm_edu.widgets.adapter_dial.reading import STRENGTHS, DialReading, as_number, strength_text
from llm_edu.widgets.adapter_dial.scene import make_scene
from llm_edu.widgets.adapter_dial.turning import dial
from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.common.texts import greedy_writer


class AdapterDial(CourseWidget):
    """LoRA's change at any strength: 0 as before, 1 as learned, and beyond; what it costs, and what the model writes.

    adapted: a model with LoRA's changes, not merged; it stays as it is. Or a `DialReading`, what `dial` has found
        before: nothing is computed then, and no further argument but unit and strength is used
    tokenizer: its tokenizer; not needed with `write`
    prompts: texts that it continues, at most 8; none: only the chart
    measures: name -> function of a model that returns a number, the lower the better; 1 to 4 of them
    strengths: what can be turned to, at most 21, 0 and 1 among them
    write: function (model, prompts) -> a text for each; by default the most probable tokens, up to a special one
    begin: what then stands before each prompt, the name of a special token or ids: "<|story|>" for Storyteller
    max_new_tokens: how far it then writes
    unit: what the numbers of the measures are
    strength: where the dial stands at first

    ::

        AdapterDial(adapted, tokenizer, ["Mia is"], {"new village": loss_there, "old village": loss_here},
                    begin="<|story|>", unit="nats a story above the floor")

    All is computed at once, by `dial`, so that turning needs no kernel. `losses` and `texts` hold what was found.
    Raises TypeError or ValueError for arguments that cannot be, and whatever a function that was handed in raises.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    scene = traitlets.Dict().tag(sync=True)  # scene.py: everything, at every strength
    strength = traitlets.Float(1.0).tag(sync=True)

    def __init__(self, adapted, tokenizer=None, prompts: Sequence[str] = (),
                 measures: Mapping[str, Callable] | None = None, *, strengths: Sequence[float] = STRENGTHS,
                 write: Callable | None = None, begin=None, max_new_tokens: int = 40, unit: str = "loss",
                 strength: float = 1.0):
        if not isinstance(adapted, DialReading):
            if prompts and write is None:
                write = greedy_writer(tokenizer, begin, max_new_tokens)
            adapted = dial(adapted, strengths, measures, prompts, write)
        self.reading = adapted
        super().__init__(scene=make_scene(adapted, str(unit)), strength=self._known(strength))

    @traitlets.validate("strength")
    def _check_strength(self, proposal) -> float:
        return self._known(proposal["value"])

    def _known(self, strength) -> float:
        number = round(as_number("strength", strength), 4)
        if number not in self.reading.strengths:
            known = ", ".join(map(strength_text, self.reading.strengths))
            raise ValueError(f"nothing was computed at strength {strength}; there are {known}")
        return number

    @property
    def strengths(self) -> tuple[float, ...]:
        """What can be turned to, from low to high."""
        return self.reading.strengths

    @property
    def losses(self) -> dict[str, tuple[float, ...]]:
        """Name of a measure -> its number at each strength."""
        return dict(self.reading.losses)

    @property
    def texts(self) -> dict[str, tuple[str, ...]]:
        """Prompt -> what the model wrote at each strength."""
        return dict(self.reading.texts)

    @property
    def at(self) -> int:
        """The number of the strength that the dial stands at."""
        return self.strengths.index(self.strength)

    def sentence(self) -> str:
        strengths = self.scene["strengths"]
        return (f"A learned change at {len(strengths)} strengths, {strengths[0]['text']} to {strengths[-1]['text']}. "
                f"{strengths[self.at]['brief']}")
