"""Beam search as a tree that grows step by step: who is looked at, who goes on, who is pruned."""

import math

import traitlets

from llm_edu.widgets.beam_tree.reader import WIDEST, Reader, Settings, check_model
from llm_edu.widgets.beam_tree.record import make_tree, run_search
from llm_edu.widgets.beam_tree.words import compare_with_greedy, number, quoted, quoted_end
from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.joining import module_text, style_text

GENTLEST, STRONGEST, STEP = 0.0, 2.0, 0.1  # of the length penalty's slider; it reaches further where it was set so


class BeamTree(CourseWidget):
    """A beam search for one prompt as a tree: a column for each step, a node for each candidate.

    model: a Transformer of this course
    tokenizer: its tokenizer: ours, one that can ``encode`` and ``decode``, or a Storyland world
    prompt: a text, or token ids
    width: how many beams go on at each step, 1 … 8
    max_new_tokens: how many tokens are written at most, 1 … 40
    length_penalty, stop, early_stopping: as for ``BeamSearch`` and ``beam_steps``
    step: the step that is shown at first, 0 … ; None for the last

    The search runs once, here; going through its steps needs no kernel. Width and length penalty can be changed in the
    widget, or with `search`. Greedy decoding runs beside it, as a dashed line. Raises TypeError for what is no model,
    no tokenizer or no number, ValueError for what is out of range, and for a model and a tokenizer that do not fit.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    tree = traitlets.Dict().tag(sync=True)  # see beam_record.make_tree
    step = traitlets.Int(1).tag(sync=True)
    reach = traitlets.Dict().tag(sync=True)  # how far the controls go

    def __init__(self, model, tokenizer, prompt, width: int = 3, max_new_tokens: int = 12, length_penalty: float = 1.0,
                 stop=(), early_stopping: bool = True, *, step: int | None = 1):
        self._model, self._reader = check_model(model), Reader(tokenizer)
        self._settings = Settings(width, max_new_tokens, length_penalty, stop, early_stopping)
        self._ids = self._reader.read(prompt)
        self._record, tree = self._found(self._settings)
        super().__init__(tree=tree, reach=how_far(length_penalty), answer={"sequence": 0},
                         step=len(tree["steps"]) if step is None else step)

    def _found(self, settings: Settings):
        record = run_search(self._model, self._ids, settings, self._reader)
        return record, make_tree(record, self._ids, settings, self._reader)

    @traitlets.validate("step")
    def _check_step(self, proposal) -> int:
        return min(max(0, proposal["value"]), len(self.tree["steps"]))

    @property
    def steps(self) -> list:
        """The BeamSteps of the search."""
        return self._record.steps

    @property
    def best(self):
        """The Hypothesis that won: its new ids, their log P, and its score."""
        return self._record.steps[-1].finished[0]

    @property
    def text(self) -> str:
        """The new text that won."""
        return self._reader.tokenizer.decode(self.best.ids)

    def search(self, *, width: int | None = None, length_penalty: float | None = None) -> None:
        """Search again, as the widget's controls do; every view follows."""
        changes = {"width": width, "length_penalty": length_penalty}
        settings = self._settings.with_changes(**{name: value for name, value in changes.items() if value is not None})
        record, tree = self._found(settings)
        at_end = self.step == len(self.tree["steps"])
        self._settings, self._record = settings, record
        with self.hold_sync():  # the browser never sees a step that the tree lacks
            self.reach, self.tree = how_far(settings.length_penalty), tree
            self.step = len(tree["steps"]) if at_end else self.step

    def respond(self, request: dict) -> dict:
        self.search(width=request.get("width"), length_penalty=request.get("length_penalty"))
        return {}

    def sentence(self) -> str:
        tree = self.tree
        step, place = tree["best"]
        best = tree["steps"][step - 1]["candidates"][place]
        return (f"Beam search of width {tree['width']} after {quoted_end(tree['prompt'])} finds "
                f"{quoted(best['text'], 160)}, log P {number(best['log'])}. {compare_with_greedy(tree)}")


def how_far(length_penalty: float) -> dict:
    """Where the controls begin and end: a length penalty beyond the slider's range makes the range longer."""
    ends = [min(GENTLEST, math.floor(length_penalty)), max(STRONGEST, math.ceil(length_penalty))]
    return {"width": WIDEST, "penalty": [*ends, STEP]}
