"""The field's own words in lesson 06: each is in bold once, and in the glossary."""

import pytest

from llm_edu.course import paths

LESSON = (paths.lessons_folder() / "06_training.md").read_text(encoding="utf-8")
TERMS = ("backpropagation", "hyperparameter", "gradient clipping", "gradient accumulation", "mixed precision", "dropout",
         "weight decay")


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_bold_once_and_in_the_glossary(term):
    prose, glossary = LESSON.split("## Glossary")
    assert prose.count(f"**{term}**") == 1 and glossary.count(f"\n**{term}**: ") == 1
