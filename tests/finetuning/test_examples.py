"""Files of examples: what is read, and what each bad line is told."""

import json
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.errors import CourseError
from llm_edu.finetuning.example_files import LONGEST_LINE
from llm_edu.finetuning.examples import SHOWN, Example, as_examples, read_example, read_examples

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
    (b"{'text': 'a'}", "it is not JSON: Expecting property name enclosed in double quotes, at character 2"),
    (b'{"text": "a"', "it is not JSON: Expecting ',' delimiter, at character 13"),
    (b"{", "every line should hold an object of its own"),
    (b"[", "every line should hold an object of its own"),
    (b'{"text": "a"},', "it is not JSON: Extra data, at character 14 (remove the comma after it)"),
    (b"Once upon a time", 'it is not JSON: Expecting value, at character 1 (a text needs a line such as {"text": "'),
    (b"[" * 100_000, "it is not JSON: it is nested too deeply"),
    (b"9" * 5000, "it is not JSON: Exceeds the limit"),
    ('{"text": "é"}'.encode("latin-1"), "it is not UTF-8 text"),
    ('{"text": "a"}'.encode("utf-16"), "it is not UTF-8 text"),
    (b'{"text": "' + b"a" * LONGEST_LINE + b'"}', "it is too long: 1,000,012 bytes"),
    (b"[1, 2]", "it is a list, and should be an object"), (b"7", "it is a number"), (b"null", "it is null"),
    (b"{}", 'it needs just one of "messages", "conversations", "prompt" and "completion", "instruction" and "output"'),
    (line(question="a", answer="b"), "it has 'question', 'answer'"),
    (line(text="a", messages=[QUESTION, ANSWER]), "it has 'text', 'messages'"),
    (line(prompt="a", completion="b", text="c"), "it has 'prompt', 'completion', 'text'"),
    (line(prompt="a", completion=" "), '"completion" is empty'), (line(prompt=1, completion="b"), '"prompt" is a number'),
    (line(instruction="a", output=""), '"output" is empty'), (line(instruction="a", input=2, output="b"), '"input" is a'),
    (line(instruction="a", output="b", history=[["c", "d"]]), 'it has a "history", which is not read here'),
    (line(prompt="a", completion="b", history=[["c", "d"]]), 'it has a "history", which is not read here'),
    (line(prompt="a", completion="b", weight=0), 'it has a "weight" of its own, which is not read here'),
    (line(messages=[SYSTEM, QUESTION, ANSWER], system="Be rude."), "message 2 is the system's, but"),
    (line(conversations="Hello!"), '"conversations" is not a list'), (line(conversations=["a"]), "and is a text"),
    (line(conversations=[{"from": "gpt", "value": "a"}]), "message 1 is the assistant's"),
    (line(conversations=[{"from": "human", "value": "a"}, {"from": "observation", "value": "b"}]), "'observation'"),
    (line(messages=[QUESTION, ANSWER | {"weight": 0}]), "there is nothing to learn in it: every answer has the weight 0"),
    (line(messages=[QUESTION, ANSWER | {"weight": 0.5}]), "message 2 has the weight 0.5, but may only have 0 or 1"),
    (line(messages=[QUESTION, {"role": "assistant", "content": None, "tool_calls": [{"id": 1}]}]), "message 2 is a call"),
    (line(messages=[QUESTION, {"role": "tool", "content": "4"}, ANSWER]), "message 2 is a call of a tool, or its answer"),
    (line(messages=[{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}, ANSWER]), "'image_url'"),
    (line(messages=[{"role": "user", "content": [{"type": "text"}]}, ANSWER]), "message 1 has a part of the type 'text'"),
    (line(messages=[{"role": "user", "content": ["a"]}, ANSWER]), 'the "content" of message 1 is a list'),
    (line(text=""), '"text" is empty'), (line(text=" \n\t"), '"text" is empty'), (line(text=["a"]), '"text" is a list'),
    (b'{"text": "a\\ud83d"}', r'"text" holds half a character, \ud83d'),
    (line(messages=[]), '"messages" is not a list with messages in it'),
    (line(messages={"role": "user"}), '"messages" is not a list'), (line(messages="Hello!"), '"messages" is not a list'),
    (line(messages=["Hello!"]), 'message 1 should have a "role" and a "content" and nothing else, and is a text'),
    (line(messages=[QUESTION, {"role": "assistant"}]), "message 2 should have"),
    (line(messages=[QUESTION | {"name": "Nia"}, ANSWER]), "and has 'role', 'content', 'name'"),
    (line(messages=[QUESTION, ANSWER | {"role": "bot"}]), "message 2 has the role 'bot', but may only have system, user"),
    (line(messages=[QUESTION, ANSWER | {"role": ["x"]}]), "message 2 has the role ['x']"),
    (line(messages=[QUESTION, ANSWER | {"content": ""}]), 'the "content" of message 2 is empty'),
    (line(messages=[QUESTION, ANSWER | {"content": None}]), 'the "content" of message 2 is null'),
    (line(messages=[ANSWER]), "message 1 is the assistant's, but it is the user's turn"),
    (line(messages=[QUESTION, QUESTION, ANSWER]), "message 2 is the user's, but it is the assistant's turn"),
    (line(messages=[QUESTION, ANSWER, ANSWER]), "message 3 is the assistant's, but it is the user's turn"),
    (line(messages=[QUESTION, SYSTEM, ANSWER]), "message 2 is the system's, but it is the assistant's turn"),
    (line(messages=[SYSTEM]), "it ends with the system's message, and should end with an answer"),
    (line(messages=[QUESTION, ANSWER, QUESTION]), "it ends with the user's message"),
])  # fmt: skip
def test_a_bad_line_is_told_what_is_wrong(written, told):
    with pytest.raises(ValueError, match=re.escape(told)) as caught:
        read_example(written)
    assert len(str(caught.value)) < 300


HELLO = ({"role": "user", "content": "Hello!"}, {"role": "assistant", "content": "Ahoy!"})
SAYS = dict(content="Hello!", role="user"), dict(content="Ahoy!", role="assistant")


@pytest.mark.parametrize(("content", "messages"), [
    ({"prompt": "Hello!\n", "completion": " Ahoy!"}, HELLO),
    ({"prompt": [SAYS[0]], "completion": [SAYS[1]]}, HELLO),
    ({"prompt": "Hello!", "completion": "Ahoy!", "system": "Be brief."}, (SYSTEM, *HELLO)),
    ({"prompt": [SAYS[0]], "completion": [SAYS[1]], "system": "Be brief."}, (SYSTEM, *HELLO)),
    ({"messages": SAYS, "system": "Be brief."}, (SYSTEM, *HELLO)),
    ({"instruction": "Greet.", "input": "", "output": "Ahoy!", "text": "Below is an …"}, (HELLO[0] | {"content": "Greet."}, HELLO[1])),
    ({"instruction": "Greet.", "input": "Nia", "output": "Ahoy!"}, (HELLO[0] | {"content": "Greet.\n\nNia"}, HELLO[1])),
    ({"instruction": "Greet.", "output": "Ahoy!", "system": "Be brief.", "history": []},
     (SYSTEM, HELLO[0] | {"content": "Greet."}, HELLO[1])),
    ({"conversations": [{"from": "human", "value": "Hello!"}, {"from": "gpt", "value": "Ahoy!", "weight": None}]}, HELLO),
    ({"conversations": [{"from": "human", "value": "Hello!"}, SAYS[1]], "system": "Be brief."}, (SYSTEM, *HELLO)),
    ({"messages": [SAYS[0], SAYS[1] | {"weight": 1, "tool_calls": [], "refusal": None}], "text": None}, HELLO),
    ({"messages": [{"role": "developer", "content": "Be brief."}, *SAYS]}, (SYSTEM, *HELLO)),
    ({"messages": [SAYS[0], SAYS[1] | {"weight": 0}, *SAYS]}, (HELLO[0], HELLO[1] | {"weight": 0}, *HELLO)),
    ({"messages": [{"role": "user", "content": [{"type": "text", "text": "Hel"}, {"type": "input_text", "text": "lo"}]},
                   SAYS[1]]}, (HELLO[0] | {"content": "Hel\nlo"}, HELLO[1])),
])  # fmt: skip
def test_what_others_write_is_read(content, messages):
    assert read_example(line(**content)) == Example(1, messages=messages)


@pytest.mark.parametrize(("name", "written", "found"), [
    ("list.json", b'\n [{"prompt": "Hello!", "completion": "Ahoy!"},\n{"text": "a"}]', {"example 1": HELLO, "example 2": "a"}),
    ("table.csv", b'\xef\xbb\xbfid,Prompt, completion\r\n1,Hello!,Ahoy!\r\n\r\n2,"Hello!",Ahoy!\r\n',
     {"line 2": HELLO, "line 4": HELLO}),
    ("table.txt", b"prompt;completion\rHello!;Ahoy!\r", {"line 2": HELLO}),
    ("table.tsv", b"text\tid\na\t1\n", {"line 2": "a"}),
    ("poems.csv", 'text\n"a ""b"", é\n\nc"\nd\n'.encode(), {"line 2": 'a "b", é\n\nc', "line 5": "d"}),
    ("columns.csv", b"text,instruction,input,output\na,,,\n,Hello!,,Ahoy!\n", {"line 2": "a", "line 3": HELLO}),
])  # fmt: skip
def test_lists_and_tables(tmp_path, name, written, found):
    (tmp_path / name).write_bytes(written)
    assert {example.place: example.text or example.messages for example in read_examples(tmp_path / name)} == found


@pytest.mark.parametrize(("name", "written", "told"), [
    ("mine.jsonl", b"PK\x03\x04\x14", "is an Excel workbook, .* save the sheet as CSV UTF-8"),
    ("mine.csv", b"\xd0\xcf\x11\xe0", "an older Excel"), ("mine.jsonl", b"\x1f\x8b\x08", "is packed: unpack it first"),
    ("mine.jsonl", '{"text": "a"}'.encode("utf-16"), "is text in UTF-16 or UTF-32: save it as UTF-8"),
    ("mine.jsonl", '{"text": "a"}'.encode("utf-16-le"), "is not text, or text of another kind than UTF-8"),
    ("mine.csv", b"question,answer\na,b\n", "should name the columns, among them prompt and completion; or .* It is: question,answer"),
    ("mine.csv", b"text,Text\na,b\n", "two columns with the name 'text'"),
    ("mine.csv", b"text\n" + b"a" * 200_000, "field limit"), ("mine.csv", b"text\n\0", "is not text"),
    ("mine.csv", b"text\na,b\nc\n", "1 line cannot be used.\n  line 2: it has 2 cells, and there are 1 columns"),
    ("mine.csv", b"prompt,completion\na,\n", '1 line cannot be used.\n  line 2: "completion" is empty'),
    ("mine.csv", b'text\na\n"b\nc\n', "not a whole CSV file: .* begins in line 3. Is a quotation mark missing"),
    ("mine.csv", "text\né\n".encode("latin-1"), "in Excel save it as CSV UTF-8"), ("mine.csv", b"text\n", "no examples"),
    ("mine.json", b'[{"text": ""}, {"text": "a"}, 3]', "2 examples cannot be used.\n  example 1: .*\n  example 3: it is a"),
    ("mine.json", b'[{"text": "a"},\n {"text": "b"}', "is not one: Expecting ',' delimiter, in line 2 at character 15"),
    ("mine.json", b"[1]\n{}", "is not one: Extra data"), ("mine.json", b"[" * 100_000, "nested too deeply"),
    ("mine.json", '["é"]'.encode("latin-1"), "is not UTF-8 text"), ("mine.json", b"[]", "holds no examples"),
    ("mine.json", b'["' + b"a" * LONGEST_LINE + b'"]', "example 1: it is a text"),
    ("mine.json", b'[{"text": "' + b"a" * LONGEST_LINE + b'a"}]', "is too long: 1,000,001 characters"),
])  # fmt: skip
def test_files_that_cannot_be_used_are_told_why(tmp_path, name, written, told):
    (tmp_path / name).write_bytes(written)
    with pytest.raises(CourseError, match=told) as caught:
        read_examples(tmp_path / name)
    assert len(str(caught.value)) < 300 + len(str(tmp_path))


def test_parquet(tmp_path, monkeypatch):
    (tmp_path / "mine.jsonl").write_bytes(b"PAR1")
    with monkeypatch.context() as patch, pytest.raises(CourseError, match="-m pip install pyarrow`"):
        patch.setitem(sys.modules, "pyarrow.parquet", None)    # as if it were not installed
        read_examples(tmp_path / "mine.jsonl")
    pyarrow = pytest.importorskip("pyarrow", reason="the course does not need it otherwise: pip install pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    for contents, told in (([{"question": "a"}], "its columns are 'question'"), ([{"text": "a"}, {"text": ""}], "row 2")):
        parquet.write_table(pyarrow.Table.from_pylist(contents), tmp_path / "bad")
        with pytest.raises(CourseError, match=told):
            read_examples(tmp_path / "bad")
    parquet.write_table(pyarrow.Table.from_pylist([{"messages": [*SAYS]}, {"messages": [SAYS[0], SAYS[1] | {"weight": 0}, *SAYS]}]),
                        tmp_path / "good")
    assert read_examples(tmp_path / "good") == [
        Example(1, HELLO, unit="row"), Example(2, (HELLO[0], HELLO[1] | {"weight": 0}, *HELLO), unit="row")]
    whole = (tmp_path / "good").read_bytes()
    for damaged in (b"PAR1", whole[:-20], whole[:40] + bytes(40) + whole[80:]):
        (tmp_path / "bad").write_bytes(damaged)
        with pytest.raises(CourseError, match="cannot be read"):
            read_examples(tmp_path / "bad")


def test_examples_in_python(tmp_path):
    (tmp_path / "mine.jsonl").write_bytes(line(text="a"))
    assert as_examples(tmp_path / "mine.jsonl") == as_examples(str(tmp_path / "mine.jsonl")) == [Example(1, text="a")]
    known = Example(7, text="b")
    assert as_examples(iter([{"text": "a"}, known])) == [Example(1, text="a", unit="example"), known]
    with pytest.raises(CourseError, match="the examples: 1 example cannot be used.\n  example 2: it is a text, and should"):
        as_examples([{"text": "a"}, "b"])
    with pytest.raises(CourseError, match="the examples holds no"):
        as_examples([])


def test_all_bad_lines_are_counted_and_the_first_are_listed(tmp_path):
    file = tmp_path / "mine.jsonl"
    good, bad = line(text="a"), line(text="")
    file.write_bytes(b"\n".join([good, bad, b"", good, b"{"] + [bad] * 20))
    with pytest.raises(CourseError) as caught:
        read_examples(file)
    told = str(caught.value).splitlines()
    assert told[0] == f"{file}: 22 lines cannot be used." and told[1] == '  line 2: "text" is empty'
    assert told[2].startswith("  line 5: it is not JSON") and len(told) == SHOWN + 2 and told[-1] == "  and 14 more"
    file.write_bytes(bad)
    with pytest.raises(CourseError, match="mine.jsonl: 1 line cannot be used.\n  line 1: \"text\" is empty$"):
        read_examples(file)


def test_files_that_are_none(tmp_path):
    with pytest.raises(CourseError, match="there is no file"):
        read_examples(tmp_path / "nowhere.jsonl")
    with pytest.raises(CourseError, match="is a folder: name a file in it"):
        read_examples(tmp_path)
    for empty in (b"", b"\n\r\n  \n", b"\xef\xbb\xbf"):
        (tmp_path / "empty.jsonl").write_bytes(empty)
        with pytest.raises(CourseError, match="holds no examples"):
            read_examples(tmp_path / "empty.jsonl")
