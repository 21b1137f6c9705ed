"""What would a model say if it stopped after this layer? And what if this layer had found something else?"""

import traitlets

from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import sendable
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.common.model_parts import within
from llm_edu.widgets.common.numbers import counted
from llm_edu.widgets.logit_lens.changes import check_changes
from llm_edu.widgets.logit_lens.reading import Reading, shares
from llm_edu.widgets.logit_lens.scene import make_scene
from llm_edu.widgets.logit_lens.source import LensSource
from llm_edu.widgets.logit_lens.words import cell_words, changes_words

MOST_GUESSES = 20


class LogitLens(CourseWidget):
    """After each layer, at each token: what the model would say next if it stopped there.

    With a second prompt of equally many tokens, what a layer has found at a token can be brought over from it, and
    attention, feed-forward layers and single heads can be switched off: the first prompt is then run anew.

    model: a Transformer of the course, whoever has trained it   tokenizer: its tokenizer
    prompt: what it reads, at most 40 tokens   other: a second prompt beside it
    count: how many guesses are kept of each cell, 1 … 20
    begin: what each text begins with, the name of a special token or ids: "<|story|>" for Storyteller
    layer, position: the cell that is selected at first; by default the model's own answer, at the end
    follow: a token, as its text (" Paris") or its id, whose probability the colours then show
    changes: what is changed in the first prompt's run: ("residual", layer, position) is brought over from the other;
        ("attention_output", block), ("feed_forward_output", block) and ("head", block, head) are switched off

    ::

        smollm2, tokenizer = load_smollm2()
        lens = LogitLens(smollm2, tokenizer, "The capital of France is the city of",
                         "The capital of Poland is the city of")
        lens.changes = [("residual", 20, 3)]    # France's stream after 20 layers is now Poland's
        lens.reading.best[-1, -1]    # ids of the guesses at the end, as changed; lens.before: without changes

    Layer 0 is the stream before the first block. Raises TypeError or ValueError for arguments that cannot be, and
    CourseError for a prompt of no or too many tokens; what is wrong with a text that is typed stands in the widget.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    scene = traitlets.Dict().tag(sync=True)  # scene.py: tokens, guesses and probabilities of all cells
    view = traitlets.Dict().tag(sync=True)  # {grid, layer, position (None: the last), follow}: what is looked at

    def __init__(self, model, tokenizer, prompt, other=None, *, count=10, begin=None, layer=None, position=None,
                 follow=None, changes=()):
        check_model(model, count)
        self._source = LensSource(model, tokenizer, count, begin)
        prompt, other = sendable(prompt), sendable(other)
        checked = check_changes(changes, self._source.layers, self._source.heads)
        followed = self._source.token(follow)
        self._read = self._source.read(prompt, other, checked, followed)
        self._changes = checked
        self._check_brought(checked)
        request = {"sequence": 0, "prompt": prompt, "other": other, "changes": checked, "follow": followed}
        view = {"grid": 0, "layer": layer, "position": position, "follow": followed}
        self._version = 1
        super().__init__(scene=make_scene(self._source, self._read, 1), view=view, request=request)

    @traitlets.validate("view")
    def _check_view(self, proposal) -> dict:
        view = proposal["value"]
        grid, follow = view.get("grid", 0), view.get("follow")
        reading = self._read.other if grid == 1 else self._read.first if grid == 0 else None
        if reading is None or isinstance(grid, bool):
            raise ValueError(f"grid is 0 for the first prompt, or 1 for the other, if there is one, not {grid!r:.60}")
        layer, position = view.get("layer"), view.get("position")
        return {"grid": int(grid), "layer": within(-1 if layer is None else layer, reading.layers + 1, "layer"),
                "position": None if position is None else within(position, len(reading.ids), "position"),
                "follow": self._source.token(follow)}

    @property
    def prompt(self) -> str:
        """The first prompt; set it, and every view follows. Likewise `other`, the second, or None."""
        return self._read.prompt

    @prompt.setter
    def prompt(self, value: str) -> None:
        self._ask(prompt=sendable(value))

    @property
    def other(self) -> str | None:
        return self._read.other_prompt

    @other.setter
    def other(self, value: str | None) -> None:
        self._ask(other=sendable(value))

    @property
    def changes(self) -> list[tuple]:
        """What is changed in the first prompt's run, as above; set it, and every view follows. [] takes all back."""
        return [tuple(change) for change in self._changes]

    @changes.setter
    def changes(self, changes) -> None:
        checked = check_changes(changes, self._source.layers, self._source.heads)
        self._check_brought(checked)
        self._ask(changes=checked)

    @property
    def reading(self) -> Reading:
        """What the lens sees in the first prompt's run, as changed: `best` ids and their `shares`, each (layers + 1,
        time, count). `before`: without the changes; `other_reading`: of the second prompt, or None."""
        return self._read.first

    @property
    def before(self) -> Reading:
        return self._read.before

    @property
    def other_reading(self) -> Reading | None:
        return self._read.other

    def show(self, layer: int, position: int | None = None, other: bool = False) -> None:
        """Select a cell, of the other prompt if asked; position None is the last."""
        self.view = {**self.view, "grid": int(other), "layer": layer, "position": position}

    def follow(self, token) -> None:
        """Colour by the probability of one token, given as its text or its id; None: of each cell's best guess."""
        followed = self._source.token(token)
        self._ask(follow=followed)  # first, so that the browser knows its name
        self.view = {**self.view, "follow": followed}

    def label(self, id: int) -> str:
        """A token as it is drawn."""
        return self._source.label(id)

    def _check_brought(self, changes: list[list]) -> None:
        """ValueError for a cell that cannot be brought over between these two prompts."""
        brought = [change for change in changes if change[0] == "residual"]
        if not brought:
            return
        time, other = len(self._read.first.ids), self._read.other and len(self._read.other.ids)
        if time != other:
            raise ValueError("a cell is brought over from a second prompt of equally many tokens, not of "
                             f"{'none' if other is None else other} beside {time}")
        for _, _, position in brought:
            within(position, time, "position")

    def respond(self, request: dict) -> dict:
        changes = check_changes(request.get("changes", []), self._source.layers, self._source.heads)
        follow = self._source.token(request.get("follow"))
        wanted = (request.get("prompt"), request.get("other"), changes, follow)
        if wanted != (self._read.prompt, self._read.other_prompt, self._changes, self._read.first.followed):
            self._read, self._changes = self._source.read(*wanted), changes
            self._version += 1
            self._keep_view()
            self.scene = make_scene(self._source, self._read, self._version)
        return {"version": self._version}

    def _keep_view(self) -> None:
        """Where a prompt has become shorter, or the second is gone, look at what there is."""
        position, both = self.view["position"], self._read.other is not None
        shown = self._read.other if both and self.view["grid"] else self._read.first
        self.view = {**self.view, "grid": self.view["grid"] if both else 0,
                     "position": None if position is None or position >= len(shown.ids) else position}

    def looked_at(self) -> tuple[Reading, int, int]:
        """The prompt's reading, layer and position of the selected cell."""
        reading = self._read.other if self.view["grid"] else self._read.first
        position = self.view["position"]
        return reading, self.view["layer"], len(reading.ids) - 1 if position is None else position

    def line(self) -> str:
        """What is seen in the selected cell, and what the changes have done, as the widget says it."""
        reading, layer, position = self.looked_at()
        labels = [self.label(id) for id in reading.ids]
        top = [(self.label(id), share) for id, share in zip(reading.best[layer, position, :2],
                                                            reading.shares[layer, position, :2], strict=True)]
        end = self.label(reading.answers[position]), shares(reading.answer_codes[-1, position])
        followed, codes = reading.followed, reading.followed_codes
        if followed is not None:
            followed = (self.label(followed), *(shares(codes[at, position]) for at in (layer, -1)))
        said = cell_words(layer, reading.layers, labels, position, top, end, in_other=bool(self.view["grid"]),
                          followed=followed)
        return said + changes_words(self._read.applied, [self.label(id) for id in self._read.first.ids],
                                    self._answer(self.before), self._answer(self.reading))

    def _answer(self, reading: Reading) -> tuple[str, float]:
        """The best guess at the end of the text, and its probability."""
        return self.label(reading.answers[-1]), float(shares(reading.answer_codes[-1, -1]))

    def sentence(self) -> str:
        if "error" in self.answer:
            return f"The lens shows what it saw before: {self.answer['error']}"
        tokens = counted(len(self.reading.ids), "token")
        beside = "" if self.other_reading is None else f", and over {counted(len(self.other_reading.ids), 'token')}"
        return f"Logit lens of {counted(self.reading.layers, 'layer')} over {tokens}{beside}. {self.line()}"


def check_model(model, count) -> None:
    if not (callable(model) and hasattr(model, "blocks") and hasattr(model, "unembed")):
        raise TypeError(f"the lens needs a Transformer of the course, whose layers it can read, not a "
                        f"{type(model).__name__}; load_gguf and load_pretrained make one of many models")
    if type(count) is not int or not 1 <= count <= min(MOST_GUESSES, model.config.vocab_size):
        raise ValueError(f"count lies between 1 and {min(MOST_GUESSES, model.config.vocab_size)}, not at {count!r:.60}")
