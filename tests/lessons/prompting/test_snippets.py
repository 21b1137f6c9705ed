"""Lesson 12's snippets: balanced, always the same, and none of them among the examples."""

import pytest

from llm_edu.lessons.prompting.snippets import LONGEST, balanced_examples, items, pool

pytestmark = pytest.mark.asset("film-reviews")


def test_items_are_held_out_of_the_pool_and_about_balanced():
    asked = items()
    assert len(asked) == 400 == len(set(asked)) and not {text for text, _ in asked} & {text for text, _ in pool()}
    assert 180 < sum(number for _, number in asked) < 220
    assert items(7) == asked[:7] == items()[:7]
    with pytest.raises(ValueError, match="1 to 1,418 items, not 1419"):
        items(1419)


def test_examples_are_balanced_and_short_and_fewer_begin_more():
    for seed in range(5):
        eight = balanced_examples(8, seed)
        assert set(eight) <= set(pool()) and len(set(eight)) == 8 and max(len(text) for text, _ in eight) <= LONGEST
        for count in (0, 1, 2, 4):
            assert balanced_examples(count, seed) == eight[:count]
        assert all(eight[place][1] + eight[place + 1][1] == 1 for place in range(0, 8, 2))
    assert balanced_examples(8, 0) != balanced_examples(8, 1)
