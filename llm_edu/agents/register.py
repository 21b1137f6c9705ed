"""The village register: an agent so small that all it does can be judged exactly.

An agent is a model in a loop with tools. Here the model is lesson 15's, of a village that keeps silent about some
facts, and the only tool is the village's register. A question is the beginning of a story. The model answers with the
next word, or it writes the word ``look-up`` first. Then the loop writes what the register says, and the model goes on:

    Mia's [look-up → parrot] parrot

The register may know nothing of some facts, lie about some, or be out of order. Storyland knows the truth, so every run
can be judged.

Source: a call written into the text, and its result after it: Schick et al. 2023, Toolformer, arXiv:2302.04761
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

import torch
from torch import Tensor, nn

from llm_edu.agents.register_value import LOOK_UP, run_reward
from llm_edu.grounding.village import TELLING, UNKNOWN, Question, values_of
from llm_edu.language_models import END_ID, pad_rows
from llm_edu.storyland import World, split_words
from llm_edu.storyland.village import Fact

NOT_FOUND, OUT_OF_ORDER = "not-found", "out-of-order"


def words_of(world: World) -> list[str]:
    """The words that the agent knows: the village's, UNKNOWN, the call, and what a register says without a value."""
    return [*world.vocabulary, UNKNOWN, LOOK_UP, NOT_FOUND, OUT_OF_ORDER]


class Register:
    """Each resident's job, pet, home and food, as the village has them written down.

    missing: facts that are not in it   lies: the share of the facts of which it tells a wrong value, the same each time
    broken: it says nothing but OUT_OF_ORDER

    >>> from llm_edu.grounding.village import silent_world
    >>> register = Register(silent_world(seed=0))
    >>> register.look_up("pet", "Mia"), register.look_up("pet", "Zelda")
    ('parrot', 'not-found')
    """

    def __init__(self, world: World, missing: Collection[Fact] = (), lies: float = 0.0, broken: bool = False):
        self.broken = broken
        self.entries = {(fact.relation, fact.subject): fact.value for fact in world.facts()
                        if fact.relation in TELLING and fact not in missing}
        random = Random(f"lies {world.seed}")
        for (relation, subject), value in self.entries.items():
            lie = random.choice([other for other in values_of(world, relation) if other != value])
            if random.random() < lies:
                self.entries[relation, subject] = lie

    def look_up(self, relation: str, subject: str) -> str:
        """The value, one word: NOT_FOUND where there is no such entry, OUT_OF_ORDER where the register is broken."""
        return OUT_OF_ORDER if self.broken else self.entries.get((relation, subject), NOT_FOUND)


@dataclass(frozen=True)
class Run:
    """One question, and what the agent did.

    result: what the register said, "" if the agent did not call   answer: the agent's last word
    confidence: how probable its first word was, the call or the answer

    >>> run = Run(Question(Fact("Mia", "pet", "dog"), "Mia's"), result="dog", answer="dog")
    >>> print(run, run.reward(price=0.25))
    Mia's [look-up → dog] dog 0.75
    """

    question: Question
    result: str
    answer: str
    confidence: float = 1.0

    @property
    def called(self) -> bool:
        """Whether the agent called the register."""
        return bool(self.result)

    @property
    def right(self) -> bool:
        """Whether its answer is the truth."""
        return self.answer == self.question.fact.value

    @property
    def silent(self) -> bool:
        """Whether it says that nobody said it."""
        return self.answer == UNKNOWN

    @property
    def words(self) -> list[str]:
        """All that was written after the question, by the model and by the register."""
        return [LOOK_UP, self.result, self.answer] if self.called else [self.answer]

    def reward(self, price: float = 0.0) -> float:
        """What it earns: see `run_reward`."""
        return run_reward(self.words, self.question.fact.value, price)

    def __str__(self) -> str:
        called = f" [{LOOK_UP} → {self.result}]" if self.called else ""
        return f"{self.question.beginning}{called} {self.answer}"


Choose = Callable[[Tensor], Tensor]    # logits (rows, words) -> ids (rows,)


def most_probable(logits: Tensor) -> Tensor:
    """The most probable word of each row."""
    return logits.argmax(-1)


class Agent:
    """A model in a loop with the register.

    calls: "chosen" leaves them to the model, "never" forbids them, "always" begins each run with one
    Raises ValueError for any other word.
    """

    def __init__(self, model: nn.Module, world: World, register: Register, calls: str = "chosen"):
        if calls not in ("chosen", "never", "always"):
            raise ValueError(f'calls is "chosen", "never" or "always", not {calls!r}')
        self.model, self.register, self.calls = model, register, calls
        self.words = words_of(world)
        self.ids = {word: number for number, word in enumerate(self.words)}

    def encode(self, words: Iterable[str]) -> list[int]:
        """The ids of words."""
        return [self.ids[word] for word in words]

    def prompt(self, question: Question) -> list[int]:
        """What the model reads first."""
        return [END_ID, *self.encode(split_words(question.beginning))]

    @torch.no_grad()
    def run(self, questions: Sequence[Question], choose: Choose = most_probable) -> list[Run]:
        """Let it answer the questions side by side. choose: how a word is chosen, by default the most probable one."""
        prompts = [self.prompt(question) for question in questions]
        logits = self.first_logits(prompts)
        first = choose(logits)
        sure = logits.softmax(-1).gather(-1, first[:, None])[:, 0].tolist()
        runs = [Run(question, "", self.words[word], probability)
                for question, word, probability in zip(questions, first.tolist(), sure, strict=True)]
        calling = [number for number, run in enumerate(runs) if run.answer == LOOK_UP]
        if calling:
            results = [self.register.look_up(runs[number].question.fact.relation, runs[number].question.fact.subject)
                       for number in calling]
            texts = [[*prompts[number], *self.encode([LOOK_UP, result])] for number, result in zip(calling, results)]
            answers = choose(self.next_logits(texts)).tolist()
            for number, result, word in zip(calling, results, answers, strict=True):
                runs[number] = replace(runs[number], result=result, answer=self.words[word])
        return runs

    def first_logits(self, prompts: Sequence[list[int]]) -> Tensor:
        """The logits of the first word, with the call forbidden or forced where `calls` says so."""
        logits = self.next_logits(prompts)
        call = torch.zeros(len(self.words), dtype=torch.bool)
        call[self.ids[LOOK_UP]] = True
        if self.calls == "never":
            return logits.masked_fill(call, -torch.inf)
        return logits.masked_fill(~call, -torch.inf) if self.calls == "always" else logits

    def next_logits(self, texts: Sequence[list[int]]) -> Tensor:
        """The logits of the word after each text: (texts, words)"""
        inputs, _ = pad_rows([[*text, END_ID] for text in texts])
        ends = torch.tensor([len(text) - 1 for text in texts])
        logits: Tensor = self.model(inputs)[torch.arange(len(texts)), ends]
        return logits.double()
