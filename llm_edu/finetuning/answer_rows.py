"""Examples as rows of ids, in which only the answers are learned.

A row is an example, so that no answer can look into another one. `train`, `evaluate` and `get_batch` read these rows
like any others. A question's tokens are not learned: as targets they are `IGNORED`.

    ids     <|im_start|> user \\n Hello ! <|im_end|> \\n <|im_start|> assistant \\n Ah oy ! <|im_end|>
    mask                                                                           ^  ^  ^     ^
"""

import zlib
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from llm_edu.earlier_names import earlier_names
from llm_edu.errors import CourseError
from llm_edu.finetuning.examples import SHOWN, Example, bad_lines
from llm_edu.language_models.padding import IGNORED
from llm_edu.pretrained import encode_chat
from llm_edu.pretrained.conversation import ends_of_turn
from llm_edu.tokenization import BPETokenizer
from llm_edu.training import TokenRows

TEXT_END = "<|endoftext|>"    # what stood between two texts when SmolLM2, GPT-2 or Qwen were trained
# What stood before a text and after it: for these; for Llama 3; for Llama 2 and Mistral.
TEXT_MARKS = ((TEXT_END, TEXT_END), ("<|begin_of_text|>", "<|end_of_text|>"), ("<s>", "</s>"))


@earlier_names(counts="mask")
class AnswerRows(TokenRows):
    """Rows of ids of which only some are learned. Make them with `answer_rows`.

    tokens, starts, stops: as for `TokenRows`
    mask: (tokens,), True for each token that is learned; a row's first id never is
    Raises ValueError for a mask of another shape, and for a row without an id to learn.

    >>> rows = AnswerRows([1, 7, 8, 2, 1, 9, 2], [0, 4], [4, 7], mask=[False, False, True, True, False, True, True])
    >>> rows.target_count, rows.side_by_side([0, 1])
    (4, (tensor([[1, 7, 8],
            [1, 9, 0]]), tensor([[-100,    8,    2],
            [   9,    2, -100]])))
    """

    def __init__(self, tokens: Sequence[int] | np.ndarray, starts: Sequence[int] | np.ndarray,
                 stops: Sequence[int] | np.ndarray, mask: Sequence[bool] | np.ndarray) -> None:
        super().__init__(tokens, starts, stops)
        self.mask = np.asarray(mask, dtype=bool)
        if self.mask.shape != self.tokens.shape:
            raise ValueError(f"{len(self.tokens)} tokens need a mask of as many, not of shape {self.mask.shape}")
        self.learned = np.concatenate([[0], np.cumsum(self.mask)])    # before each token, how many are learned
        if (self.learned[self.stops] - self.learned[self.starts + 1]).min() < 1:
            raise ValueError("every row needs an id to learn")

    @property
    def counts(self) -> np.ndarray:
        """`mask`, under its earlier name."""
        return self.mask

    def side_by_side(self, numbers: Sequence[int] | np.ndarray) -> tuple[Tensor, Tensor]:
        """Rows padded at the end: inputs and targets, (rows, longest of these) each."""
        inputs, targets = super().side_by_side(numbers)
        for row, number in zip(targets, numbers, strict=True):
            mask = torch.from_numpy(self.mask[self.starts[number] + 1:self.stops[number]])
            row[:len(mask)][~mask] = IGNORED
        return inputs, targets

    def targets_in(self, numbers: Sequence[int] | np.ndarray) -> int:
        """How many targets of these rows are learned."""
        return int((self.learned[self.stops[numbers]] - self.learned[self.starts[numbers] + 1]).sum())

    def fingerprint(self) -> int:
        """As for `TokenRows`, with the mask."""
        return zlib.crc32(np.packbits(self.mask).tobytes(), super().fingerprint())


def answer_rows(tokenizer: BPETokenizer, examples: Iterable[Example], length: int = 512,
                report: Callable[[str], object] = print) -> AnswerRows:
    """`AnswerRows` with a row for each example, of at most `length` predictions.

    A longer text is continued in the next row. A longer conversation is cut off there; if none of its answers begins
    before that, it is left out. `report` is called with a line that says which ones, and up to where they are learned.
    Raises CourseError with the lines that cannot be encoded, and if no row is left.
    """
    if length < 1:
        raise ValueError(f"a row has at least 1 prediction, not {length}")
    ids: list[int] = []
    mask: list[bool] = []
    sizes, problems = [], {}
    cut: list[tuple[Example, list[bool]]] = []
    gone: list[tuple[Example, list[bool]]] = []
    for example in examples:
        try:
            its_ids, its_mask = encode_example(tokenizer, example, length + 1)
        except (ValueError, CourseError) as problem:
            problems[example.place] = str(problem)
            continue
        if example.text is None and len(its_ids) > length + 1:
            its_ids, its_mask = its_ids[:length + 1], its_mask[:length + 1]
            (cut if any(its_mask) else gone).append((example, its_mask))
            if not any(its_mask):
                continue
        ids += its_ids
        mask += its_mask
        sizes.append(len(its_ids))
    if problems:
        raise bad_lines("the examples", problems)
    tell_of_long_ones(report, length, cut, gone)
    if not sizes:
        raise CourseError(f"no example is left: in none an answer begins within {length} tokens. Take longer "
                          "rows (length=, or --length).")
    stops = np.cumsum(sizes)
    rows = TokenRows.in_lengths(np.array(ids, dtype=np.int32), stops - sizes, stops, length)
    return AnswerRows(rows.tokens, rows.starts, rows.stops, mask)


def tell_of_long_ones(report, length, cut, gone):
    """Say which conversations did not fit, and what of each is not learned. cut, gone: [(example, its mask), …]"""
    for found, what in ((cut, "cut off there"), (gone, "left out, as no answer begins before that")):
        if found:
            shown = ", ".join(told_of_long_one(*each) for each in found[:SHOWN]) + (", …" if len(found) > SHOWN else "")
            report(f"longer than {length:,} tokens and {what}: {len(found):,} of the conversations, {shown}. To learn "
                   "all of them, split them, or allow longer rows (length=; --length, up to 2,048).")


def told_of_long_one(example, mask):
    """Where a conversation comes from, and how many of its answers are learned, the last of them perhaps in part.

    >>> from llm_edu.finetuning.examples import Example
    >>> answer = {"role": "assistant", "content": "Ahoy!"}
    >>> told_of_long_one(Example(7, messages=(answer, answer, answer)), [False, True, True, False, True])
    'line 7 (up to answer 2 of 3)'
    """
    answers = sum(message["role"] == "assistant" and is_learned(message) for message in example.messages)
    learned = sum(here and not before for before, here in pairwise([False, *mask]))
    return f"{example.place} (up to answer {learned} of {answers})" if learned else example.place


def is_learned(message):
    """Whether an answer is to be learned."""
    return message.get("weight", 1) != 0


def encode_example(tokenizer, example, enough=None):
    """The ids of an example, and for each whether it is learned: two lists. enough: as for `encode_answers`

    In a conversation the assistant's words and the end of its turn are learned. A text stands between the model's own
    marks of a text (`TEXT_MARKS`); only the last of them is learned. Raises ValueError for characters without a token,
    and where the model's chat template does not write an answer after its question.
    """
    if example.text is None:
        return encode_answers(tokenizer, example.messages, enough)
    special = tokenizer.special_tokens
    known = [(special[begin], special[end]) for begin, end in TEXT_MARKS if begin in special and end in special]
    if not known:
        raise CourseError(f"{tokenizer!r} has none of {', '.join(end for _, end in TEXT_MARKS)}, one of which ends a "
                          "text: use conversations")
    ids = [known[0][0], *tokenizer.encode(example.text), known[0][1]]
    return ids, [False] + [True] * (len(ids) - 1)


def encode_answers(tokenizer, messages, enough=None):
    """The ids of a conversation up to the end of its last answer, and for each whether it is learned.

    An answer begins right after what the model reads when you ask it, so the model learns to continue from there.
    enough: after more ids than these no further answer is read. Each answer is encoded with everything before it, as
        chat templates may require, so for an endless conversation the time would grow with the square.
    """
    messages, ids, mask = list(messages), [], []
    for number, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        if enough is not None and len(ids) > enough:
            break
        asked, told = encode_chat(tokenizer, messages[:number]), encode_chat(tokenizer, messages[:number + 1])
        if asked[:len(ids)] != ids or told[:len(asked)] != asked:
            raise ValueError(f"message {number + 1} merges with the text before it: begin it without white space"
                             if message["content"][0].isspace() else
                             "the model's chat template writes what stands before an answer differently once the "
                             "answer is there, so that it cannot be learned alone")
        ends = set(ends_of_turn(tokenizer))
        stop = next((place for place in range(len(asked), len(told)) if told[place] in ends), None)
        if stop is None:
            raise ValueError(f"the model's chat template does not end message {number + 1}")
        mask += [False] * (len(asked) - len(ids)) + [is_learned(message)] * (stop + 1 - len(asked))
        ids = told[:stop + 1]
    return ids, mask
