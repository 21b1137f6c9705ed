"""The first cell of lesson 15: what SmolLM2 answers, and how probable these words are."""

import pytest
import torch

from llm_edu.lessons.grounding.asking import ids_of
from llm_edu.lessons.grounding.opening_demos import print_sure_answers, sure_answers, sure_answers_plot
from llm_edu.pretrained import load_smollm2


@pytest.mark.full
@pytest.mark.asset("smollm2")
def test_the_probability_is_that_of_all_tokens_of_the_answer(capsys):
    """Worked out again in one pass over the finished text, answer by answer and without padding."""
    model, tokenizer = load_smollm2()
    asked = {"On which continent is Brazil?": "Brazil is in", "What is the capital of France?": "The capital of France is"}
    found = sure_answers(model, tokenizer, asked)
    assert [answer for answer, _ in found] == ["South America", "Paris"]
    for (question, begin), (answer, probability) in zip(asked.items(), found, strict=True):
        ids, new = ids_of(tokenizer, question, begin), tokenizer.encode(" " + answer)
        with torch.no_grad():
            logs = model(torch.tensor([ids + new]))[0, len(ids) - 1:-1].float().log_softmax(-1)
        assert probability == pytest.approx(float(logs[range(len(new)), new].sum().exp()), rel=0.02)
    print_sure_answers(model, tokenizer, asked)
    assert "The capital of France is … Paris" in capsys.readouterr().out
    plot = sure_answers_plot(model, tokenizer, asked)
    assert "The capital of France is … Paris" in plot.alt and plot.to_png()[:4] == b"\x89PNG"
