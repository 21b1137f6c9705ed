"""EmbeddingExplorer without a browser: its answers, what it sends along, and how it shows as picture and words."""

import json
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from shown import check_shown

from llm_edu.embeddings import WordVectors
from llm_edu.widgets import EmbeddingExplorer
from llm_edu.widgets.embedding_explorer.widget import MOST_POINTS

GROUPS = {"drinks": ["tea", "coffee", "juice"], "royalty": ["king", "queen"]}
WORDS = ["tea", "coffee", "juice", "man", "woman", "king", "queen", "New_York"]
VECTORS = np.array([
    [9, 0, 0, 0], [9, 1, 0, 0], [8, 2, 0, 1],
    [0, 0, 5, 1], [0, 0, 5, 6], [0, 9, 5, 1], [0, 9, 5, 6], [1, 1, 1, 1],
], dtype=np.float32)


def explorer(**options):
    return EmbeddingExplorer(WORDS, VECTORS, options.pop("groups", GROUPS), **options)


def ask(widget, **request):
    """A request as the browser would make it; returns the answer."""
    widget.request = {**widget.request, "sequence": widget.request["sequence"] + 1, **request}
    return widget.answer


def random_words(count, width=20, seed=0):
    return [f"w{number}" for number in range(count)], np.random.default_rng(seed).normal(size=(count, width))


class TestArguments:
    def test_tensors_and_objects_are_read_too(self):
        expected = explorer().positions
        assert explorer(groups=GROUPS).positions == expected
        for vectors in (torch.tensor(VECTORS, requires_grad=True), VECTORS.astype(np.float16), VECTORS.tolist(),
                        torch.tensor(VECTORS, dtype=torch.bfloat16)):
            assert EmbeddingExplorer(WORDS, vectors, GROUPS).positions == expected
        pair = SimpleNamespace(words=tuple(WORDS), vectors=VECTORS)
        assert EmbeddingExplorer(pair, groups=GROUPS).positions == expected
        assert EmbeddingExplorer(WordVectors(WORDS, VECTORS), groups=GROUPS).positions == expected

    def test_arguments_are_not_changed(self):
        vectors, groups = VECTORS.copy(), {"drinks": ["tea", "mead"]}
        EmbeddingExplorer(WORDS, vectors, groups)
        np.testing.assert_array_equal(vectors, VECTORS)
        assert groups == {"drinks": ["tea", "mead"]}

    @pytest.mark.parametrize(("words", "vectors", "problem", "message"), [
        (WORDS, VECTORS[:3], ValueError, "8 words do not fit 3 vectors"),
        ([], np.zeros((0, 4)), ValueError, "no words to show"),
        (["a", "b", "a"], np.eye(3), ValueError, "the word 'a' comes twice"),
        (["a", "b"], [[1, 2], [3, float("nan")]], ValueError, "1 vectors hold NaN or infinity, such as those of 'b'"),
        (["a"], [[float("inf")]], ValueError, "NaN or infinity"),
        (["a", 2], np.eye(2), TypeError, "words must be texts, not int"),
        ("ab", np.eye(2), TypeError, "a list of words, not the one text 'ab'"),
        (["a", "b"], [[1, 2], [3]], ValueError, "all rows of one length"),
        (["a", "b"], [["x", "y"], ["z", "w"]], ValueError, "a table of numbers"),
        (["a", "b"], [1.0, 2.0], ValueError, r"two dimensions .* not the shape \(2,\)"),
        (["a", "b"], np.zeros((2, 0)), ValueError, "two dimensions"),
        (WORDS, None, TypeError, r"as \.words and \.vectors"),
    ])
    def test_what_cannot_be_shown_is_refused_at_once(self, words, vectors, problem, message):
        with pytest.raises(problem, match=message):
            EmbeddingExplorer(words, vectors)

    @pytest.mark.parametrize(("options", "problem", "message"), [
        ({"word": "tee"}, ValueError, "'tee' is not in this vocabulary; near it: tea"),
        ({"analogy": ("king", "mann", "woman")}, ValueError, "'mann' is not in this vocabulary; near it: man, woman"),
        ({"analogy": ("king", "man")}, ValueError, r"three words \(a, b, c\)"),
        ({"analogy": "king"}, ValueError, "three words"),
        ({"shown": ["tea", "mead"]}, ValueError, "'mead' is not in this vocabulary"),
        ({"groups": {"x": ["tea", 3]}}, TypeError, "the group 'x' must hold texts, not int"),
        ({"groups": {"x": "tea"}}, TypeError, "the group 'x' must be a list of words"),
        ({"groups": {"x": ["mead"], "y": ["ale"]}}, ValueError, "no word of any group is in this vocabulary: 'mead'"),
        ({"projection": "umap"}, ValueError, "'pca' or 'tsne', not 'umap'"),
        ({"groups": None, "shown": 0}, ValueError, "no word on the map"),
    ])
    def test_wrong_options_are_named(self, options, problem, message):
        with pytest.raises(problem, match=message):
            explorer(**options)

    def test_too_many_words_for_one_map(self):
        words, vectors = random_words(MOST_POINTS + 1, 2)
        with pytest.raises(ValueError, match="1,001 words are too many for one map; choose at most 1,000"):
            EmbeddingExplorer(words, vectors, shown=MOST_POINTS + 1)

    def test_unknown_words_of_groups_are_left_out_and_said(self):
        widget = explorer(groups={"drinks": ["tea", "mead", "juice"], "empty": ["ale", "mead"]})
        assert widget.left_out == ["mead", "ale"]
        assert widget.points["left_out"] == ["mead", "ale"] and widget.points["left_out_count"] == 2
        assert widget.points["groups"] == [["drinks", 2]]

    def test_which_words_are_on_the_map(self):
        assert on_map(explorer()) == ["tea", "coffee", "juice", "king", "queen"]
        assert on_map(explorer(shown=["man", "Tea"])) == ["tea", "coffee", "juice", "king", "queen", "man"]
        assert on_map(explorer(shown=np.int64(4))) == ["tea", "coffee", "juice", "king", "queen", "man"]
        assert on_map(explorer(groups=None)) == WORDS
        assert on_map(explorer(groups=None, shown=3)) == WORDS[:3]
        words, vectors = random_words(400, 3)
        assert EmbeddingExplorer(words, vectors).points["count"] == 300

    def test_a_word_in_two_groups_belongs_to_the_first(self):
        widget = explorer(groups={"a": ["tea", "tea", "king"], "b": ["king", "queen"]})
        assert on_map(widget) == ["tea", "king", "queen"] and widget.points["group_of"] == [0, 0, 1]
        assert widget.points["groups"] == [["a", 2], ["b", 1]]


def on_map(widget):
    return widget.map_words[: widget.points["count"]]


class TestAnswers:
    def test_neighbours(self):
        answer = ask(explorer(), word="tea")
        assert answer["found"] == "tea" and answer["near"][0][0] == "coffee"
        assert answer["near"][0][1] == pytest.approx(9 / np.sqrt(82), abs=1e-4)
        assert len(answer["near"]) == 7 and "tea" not in [word for word, _ in answer["near"]]

    def test_an_unknown_word_is_answered_with_its_like(self):
        answer = ask(explorer(), word="teaa")
        assert answer["found"] is None and answer["near"] == [] and answer["meant"] == ["tea"]
        assert ask(explorer(), word="")["meant"] == []

    def test_analogy(self):
        answer = explorer().answer["analogy"]
        assert answer["words"] == ["king", "man", "woman"] and answer["best"][0][0] == "queen"
        assert not {"king", "man", "woman"} & {word for word, _ in answer["best"]}
        answer = ask(explorer(), analogy=["king", "mann", "woman"])["analogy"]
        assert answer["best"] == [] and answer["unknown"] == [["mann", ["man", "woman"]]]
        assert ask(explorer(), analogy=["king", "", "woman"])["analogy"] == {"words": ["king", "", "woman"], "best": []}

    def test_it_says_what_would_be_nearest_with_the_words_themselves(self):
        widget = EmbeddingExplorer(["a", "b", "c", "d"], [[5, 0], [5, 0.1], [5, 0.2], [0, 5]], analogy=("a", "b", "c"))
        answer = widget.answer["analogy"]
        assert answer["best"][0][0] == "d" and answer["kept"][0] in "abc"

    def test_without_the_well_known_words_there_is_no_analogy_yet(self):
        words, vectors = random_words(30)
        widget = EmbeddingExplorer(words, vectors)
        assert widget.analogy == ("", "", "") and widget.answer["analogy"]["best"] == []

    def test_python_and_browser_see_the_same(self):
        widget = explorer()
        assert widget.word == ""
        widget.word = "Tea"
        assert widget.word == widget.request["word"] == widget.answer["found"] == "tea"
        assert widget.answer["sequence"] == widget.request["sequence"] == 1
        widget.analogy = "queen", "woman", "man"
        assert widget.analogy == ("queen", "woman", "man") and widget.answer["analogy"]["best"][0][0] == "king"
        ask(widget, word="coffee")
        assert widget.word == "coffee"
        with pytest.raises(ValueError, match="near it: coffee"):
            widget.word = "cofee"

    @pytest.mark.parametrize("request_", [{"analogy": "king"}, {"analogy": None}, {"analogy": [1, 2, 3]}])
    def test_a_strange_request_is_answered_with_an_error(self, request_):
        assert "error" in ask(explorer(), **request_)

    def test_what_needs_no_kernel_is_the_same_as_the_kernels_answer(self):
        words, vectors = random_words(500)
        widget = EmbeddingExplorer(words, vectors, shown=80)
        near = np.frombuffer(widget.neighbours, "<u2").reshape(80, 10)
        similar = np.frombuffer(widget.similarities, "<i2").reshape(80, 10) / widget.points["scale"]
        for at in (0, 41, 79):
            answer = ask(widget, word=words[at])["near"]
            assert [widget.map_words[place] for place in near[at]] == [word for word, _ in answer]
            np.testing.assert_allclose(similar[at], [cosine for _, cosine in answer], atol=1e-4)
        positions = np.frombuffer(widget.positions, "<u2").reshape(2, 80, 2)
        assert (positions.min(axis=1) < 30_000).all() and (positions.max(axis=1) > 40_000).all()

    def test_what_is_sent_along_is_small(self):
        words, vectors = random_words(2_000, 50)
        widget = EmbeddingExplorer(words, vectors, shown=600)
        buffers = sum(len(getattr(widget, name)) for name in ("positions", "neighbours", "similarities"))
        texts = len(json.dumps([widget.map_words, widget.points, widget.projections, widget.answer]))
        assert buffers == 600 * 2 * 2 * 2 + 600 * 10 * 4 and texts < 40_000


class TestShown:
    def test_summary(self):
        assert explorer(word="tea").summary() == (
            "5 of 8 words on a map in 2 groups. Nearest to “tea”: coffee (0.99), juice (0.96), New_York (0.50). "
            "king − man + woman ≈ queen (0.95), these three left out.")
        assert repr(EmbeddingExplorer(["one"], [[1.0]], word="one")) == (
            "1 of 1 words on a map. Nearest to “one”: no other word.")
        broken = explorer()
        ask(broken, analogy=7)
        assert broken.summary().startswith("The map of words cannot answer: TypeError")

    @pytest.mark.parametrize("options", [{"word": "tea"}, {}, {"groups": None, "shown": ["tea"]},
                                         {"projection": "tsne", "word": "New_York"}])
    def test_view_picture_and_words(self, options, recwarn):
        check_shown(lambda: explorer(**options), recwarn)

    def test_hostile_words_and_names(self):
        words = ["<img src=x onerror=alert(1)>", "$x_1$", "a\nb", "\u202eabc", "\ud83d", "", "我" * 200]
        widget = EmbeddingExplorer(words, np.eye(7), {"<b>": words[:3], "$y$": words[3:]}, word=words[0])
        assert "<img·src=x·onerror=alert(1)>" in widget.summary()
        widget.picture().to_png()
        json.dumps([widget.map_words, widget.points, widget.answer]).encode()
        assert widget.map_words[4] == "\ufffd"

    def test_many_groups_have_marks_of_their_own(self):
        from llm_edu.widgets.embedding_explorer.picture import _color, _mark

        assert len({(_color(number), _mark(number)) for number in range(-1, 20)}) == 21

    def test_importing_it_is_light(self):
        heavy = "{'torch', 'matplotlib', 'sklearn', 'scipy'}"
        code = f"import sys, llm_edu.widgets.embedding_explorer.widget; assert not {heavy} & set(sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
