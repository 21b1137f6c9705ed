"""The helpers of lesson 01."""

import pytest

from llm_edu.lessons.common.parallel import CODE, PARALLEL
from llm_edu.lessons.tokenization import demos
from llm_edu.lessons.tokenization.plots import language_cost_plot, vocabulary_growth_plot, vocabulary_size_plot
from llm_edu.tokenization import BPETokenizer, deduplicate

TEXTS = ["Zoë's hat & coat: 2 < 3.", "A hat, naïve and green.", "The hat.", "There was a hat, a hat!", "été à la mer"] * 4
TEXTS = [f"{text} No. {number}" for number, text in enumerate(TEXTS)]
WHOLE = r"[\s\S]+"


@pytest.mark.parametrize("seed", range(2))
def test_scraped_pages_clean_up_to_what_they_were_made_of(seed):
    pages = demos.as_scraped(TEXTS, seed)
    assert len(pages) > len(TEXTS)  # there are copies,
    assert all("<p>" in page and page not in TEXTS for page in pages)  # all are dirty,
    assert deduplicate([demos.clean_page(page) for page in pages]) == TEXTS  # and the truth comes back


def test_a_cut_vocabulary_is_the_one_that_training_would_have_given():
    large = BPETokenizer.train(TEXTS, vocab_size=320)
    small = BPETokenizer.train(TEXTS, vocab_size=280)
    cut = demos.cut_vocabulary(large, 280)
    assert (cut.vocab, cut.merges) == (small.vocab, small.merges)
    assert cut.encode("the hats") == small.encode("the hats")


def test_ways_to_cut_finds_the_tokens_on_a_word():
    tokenizer = BPETokenizer.train(["a hat. "] * 3, vocab_size=256 + 5, pattern=WHOLE)
    ways = demos.ways_to_cut(tokenizer, "hat", ["é hat", "hat", " hats", "my hat, a hat"])
    assert ways.total() == 3  # neither the first word of a text nor a part of a longer word
    assert all("h" in "".join(tokens) and "t" in "".join(tokens) for tokens in ways)


def test_unknown_share_counts_tokens_and_texts():
    assert demos.unknown_share(str.split, ["a b", "c"], ["a x x", "b", "c", "a"]) == (3, 2 / 6, 1 / 4)


def test_the_paragraphs_are_parallel_and_the_code_is_python():
    lengths = {language: [len(text) for text in texts] for language, texts in PARALLEL.items()}
    for texts in zip(*lengths.values(), strict=True):
        assert max(texts) < 1.3 * min(texts)
    compile(CODE, "catalogue.py", "exec")


def test_the_growth_plot_counts_exactly_the_last_thousand_pages():
    pages = ["a b"] * 140 + [f"word{number}" for number in range(1_010)]  # 1,150 pages: no multiple of 250 is near
    assert "the last 1,000 pages add 1,000 new ones" in repr(vocabulary_growth_plot(pages, str.split))


@pytest.mark.parametrize(("plot", "title"), [
    (lambda: vocabulary_size_plot({256: 1.0, 512: 2.0, 1_024: 2.25}, {}), "to 512 adds 1.00 characters per token, to 1,024"),
    (lambda: vocabulary_size_plot({256: 1.0, 512: 2.0, 4_096: 3.5, 8_192: 4.0, 16_384: 4.25, 8_192 * 4: 4.5}, {}),
     "to 512 adds 1.00 characters per token, to 8,192 adds 0.50, to 32,768 adds 0.25"),
    (lambda: language_cost_plot({"a": {"English": 10, "French": 15, "Spanish": 9}}), "up to 50% more tokens than in English"),
    (lambda: language_cost_plot({"a": {"English": 10, "French": 9, "Spanish": 8}}), "takes no more tokens than in English"),
])
def test_titles_follow_the_data(plot, title):
    assert title in plot().alt
