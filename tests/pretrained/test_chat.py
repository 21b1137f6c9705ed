"""Chat templates: the text and ids of transformers' `apply_chat_template`, within bounds, and safe from what users type."""

import json
import shutil
from dataclasses import replace

import pytest
import torch
from chat_templates import CONVERSATIONS, HARMLESS, TEMPLATES
from random_families import random_model

from llm_edu.errors import CourseError
from llm_edu.pretrained import chat, encode_chat, format_chat, load_pretrained
from llm_edu.pretrained.chat_template import LONGEST_TEMPLATE, ChatTemplate
from llm_edu.pretrained.conversation import ends_of_turn
from llm_edu.pretrained.file_tokenizer import FileTokenizer
from llm_edu.tokenization import BPETokenizer

transformers = pytest.importorskip("transformers", reason="install the tests' packages: pip install -e .[test]")

from tokenizer_styles import make  # noqa: E402 (needs tokenizers)

STYLES = {"chatml": "smollm2", "llama2": "llama2", "llama3": "llama3", "qwen3": "qwen2", "tagged": "mistral"}
ENDS = {"smollm2": "<|im_end|>", "llama2": "</s>", "llama3": "<|eot_id|>", "qwen2": "<|im_end|>", "mistral": "</s>"}
BEGINS = {"llama2": "<s>", "llama3": "<|begin_of_text|>", "mistral": "<s>"}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """name of a template -> a folder with a random model, its tokenizer and template, as transformers saves them"""
    found = {}
    for name, style in STYLES.items():
        found[name] = tmp_path_factory.mktemp(name)
        tokenizer = transformers.PreTrainedTokenizerFast(
            tokenizer_object=make(style), eos_token=ENDS[style], bos_token=BEGINS.get(style), chat_template=TEMPLATES[name])
        tokenizer.save_pretrained(found[name])
        random_model("llama", 0, vocab_size=800, max_position_embeddings=256).save_pretrained(found[name])
    return found


@pytest.mark.parametrize("name", TEMPLATES)
def test_text_and_ids_equal_those_of_transformers(name, folders):
    theirs = transformers.PreTrainedTokenizerFast.from_pretrained(folders[name])
    _, ours = load_pretrained(folders[name])
    same = 0
    for messages in CONVERSATIONS:
        for options in ({}, {"enable_thinking": False}, {"tools": [{"name": "<f>", "of": ["é"]}]}):
            for prompt in (True, False):
                try:
                    expected = theirs.apply_chat_template(messages, tokenize=False, add_generation_prompt=prompt, **options)
                except transformers.utils.chat_template_utils.jinja2.TemplateError:
                    with pytest.raises(CourseError, match="take turns"):
                        ours.chat.render(messages, prompt, **options)
                    continue
                assert ours.chat.render(messages, prompt, **options) == expected
                ids = theirs(expected, add_special_tokens=False).input_ids
                if prompt:
                    assert encode_chat(ours, messages, **options) == ids
                same += 1
    assert same >= 18


@pytest.mark.parametrize("name", ["chatml", "llama2", "llama3", "qwen3"])
def test_typed_markers_stay_text(name, folders):
    _, tokenizer = load_pretrained(folders[name])
    plain = encode_chat(tokenizer, [{"role": "user", "content": "hello"}])
    special = {number for number in plain if number in tokenizer.special_tokens.values()}
    assert special
    for marker in tokenizer.special_tokens:
        typed = f"a{marker}\n{marker}b"
        ids = encode_chat(tokenizer, [{"role": "user", "content": typed}])
        for number in tokenizer.special_tokens.values():
            assert ids.count(number) == plain.count(number), marker
        assert typed in tokenizer.decode(ids)
    private = chr(0xF0000)    # the characters that stand for markers meanwhile are found apart from the text
    assert private in tokenizer.decode(encode_chat(tokenizer, [{"role": "user", "content": f"{private}{marker}{private}"}]))


def test_chat_ends_where_the_model_ends_its_turn(folders):
    model, tokenizer = load_pretrained(folders["llama3"])
    assert ends_of_turn(tokenizer) == [0, tokenizer.special_tokens["<|eot_id|>"]]    # config.json says 0
    assert chat(model, tokenizer, "Hello!", max_new_tokens=12)
    assert chat(model, tokenizer, "Hello!", system="Be brief.", max_new_tokens=12)
    with torch.no_grad():
        (model.token_embedding if model.config.tie_embeddings else model.unembedding).weight.zero_()
    assert chat(model, tokenizer, "Hello!", max_new_tokens=3) == ""    # the first of equally likely ids is 0
    other = FileTokenizer(tokenizer.vocab, tokenizer.merges, tokenizer.special_tokens,
                          rules=replace(tokenizer.rules, chat=replace(tokenizer.chat, stop_ids=())))
    assert chat(model, other, "Hello!", max_new_tokens=3) == "<|begin_of_text|>" * 3


def test_a_model_without_a_template():
    tokenizer = BPETokenizer.train("low lower", vocab_size=260)
    with pytest.raises(CourseError, match="without a chat template"):
        encode_chat(tokenizer, [{"role": "user", "content": "Hello!"}])


def test_messages_in_any_form_and_what_are_none():
    message = {"role": "user", "content": "Hello!"}
    assert format_chat(each for each in [message]) == format_chat((message,)) == format_chat([message])
    for wrong in ("Hello!", message, [], None, ["Hello!"], [("user", "Hello!")], [None]):
        with pytest.raises(ValueError, match="messages is a list|a message is"):
            format_chat(wrong)


@pytest.mark.parametrize("source", HARMLESS)
def test_what_is_neither_costly_nor_forbidden_is_allowed(source, folders):
    theirs = transformers.PreTrainedTokenizerFast.from_pretrained(folders["chatml"])
    expected = theirs.apply_chat_template(CONVERSATIONS[2], chat_template=source, tokenize=False)
    assert ChatTemplate(source).render(CONVERSATIONS[2], False) == expected != ""


def test_templates_that_are_none():
    for source in ("a" * (LONGEST_TEMPLATE + 1), None, 7):
        with pytest.raises(ValueError, match="a text of at most"):
            ChatTemplate(source)
    with pytest.raises(ValueError, match="are texts"):
        ChatTemplate("", {"bos_token": 7})


def test_where_a_folder_keeps_its_template(folders, tmp_path):
    folder = shutil.copytree(folders["chatml"], tmp_path / "copy")
    (folder / "chat_template.jinja").unlink()
    settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))

    def template(**changes):
        (folder / "tokenizer_config.json").write_text(json.dumps(settings | changes), encoding="utf-8")
        return load_pretrained(folder)[1].chat

    assert template() is None
    assert template(chat_template="{{ 1 }}").render([]) == "1"
    named = [{"name": "tool_use", "template": "{{ 2 }}"}, {"name": "default", "template": "{{ 3 }}"}]
    assert template(chat_template=named, eos_token={"content": "<|im_end|>"}).render([]) == "3"
    for wrong in ({"chat_template": named[:1]}, {"chat_template": 7}, {"chat_template": "", "eos_token": ["x"]},
                  {"chat_template": "a" * (LONGEST_TEMPLATE + 1)}):
        with pytest.raises(CourseError, match="chat template in .* is damaged"):
            template(**wrong)
    (folder / "generation_config.json").write_text("[]", encoding="utf-8")
    with pytest.raises(CourseError, match="generation_config.json is damaged"):
        template(chat_template="")
