"""A question that takes several steps, answered at once or after a scratchpad: Storyteller learns either.

A telephone chain: each of eight residents calls one other. The list stands in any order, and the question is who is
reached after so many calls.

    Who calls whom: Rosa Emil, Ada Ines, Emil Ada, … . Three calls on from Rosa      Ines.               direct
                                                                                     Emil Ada Ines.      scratchpad
                                                                                     then then Ines.     pause

The scratchpad says whom each call reaches before the last; pause words take as many tokens, and say nothing (Goyal et
al. 2023, Think before you speak, arXiv:2310.02226). In all kinds the last word is the answer.

    model, tokenizer = teach("scratchpad", steps=100)
    judge(model, tokenizer, "scratchpad", draw_chains(100, seed=2))

Source of the idea: Nye et al. 2021, Show Your Work: Scratchpads for Intermediate Computation, arXiv:2112.00114.
"""

from dataclasses import dataclass
from random import Random

from llm_edu.alignment import draw_answers
from llm_edu.lessons.common.examples import Example, what_is_said
from llm_edu.storyland.village import MEN, WOMEN, shuffled
from llm_edu.training import TrainingConfig, apply_gradients, cross_entropy, load_storyteller
from llm_edu.training.groups import make_optimisers
from llm_edu.training.storyteller import STORY

KINDS = ("direct", "scratchpad", "pause")
PAUSE, BEGIN = "then", "Who calls whom:"
NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven")
RESIDENTS, LONGEST = 8, 6    # in a chain; calls in a question
STEPS, BATCH = 120, 64
CONFIG = {"optimiser": "muon", "matrix_learning_rate": 0.01, "learning_rate": 0.004, "momentum": 0.9, "warmup": 10,
          "cooldown": 0.4, "clip": None}
NEARLY_GREEDY = 1e-4    # a temperature


@dataclass(frozen=True)
class Chain:
    """A list of who calls whom, in the order in which it is told, and a question: who is reached from `first`?

    >>> chain = Chain((("Ben", "Mia"), ("Ada", "Ben"), ("Mia", "Ada")), "Ada", 2)
    >>> chain.text
    'Who calls whom: Ben Mia, Ada Ben, Mia Ada. Two calls on from Ada'
    >>> chain.reached, chain.answer("scratchpad"), chain.answer("pause")
    (('Ben', 'Mia'), ' Ben Mia.', ' then Mia.')
    """

    pairs: tuple[tuple[str, str], ...]
    first: str
    calls: int

    @property
    def text(self):
        """The list and the question, up to where the answer comes."""
        pairs = ", ".join(f"{caller} {called}" for caller, called in self.pairs)
        return f"{BEGIN} {pairs}. {NUMBERS[self.calls - 1]} call{'s' * (self.calls > 1)} on from {self.first}"

    @property
    def reached(self):
        """Who is reached by each call; the last of them is the answer."""
        return follow(self.pairs, self.first, self.calls)

    def answer(self, kind):
        """What a model of this kind learns to say."""
        if kind not in KINDS:
            raise ValueError(f"a kind is one of {', '.join(KINDS)}, not {kind!r}")
        *between, last = self.reached
        before = {"direct": [], "scratchpad": between, "pause": [PAUSE] * len(between)}[kind]
        return " " + " ".join([*before, last]) + "."


def follow(pairs, first, calls):
    """Who is reached by each of so many calls, from a list of (caller, called).

    >>> follow([("Ben", "Mia"), ("Ada", "Ben")], "Ada", 2)
    ('Ben', 'Mia')
    """
    calls_whom, reached = dict(pairs), []
    for _ in range(calls):
        first = calls_whom[first]
        reached.append(first)
    return tuple(reached)


def draw_chains(count, seed, residents=RESIDENTS, longest=LONGEST):
    """`count` chains, each a ring of other residents, told in random order; 1 to `longest` calls are equally likely."""
    if not 2 <= residents <= len(WOMEN + MEN) or not 1 <= longest < min(residents, len(NUMBERS) + 1):
        raise ValueError(f"a ring has 2 to {len(WOMEN + MEN)} residents and a question 1 to {len(NUMBERS)} calls, "
                         f"fewer than there are residents, not {residents} and {longest}")
    random, found = Random(f"telephone {seed}"), []
    for number in range(count):
        ring = shuffled(random, WOMEN + MEN)[:residents]
        pairs = shuffled(random, zip(ring, ring[1:] + ring[:1]))
        found.append(Chain(tuple(pairs), ring[0], number % longest + 1))
    return shuffled(random, found)


def teach(kind, steps=STEPS, batch_size=BATCH, seed=1, callback=None, **settings):
    """Storyteller, after it has learned to answer in this way: (model, tokenizer)

    Each step reads `batch_size` new chains, the same for every kind. All that stands behind the question counts.
    callback: called with (step, loss) after each step   settings: of a `TrainingConfig`, in place of CONFIG
    """
    short = {"warmup": min(CONFIG["warmup"], steps // 2)}    # for whoever tries a few steps
    config = TrainingConfig(steps, batch_size=batch_size, seed=seed, **CONFIG | short | settings)
    model, tokenizer = load_storyteller()
    optimisers = make_optimisers(model.train(), config)
    for step in range(steps):
        chains = draw_chains(batch_size, seed=f"{seed} step {step}")
        logits, targets, _ = what_is_said(model, [example(tokenizer, chain, kind) for chain in chains])
        loss = cross_entropy(logits, targets)
        loss.backward()
        apply_gradients(optimisers, multiplier=config.learning_rate_multiplier(step))
        if callback is not None:
            callback(step + 1, loss.item())
    return model.eval(), tokenizer


def prompt(tokenizer, chain, begun=""):
    """The ids up to where the answer comes, or goes on after what has `begun`."""
    return [tokenizer.special_tokens[STORY], *tokenizer.encode(chain.text + begun)]


def example(tokenizer, chain, kind):
    """A row to learn from, of which the answer is to be said, and that it ends (id 0)."""
    ids = prompt(tokenizer, chain)
    return Example((*ids, *tokenizer.encode(chain.answer(kind)), 0), len(ids))


def answers(model, tokenizer, chains, begun=None):
    """What a model says behind each question, as text.   begun: for each chain what has been said for it already"""
    begun = [""] * len(chains) if begun is None else begun
    ids = draw_answers(model, [prompt(tokenizer, *pair) for pair in zip(chains, begun, strict=True)], LONGEST + 3,
                       seed=0, temperature=NEARLY_GREEDY)
    return [tokenizer.decode([token for token in row if token]) for row in ids]


def last_word(text):
    """The answer in what a model says.

    >>> last_word(" Emil Ada Ines."), last_word("")
    ('Ines', '')
    """
    return (text.strip().rstrip(".").split() or [""])[-1]


def judge(model, tokenizer, chains):
    """How many are answered right: {calls: (right, asked)}, and what was said"""
    said, found = answers(model, tokenizer, chains), {}
    for chain, text in zip(chains, said, strict=True):
        right, asked = found.get(chain.calls, (0, 0))
        found[chain.calls] = right + (last_word(text) == chain.reached[-1]), asked + 1
    return dict(sorted(found.items())), said


def misled(chain, random):
    """A scratchpad with one wrong name in it, its last but one word, and who that one calls: (begun, answer).

    Whoever reads its own scratchpad goes on from the wrong name.
    """
    *before, true = chain.reached[:-1]
    others = [caller for caller, _ in chain.pairs if caller not in (chain.first, *chain.reached)]
    wrong = others[int(random.random() * len(others))]
    return "".join(f" {name}" for name in [*before, wrong]), follow(chain.pairs, wrong, 1)[0]
