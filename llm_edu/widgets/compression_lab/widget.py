"""A model in fewer bits: bytes, loss and words for each setting, and the levels among the weights of a matrix."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import traitlets

from llm_edu.errors import CourseError
from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import bytes_reader, readable, token_label
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.common.numbers import loss_text
from llm_edu.widgets.common.texts import shown
from llm_edu.widgets.compression_lab.levels import look_at, look_words, place_words, worst_matrix
from llm_edu.widgets.compression_lab.scene import axes_of, kept, make_try, with_result
from llm_edu.widgets.compression_lab.settings import WORST, Setting, read_number, read_setting

OF_TOKENS = ("token_embedding", "unembedding")    # matrices with a row for each token
CHOICES = ("bits", "group", "keep", "matrix", "row", "part")


class CompressionLab(CourseWidget):
    """A model with 2 to 8 bits a weight: its bytes, its loss, what it writes, and the levels of one matrix.

    model: a `Transformer`; it stays as it is   tokenizer: its tokenizer
    texts: held-out texts to measure on, 1 to 64
    prompts: 1 to 4 texts that it continues, most probable tokens only; None: the first halves of the first two texts
    truth: text -> its log-probability under the truth, `World.log_prob` of Storyland. The loss is then in nats a text
        above the truth's; without it, in nats a token
    begin, end: what stands before and after each text, names of special tokens or ids: "<|story|>", "<|endoftext|>"
    unit: what the loss is called, if you know it better, as "nats a story above the floor"
    bits, group, keep: the first setting. group: what shares a scale, "tensor", "row", 128, 64 or 32 weights; keep:
        parts that stay in 16 bits, of "embeddings", "first block", "last block", "attention", "feed-forward"

    ::

        CompressionLab(model, tokenizer, texts, truth=world.log_prob, begin="<|story|>", end="<|endoftext|>")

    Set all of it in the page, or by `choose`. What was measured once is kept in `tries`, and shown again without the
    model, even after the notebook was reopened without a kernel. Raises TypeError or ValueError for arguments that
    cannot be.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    scene = traitlets.Dict().tag(sync=True)    # {unit, original, parts, matrices, prompts, tries, axes}, see scene.py

    def __init__(self, model: Any, tokenizer: Any, texts: Iterable[str], *, prompts: Iterable[str] | None = None,
                 truth: Callable[[str], float] | None = None, begin: Any = None, end: Any = None,
                 unit: str | None = None, bits: int = 8, group: str | int | None = "tensor", keep: Sequence[str] = (),
                 max_new_tokens: int = 60):
        from llm_edu.widgets.compression_lab.measuring import Measure  # here, because it loads PyTorch

        self._measure = Measure(model, tokenizer, texts, prompts, truth, begin, end, max_new_tokens)
        self._tokenizer = tokenizer
        setting = read_setting(bits, group, keep, self._measure.parts)
        name = "nats a token" if truth is None else "nats a text above the floor"
        worst = worst_matrix(self._measure.matrices)
        scene = self._first_scene(readable(unit or name))
        super().__init__(scene=scene, answer={"sequence": 0}, request={
            "sequence": 0, "bits": setting.bits, "group": setting.group, "keep": list(setting.keep), "matrix": worst,
            "row": WORST, "part": WORST})
        self._try(setting, worst, WORST, WORST)

    def _first_scene(self, unit: str) -> dict:
        measure, was_training = self._measure, self._measure.model.training
        try:
            loss, texts = measure.loss(measure.model), measure.write(measure.model)
        finally:
            measure.model.train(was_training)
        original = {"bytes": measure.bytes, "loss": loss, "figure": loss_text(loss),
                    "parameters": sum(each.numel() for each in measure.model.parameters()),
                    "texts": [shown(text) for text in texts]}
        parts = [{"name": part, "bytes": sum(2 * measure.matrices[name].numel() for name in names)}
                 for part, names in measure.parts.items()]
        matrices = [{"name": name, "rows": weight.shape[0], "columns": weight.shape[1]}
                    for name, weight in measure.matrices.items()]
        return {"unit": unit, "original": original, "parts": parts, "matrices": matrices, "tries": [],
                "prompts": [shown(text) for text in measure.prompts], "axes": axes_of(original, [])}

    def respond(self, request: dict) -> dict:
        if request["sequence"] == 0:    # what the widget began with is answered
            return {}
        measure = self._measure
        try:    # what is asked wrong is a sentence for whoever has asked it
            setting = read_setting(request.get("bits"), request.get("group"), request.get("keep"), measure.parts)
            name = request.get("matrix")
            if not isinstance(name, str) or name not in measure.matrices:
                raise ValueError(f"matrix is the name of one of the model's, not {name!r:.60}")
            row = read_number("row", request.get("row"), len(measure.matrices[name]))
            part = read_number("part", request.get("part"), measure.matrices[name].shape[1])
        except (TypeError, ValueError) as problem:
            raise CourseError(str(problem)) from None
        self._try(setting, name, row, part)
        return {}

    def _try(self, setting: Setting, name: str, row: int, part: int) -> None:
        """Show a setting: the levels and the bytes at once, loss and texts when they are measured."""
        tries = self.scene["tries"]
        look = self._look(setting, name, row, part)
        number = find_try(tries, setting)
        if number is not None:
            self._set_tries([{**each, "look": look} if at == number else each for at, each in enumerate(tries)])
            return
        measure, original, before = self._measure, self.scene["original"], self.scene
        small, sizes = measure.compress(setting)
        tried = make_try(setting, sizes, look, original)
        self._set_tries(kept([*tries, tried]))
        try:
            found = with_result(tried, measure.loss(small), measure.write(small), original, self.scene["unit"])
        except BaseException:    # also when the kernel is interrupted: what is not measured is not shown
            self.scene = before
            raise
        self._set_tries([*self.scene["tries"][:-1], found])

    def _set_tries(self, tries: list[dict]) -> None:
        self.scene = {**self.scene, "tries": tries, "axes": axes_of(self.scene["original"], tries)}

    def _look(self, setting: Setting, name: str, row: int, part: int) -> dict:
        is_kept = any(name in self._measure.parts[each] for each in setting.keep)
        look = look_at(self._measure.matrices[name].detach(), setting, row, part, is_kept)
        token = self._token(look["row"]) if name in OF_TOKENS else ""
        place = place_words(look, setting, name, token)
        return {"matrix": name, **look, "token": token, "place": place, "said": look_words(look, place)}

    def _token(self, id: int) -> str:
        """A token as it can be shown; the vocabulary of a model may be larger than its tokenizer's."""
        try:
            return token_label(bytes_reader(self._tokenizer)(id))
        except (LookupError, ValueError):
            return ""

    def choose(self, **changes: Any) -> dict:
        """Choose from Python what can be chosen in the page, and return what is measured; every view follows.

        bits, group, keep: the setting, see the class   matrix: the name of the one whose levels are drawn
        row, part: of its rows, and of the groups in a row, which one; −1 for the one with the largest outlier

        Raises CourseError for what there is not. In what it returns, "bytes" and "loss" are numbers; `scene.py` names
        the rest.
        """
        if unknown := sorted(set(changes) - set(CHOICES)):
            raise TypeError(f"there is no {unknown[0]} to choose; there are {', '.join(CHOICES)}")
        if "group" in changes and changes["group"] is None:
            changes["group"] = "tensor"
        if isinstance(changes.get("keep"), tuple):
            changes["keep"] = list(changes["keep"])    # as a browser sends it
        if changes.keys() & {"matrix", "group", "row"}:
            changes = {**({"row": WORST} if "matrix" in changes else {}), "part": WORST, **changes}
        self._ask(**changes)
        if "error" in self.answer:
            raise CourseError(self.answer["error"])
        return self.shown

    @property
    def tries(self) -> list[dict]:
        """All settings that were measured and are kept, the newest last."""
        return list(self.scene["tries"])

    @property
    def shown(self) -> dict:
        """The setting that is shown: the one that was asked for, or the newest."""
        tries, request = self.scene["tries"], self.request
        return next((each for each in tries if all(each[name] == request.get(name) for name in CHOICES[:3])), tries[-1])

    def sentence(self) -> str:
        return f"A model in {self.shown['brief']}"


def find_try(tries: list[dict], setting: Setting) -> int | None:
    """The number of the try with this setting."""
    wanted = (setting.bits, setting.group, list(setting.keep))
    return next((number for number, each in enumerate(tries)
                 if (each["bits"], each["group"], each["keep"]) == wanted), None)
