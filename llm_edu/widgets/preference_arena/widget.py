"""PreferenceArena: click the better of two stories, and a model learns your taste; then judge blind whether it has."""

import random
from pathlib import Path

import traitlets

from llm_edu.widgets.common.base import CourseWidget, until_over
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.preference_arena.features import StoryFeatures
from llm_edu.widgets.preference_arena.record import Record, check_choices, check_record, keep_record, read_record
from llm_edu.widgets.preference_arena.taste import LEFT, RIGHT, differences_of, held_out, learn_taste, preferred
from llm_edu.widgets.preference_arena.tuning import OVER, Tuning, TuningSettings
from llm_edu.widgets.preference_arena.words import learned_words, result_words, tuning_words
from llm_edu.widgets.preference_arena.writer import Writer

ENOUGH = 20    # clicks, to be learned from
SHOWN_BELIEFS = 7
BLIND_BY_HAND, BLIND_BY_JUDGE = 20, 100    # pairs of the blind test; a made-up judge does not tire
FEWEST_REVEALED = 8    # blind pairs, to look at the result before the last
MOST = 200


class PreferenceArena(CourseWidget):
    """Two stories side by side: click the better one, and after some clicks the model is turned to your taste.

    A reward model (`taste.py`) learns from each click, says what it believes and how sure it is; DPO turns a copy of
    the model to it, in the background (`tuning.py`); then come pairs of one story from before and one from after, sides
    shuffled, and the count of those where the one from after was preferred.

    model, tokenizer: a `Transformer` that writes texts, as `load_storyteller` gives them; it stays as it is
    judge: who clicks instead of you: a `Taste`, or what has its `prefers_first(first, second, random)`. Everything goes
        its way then without a button; ``await arena.finished()`` waits for the end
    clicks: pairs to choose from, 2 … 200; a taste is learned from 20 on
    blind: pairs of the blind test; 20, for a judge 100
    prompt: the ids before each story; None: the tokenizer's `<|story|>`   longest: tokens of a story
    groups: name -> words that belong together, for the reward model; None: those of Storyland
    settings: `TuningSettings`   seed: of all chance
    file: where clicks are kept, one by one; whoever makes an arena with the same file goes on where it was left

    Afterwards: `taste` (`LearnedTaste`), `tuned` (the model that has learned), `result`. Raises TypeError and
    ValueError for what is no model, judge or number, CourseError for a file that keeps no clicks.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    pairs = traitlets.List().tag(sync=True)    # of [left, right]
    choices = traitlets.List().tag(sync=True)    # of "left", "same", "right", for the first of the pairs
    learned = traitlets.Dict().tag(sync=True)    # clicks, held_out, beliefs, say
    tuning = traitlets.Dict().tag(sync=True)    # see `Tuning.status`; {} before it begins
    blind = traitlets.List().tag(sync=True)    # of [left, right], when there are stories from after
    verdicts = traitlets.List().tag(sync=True)
    result = traitlets.Dict().tag(sync=True)    # won, count, share, low, high, afters, say; {} before the end
    enough = traitlets.Int(ENOUGH).tag(sync=True)    # clicks from which a taste is learned
    who = traitlets.Unicode("you").tag(sync=True)

    def __init__(self, model, tokenizer, judge=None, clicks: int = 40, blind: int | None = None, seed: int = 0, *,
                 prompt=None, longest: int = 100, groups=None, settings: TuningSettings | None = None, file=None):
        blind = (BLIND_BY_HAND if judge is None else BLIND_BY_JUDGE) if blind is None else blind
        for name, number, least in (("clicks", clicks, 2), ("blind", blind, 1), ("longest", longest, 1)):
            if type(number) is not int or not least <= number <= (4_096 if name == "longest" else MOST):
                raise ValueError(f"{name} is a whole number from {least} to {MOST}, not {number!r:.60}")
        if judge is not None and not callable(getattr(judge, "prefers_first", None)):
            raise TypeError(f"a judge is a Taste, or has its prefers_first(first, second, random); not {judge!r:.60}")
        self._judge, self._seed, self._chance = judge, seed, random.Random(seed)
        self._blind_count, self._settings = blind, settings or TuningSettings()
        self._writer = Writer(check_model(model), tokenizer, story_prompt(tokenizer, prompt), longest).copy()
        self._file, self._run, self._afters, self.taste = None, None, [], None
        record = None if file is None else read_record(Path(file))
        if record is None:
            stories = self._writer.texts(2 * clicks, seed)
            record = Record([list(pair) for pair in zip(stories[::2], stories[1::2], strict=True)], [], [], [], [])
        self._look = StoryFeatures([text for pair in record.pairs for text in pair], groups)
        self._differences = differences_of(self._look, record.pairs)
        super().__init__(pairs=record.pairs, blind=record.blind, enough=min(ENOUGH, len(record.pairs)),
                         who="you" if judge is None else "the judge", answer={"sequence": 0})
        self._afters = record.afters
        self.choices, self.verdicts = record.choices, record.verdicts
        self._file = None if file is None else Path(file)
        self._keep()
        if judge is not None:
            self.choices = [*self.choices, *(self._judged(pair) for pair in self.pairs[len(self.choices):])]
            self.tune()

    @property
    def tuned(self):
        """The model that has learned; None before that."""
        return None if self._run is None or not self._run.after else self._run.tuned.model

    def tune(self) -> None:
        """Begin to turn a copy of the model to the taste, in the background. Raises ValueError for too few clicks."""
        if self._is_running():
            return
        if len(self.choices) < self.enough:
            raise ValueError(f"learning a taste takes at least {self.enough} clicks, and there are {len(self.choices)}")
        self._forget_blind()
        self._run = Tuning(self._writer, self.taste.worths, self._settings, self._blind_count, self._seed, self._hear)
        self.tuning = self._shown(self._run)
        self._run.start()

    async def finished(self):
        """Wait until the training is over, which the kernel's buttons can stop meanwhile; return the arena.

        An interrupt is a press of Stop. Raises what has gone wrong in the training.
        """
        await until_over(lambda: self._run)
        if self._run is not None and self._run.error is not None:
            raise self._run.error
        return self

    def respond(self, request: dict) -> dict:
        """Each request brings all choices of its stage: a busy kernel hears only of the newest."""
        acts = {"choose": lambda: None, "tune": self.tune, "stop": self._stop, "judge": lambda: None,
                "reveal": self._reveal, "back": self._go_back}
        act = acts[request["kind"]]
        if "choices" in request and not self._is_running():
            self.choices = request["choices"]
        if "verdicts" in request:
            self.verdicts = request["verdicts"]
        act()
        return {}

    def sentence(self) -> str:
        if self.result:
            return f"{self.result['say']} Before that: {self.learned['say']}"
        if self.blind:
            return f"{self.learned['say']} Blind test: {len(self.verdicts)} of {len(self.blind)} pairs judged."
        if self.tuning and self.tuning["state"] not in OVER:
            return f"{self.learned['say']} The model is being turned to this taste."
        if self.choices:
            return f"Of {len(self.pairs)} pairs, {self.learned['say']}"
        return (f"Which of two stories is better? {len(self.pairs)} pairs wait; after {self.enough} clicks, a model "
                "can learn your taste.")

    @traitlets.validate("choices", "verdicts")
    def _check_choices(self, proposal) -> list:
        of_blind = proposal["trait"].name == "verdicts"
        try:
            return check_choices(proposal["value"], self.blind if of_blind else self.pairs, proposal["trait"].name)
        except ValueError as problem:
            raise traitlets.TraitError(str(problem)) from None

    @traitlets.observe("choices")
    def _on_choices(self, change) -> None:
        """A click: a taste is learned anew, which takes milliseconds."""
        choices = change["new"]
        differences = self._differences[:len(choices)]
        self.taste, found = learn_taste(self._look, differences, choices), held_out(differences, choices)
        beliefs = self.taste.beliefs()
        self.learned = {"clicks": len(choices), "held_out": found, "beliefs": beliefs[:SHOWN_BELIEFS],
                        "say": learned_words(len(choices), found, beliefs, self.who)}
        self._keep()

    @traitlets.observe("verdicts")
    def _on_verdicts(self, change) -> None:
        if change["new"] and len(change["new"]) == len(self.blind):
            self._reveal()
        else:
            self.result = {}
        self._keep()

    def _reveal(self) -> None:
        """The result of the blind test, and which story was from after."""
        if not self.verdicts or len(self.verdicts) < min(FEWEST_REVEALED, len(self.blind)):
            raise ValueError(f"judge at least {FEWEST_REVEALED} blind pairs first")
        found = preferred(self.verdicts, self._afters)
        self.result = {**found, "afters": self._afters, "say": result_words(found, self.who)}

    def _go_back(self) -> None:
        """To the clicks: more of them, or others; what was judged blind is dropped."""
        self._stop()
        self._run = None
        self._forget_blind()
        self.tuning = {}
        self._keep()

    def _forget_blind(self) -> None:
        self._afters = []
        with self.hold_sync():
            self.verdicts, self.blind, self.result = [], [], {}

    def _stop(self) -> None:
        if self._run is not None:
            self._run.stop()

    def _is_running(self) -> bool:
        return self._run is not None and not self._run.is_over() and self._run.state not in OVER

    def _hear(self, run) -> None:
        """In the training's thread: something new is to be seen."""
        if run is not self._run:
            return    # one that was left
        if run.state == "ready":
            self._afters = [self._chance.random() < 0.5 for _ in run.after]
            both = zip(run.after, run.before, self._afters, strict=True)
            self.blind = [[after, before] if left else [before, after] for after, before, left in both]
            if self._judge is not None:
                self.verdicts = [self._judged(pair) for pair in self.blind]
            self._keep()
        self.tuning = self._shown(run)

    def _shown(self, run) -> dict:
        status = run.status()
        return {**status, "say": tuning_words(status)}

    def _judged(self, pair) -> str:
        return LEFT if self._judge.prefers_first(*pair, self._chance) else RIGHT

    def _keep(self) -> None:
        if self._file is not None:
            keep_record(self._file, check_record(Record(self.pairs, self.choices, self.blind, self._afters,
                                                        self.verdicts)))


def check_model(model):
    if not (callable(model) and hasattr(model, "config") and hasattr(model, "new_cache")):
        raise TypeError(f"the arena needs a Transformer of the course, that writes and can be trained, not a "
                        f"{type(model).__name__}; load_storyteller() gives one")
    return model


def story_prompt(tokenizer, prompt) -> list[int]:
    """The ids before each story."""
    if prompt is not None:
        ids = [int(token) for token in prompt] if not isinstance(prompt, str) else list(tokenizer.encode(prompt))
        if not ids:
            raise ValueError("a prompt has at least one id")
        return ids
    found = getattr(tokenizer, "special_tokens", {}).get("<|story|>")
    if found is None:
        raise ValueError("this tokenizer has no <|story|>: say what stands before each story, prompt=[id, …]")
    return [found]
