"""Which of two words does a model expect, and how strongly does that depend on whom the sentence is about?"""

from collections.abc import Mapping

import traitlets

from llm_edu.errors import CourseError
from llm_edu.widgets.bias_explorer.asking import (
    MOST_MODELS,
    Question,
    check_reference,
    question_of_typed,
    read_question,
)
from llm_edu.widgets.bias_explorer.comparing import Comparer
from llm_edu.widgets.bias_explorer.scene import make_scene
from llm_edu.widgets.bias_explorer.words import scene_words
from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import readable
from llm_edu.widgets.common.joining import module_text, style_text

SORTS = ("value", "name", "reference", "typed")
LONGEST_PICKED = 100


class BiasExplorer(CourseWidget):
    """For each of many words, how much more probable a model finds one phrase than another: log-odds around 0.

    models: name -> (model, tokenizer), or (model, tokenizer, begin), 1 to 4 of them, such as one before and after a
        remedy; or one pair alone. A model is a `Transformer`, or a function ids (batch, time) -> logits
    templates: sentences with {who} and, after it, {what}; several wordings give each word a 95 % interval
    who: the words for {who}, 1 to 100: jobs, names, places of origin
    what: two phrases for {what}, or a list of such pairs, whose log-odds are averaged
    reference: word -> a number to sort by, such as the share of women in a job   reference_name: what it is
    begin: what each text begins with, the name of a special token or ids: "<|story|>" for Storyteller
    sort: "value", "name", "reference" or "typed"

    ::

        BiasExplorer({"SmolLM2": (model, tokenizer)}, ["The {who} was late because{what}", "The {who} said that{what}"],
                     ["nurse", "plumber"], (" she", " he"))

    Log-odds are in nats: log P(first) − log P(second). `results` holds them. Words, sentences and pairs are edited in
    the page, or set: `explorer.who = ["pilot", …]`. Raises TypeError or ValueError for arguments that cannot be, and
    CourseError for what a model cannot read; a word that one model cannot read says so in its row.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    scene = traitlets.Dict().tag(sync=True)    # see `make_scene`
    view = traitlets.Dict().tag(sync=True)    # {sort, shown: numbers of models, picked: the word that is looked at}

    def __init__(self, models, templates, who, what=(" she", " he"), reference=None, *,
                 reference_name: str = "reference", begin=None, sort: str = "value"):
        self._comparers = read_models(models, begin)
        self._reference, self._reference_name = check_reference(reference), readable(reference_name)
        self._question = read_question(who, templates, what)
        found = self._compare(self._question)
        super().__init__(scene=found, view={"sort": sort, "shown": list(range(len(self._comparers))), "picked": ""},
                         request={"sequence": 0, **self._question.typed()}, answer={"sequence": 0})

    def _compare(self, question: Question) -> dict:
        return make_scene(self._comparers, question, self._reference, self._reference_name)

    def respond(self, request: dict) -> dict:
        if request["sequence"] == 0:    # what the widget began with is answered
            return {}
        try:
            question = question_of_typed(request)
        except ValueError as problem:    # a sentence for whoever has typed it
            raise CourseError(str(problem)) from None
        found = self._compare(question)    # first, so that what cannot be compared changes nothing
        self._question, self.scene = question, found
        return {}

    def _set(self, who, templates, what) -> None:
        """From Python: the page's boxes follow, and errors are raised."""
        self._ask(**read_question(who, templates, what).typed())
        if "error" in self.answer:
            raise CourseError(self.answer["error"])

    @property
    def who(self) -> list[str]:
        """The words for {who}. Set these, `templates` or `what`, and every view follows."""
        return list(self._question.who)

    @who.setter
    def who(self, words) -> None:
        self._set(words, self.templates, self.what)

    @property
    def templates(self) -> list[str]:
        return list(self._question.templates)

    @templates.setter
    def templates(self, sentences) -> None:
        self._set(self.who, sentences, self.what)

    @property
    def what(self) -> list[tuple[str, str]]:
        return list(self._question.pairs)

    @what.setter
    def what(self, pairs) -> None:
        self._set(self.who, self.templates, pairs)

    @property
    def results(self) -> dict[str, dict[str, dict]]:
        """Model -> word -> {mean, low, high, each}, see `word_figures`; {problem} for a word that it cannot read."""
        return {name: dict(zip(self._question.who, found, strict=True))
                for name, found in zip(self.scene["models"], self.scene["found"], strict=True)}

    @traitlets.validate("view")
    def _check_view(self, proposal) -> dict:
        view = {"sort": "value", "shown": [0], "picked": "", **proposal["value"]}
        count = len(self._comparers)
        if view["sort"] not in SORTS:
            raise ValueError(f"sort is one of {', '.join(map(repr, SORTS))}, not {view['sort']!r:.60}")
        shown = view["shown"]
        if not isinstance(shown, list) or not shown or shown != [number for number in range(count) if number in shown]:
            raise ValueError(f"shown is a list of numbers of models, 0 to {count - 1}, in order, not {shown!r:.60}")
        if not isinstance(view["picked"], str) or len(view["picked"]) > LONGEST_PICKED:
            raise ValueError(f"picked is one of the words, not {view['picked']!r:.60}")
        return {name: view[name] for name in ("sort", "shown", "picked")}

    def order(self) -> list[int]:
        """The numbers of the words as the page sorts them: by value and by reference the highest first."""
        scene, sort = self.scene, self.view["sort"]
        found = scene["found"][self.view["shown"][0]]

        def key(number: int):
            each = scene["who"][number]
            value = each["reference"] if sort == "reference" else found[number].get("mean")
            return (each["name"].lower(), 0) if sort == "name" else ("", number) if sort == "typed" else (
                (1, 0.0) if value is None else (0, -value))

        return sorted(range(len(scene["who"])), key=key)

    def named(self, model: int) -> str:
        return self.scene["models"][model]

    def sentence(self) -> str:
        return scene_words(self.scene)


def read_models(models, begin) -> list[Comparer]:
    """Models by name; TypeError or ValueError for what is not one."""
    if isinstance(models, (tuple, list)):
        models = {"the model": models}
    if not isinstance(models, Mapping) or not all(isinstance(each, (tuple, list)) and len(each) in (2, 3)
                                                  for each in models.values()):
        raise TypeError(f"models are a name and a pair (model, tokenizer) each, not {models!r:.80}")
    if not 1 <= len(models) <= MOST_MODELS:
        raise ValueError(f"there are {len(models)} models: give 1 to {MOST_MODELS}")
    names = [readable(name) for name in models]
    if not all(names) or len(set(names)) < len(names):
        raise ValueError(f"every model has a name of its own, not {names}")
    return [Comparer(name, each[0], each[1], *(each[2:] or [begin]))
            for name, each in zip(names, models.values(), strict=True)]
