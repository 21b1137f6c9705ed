"""Examples as rows of ids, in which only the answers are to be predicted.

A row is an example: so no answer can look into another one, and `train`, `evaluate` and `get_batch` read these rows as
they read any. What a question says counts for nothing: its targets are `IGNORED`.

    ids      <|im_start|> user \\n Hello ! <|im_end|> \\n <|im_start|> assistant \\n Ah oy ! <|im_end|>
    counts                                                                          ^  ^  ^     ^
"""

import zlib
from itertools import pairwise

import numpy as np
import torch

from llm_edu.errors import CourseError
from llm_edu.finetuning.examples import SHOWN, bad_lines
from llm_edu.language_models.padding import IGNORED
from llm_edu.pretrained import encode_chat
from llm_edu.pretrained.conversation import ends_of_turn
from llm_edu.training import TokenRows

TEXT_END = "<|endoftext|>"    # what stood between two texts when SmolLM2, GPT-2 or Qwen were trained
# What stood before a text and after it: for these; for Llama 3; for Llama 2 and Mistral.
TEXT_MARKS = ((TEXT_END, TEXT_END), ("<|begin_of_text|>", "<|end_of_text|>"), ("<s>", "</s>"))


class AnswerRows(TokenRows):
    """Rows of ids of which some are to be predicted. Make them with `answer_rows`.

    counts: (count,), for each of the tokens whether it is to be predicted; a row's first id never is

    >>> rows = AnswerRows([1, 7, 8, 2, 1, 9, 2], [0, 4], [4, 7], counts=[False, False, True, True, False, True, True])
    >>> rows.target_count, rows.side_by_side([0, 1])
    (4, (tensor([[1, 7, 8],
            [1, 9, 0]]), tensor([[-100,    8,    2],
            [   9,    2, -100]])))
    """

    def __init__(self, tokens, starts, stops, counts):
        super().__init__(tokens, starts, stops)
        self.counts = np.asarray(counts, dtype=bool)
        if self.counts.shape != self.tokens.shape:
            raise ValueError(f"{len(self.tokens)} tokens need as many counts, not {self.counts.shape}")
        self.counted = np.concatenate([[0], np.cumsum(self.counts)])    # before each place, how many count
        if (self.counted[self.stops] - self.counted[self.starts + 1]).min() < 1:
            raise ValueError("every row needs an id to predict")

    def side_by_side(self, numbers):
        """Rows filled up at the end: inputs and targets, (rows, longest of these) each."""
        inputs, targets = super().side_by_side(numbers)
        for row, number in zip(targets, numbers, strict=True):
            counts = torch.from_numpy(self.counts[self.starts[number] + 1:self.stops[number]])
            row[:len(counts)][~counts] = IGNORED
        return inputs, targets

    def targets_in(self, numbers):
        """How many predictions these rows ask for."""
        return int((self.counted[self.stops[numbers]] - self.counted[self.starts[numbers] + 1]).sum())

    def fingerprint(self):
        """As that of `TokenRows`, from what counts as well."""
        return zlib.crc32(np.packbits(self.counts).tobytes(), super().fingerprint())


def answer_rows(tokenizer, examples, length=512, report=print):
    """`AnswerRows` with a row for each example, of at most `length` predictions.

    A text that is longer goes on in the next row. A conversation that is longer is cut off there, and where no answer
    begins before that, it is left out: `report` is called with a line that says which, and what of them is learned.
    Raises CourseError with the lines that cannot be encoded, and when no row is left.
    """
    if length < 1:
        raise ValueError(f"a row has at least 1 prediction, not {length}")
    ids, counts, sizes, problems, cut, gone = [], [], [], {}, [], []
    for example in examples:
        try:
            its_ids, its_counts = encode_example(tokenizer, example, length + 1)
        except (ValueError, CourseError) as problem:
            problems[example.place] = str(problem)
            continue
        if example.text is None and len(its_ids) > length + 1:
            its_ids, its_counts = its_ids[:length + 1], its_counts[:length + 1]
            (cut if any(its_counts) else gone).append((example, its_counts))
            if not any(its_counts):
                continue
        ids += its_ids
        counts += its_counts
        sizes.append(len(its_ids))
    if problems:
        raise bad_lines("the examples", problems)
    tell_of_long_ones(report, length, cut, gone)
    if not sizes:
        raise CourseError(f"no example is left: in none an answer begins within {length} tokens. Take longer "
                          "rows (length=, or --length).")
    stops = np.cumsum(sizes)
    rows = TokenRows.in_lengths(np.array(ids, dtype=np.int32), stops - sizes, stops, length)
    return AnswerRows(rows.tokens, rows.starts, rows.stops, counts)


def tell_of_long_ones(report, length, cut, gone):
    """Say which conversations did not fit, and what of each is not learned. cut, gone: [(example, its counts), …]"""
    for found, what in ((cut, "cut off there"), (gone, "left out, as no answer begins before that")):
        if found:
            shown = ", ".join(told_of_long_one(*each) for each in found[:SHOWN]) + (", …" if len(found) > SHOWN else "")
            report(f"longer than {length:,} tokens and {what}: {len(found):,} of the conversations, {shown}. To learn "
                   "all of them, split them, or allow longer rows (length=; --length, up to 2,048).")


def told_of_long_one(example, counts):
    """Where a conversation comes from, and how many of its answers are learned, the last of them perhaps in part.

    >>> from llm_edu.finetuning.examples import Example
    >>> answer = {"role": "assistant", "content": "Ahoy!"}
    >>> told_of_long_one(Example(7, messages=(answer, answer, answer)), [False, True, True, False, True])
    'line 7 (up to answer 2 of 3)'
    """
    answers = sum(message["role"] == "assistant" and is_learned(message) for message in example.messages)
    learned = sum(counts_here and not before for before, counts_here in pairwise([False, *counts]))
    return f"{example.place} (up to answer {learned} of {answers})" if learned else example.place


def is_learned(message):
    """Whether an answer is to be learned."""
    return message.get("weight", 1) != 0


def encode_example(tokenizer, example, enough=None):
    """The ids of an example, and for each whether it is to be predicted: two lists. enough: as for `encode_answers`

    Of a conversation the assistant's words count, and the end of its turn. Text is put between the model's own marks of
    a text (`TEXT_MARKS`), of which the last counts. Raises ValueError for characters that the tokenizer has no token
    for, and where the model's chat template does not write an answer after its question.
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
    """The ids of a conversation up to the end of its last answer, and for each whether it belongs to an answer.

    An answer is what comes after what the model reads when it is asked. So it learns to go on exactly from there.
    enough: after more ids than these no further answer is read. Each is written together with all that stands before
        it, as its template may ask for; so of a conversation without end the time would grow with the square.
    """
    messages, ids, counts = list(messages), [], []
    for number, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        if enough is not None and len(ids) > enough:
            break
        asked, told = encode_chat(tokenizer, messages[:number]), encode_chat(tokenizer, messages[:number + 1])
        if asked[:len(ids)] != ids or told[:len(asked)] != asked:
            raise ValueError(f"message {number + 1} melts into what stands before it: begin it without white space"
                             if message["content"][0].isspace() else
                             "the model's chat template writes what stands before an answer differently once the "
                             "answer is there, so that it cannot be learned alone")
        ends = set(ends_of_turn(tokenizer))
        stop = next((place for place in range(len(asked), len(told)) if told[place] in ends), None)
        if stop is None:
            raise ValueError(f"the model's chat template does not end message {number + 1}")
        counts += [False] * (len(asked) - len(ids)) + [is_learned(message)] * (stop + 1 - len(asked))
        ids = told[:stop + 1]
    return ids, counts
