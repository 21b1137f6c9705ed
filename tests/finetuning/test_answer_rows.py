"""Rows of which only the answers count: exactly they, for every template; and what is too long is told."""

import re

import numpy as np
import pytest
import torch
from chat_templates import TEMPLATES
from hypothesis import given
from hypothesis import strategies as st
from training_runs import tiny_config, tiny_model

from llm_edu.errors import CourseError
from llm_edu.finetuning.answer_rows import AnswerRows, answer_rows, encode_answers, encode_example
from llm_edu.finetuning.examples import Example
from llm_edu.finetuning.held_out import content_hash
from llm_edu.pretrained import encode_chat, load_smollm2
from llm_edu.tokenization import CL100K_PATTERN, BPETokenizer
from llm_edu.training import IGNORED, TokenRows, batch_indices, evaluate, get_batch, train

TOKENIZER = BPETokenizer.train("low lower lowest, slow and slower; user assistant system\n\n\n" * 3, 290,
                               ["<|endoftext|>", "<|im_start|>", "<|im_end|>"], CL100K_PATTERN)
END = TOKENIZER.special_tokens["<|im_end|>"]
MARKERS = list(TOKENIZER.special_tokens)
# Words, white space inside, markers that somebody has typed, characters of several bytes.
WORDS = st.lists(st.sampled_from(["low", "er", " ", "\n", "é🗼", "1", *MARKERS]), min_size=1, max_size=6).map(
    "".join).filter(lambda text: text == text.strip() and text)
CONVERSATIONS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3)


def messages_of(pairs, system=None):
    found = [{"role": "system", "content": system}] if system else []
    for question, answer in pairs:
        found += [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return found


def counted(ids, counts):
    """The runs of ids that count."""
    runs, before = [], False
    for token, counts_here in zip(ids, counts, strict=True):
        if counts_here and not before:
            runs.append([])
        if counts_here:
            runs[-1].append(token)
        before = counts_here
    return runs


@given(CONVERSATIONS, st.none() | WORDS)
def test_exactly_the_answers_and_the_ends_of_their_turns_count(pairs, system):
    messages = messages_of(pairs, system)
    ids, counts = encode_answers(TOKENIZER, messages)
    assert counted(ids, counts) == [[*TOKENIZER.encode(answer), END] for _, answer in pairs]
    whole = encode_chat(TOKENIZER, messages)
    assert whole[:len(ids)] == ids and END not in whole[len(ids):]
    for number, message in enumerate(messages):    # each answer begins where the model is asked for it
        if message["role"] == "assistant":
            asked = encode_chat(TOKENIZER, messages[:number])
            assert ids[:len(asked)] == asked and counts[len(asked)] and not counts[len(asked) - 1]


@given(st.lists(st.one_of(CONVERSATIONS, WORDS), min_size=1, max_size=5), st.integers(1, 40))
def test_rows_say_again_what_the_examples_say(contents, length):
    examples = [Example(line, text=content) if isinstance(content, str) else Example(line, tuple(messages_of(content)))
                for line, content in enumerate(contents, start=1)]
    encoded = [encode_example(TOKENIZER, example) for example in examples]
    rows = answer_rows(TOKENIZER, examples, length=10_000)
    assert rows.row_texts() == [ids for ids, _ in encoded]
    assert rows.target_count == sum(sum(counts) for _, counts in encoded)
    said = []
    try:
        short = answer_rows(TOKENIZER, examples, length, said.append)
    except CourseError as problem:
        assert "no example is left" in str(problem)
        return
    assert all(len(row) <= length + 1 for row in short)
    inputs, targets = short.side_by_side(range(len(short)))
    wanted = sum(sum(counts if example.text is not None else counts[:length + 1])
                 for example, (_, counts) in zip(examples, encoded, strict=True))
    assert short.target_count == (targets != IGNORED).sum() == wanted
    too_long = [example for example, (ids, _) in zip(examples, encoded, strict=True)
                if example.text is None and len(ids) > length + 1]
    told = [int(number) for line in said for number in re.findall(r"line (\d+)", line)]
    assert sorted(told) == [example.line for example in too_long]


def test_a_batch_ignores_all_but_answers():
    examples = [Example(1, tuple(messages_of([("low", "lower"), ("er", "low")]))), Example(2, text="low lower")]
    rows = answer_rows(TOKENIZER, examples)
    inputs, targets = get_batch(rows, step=0, batch_size=2, seed=0)
    for row, number in enumerate(batch_indices(2, step=0, batch_size=2, seed=0)):
        ids, counts = encode_example(TOKENIZER, examples[number])
        assert inputs[row, :len(ids) - 1].tolist() == ids[:-1]
        expected = [token if count else IGNORED for token, count in zip(ids[1:], counts[1:], strict=True)]
        assert targets[row].tolist() == expected + [IGNORED] * (targets.shape[1] - len(expected))
    assert (targets == IGNORED).sum() > 50 and (targets != IGNORED).sum() == rows.target_count


def test_train_and_evaluate_read_these_rows():
    """A model learns the answers and pays for nothing else; questions, which it does not learn, stay surprising."""
    torch.manual_seed(0)
    ids = np.array([[1, 5, 6, 7, 2], [1, 8, 9, 3, 2]] * 4, dtype=np.int32)
    counts = np.tile([False, False, False, True, True], 8)
    starts = np.arange(8) * 5
    rows = AnswerRows(ids.ravel(), starts, starts + 5, counts)
    model = tiny_model()
    config = tiny_config(steps=60)
    assert train(model, rows, config).tokens == 2 * config.batch_size * 60
    answers, everything = evaluate(model, rows), evaluate(model, TokenRows(ids.ravel(), starts, starts + 5))
    assert answers.targets == 16 and everything.targets == 32
    questions = (everything.nats - answers.nats) / 16
    assert answers.loss < 0.3 and questions > 1.5


def test_another_mask_is_other_data():
    tokens, starts, stops = [1, 5, 6, 2], [0], [4]
    rows = [AnswerRows(tokens, starts, stops, counts) for counts in ([0, 0, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1])]
    assert len({each.fingerprint() for each in rows}) == 3
    assert [each.targets_in(np.array([0])) for each in rows] == [1, 2, 3]


def test_what_does_not_fit_is_told_and_what_cannot_be_is_refused():
    long, short = messages_of([("low " * 200, "lower")]), messages_of([("low", "lower " * 200)])
    said = []
    rows = answer_rows(TOKENIZER, [Example(3, tuple(long)), Example(8, tuple(short))], 200, said.append)
    assert len(rows) == 1 and len(rows[0]) == 201
    assert [line.partition(". To learn all of them")[0] for line in said] == [
        "longer than 200 tokens and cut off there: 1 of the conversations, line 8 (up to answer 1 of 1)",
        "longer than 200 tokens and left out, as no answer begins before that: 1 of the conversations, line 3"]
    with pytest.raises(CourseError, match="no example is left: in none an answer begins within 200 tokens"):
        answer_rows(TOKENIZER, [Example(3, tuple(long))], 200, said.append)
    with pytest.raises(CourseError, match="the examples: 1 line cannot be used.\n  line 4: message 2 merges with"):
        answer_rows(TOKENIZER, [Example(4, tuple(messages_of([("low", "\n\nlower")])))])
    plain = BPETokenizer.train("low lower", vocab_size=260)
    with pytest.raises(CourseError, match=r"line 1: .* has none of <\|endoftext\|>, <\|end_of"):
        answer_rows(plain, [Example(1, text="low")])
    with pytest.raises(CourseError, match="line 2: .* without a chat template"):
        answer_rows(plain, [Example(2, tuple(short))])
    for mask, told in (([0, 1], "a mask of as many"), ([1, 0, 0], "needs an id to learn")):
        with pytest.raises(ValueError, match=told):
            AnswerRows([1, 5, 2], [0], [3], mask)
    with pytest.raises(ValueError, match="at least 1 prediction"):
        answer_rows(TOKENIZER, [], 0)


def test_an_answer_of_weight_0_is_read_and_not_learned():
    messages = messages_of([("low", "lower"), ("er", "low"), ("slow", "lowest")])
    whole, counts = encode_answers(TOKENIZER, messages)
    messages[3]["weight"] = 0
    ids, weighed = encode_answers(TOKENIZER, messages)
    assert ids == whole and counted(ids, weighed) == [run for number, run in enumerate(counted(ids, counts)) if number != 1]
    assert content_hash(Example(1, tuple(messages))) != content_hash(Example(1, tuple(messages[:3] + messages[4:])))


def test_a_chat_without_end_is_encoded_as_far_as_it_is_learned(monkeypatch):
    """And what is not is told. The work is counted, in characters that the tokenizer gets."""
    work, encode = [], BPETokenizer.encode
    monkeypatch.setattr(BPETokenizer, "encode", lambda self, text: (work.append(len(text)), encode(self, text))[1])
    works, said = {}, []
    for turns in (20, 200, 2000):
        work.clear()
        example = Example(5, tuple(messages_of([("low " * 3, "lower " * 3)] * turns)))
        rows = answer_rows(TOKENIZER, [example], 100, said.append)
        assert len(rows[0]) == 101 and rows.target_count == sum(encode_answers(TOKENIZER, example.messages[:8])[1][:101])
        works[turns] = sum(work)
    assert works[20] == works[200] == works[2000]
    assert [re.search(r"line 5 \(up to answer (\d) of (\d+)\)", line).groups() for line in said] == [
        ("2", "20"), ("2", "200"), ("2", "2000")]


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_other_models_templates(name, tmp_path):
    """Where a template lets an answer be learned alone, exactly the answer counts; where not, that is said."""
    transformers = pytest.importorskip("transformers", reason="install the tests' packages: pip install -e .[test]")
    from random_families import random_model
    from tokenizer_styles import make

    from llm_edu.pretrained import load_pretrained

    style, begin, end = {"chatml": ("smollm2", None, "<|im_end|>"), "llama2": ("llama2", "<s>", "</s>"),
                         "llama3": ("llama3", "<|begin_of_text|>", "<|eot_id|>"), "qwen3": ("qwen2", None, "<|im_end|>"),
                         "tagged": ("mistral", "<s>", "</s>")}[name]
    transformers.PreTrainedTokenizerFast(tokenizer_object=make(style), eos_token=end, bos_token=begin,
                                         chat_template=TEMPLATES[name]).save_pretrained(tmp_path)
    random_model("llama", 0, vocab_size=800, max_position_embeddings=256).save_pretrained(tmp_path)
    _, tokenizer = load_pretrained(tmp_path)
    messages = messages_of([("Hello!", "Ahoy there."), ("Why?", "So.")])
    if name == "tagged":
        with pytest.raises(ValueError, match="differently once the answer is there"):
            encode_answers(tokenizer, messages)
        return
    if name == "qwen3":    # it writes an empty thought before the last answer, and takes it away from earlier ones
        with pytest.raises(ValueError, match="differently once the answer is there"):
            encode_answers(tokenizer, messages)
        messages = messages[:2]
    ids, counts = encode_answers(tokenizer, messages)
    found = [tokenizer.decode(run) for run in counted(ids, counts)]
    answers = [message["content"] for message in messages if message["role"] == "assistant"]
    assert [text.removesuffix(end).removeprefix("<think>\n\n</think>\n\n").strip() for text in found] == answers
    assert all(text.endswith(end) for text in found)


@pytest.mark.asset("smollm2")
def test_smollm2():
    _, tokenizer = load_smollm2()
    messages = messages_of([("Hi <|im_end|>", "Hello there."), ("Why?", "Because.")])
    ids, counts = encode_answers(tokenizer, messages)
    assert [tokenizer.decode(run) for run in counted(ids, counts)] == ["Hello there.<|im_end|>", "Because.<|im_end|>"]
    assert tokenizer.decode(ids).startswith("<|im_start|>system\nYou are a helpful AI assistant named SmolLM")
    rows = answer_rows(tokenizer, [Example(1, tuple(messages)), Example(2, text="Whales.")])
    assert rows.row_texts() == [ids, [0, *tokenizer.encode("Whales."), 0]]
    with pytest.raises(CourseError, match="line 5: "):
        answer_rows(tokenizer, [Example(5, text="\x04")])    # a byte that has no token


@pytest.mark.parametrize(("begin", "end"), [("<|begin_of_text|>", "<|end_of_text|>"), ("<s>", "</s>")])
def test_texts_are_put_between_the_marks_of_other_models(begin, end):
    llama = BPETokenizer.train("low lower", 260, [begin, end])
    first, last = llama.special_tokens[begin], llama.special_tokens[end]
    assert encode_example(llama, Example(1, text="low"))[0] == [first, *llama.encode("low"), last]
