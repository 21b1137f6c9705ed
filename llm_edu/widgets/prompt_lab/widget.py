"""PromptLab: several ways of asking, tried on the same items while you watch, and what becomes of the best of them."""

import random
import threading

import traitlets

from llm_edu.errors import CourseError
from llm_edu.widgets.common.base import CourseWidget, until_over
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.common.numbers import counted
from llm_edu.widgets.prompt_lab.figures import MOST_CLASSES, all_figures, letters, pair_figures, prompt_figures
from llm_edu.widgets.prompt_lab.running import Kept, Run, problem_of
from llm_edu.widgets.prompt_lab.ways import check_ways, first_ways, read_ways
from llm_edu.widgets.prompt_lab.words import result_words

MOST_ITEMS, LONGEST_ITEM = 5_000, 5_000
AT_ONCE = 8    # items that a prompt is asked about, before the next prompt's turn


class PromptLab(CourseWidget):
    """Several prompts over one test set, live: how often each is right, where it errs, where two of them differ.

        lab = PromptLab(model, tokenizer, items, {"plain": Prompt(…), "formal": Prompt(…)})
        lab                      # in another cell: await lab.finished()

    The model answers in the background, all prompts in turn, on the same items in the same shuffled order. Prompts are
    edited and added in the page. What a prompt has answered is kept, also when it is stopped, edited, or taken away.

    model, tokenizer: a `Transformer` with its tokenizer   items: pairs (text, number of its class), up to 5,000
    prompts: name -> `Prompt`, at most 12   classes: what the classes are called; None: the first prompt's labels
    examples: pairs (text, class) that prompts without examples of their own can take in the page
    calibrate: names of prompts whose answers are calibrated (`llm_edu.prompting.calibrated`)
    seed: of the order of the items   start: whether it begins by itself   batch_size: items that are read at a time
    score: instead of a model, a function of a prompt that gives a function of texts -> (texts, labels), log P

    Afterwards: `right` and `classes_of` by a prompt's name, `results`. Raises TypeError and ValueError for what is no
    item, prompt or number.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    items = traitlets.List().tag(sync=True)    # of [text, class], in the order in which they are asked
    classes = traitlets.List().tag(sync=True)    # names
    pools = traitlets.List().tag(sync=True)    # how many examples each pool has
    prompts = traitlets.List().tag(sync=True)    # see `Way.plain`
    told = traitlets.Dict().tag(sync=True)    # id -> its answers so far, see `letters`
    figures = traitlets.Dict().tag(sync=True)    # see `all_figures`
    status = traitlets.Dict().tag(sync=True)    # state, done, total, seconds_left, problems, say
    chosen = traitlets.List().tag(sync=True)    # the ids of two prompts: the one that is looked at, and another

    def __init__(self, model, tokenizer, items, prompts, classes=None, *, examples=(), calibrate=(), seed: int = 0,
                 start: bool = True, batch_size: int = AT_ONCE, score=None):
        ways, self._pools = first_ways(prompts, examples, calibrate)
        names = [str(name) for name in (ways[0].prompt.labels if classes is None else classes)]
        if not 2 <= len(names) <= MOST_CLASSES:
            raise ValueError(f"there are 2 to {MOST_CLASSES} classes, not {len(names)}")
        if type(batch_size) is not int or batch_size < 1:
            raise ValueError(f"batch_size is at least 1, not {batch_size!r:.60}")
        check_ways(ways, names)
        items = check_items(items, len(names))
        random.Random(seed).shuffle(items)
        self._scorer = score or model_scorer(model, tokenizer)
        self._classes = names
        self._texts, self._truth = [text for text, _ in items], [right for _, right in items]
        self._ways, self._kept, self._run, self._batch_size = tuple(ways), Kept(), None, batch_size
        self._publishing = threading.RLock()    # two threads tell the page, and what is told last must be the newest
        super().__init__(items=[list(item) for item in items], classes=names, pools=[len(pool) for pool in self._pools],
                         chosen=[way.id for way in ways[:2]], answer={"sequence": 0})
        self._show_prompts()
        if start:
            self.run()

    def run(self) -> None:
        """Go on, or begin: in the background, with what is still to be answered. Failed prompts are tried again."""
        if self._run is not None and self._run.go_on():
            self._publish_run(self._run)
            return
        self._kept.problems.clear()
        self._run = Run(self._scorer, self._texts, self._kept, lambda: self._ways, self._batch_size, self._publish_run)
        self._publish_run(self._run)
        self._run.start()

    def stop(self) -> None:
        """Stop after the items that are being read. Nothing that was answered is lost; `run` goes on."""
        if self._run is not None:
            self._run.stop()
        self._publish_run(self._run)

    async def finished(self):
        """Wait until all is answered or somebody stops it, which the page's buttons can meanwhile; return the lab.

        An interrupt is a press of Stop. Raises what has gone wrong with a prompt.
        """
        await until_over(lambda: self._run)
        if self._run is not None:
            self._run.thread.join()
        for way in self._ways:
            if way.prompt in self._kept.problems:
                raise self._kept.problems[way.prompt]
        return self

    def classes_of(self, name: str):
        """The classes that a prompt has answered, for the first of `items`: (items so far,)"""
        return self._kept.answers(self._way(name))[0]

    def right(self, name: str):
        """Whether a prompt has answered right, for the first of `items`: (items so far,), True or False"""
        classes = self.classes_of(name)
        return classes == self._truth[:len(classes)]

    @property
    def results(self) -> dict[str, dict]:
        """Name -> `prompt_figures`."""
        return {way.name: prompt_figures(self._kept.answers(way)[0], self._truth, len(self._classes))
                for way in self._ways}

    def respond(self, request: dict) -> dict:
        """Each request brings all that is wanted: a busy kernel hears only of the newest."""
        try:
            ways = read_ways(request["prompts"], self._pools, self._classes)
        except ValueError as problem:    # a sentence for whoever has typed it
            raise CourseError(str(problem)) from None
        chosen = request.get("chosen")
        if isinstance(chosen, list) and len(chosen) == 2 and all(isinstance(id, str) for id in chosen):
            self.chosen = chosen
        if ways != list(self._ways):
            self._ways = tuple(ways)
            self._show_prompts()
        if request["running"]:
            self.run()
        else:
            self.stop()
        return {}

    def sentence(self) -> str:
        named = [(name, found) for name, found in self.results.items() if found["count"]]
        if self._is_running() or not named:
            return (f"{counted(len(self._ways), 'prompt')} on {counted(len(self._texts), 'item')}: how often each is "
                    "right, with intervals that shrink as the answers come.")
        said = result_words(named, lambda one, two: pair_figures(self.classes_of(one), self.classes_of(two),
                                                                 self._truth))
        if problems := [way.name for way in self._ways if way.prompt in self._kept.problems]:
            said += f" “{problems[0]}” has failed."
        return said

    def picture(self):
        from llm_edu.widgets.prompt_lab.picture import draw_lab

        commonest = max(map(self._truth.count, set(self._truth))) / len(self._truth)
        return draw_lab(list(self.results.items()), commonest, self.summary().split(";")[0].rstrip("."), self.summary())

    def _way(self, name: str):
        for way in self._ways:
            if way.name == name:
                return way
        raise ValueError(f"there is no prompt {name!r:.60}; there are {', '.join(way.name for way in self._ways)}")

    def _is_running(self) -> bool:
        return self._run is not None and not self._run.is_over()

    def _show_prompts(self) -> None:
        self.prompts = [way.plain(self._texts[0]) for way in self._ways]
        self._publish_run(self._run)

    def _publish_run(self, run) -> None:
        """Tell the page how far things are; also from the thread of a run."""
        with self._publishing:
            if run is self._run:    # and not one that was left
                self._tell(run)

    def _tell(self, run) -> None:
        ways, kept = self._ways, self._kept
        answers = {way.id: kept.answers(way) for way in ways}
        figures = all_figures({id: classes.tolist() for id, (classes, _) in answers.items()}, self._truth,
                              len(self._classes))
        problems = {way.id: said for way in ways if (said := problem_of(kept, way))}
        done, total = sum(len(classes) for classes, _ in answers.values()), len(ways) * len(self._texts)
        running = self._is_running()
        state = ("stopping" if run.stop_asked else "running") if running else "done" if done == total else \
            "failed" if problems else "stopped" if done else "ready"
        with self.hold_sync():
            self.told = {id: letters(*answered) for id, answered in answers.items()}
            self.figures = figures
            self.status = {"state": state, "done": done, "total": total, "problems": problems,
                           "seconds_left": run.seconds_left() if running else None, "say": self.summary()}


def model_scorer(model, tokenizer):
    """A function of a prompt that puts it before a model."""
    if not (callable(model) and hasattr(model, "config") and hasattr(model, "new_cache")):
        raise TypeError(f"the lab needs a Transformer of the course, not a {type(model).__name__}; load_smollm2() "
                        "gives one with its tokenizer. Or say score=…, how another model is asked")

    def scorer(prompt):
        from llm_edu.prompting import Scorer

        return Scorer(model, tokenizer, prompt)

    return scorer


def check_items(items, classes):
    """Items as a list of pairs; TypeError and ValueError for what is no item."""
    pairs = [tuple(item) if isinstance(item, (list, tuple)) else item for item in items]
    if not 1 <= len(pairs) <= MOST_ITEMS:
        raise ValueError(f"there are 1 to {MOST_ITEMS:,} items, not {len(pairs):,}")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2 or not isinstance(pair[0], str):
            raise TypeError(f"an item is a pair (text, number of its class), not {pair!r:.80}")
        if not hasattr(pair[1], "__index__") or not 0 <= int(pair[1]) < classes:
            raise ValueError(f"the class of an item is a number from 0 to {classes - 1}, not {pair[1]!r:.60}")
        if len(pair[0]) > LONGEST_ITEM:
            raise ValueError(f"an item has at most {LONGEST_ITEM:,} characters: “{pair[0]:.40}…” has {len(pair[0]):,}")
    return [(text, int(number)) for text, number in pairs]
