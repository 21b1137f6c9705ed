"""BeamTree without a browser: its tree against beam_steps, its reasons, its words, wrong input, pictures."""

import json
import math
import string

import pytest
import torch
from browser.stand_ins import BYTES
from model_pairs import small_model
from shown import check_drawn_alike, check_shown

from llm_edu.decoding import BeamSearch, Greedy, beam_steps, generate
from llm_edu.storyland import World
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.widgets import BeamTree
from llm_edu.widgets.beam_tree.picture import break_columns
from llm_edu.widgets.beam_tree.reader import Reader
from llm_edu.widgets.beam_tree.record import cells, root_lines, short
from llm_edu.widgets.beam_tree.words import ancestors, path_to, quoted, quoted_end, shared_text, survivors

STOP = 3
PROMPT = [5, 9, 2]
SETTINGS = {
    "three beams": {}, "one beam": {"width": 1}, "with an end": {"width": 3, "stop": STOP},
    "many ends": {"width": 4, "stop": (3, 4, 5, 6)},
    "short is better": {"width": 2, "stop": STOP, "length_penalty": 0.0},
    "to the last": {"width": 3, "stop": (STOP, 7), "early_stopping": False, "length_penalty": 2.0},
    "a word ends it": {"width": 5, "stop": ("dh", STOP)}, "one step": {"width": 8, "max_new_tokens": 1},
    "all of it": {"width": 8, "max_new_tokens": 25, "stop": STOP, "length_penalty": -0.5},
}


class Letters:
    """One letter a token: 24 of them, as many as `small_model` knows."""

    def encode(self, text):
        return [string.ascii_lowercase.index(letter) for letter in text]

    def decode(self, ids):
        return "".join(string.ascii_lowercase[id] for id in ids)

    def token_bytes(self, id):
        return self.decode([id]).encode()


class Hostile(Letters):
    """Tokens that would do harm as markup, or to the layout."""

    pieces = ["<img src=x onerror=alert(1)>", " ", "\n", "\t", "\u202e", "👩‍🚀" * 3, "汉字", "$x$", "&amp;", "a" * 300,
              "\u0301", "\ufeff", "", "</script>", "' or 1=1"]

    def decode(self, ids):
        return "".join(self.pieces[id % len(self.pieces)] for id in ids)

    def encode(self, text):
        return [0, 1, 5]


def grown(seed=0, prompt=PROMPT, tokenizer=None, **options):
    return BeamTree(small_model(seed), tokenizer or Letters(), prompt, **options)


def ids_of(tree, node):
    return [tree["steps"][at - 1]["candidates"][place]["id"] for at, place in path_to(tree, node)]


def ask(widget, **request):
    widget.request = {"sequence": widget.answer["sequence"] + 1, **request}
    return widget.answer


@pytest.mark.parametrize("seed", [0])
@pytest.mark.parametrize("options", SETTINGS.values(), ids=SETTINGS)
class TestTree:
    def test_it_is_what_beam_steps_found(self, seed, options):
        """Every candidate, whom it continues, what becomes of it, and the texts that have ended, at every step."""
        tree = grown(seed, **options).tree
        settings = {"width": 3, "max_new_tokens": 12} | options
        steps = list(beam_steps(small_model(seed), PROMPT, tokenizer=Letters(), **settings))
        assert len(tree["steps"]) == len(steps)
        kept = [None]    # places of the beams among the candidates of the step before
        for step, drawn in zip(steps, tree["steps"], strict=True):
            for one, node in zip(step.candidates, drawn["candidates"], strict=True):
                fate = "kept" if one.kept else "ended" if one.finished else "pruned"
                assert (node["fate"], node["parent"], node["id"]) == (fate, kept[one.parent], one.token)
                assert node["log"] == pytest.approx(one.log_probability, abs=1e-5)
            kept = [place for place, one in enumerate(step.candidates) if one.kept]
            assert [ids_of(tree, [step.number, place]) for place in kept] == [beam.ids for beam in step.beams]
            assert [ids_of(tree, node) for node in drawn["standings"]] == [text.ids for text in step.finished]
        assert ids_of(tree, tree["best"]) == steps[-1].finished[0].ids
        rest = options.get("length_penalty", 1.0), options.get("early_stopping", True)
        strategy = BeamSearch(settings["width"], *rest)
        found = generate(small_model(seed), PROMPT, strategy, settings["max_new_tokens"], settings.get("stop", ()),
                         tokenizer=Letters())
        assert found[0].tolist() == ids_of(tree, tree["best"])

    def test_figures(self, seed, options):
        """Own probabilities multiply up to log P, scores follow from it, and all of it is what the model says."""
        tree = grown(seed, **options).tree
        model = small_model(seed)
        penalty = options.get("length_penalty", 1.0)
        for number in (1, len(tree["steps"])):
            for place, one in enumerate(tree["steps"][number - 1]["candidates"]):
                path = path_to(tree, [number, place])
                owns = [tree["steps"][at - 1]["candidates"][where]["own"] for at, where in path]
                assert math.log(max(1e-30, math.prod(owns))) == pytest.approx(one["log"], abs=0.01 * number)
                assert one["score"] == pytest.approx(one["log"] / number**penalty, abs=1e-4)
                ids = ids_of(tree, [number, place])
                with torch.no_grad():
                    logs = model(torch.tensor([PROMPT + ids]))[0].log_softmax(-1)
                exact = sum(logs[len(PROMPT) + at - 1, id].item() for at, id in enumerate(ids))
                assert one["log"] == pytest.approx(exact, abs=1e-3)
                assert one["text"] == Letters().decode(ids)

    def test_greedy_is_greedy(self, seed, options):
        settings = {"max_new_tokens": 12} | options
        tree = grown(seed, **options).tree
        greedy = tree["greedy"]
        expected = generate(small_model(seed), PROMPT, Greedy(), settings["max_new_tokens"], settings.get("stop", ()),
                            tokenizer=Letters())[0].tolist()
        inside = [tree["steps"][at]["candidates"][place]["id"] for at, place in enumerate(greedy["inside"])]
        assert inside + [one["id"] for one in greedy["outside"]] == expected
        assert greedy["tokens"] == len(expected) and greedy["text"] == Letters().decode(expected)
        for at, place in enumerate(greedy["inside"]):    # it goes along the tree's own lines
            assert at == 0 or tree["steps"][at]["candidates"][place]["parent"] == greedy["inside"][at - 1]
        with torch.no_grad():
            logs = small_model(seed)(torch.tensor([PROMPT + expected]))[0].log_softmax(-1)
        exact = sum(logs[len(PROMPT) + at - 1, id].item() for at, id in enumerate(expected))
        assert greedy["log"] == pytest.approx(exact, abs=1e-3)
        if options.get("width") == 1:
            assert greedy["outside"] == [] and "Greedy found the same text." in tree["steps"][-1]["say"]

    def test_reasons(self, seed, options):
        """Why a candidate is pruned follows from its rank and from whether it had ended."""
        settings = {"width": 3, "max_new_tokens": 12} | options
        tree = grown(seed, **options).tree
        for number, step in enumerate(tree["steps"], start=1):
            count = len(step["candidates"])
            for place, one in enumerate(step["candidates"]):
                assert one["why"].split(":")[0].split(" of ")[1] == str(count)
                assert one["why"].startswith(str(place + 1))
                if one["fate"] == "ended":
                    assert place < settings["width"] and "set aside with score −" in one["why"]
                elif one["fate"] == "kept":
                    over = number == len(tree["steps"])
                    assert ("could go on, but the search is over" if over else ": goes on") in one["why"]
                elif number == settings["max_new_tokens"]:
                    assert "of the last step" in one["why"] and place >= settings["width"]
                elif "it has ended" in one["why"]:
                    assert place >= settings["width"]
                else:
                    go_on = sum(other["fate"] == "kept" for other in step["candidates"][:place])
                    assert go_on == settings["width"] and ": only the best" in one["why"]

    def test_who_is_alive(self, seed, options):
        tree = grown(seed, **options).tree
        for step in range(1, len(tree["steps"]) + 1):
            texts = [ids_of(tree, node) for node in survivors(tree, step)]
            columns = ancestors(tree, step)
            for at in range(step):
                assert len(columns[at]) == len({tuple(ids[: at + 1]) for ids in texts if len(ids) > at})
            shared, text = shared_text(tree, step)
            assert {tuple(ids[:shared]) for ids in texts} in ({()}, {tuple(Letters().encode(text))})
            assert shared == min(map(len, texts)) or len({ids[shared] for ids in texts}) > 1

    def test_what_the_browser_gets(self, seed, options):
        tree = json.loads(json.dumps(grown(seed, **options).tree, allow_nan=False))
        for step in tree["steps"]:
            assert step["say"] and max(one["cells"] for one in step["candidates"]) <= step["cells"] <= 14


def test_every_kind_of_reason_occurs():
    found = set()
    for options in SETTINGS.values():
        for seed in range(4):
            for step in grown(seed, **options).tree["steps"]:
                found |= {(one["fate"], " ".join(one["why"].split(": ")[1].split()[:3])) for one in step["candidates"]}
    kinds = {("kept", "goes on"), ("kept", "could go on,"), ("ended", "ended, set aside"), ("ended", "no room for"),
             ("pruned", "it has ended,"), ("pruned", "only the best")}
    assert kinds <= found


class TestWords:
    def test_by_hand(self):
        """A model of two tokens whose probabilities are known: P(a) = 0.6, whatever comes before."""
        model = Transformer(TransformerConfig.llama(vocab_size=2, context_length=16, layers=1, width=2, heads=1,
                                                    tie_embeddings=False))
        with torch.no_grad():
            for parameter in model.blocks.parameters():
                parameter.zero_()
            model.token_embedding.weight.copy_(torch.tensor([[1.0, 1.0], [1.0, 1.0]]))
            model.norm.weight.fill_(1.0)
            model.unembedding.weight.copy_(torch.tensor([[math.log(0.6) / 2] * 2, [math.log(0.4) / 2] * 2]))
        tree = BeamTree(model, Letters(), "a", width=1, max_new_tokens=3).tree
        rows = tree["steps"][1]["candidates"]
        assert [one["label"] for one in rows] == ["a", "b"] and rows[0]["own"] == pytest.approx(0.6, abs=1e-4)
        assert [one["log"] for one in rows] == pytest.approx([2 * math.log(0.6), math.log(0.6 * 0.4)], abs=1e-4)
        assert [one["why"] for one in rows] == ["1st of 2: goes on", "2nd of 2: only the best goes on"]
        assert tree["start"].endswith("The next step lists the 2 likeliest first tokens and keeps the best.")
        assert tree["steps"][1]["say"] == "Step 2: 2 candidates, 1 goes on, 1 pruned. Likeliest: “aa”, log P −1.02."
        assert tree["steps"][2]["say"] == "Found: “aaa”, log P −1.53, score −0.51. Greedy found the same text."

    def test_comparisons(self):
        """The line about greedy is true whichever way it goes, and all ways occur."""
        kinds = set()
        for seed in range(24):
            for penalty in (0.0, 1.0, 2.0):
                shown = grown(seed, width=2, stop=STOP, length_penalty=penalty)
                step, place = shown.tree["best"]
                best, greedy = shown.tree["steps"][step - 1]["candidates"][place], shown.tree["greedy"]
                line = shown.summary().split(". ")[-1]
                if "same text" in line:
                    kinds.add("same")
                    assert best["text"] == greedy["text"]
                elif "score is worse" in line:
                    kinds.add("longer")
                    assert best["log"] < greedy["log"] and best["score"] > greedy["score"]
                elif "score is better" in line:
                    kinds.add("worse")
                    assert best["log"] < greedy["log"] and best["score"] <= greedy["score"]
                else:
                    kinds.add("likelier")
                    assert best["log"] >= greedy["log"] and line.endswith("as probable.")
        assert {"same", "longer", "likelier"} <= kinds

    def test_a_text_with_quotation_marks_gets_others(self):
        world = World(seed=0)
        shown = BeamTree(small_model(0, vocab=len(world.vocabulary)), world, "“Again!” said Mia.", max_new_tokens=1)
        assert "after ‘“Again!” said Mia.’ finds “" in shown.summary()
        assert quoted("“" + "a" * 9, 5) == "‘“aaa…’" and quoted_end("a “b” c", 4) == "‘…” c’"

    def test_the_same_in_every_run(self):
        first, second = grown(1, width=4, stop=STOP), grown(1, width=4, stop=STOP)
        assert first.summary() == second.summary() == repr(first) and "\n" not in repr(first)
        assert first.summary().startswith("Beam search of width 4 after “fjc” finds “")
        check_drawn_alike(lambda: grown(1, stop=STOP))


@pytest.mark.parametrize("options", [
    pytest.param(options, id=name, marks=() if name in ("one beam", "with an end") else pytest.mark.full)
    for name, options in SETTINGS.items()])
def test_view_picture_and_words(options, recwarn):
    shown = grown(2, **options)
    check_shown(lambda: grown(2, **options), recwarn)
    lines = break_columns(shown.tree)
    assert [step for line in lines for step in line[1:]] == list(range(1, len(shown.tree["steps"]) + 1))


def test_only_the_token_of_a_pruned_candidate_is_struck_out():
    """A line through its number would look like one of its own, the minus sign."""
    shown = grown(2, tokenizer=Hostile(), width=4, max_new_tokens=20)    # long labels, and numbers of two digits
    plot = shown.picture()
    [axes] = plot.axes
    plot.draw_without_rendering()
    strikes = [line for line in axes.get_lines() if len(line.get_xdata()) == 2]
    pruned = [one for step in shown.tree["steps"] for one in step["candidates"] if one["fate"] == "pruned"]
    assert len(strikes) == len(pruned) and min(one["log"] for one in pruned) < -10
    boxes = [text.get_window_extent() for text in axes.texts if text.get_text().startswith("−")]
    for strike in strikes:
        [start, end], [y, _] = axes.transData.transform(strike.get_xydata()).T
        number = min((box for box in boxes if box.y0 < y < box.y1 and box.x1 > start), key=lambda box: box.x1)
        assert number.x0 - end > 2


class TestSearch:
    def test_from_the_browser(self):
        shown = grown(0, stop=STOP)
        answer = ask(shown, width=5, length_penalty=0.5)
        assert answer == {"sequence": 1} and shown.tree == grown(0, width=5, length_penalty=0.5, stop=STOP).tree
        assert len(shown.steps[0].candidates) == 10 and shown.best.ids == ids_of(shown.tree, shown.tree["best"])
        assert shown.text == Letters().decode(shown.best.ids)

    def test_from_python(self):
        shown = grown(0, step=None)
        last = len(shown.tree["steps"])
        assert shown.step == last
        shown.search(width=1)
        assert shown.tree["width"] == 1 and shown.tree["length_penalty"] == 1.0
        assert shown.step == len(shown.tree["steps"])
        shown.search(length_penalty=-3)
        assert shown.reach["penalty"][0] == -3 and shown.tree["width"] == 1
        with pytest.raises(ValueError, match="width lies between 1 and 8 beams, not at 9"):
            shown.search(width=9)

    @pytest.mark.parametrize("request_", [{"width": 0}, {"width": "3"}, {"length_penalty": None, "width": 99},
                                          {"length_penalty": float("nan")}])
    def test_a_wrong_request_leaves_the_tree(self, request_):
        shown = grown(0)
        before = shown.tree
        assert "error" in ask(shown, **request_) and shown.tree is before
        assert "error" not in ask(shown, width=2)

    def test_the_step_stays_in_the_tree(self):
        shown = grown(0, step=4)
        assert shown.step == 4
        shown.step = 99
        assert shown.step == len(shown.tree["steps"])
        shown.step = -3
        assert shown.step == 0


class TestTokenizers:
    def test_ours(self):
        tokenizer = BPETokenizer.train("the cat sat on the mat and the cat ate the rat " * 20, 300)
        model = small_model(0, vocab=tokenizer.vocab_size)
        shown = BeamTree(model, tokenizer, "the cat", width=2, max_new_tokens=5)
        assert shown.tree["prompt"] == "the cat"
        assert shown.text == tokenizer.decode(shown.best.ids)

    def test_a_storyland_world(self):
        world = World(seed=0)
        model = small_model(0, vocab=len(world.vocabulary))
        shown = BeamTree(model, world, "Mia laughed.", width=2, max_new_tokens=4, stop=0)
        assert shown.tree["root"] == [{"short": "Mia laughed.", "cells": 12}]
        assert shown.text == world.decode(shown.best.ids)
        labels = {one["label"] for step in shown.tree["steps"] for one in step["candidates"]}
        assert labels <= set(world.vocabulary)
        assert BeamTree(model, world, [0], max_new_tokens=1).tree["prompt"] == "<end>"    # an end is no text

    def test_pieces_of_characters(self):
        shown = BeamTree(small_model(0, vocab=256), BYTES, "é", width=4, max_new_tokens=6)
        halves = [one for step in shown.tree["steps"] for one in step["candidates"] if one["label"].startswith("⟨")]
        assert halves and any("�" in one["text"] for one in halves)

    def test_one_that_only_decodes(self):
        class Plain:
            decode = staticmethod(Letters().decode)

        shown = BeamTree(small_model(0), Plain(), torch.tensor(PROMPT))
        assert shown.tree["steps"] == grown(0).tree["steps"]

    def test_hostile_tokens(self):
        shown = grown(0, "", tokenizer=Hostile(), width=8)
        labels = [one["label"] for step in shown.tree["steps"] for one in step["candidates"]]
        assert {"<img·src=x·onerror=alert(1)>", "·", "↵", "⟨U+202E⟩", "(empty)"} <= set(labels)
        assert max(map(len, labels)) < 80 and "\n" not in shown.summary() and "\u202e" not in json.dumps(shown.tree)
        assert shown.picture().to_png().startswith(b"\x89PNG")

    def test_names(self):
        assert Reader(Letters()).label(4) == "e"
        assert short("a" * 14) == "a" * 14 and short("a" * 15) == "a" * 13 + "…" and cells(short("汉" * 9)) <= 14
        assert root_lines("one two  ") == [{"short": "one two··", "cells": 9}] and root_lines("")[0]["short"] == "·"
        assert root_lines("word " * 30 + "end")[-1]["short"].endswith("end") and len(root_lines("word " * 30)) == 4


class TestWrongInput:
    @pytest.mark.parametrize("model", [None, "smollm2", lambda ids: ids, torch.nn.Linear(1, 1)])
    def test_no_model(self, model):
        with pytest.raises(TypeError, match="searches with a Transformer of this course, not with a"):
            BeamTree(model, Letters(), "a")

    @pytest.mark.parametrize("tokenizer", [None, "gpt2", 3])
    def test_no_tokenizer(self, tokenizer):
        with pytest.raises(TypeError, match="which tokenizer does the model use?"):
            BeamTree(small_model(0), tokenizer, "a")

    @pytest.mark.parametrize(
        ("options", "problem", "message"),
        [({"width": 0}, ValueError, "width lies between 1 and 8 beams, not at 0"), ({"width": 9}, ValueError, "at 9"),
         ({"width": 2.5}, TypeError, "width is a whole number, not 2.5"), ({"width": True}, TypeError, "not True"),
         ({"max_new_tokens": 0}, ValueError, "max_new_tokens lies between 1 and 40 steps that a tree can show"),
         ({"max_new_tokens": 41}, ValueError, "not at 41"),
         ({"length_penalty": "1"}, TypeError, "length_penalty is a number, 0 for none, not '1'"),
         ({"length_penalty": math.inf}, ValueError, "length_penalty lies between −5 and 5, not at inf"),
         ({"length_penalty": 6}, ValueError, "not at 6"), ({"early_stopping": 1}, TypeError, "early_stopping is True"),
         ({"stop": ("",)}, ValueError, "stop holds an empty string"), ({"stop": (1.5,)}, TypeError, "stop holds ids"),
         ({"prompt": ""}, ValueError, "the prompt is empty"), ({"prompt": []}, ValueError, "empty prompt"),
         ({"prompt": [99]}, ValueError, "99"), ({"prompt": [[1], [2]]}, ValueError, "BeamTree reads one prompt, not 2"),
         ({"prompt": [1] * 60}, ValueError, "context holds 64"), ({"prompt": ["a"]}, TypeError, "ids are")],
    )
    def test_numbers_and_prompts(self, options, problem, message):
        with pytest.raises(problem, match=message):
            BeamTree(small_model(0), Letters(), options.pop("prompt", PROMPT), **options)

    def test_a_tokenizer_of_another_model(self):
        with pytest.raises(ValueError, match=r"proposes token \d+, which the tokenizer cannot read \(IndexError: "
                                             ".* do the two belong together?"):
            BeamTree(small_model(0, vocab=500), Letters(), PROMPT, width=8)

    def test_a_model_that_has_gone_wrong(self):
        model = small_model(0)
        with torch.no_grad():
            model.norm.weight.fill_(math.nan)
        with pytest.raises(ValueError, match="not finite"):
            BeamTree(model, Letters(), PROMPT)


@pytest.mark.asset("smollm2")
def test_a_real_model():
    from llm_edu.pretrained import load_smollm2

    model, tokenizer = load_smollm2()
    shown = BeamTree(model, tokenizer, "The capital of France is", width=3, max_new_tokens=6, stop=2)
    first = shown.tree["steps"][0]["candidates"]
    assert first[0]["label"] == "·Paris" and 0.7 < first[0]["own"] < 0.85
    assert shown.tree["steps"][3]["say"].endswith("All 3 beams now begin with “Paris.”.")
    assert shown.text.startswith(" Paris.") and "as probable" in shown.summary()
