"""Names that arguments and fields had once keep working in a learner's notebook."""

import pytest
import torch

from llm_edu.finetuning import PLACES, TARGET_MODULES, add_lora, changes_of, rouge_l
from llm_edu.finetuning.answer_rows import AnswerRows
from llm_edu.transformer import Transformer, TransformerConfig

MODEL = Transformer(TransformerConfig.llama(vocab_size=20, layers=1, width=16, heads=2))
EARLIER = {
    "add_lora": (lambda **names: list(changes_of(add_lora(MODEL, **names))), {"places": ["keys", "up"]},
                 [(0, "keys"), (0, "up")]),
    "AnswerRows": (lambda **names: AnswerRows([1, 5, 2], [0], [3], **names).counts.tolist(),
                   {"counts": [False, True, True]}, [False, True, True]),
    "rouge_l": (lambda **names: rouge_l("a hat", **names), {"right": "a hat"}, 1.0),
}


@pytest.mark.parametrize("name", EARLIER)
def test_arguments_under_their_earlier_names(name):
    call, earlier, found = EARLIER[name]
    with pytest.warns(FutureWarning, match=rf"{name}\(.* is now called"):
        assert call(**earlier) == found


def test_fields_under_their_earlier_names():
    ((_, change),) = changes_of(add_lora(MODEL, target_modules=("values",))).items()
    assert PLACES == TARGET_MODULES and change.place == change.target_module == "values"
    assert torch.equal(change.table(), change.delta_weight())
