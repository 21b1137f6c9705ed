"""What sitting 1 of lesson 10 prints and draws."""

import pytest
import torch

from llm_edu.lessons.common.texts import film_snippets
from llm_edu.lessons.finetuning import asking
from llm_edu.lessons.finetuning.asking_plots import score_plot
from llm_edu.lessons.finetuning.sentiment import bag_of_words


def test_batches_hold_texts_of_like_lengths_and_come_back_in_order():
    texts = [[number] * (number % 5 + 1) for number in range(1, 41)]
    spreads = []

    def lengths(batch):
        spreads.append(max(map(len, batch)) - min(map(len, batch)))
        return torch.tensor([[text[0], len(text)] for text in batch])

    found = asking.in_batches(lengths, texts, size=8)
    assert found.tolist() == [[text[0], len(text)] for text in texts]
    assert len(spreads) == 5 and max(spreads) == 0


def test_ways_learn_from_the_same_draws(capsys):
    seen = {"first": [], "second": []}

    def way(name):
        def scores(rows):
            seen[name].append(rows.tolist())
            return torch.tensor([1.0, 1.0, 1.0, -1.0])
        return scores

    asking.print_ways({name: way(name) for name in seen}, (4, 10), 10, [1, 1, 1, 1], draws=3)
    assert seen["first"] == seen["second"]
    assert [len(rows) for rows in seen["first"]] == [4, 4, 4, 10] and sorted(seen["first"][-1]) == list(range(10))
    head, four, ten = capsys.readouterr().out.splitlines()
    assert head.split() == ["examples", "first", "second"]
    assert "75 % (75 to 75)" in four and ten.count("75 %") == 2 and "(" not in ten


@pytest.mark.asset("film-reviews")
def test_the_lines_of_the_hook_are_among_the_learned_ones():
    learned, _, _ = film_snippets()
    positive = {review.text: review.is_positive for review in learned}
    assert [positive[line] for line in asking.LINES] == [True, True, False, False, False]


@pytest.mark.asset("film-reviews")
def test_strong_words_are_told_from_both_ends(capsys):
    learned, _, _ = film_snippets()
    asking.print_strongest_words(bag_of_words(learned[:1000]), count=5)
    against, praise = (line.split(":")[1] for line in capsys.readouterr().out.splitlines())
    assert "bad" in against and "best" in praise and len(against.split(",")) == len(praise.split(",")) == 5
    assert not set(against.split(", ")) & set(praise.split(", "))


def test_the_picture_says_what_lies_above_0():
    plot = score_plot([1.0, 2.0, 4.0, -1.0], torch.tensor([1, 0, 1, 0]))
    assert plot.alt.startswith("Scores above 0: 2 of 2 lines for the film, 1 of 2 lines against it.")
    assert "against it: 2 lines, 1 above 0" in plot.alt and "for the film: 2 lines, 2 above 0" in plot.alt
    assert plot.to_png()
