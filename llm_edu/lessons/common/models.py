"""Models that several lessons use, each as the lesson wants it."""

from collections.abc import Callable, Sequence

import torch

from llm_edu.course.measuring import Measurement
from llm_edu.decoding import Greedy, generate
from llm_edu.language_models import END_ID
from llm_edu.pretrained import encode_chat
from llm_edu.storyland import World
from llm_edu.training.progress import in_notebook
from llm_edu.transformer import Transformer, TransformerConfig

LogProbs = Callable[[Sequence[str]], Sequence[float]]


def small_gpt2(world: World, **overrides) -> TransformerConfig:
    """GPT-2 as it fits into a minute: 3 layers, width 64, 4 heads."""
    sizes = dict(vocab_size=len(world.vocabulary), context_length=128, layers=3, width=64, heads=4)
    return TransformerConfig.gpt2(**sizes | overrides)


def practice_model(world: World, seed: int = 0) -> Transformer:
    """A GPT-2 so small that 60 steps take a second: 2 layers, width 32, 2 heads."""
    torch.manual_seed(seed)
    return Transformer(small_gpt2(world, layers=2, width=32, heads=2))


def load_variant(world: World, measured: Measurement, run: str, after: int) -> Transformer:
    """The model of a measured training as it was after so many steps."""
    model = Transformer(small_gpt2(world))
    prefix = f"after {after}/"
    model.load_state_dict({name.removeprefix(prefix): weight for name, weight in measured.tensors(run).items()
                           if name.startswith(prefix)})
    return model.eval()


class StoryTokenizer:
    """Storyland's words as a tokenizer, for widgets: a text begins with the end's id, as in training.

    >>> tokenizer = StoryTokenizer(World(seed=0))
    >>> [tokenizer.token_bytes(id) for id in tokenizer.encode("Mia laughed")]
    [b'<end>', b'Mia', b'laughed']
    """

    def __init__(self, world: World):
        self.world = world

    def encode(self, text: str) -> list[int]:
        return [END_ID, *self.world.encode(text)]

    def decode(self, ids: Sequence[int]) -> str:
        return self.world.decode(ids)

    def token_bytes(self, id: int) -> bytes:
        return self.world.vocabulary[id].encode()


class Counting:
    """A strategy that counts the tokens it chooses, in a line over which the next print writes: something moves.

    answers: how many are written at the same time   most: tokens in each
    """

    def __init__(self, strategy, answers: int, most: int):
        self.strategy, self.count = strategy, 0
        self.line = f"\r{answers} answers at the same time: token {{}} of at most {most}"

    def choose(self, *given):
        self.count += 1
        print(self.line.format(self.count), end="", flush=True)
        return self.strategy.choose(*given)

    def clear(self) -> None:
        """Take the line away."""
        print("\r" + " " * len(self.line) + "\r", end="")


def ask_many(model, tokenizer, questions, *, strategy=None, max_new_tokens: int = 16, seed: int | None = None):
    """Ask all questions at the same time, each in a chat of its own, and return the answers as a list of strings.

    A notebook shows meanwhile how far they are.
    """
    prompts = [encode_chat(tokenizer, [{"role": "user", "content": question}]) for question in questions]
    stop = tokenizer.special_tokens["<|im_end|>"]
    strategy = strategy or Greedy()
    shown = Counting(strategy, len(prompts), max_new_tokens) if in_notebook() and hasattr(strategy, "choose") else None
    rows = generate(model, prompts, shown or strategy, max_new_tokens=max_new_tokens, stop=(stop,), seed=seed)
    if shown:
        shown.clear()
    answers = []
    for row in rows.tolist():
        ids = row[: row.index(stop)] if stop in row else row
        answers.append(tokenizer.decode(ids).strip())
    return answers


def of_ids(model, world) -> LogProbs:
    """A model that speaks ids, as one that speaks words: its log probabilities for the words of a story."""
    return lambda words: model.log_probs(world.encode(words))


def of_texts(model, world) -> Callable[[str], dict[str, float]]:
    """A model that speaks ids, as the widget wants it: text so far -> {next word: probability}."""
    return lambda text: dict(zip(world.vocabulary, model.next_probabilities(world.encode(text)).tolist()))


def smollm2_log_prob(model, tokenizer) -> Callable[[str], float]:
    """A function from a text to its log probability in nats under SmolLM2: all its tokens, after the mark that begins
    a document. What 21 rare bytes would be is left out, as they have no token."""
    import torch

    begin = tokenizer.special_tokens["<|endoftext|>"]

    @torch.inference_mode()
    def log_prob(text: str) -> float:
        ids = tokenizer.encode(text, errors="drop")
        logits = model(torch.tensor([[begin, *ids]]))[0, :-1]  # (time, vocabulary): after each token but the last
        return float(logits.log_softmax(dim=-1)[torch.arange(len(ids)), torch.tensor(ids)].sum())

    return log_prob
