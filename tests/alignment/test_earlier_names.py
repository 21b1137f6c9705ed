"""Names that arguments and fields had once keep working in a learner's notebook, and say what they are called now."""

import pytest
import torch

from llm_edu.alignment import Pair, Taste, dpo_loss, grpo_loss, preference_accuracy, preference_loss, train_grpo
from llm_edu.training import TrainingConfig

ONE, TWO = torch.tensor([1.0]), torch.tensor([2.0])
LOGS, MASK = torch.tensor([[0.5]]).log(), torch.tensor([[True]])
EARLIER = {
    "preference_loss": (preference_loss, dict(better=TWO, worse=ONE), dict(chosen=TWO, rejected=ONE)),
    "preference_accuracy": (preference_accuracy, dict(better=TWO, worse=ONE), dict(chosen=TWO, rejected=ONE)),
    "dpo_loss": (dpo_loss, dict(policy_better=TWO, policy_worse=ONE, reference_better=ONE, reference_worse=ONE),
                 dict(policy_chosen=TWO, policy_rejected=ONE, reference_chosen=ONE, reference_rejected=ONE)),
    "grpo_loss": (grpo_loss, dict(new=LOGS, old=LOGS, reference=LOGS, advantages=ONE, counts=MASK),
                  dict(policy=LOGS, old=LOGS, reference=LOGS, advantages=ONE, mask=MASK)),
    "Pair": (Pair, dict(prompt=[1], better=[2], worse=[3]), dict(prompt=[1], chosen=[2], rejected=[3])),
}


@pytest.mark.parametrize("name", EARLIER)
def test_arguments_under_their_earlier_names(name):
    function, earlier, today = EARLIER[name]
    with pytest.warns(FutureWarning, match=rf"{name}\(.* is now called"):
        found = function(**earlier)
    assert found == function(**today)


def test_fields_under_their_earlier_names():
    pair, reader = Pair([1], [2], [3]), Taste({"cat": 2.0})
    assert (pair.better, pair.worse, reader.worth("A cat.")) == (pair.chosen, pair.rejected, reader.reward("A cat."))


def test_an_argument_under_both_names_is_refused():
    with pytest.raises(TypeError, match=r"two names of one argument: keep chosen="):
        preference_loss(TWO, ONE, **dict(better=TWO, chosen=TWO))


def test_a_judge_is_now_called_a_reward():
    with pytest.warns(FutureWarning, match="reward="), pytest.raises(ValueError, match="equal groups"):
        train_grpo(None, [[0]], judge=lambda *row: 1.0, config=TrainingConfig(1, batch_size=4), group_size=1)
