"""The model, its tokenizer, what they read: in this order everywhere, and calls in the older order still work."""

import ast
from pathlib import Path

import pytest
from browser.stand_ins import BYTES, small_transformer

import llm_edu
from llm_edu.lessons.tokenization.demos import ways_to_cut
from llm_edu.widgets import AttentionViewer, show_tokens

PACKAGE = Path(llm_edu.__file__).parent
READ = {"text", "texts", "prompt", "prompts", "ids", "messages", "examples", "items", "questions"}


def functions_with_a_tokenizer():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(found.arg == "tokenizer" for found in node.args.args):
                yield f"{path.relative_to(PACKAGE).as_posix()}:{node.name}", node.args


def places(arguments):
    """Where the model, the tokenizer and what they read stand. Beside ids, an optional tokenizer is a mere option:
    `generate` needs it for stop texts only."""
    names = [found.arg for found in arguments.args]
    required = names[: len(names) - len(arguments.defaults)]
    order = ({"model", "adapted"}, {"tokenizer"} & set(required if "ids" in names else names), READ)
    return [at for group in order for at, name in enumerate(names) if name in group]


def test_one_order_everywhere():
    found = {name: places(arguments) for name, arguments in functions_with_a_tokenizer()}
    assert len(found) > 100
    assert {name: at for name, at in found.items() if at != sorted(at)} == {}


@pytest.mark.parametrize(("now", "before", "call"), [
    (lambda: AttentionViewer(small_transformer(), BYTES, "a hat"),
     lambda: AttentionViewer(small_transformer(), "a hat", BYTES), "AttentionViewer(model, tokenizer, text, …)"),
    (lambda: AttentionViewer(small_transformer(), BYTES, [97, 98], head=1),
     lambda: AttentionViewer(small_transformer(), [97, 98], tokenizer=BYTES, head=1), "AttentionViewer(model, token"),
    (lambda: show_tokens(BYTES, "a hat"), lambda: show_tokens("a hat", BYTES), "show_tokens(tokenizer, text, …)"),
    (lambda: ways_to_cut(BYTES, "hat", ["a hat"]), lambda: ways_to_cut("hat", ["a hat"], BYTES), "(tokenizer, word"),
])
def test_the_older_order_works_and_says_what_to_write(now, before, call, recwarn):
    expected = repr(now())
    assert not [warning for warning in recwarn if warning.category is FutureWarning]
    with pytest.warns(FutureWarning) as warned:
        assert repr(before()) == expected
    assert call in str(warned[0].message) and warned[0].filename == __file__


def test_a_model_and_its_tokenizer_are_no_text():
    with pytest.raises(TypeError, match="what has the model read"):
        AttentionViewer(small_transformer(), BYTES)
