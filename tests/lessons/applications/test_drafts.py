"""Several drafts for each prompt are what the plain loop writes, one after the other."""

import torch
from tiny_chat import tiny_chat

from llm_edu.decoding import generate
from llm_edu.lessons.applications.drafts import asked, write_drafts
from llm_edu.pretrained import encode_chat

PROMPTS = ["low", "slower and lowest; slow", "and", "user lowest, low"]


def test_greedy_drafts_are_those_of_generate():
    model, tokenizer = tiny_chat()
    drafts = write_drafts(model, tokenizer, PROMPTS, 2, max_new_tokens=12, at_once=4)
    end = tokenizer.special_tokens["<|im_end|>"]
    for prompt, pair in zip(PROMPTS, drafts, strict=True):
        ids = generate(model, tokenizer.encode(prompt), max_new_tokens=12, stop=[end])[0].tolist()
        assert pair[0] == pair[1] and pair[0].text == tokenizer.decode([each for each in ids if each != end])
        assert pair[0].tokens == len(ids) and pair[0].ended == (ids[-1] == end)


def test_drawn_drafts_differ_come_again_and_follow_the_model():
    model, tokenizer = tiny_chat()
    first, again, other = (write_drafts(model, tokenizer, PROMPTS[:2], 6, temperature=1.0, max_new_tokens=8, seed=seed)
                           for seed in (1, 1, 2))
    assert first == again != other and len({draft.text for draft in first[0]}) > 3
    many = write_drafts(model, tokenizer, ["low"], 4_000, temperature=0.5, max_new_tokens=1, at_once=4_000)[0]
    expected = (model(torch.tensor([tokenizer.encode("low")]))[0, -1] / 0.5).softmax(-1).tolist()
    ends = set(tokenizer.special_tokens.values())
    texts = ["" if number in ends else tokenizer.decode([number]) for number in range(tokenizer.vocab_size)]
    for text in sorted(set(texts), key=texts.count)[-3:]:    # many ids are bytes that are no whole character
        share = sum(draft.text == text for draft in many) / 4_000
        chance = sum(each for each, other in zip(expected, texts) if other == text)
        assert abs(share - chance) < 0.035


def test_a_draft_ends_at_a_string_and_others_go_on():
    model, tokenizer = tiny_chat()
    plain = write_drafts(model, tokenizer, PROMPTS, max_new_tokens=30)
    stop = plain[0][0].text[3:5]
    stopped = write_drafts(model, tokenizer, PROMPTS, max_new_tokens=30, stop=[stop])
    for (before,), (after,) in zip(plain, stopped, strict=True):
        assert before.text.startswith(after.text) and (stop in after.text) == (after.ended and stop in before.text)
        assert after.ended or after == before
    assert stopped[0][0].ended and stopped[0][0].tokens < plain[0][0].tokens


def test_a_question_is_put_as_the_model_is_used_to():
    tokenizer = tiny_chat()[1]
    assert asked(tokenizer, "slow") == encode_chat(tokenizer, [{"role": "user", "content": "slow"}])
