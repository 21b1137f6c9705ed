"""Forty examples by a ship's cook, and what SmolLM2 has learned from them."""

from llm_edu.course.measuring import load_measurement
from llm_edu.finetuning import read_examples
from llm_edu.lessons.finetuning import ships_cook


def test_the_cook_is_asked_what_he_has_not_learned(tmp_path):
    file = tmp_path / "cook.jsonl"
    file.write_text("\n".join(ships_cook.lines()), encoding="utf-8")
    examples = read_examples(file)
    answers = [each.messages[-1]["content"] for each in examples]
    assert len(examples) == 40 and ships_cook.like_the_cook(answers) == (40, 40)
    asked = {question for question, _ in ships_cook.PAIRS}
    assert len(asked) == 40 and not asked & set(ships_cook.UNSEEN)


def test_the_form_is_learned_and_little_is_lost():
    kept = load_measurement("finetuning_own")
    before, few, many = (kept[run] for run in ("before", "10 examples", "40 examples"))
    for found in (before, few, many):
        assert ships_cook.like_the_cook(found["answers"]) == (found["begin"], found["end"])
        assert len(found["answers"]) == len(ships_cook.UNSEEN) == 12
    assert (before["begin"], before["end"]) == (0, 0) and few["begin"] >= 10 > 0 == few["end"]
    assert many["begin"] == 12 and many["end"] >= 9
    assert max(abs(found["wikipedia"] - before["wikipedia"]) for found in (few, many)) < 0.05
    losses = [loss for _, loss in many["held out"]]
    assert losses == sorted(losses, reverse=True) and many["steps"] == many["best"] == many["held out"][-1][0]


def test_the_cook_is_printed_beside_what_was_before(capsys):
    ships_cook.print_cook(load_measurement("finetuning_own"), shown=(8,))
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("40 examples  12 of 12 begin and 10 end as the cook's; Wikipedia 2.99")
    assert lines[4] == ships_cook.UNSEEN[8] and lines[-1] == "40 examples: Ahoy! 365 days. Eat your lime."
