"""Files of examples: what is read, and what each bad line is told."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.errors import CourseError
from llm_edu.finetuning.examples import LONGEST_LINE, SHOWN, Example, read_example, read_examples

QUESTION, ANSWER = {"role": "user", "content": "Hello!"}, {"role": "assistant", "content": "Ahoy!\u2028é 🗼"}
SYSTEM = {"role": "system", "content": "Be brief."}

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


def turns(texts):
    return [{"role": ("user", "assistant")[place % 2], "content": text} for place, text in enumerate(texts)]


CONTENTS = st.one_of(
    st.builds(lambda text: {"text": text}, WORDS),
    st.builds(lambda pairs, system: {"messages": [SYSTEM][:system] + turns(sum(pairs, ()))},
              st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3), st.integers(0, 1)))


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("my data") / "examples é.jsonl"


@given(st.lists(CONTENTS, min_size=1), st.booleans(), st.sampled_from((b"\n", b"\r\n", b"\n \t\n")), st.booleans())
def test_what_is_written_is_read(file, contents, ascii_only, between, marked):
    lines = [json.dumps(content, ensure_ascii=ascii_only).encode() for content in contents]
    file.write_bytes(b"\xef\xbb\xbf" * marked + between.join(lines) + between)
    examples = read_examples(file)
    assert [example.text for example in examples] == [content.get("text") for content in contents]
    found = [None if example.messages is None else list(example.messages) for example in examples]
    assert found == [content.get("messages") for content in contents]
    all_lines = file.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    assert [all_lines[example.line - 1].strip() for example in examples] == lines


def test_other_keys_are_passed_over():
    assert read_example(b'{"id": 7, "text": "a", "source": null}', 3) == Example(3, text="a")


def line(**content):
    return json.dumps(content).encode()


@pytest.mark.parametrize(("written", "told"), [
    (b"{'text': 'a'}", "it is no JSON: Expecting property name enclosed in double quotes, at character 2"),
    (b'{"text": "a"', "it is no JSON: Expecting ',' delimiter, at character 13"),
    (b"{", "every line is to hold an object of its own"),
    (b"[", "every line is to hold an object of its own"),
    (b"[" * 100_000, "it is no JSON: it is nested too deeply"),
    (b"9" * 5000, "it is no JSON: Exceeds the limit"),
    ('{"text": "é"}'.encode("latin-1"), "it is not UTF-8 text"),
    ('{"text": "a"}'.encode("utf-16"), "it is not UTF-8 text"),
    (b'{"text": "' + b"a" * LONGEST_LINE + b'"}', "it is too long: 1,000,012 bytes"),
    (b"[1, 2]", "it is a list, and should be an object"), (b"7", "it is a number"), (b"null", "it is null"),
    (b"{}", 'it needs either "messages" or "text", and has no keys'),
    (line(prompt="a", completion="b"), "and has 'prompt', 'completion'"),
    (line(text="a", messages=[QUESTION, ANSWER]), "and has 'text', 'messages'"),
    (line(text=""), '"text" is empty'), (line(text=" \n\t"), '"text" is empty'), (line(text=["a"]), '"text" is a list'),
    (b'{"text": "a\\ud83d"}', r'"text" holds half a character, \ud83d'),
    (line(messages=[]), '"messages" is not a list with messages in it'),
    (line(messages={"role": "user"}), '"messages" is not a list'), (line(messages="Hello!"), '"messages" is not a list'),
    (line(messages=["Hello!"]), 'message 1 is to have a "role" and a "content" and nothing else, and is a text'),
    (line(messages=[QUESTION, {"role": "assistant"}]), "message 2 is to have"),
    (line(messages=[QUESTION | {"name": "Nia"}, ANSWER]), "and has 'role', 'content', 'name'"),
    (line(messages=[QUESTION, ANSWER | {"role": "bot"}]), "message 2 has the role 'bot', and may have system, user"),
    (line(messages=[QUESTION, ANSWER | {"role": ["x"]}]), "message 2 has the role ['x']"),
    (line(messages=[QUESTION, ANSWER | {"content": ""}]), 'the "content" of message 2 is empty'),
    (line(messages=[QUESTION, ANSWER | {"content": None}]), 'the "content" of message 2 is null'),
    (line(messages=[ANSWER]), "message 1 is the assistant's where the user's turn is"),
    (line(messages=[QUESTION, QUESTION, ANSWER]), "message 2 is the user's where the assistant's turn is"),
    (line(messages=[QUESTION, ANSWER, ANSWER]), "message 3 is the assistant's where the user's turn is"),
    (line(messages=[QUESTION, SYSTEM, ANSWER]), "message 2 is the system's where the assistant's turn is"),
    (line(messages=[SYSTEM]), "it ends with the system's message, and should end with an answer"),
    (line(messages=[QUESTION, ANSWER, QUESTION]), "it ends with the user's message"),
])  # fmt: skip
def test_a_bad_line_is_told_what_is_wrong(written, told):
    with pytest.raises(ValueError, match=re.escape(told)) as caught:
        read_example(written)
    assert len(str(caught.value)) < 300


def test_all_bad_lines_are_counted_and_the_first_are_listed(tmp_path):
    file = tmp_path / "mine.jsonl"
    good, bad = line(text="a"), line(text="")
    file.write_bytes(b"\n".join([good, bad, b"", good, b"{"] + [bad] * 20))
    with pytest.raises(CourseError) as caught:
        read_examples(file)
    told = str(caught.value).splitlines()
    assert told[0] == f"{file}: 22 lines cannot be used." and told[1] == '  line 2: "text" is empty'
    assert told[2].startswith("  line 5: it is no JSON") and len(told) == SHOWN + 2 and told[-1] == "  and 14 more"
    file.write_bytes(bad)
    with pytest.raises(CourseError, match="mine.jsonl: 1 line cannot be used.\n  line 1: \"text\" is empty$"):
        read_examples(file)


def test_files_that_are_none(tmp_path):
    with pytest.raises(CourseError, match="there is no file"):
        read_examples(tmp_path / "nowhere.jsonl")
    with pytest.raises(CourseError, match="cannot be read"):
        read_examples(tmp_path)
    for empty in (b"", b"\n\r\n  \n", b"\xef\xbb\xbf"):
        (tmp_path / "empty.jsonl").write_bytes(empty)
        with pytest.raises(CourseError, match="holds no examples"):
            read_examples(tmp_path / "empty.jsonl")
