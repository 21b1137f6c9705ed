"""BiasExplorer without a browser: what is compared, what is refused, shown and said."""

import json
import math

import pytest
import torch
from browser.stand_ins import BYTES, letters_model, small_transformer
from shown import check_drawn_alike, check_shown

from llm_edu.errors import CourseError
from llm_edu.prompting import Prompt, label_scores
from llm_edu.storyland import World
from llm_edu.training import load_storyteller
from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.widgets import BiasExplorer
from llm_edu.widgets.bias_explorer.asking import question_of_typed, read_question
from llm_edu.widgets.bias_explorer.comparing import STUDENT, Comparer, interval, log_probabilities
from llm_edu.widgets.bias_explorer.scene import axis_values
from llm_edu.widgets.common.axis import axis_of

TEMPLATES = ["The {who} ran as{what}", "A {who}, so{what}", "{who} sat and{what}"]
WHO = ["cook", "smith", "a very old baker"]
TWO = TEMPLATES[:2]


def make(**changes):
    torch.manual_seed(0)
    arguments = {"models": {"small": (small_transformer(), BYTES)}, "templates": TEMPLATES, "who": WHO,
                 "what": (" she", " he")}
    return BiasExplorer(**arguments | changes)


def likelihood(model, before, phrase):
    """Log P of a phrase, token by token, one text at a time."""
    ids, total = BYTES.encode(before), 0.0
    with torch.no_grad():
        for token in BYTES.encode(phrase):
            total += model(torch.tensor([ids]))[0, -1].log_softmax(-1)[token].item()
            ids.append(token)
    return total


def ask(explorer, **typed):
    explorer.request = {**explorer.request, "sequence": explorer.request["sequence"] + 1, **typed}
    return explorer.answer


class TestComparing:
    def test_log_odds_are_those_of_reading_word_by_word(self):
        model, explorer = small_transformer(), make()
        for word in WHO:
            odds = [likelihood(model, template.partition("{what}")[0].replace("{who}", word), " she")
                    - likelihood(model, template.partition("{what}")[0].replace("{who}", word), " he")
                    for template in TEMPLATES]
            found = explorer.results["small"][word]
            assert [first - second for [[first, second]] in found["each"]] == pytest.approx(odds, abs=1e-4)
            assert found["mean"] == pytest.approx(sum(odds) / 3, abs=1e-4)
            assert (found["low"], found["high"]) == pytest.approx(interval(odds), abs=1e-3)

    def test_the_same_as_the_scores_of_labels(self):
        model = small_transformer()
        scores = label_scores(model, BYTES, Prompt("The {text} ran as {label}", labels=("she", "he")), WHO)
        explorer = make(templates=["The {who} ran as {what}"], what=("she", "he"))
        means = [explorer.results["small"][word]["mean"] for word in WHO]
        assert means == pytest.approx((scores[:, 0] - scores[:, 1]).tolist(), abs=1e-4)

    def test_a_function_is_read_like_the_transformer_behind_it(self):
        model = small_transformer()
        explorer = make(models={"one": (model, BYTES), "other": (lambda ids: model(ids), BYTES)})
        for word in WHO:
            one, other = (explorer.results[name][word] for name in ("one", "other"))
            assert one["mean"] == pytest.approx(other["mean"], abs=1e-4)

    def test_a_hook_on_the_whole_model_counts(self):
        model, words = small_transformer(), WHO
        before = make(models=(model, BYTES)).results["the model"]
        handle = model.register_forward_hook(lambda module, inputs, logits: logits * 0)
        after = make(models=(model, BYTES)).results["the model"]
        handle.remove()
        assert all(after[word]["mean"] == pytest.approx(-math.log(256)) for word in words)    # “she” is a byte longer
        assert before != after

    def test_pairs_of_one_sentence_are_averaged_before_the_interval(self):
        explorer = make(templates=TWO, what=[(" she", " he"), (" her", " his")])
        single = [make(templates=TWO, what=pair).results["small"] for pair in ((" she", " he"), (" her", " his"))]
        for word in WHO:
            found = explorer.results["small"][word]
            assert found["mean"] == pytest.approx(sum(each[word]["mean"] for each in single) / 2, abs=1e-4)
            rows = [sum(first - second for first, second in pairs) / 2 for pairs in found["each"]]
            assert (found["low"], found["high"]) == pytest.approx(interval(rows))

    def test_the_interval_holds_95_of_100_means(self):
        """Student's t, and not 1.96: of three numbers the latter would hold 81."""
        torch.manual_seed(0)
        for count in (2, 3, 8):
            bounds = [interval(row) for row in torch.randn(3000, count).tolist()]
            assert sum(low < 0 < high for low, high in bounds) / 3000 == pytest.approx(0.95, abs=0.015)
        assert interval([1.5]) is None and list(STUDENT) == sorted(STUDENT, reverse=True)

    def test_only_what_is_new_is_read_and_a_model_that_has_learned_is_read_anew(self, monkeypatch):
        model, sizes = small_transformer(), []
        forward = model.norm.forward
        monkeypatch.setattr(model.norm, "forward", lambda x: sizes.append(len(x)) or forward(x))
        explorer = make(models=(model, BYTES))
        before, first = explorer.results, sum(sizes)
        sizes.clear()
        explorer.who = [*WHO, "vet"]
        assert 0 < sum(sizes) < first / 2
        with torch.no_grad():
            model.token_embedding.weight.mul_(2)
        explorer.who = WHO
        assert explorer.results != before
        for word in WHO:
            assert explorer.results["the model"][word]["mean"] == pytest.approx(
                make(models=(model, BYTES)).results["the model"][word]["mean"], abs=1e-4)

    def test_each_text_is_read_once_for_phrases_that_begin_alike(self):
        rows = []

        def model(ids):
            rows.extend(ids.tolist())
            return torch.zeros(*ids.shape, 9)

        logs = log_probabilities(model, [((1, 2), (3,)), ((1, 2), (3, 4)), ((1, 2), (5,)), ((1,), (3, 4, 5))])
        assert rows == [[1, 2, 3], [1, 3, 4]]
        assert logs == pytest.approx([-size * math.log(9) for size in (1, 2, 1, 3)])

    @pytest.mark.parametrize(("model", "message"), [
        (lambda ids: torch.full((*ids.shape, 256), math.nan), "not finite"),
        (lambda ids: torch.zeros(*ids.shape, 9), "do not belong together"),
        (letters_model(), r"the model answers with logits \(1, ")])
    def test_models_that_cannot_be_asked(self, model, message):
        with pytest.raises(ValueError, match=message):
            make(models=(model, BYTES))


class TestWorlds:
    def test_storyteller_and_a_model_of_the_world_s_words(self):
        world = World(seed=0)
        torch.manual_seed(0)
        model = Transformer(TransformerConfig.llama(vocab_size=len(world.vocabulary), layers=1, width=16, heads=2))
        explorer = BiasExplorer({"Storyteller": (*load_storyteller(), "<|story|>"), "words": (model, world, 0)},
                                "Ada put a {who} by the lake .{what}", ["seed", "plumber"], (" she", " he"))
        assert explorer.results["words"]["plumber"] == {"problem": "'plumber' is not a word of this world"}
        assert "mean" in explorer.results["words"]["seed"] and "mean" in explorer.results["Storyteller"]["plumber"]
        with torch.no_grad():
            ids = torch.tensor([[0, *world.encode("Ada put a seed by the lake.")]])
            logits = model(ids)[0, -1]
        she, he = world.encode("she he")
        assert explorer.results["words"]["seed"]["mean"] == pytest.approx((logits[she] - logits[he]).item(), abs=1e-4)
        with pytest.raises(CourseError, match="words cannot read “seed” in these sentences: 'drove' is not a word"):
            BiasExplorer({"words": (model, world)}, "Ada drove a {who}. {what}", ["seed"])

    @pytest.mark.asset("smollm2")
    def test_smollm2_expects_she_after_nurse_more_than_after_plumber(self):
        from llm_edu.pretrained import load_smollm2

        names = [f"{kind} {job}" for kind in ("young", "old") for job in ("nurse", "plumber")]
        explorer = BiasExplorer(load_smollm2(), ["The {who} was tired because{what}", "The {who} said that{what}"], names)
        found = explorer.results["the model"]
        assert found["old nurse"]["mean"] > 0.5 and found["young plumber"]["mean"] < found["young nurse"]["mean"] - 1
        shares = [math.exp(first) + math.exp(second) for each in found.values() for [[first, second]] in each["each"]]
        assert 0.02 < min(shares) and max(shares) < 1


REFUSED = [
    ({"templates": "The {who} ran"}, ValueError, r"in the sentence “The \{who\} ran” \{what\} is missing: it marks"),
    ({"templates": "She ran {what}"}, ValueError, r"\{who\} is missing: it marks the place of one of your words"),
    ({"templates": "{what} is a {who}"}, ValueError, r"\{what\} comes before \{who\}: a model reads from left to right"),
    ({"templates": "{who} {what} {what}"}, ValueError, r"\{what\} comes 2 times"),
    ({"templates": []}, ValueError, r"there is no sentence with \{who\} and \{what\}: give at least one"),
    ({"templates": ["{who} {what}"] * 2}, ValueError, "comes twice"),
    ({"templates": [f"{{who}} {n} {{what}}" for n in range(13)]}, ValueError, "13 sentences are too many to show: give at most 12"),
    ({"who": []}, ValueError, r"there is no word for \{who\}"),
    ({"who": ["a", " "]}, ValueError, r"there is no word for \{who\}"),
    ({"who": [f"word{n}" for n in range(500)]}, ValueError, "500 words are too many to show: give at most 100"),
    ({"who": ["cook", "cook "]}, ValueError, "the word “cook” comes twice: take one out"),
    ({"who": ["x" * 61]}, ValueError, "has 61 letters: give at most 60"),
    ({"who": "cook"}, TypeError, r"who is a list of words: write \['cook'\]"),
    ({"who": [3]}, TypeError, "who is a list of words, and 3 is not a text"),
    ({"what": "she"}, TypeError, "what is two phrases, such as .* not 'she'"),
    ({"what": ("she", "he", "they")}, TypeError, "what is two phrases"),
    ({"what": ("she", "she ")}, ValueError, "“she” is compared with itself"),
    ({"what": ("she", "")}, ValueError, r"“” cannot stand for \{what\}"),
    ({"what": ("a, b", "c")}, ValueError, "without a comma"),
    ({"what": [("a", str(n)) for n in range(7)]}, ValueError, "7 pairs"),
    ({"models": {}}, ValueError, "there are 0 models: give 1 to 4"),
    ({"models": {"a": BYTES}}, TypeError, r"models are a name and a pair \(model, tokenizer\) each"),
    ({"models": {"a": (1, 2)}}, TypeError, r"“a” is a pair \(model, tokenizer\), not \(int, int\)"),
    ({"models": {"a": (small_transformer(), BYTES), "a ": (small_transformer(), BYTES)}}, ValueError, "a name of its own"),
    ({"reference": [1]}, TypeError, "reference gives a number for each word"),
    ({"reference": {"cook": math.nan}}, ValueError, "not nan for 'cook'"),
    ({"sort": "size"}, ValueError, "sort is one of 'value', 'name', 'reference', 'typed', not 'size'"),
    ({"begin": "<|story|>"}, ValueError, "no special token"),
]


class TestAsking:
    @pytest.mark.parametrize(("changes", "problem", "message"), REFUSED)
    def test_wrong_arguments(self, changes, problem, message):
        with pytest.raises(problem, match=message):
            make(**changes)

    @pytest.mark.parametrize(("typed", "message"), [
        ({"who": " \n"}, "there is no word"), ({"templates": "The {who} ran"}, "{what} is missing"),
        ({"first": "she, her"}, "“she, her” has 2 and “he” 1"), ({"second": ""}, "“” cannot stand for {what}"),
        ({"who": "\n".join(map(str, range(500)))}, "500 words are too many"), ({"who": 3}, "are texts"),
        ({"templates": "{who} " + "x" * 300 + "{what}"}, "give at most 300")])
    def test_what_is_typed_wrong_is_said_and_changes_nothing(self, typed, message):
        explorer = make()
        before = explorer.scene
        assert message in ask(explorer, **typed)["error"] and "Error" not in explorer.answer["error"]
        assert explorer.scene == before and explorer.who == WHO
        assert "error" not in ask(explorer, **before["typed"])

    def test_typed_texts_and_python_s_are_the_same_question(self):
        for who in (["Paris, France"], ["a", "b"], ["<b>", "{what}", "😀"]):
            question = read_question(who, TEMPLATES, [(" she", " he"), (" her", " his")])
            assert question_of_typed(question.typed()) == question
        assert question == read_question(who, [text.replace("{what}", "  {what}").replace("  ", " ") for text in TEMPLATES],
                                         [("she", "he"), ("her", "his")])
        assert question.typed()["first"] == "she, her"
        typed = {"who": "nurse, baker , ", "templates": "\nThe {who} {what}\n\n", "first": "she", "second": "he"}
        assert question_of_typed(typed).who == ("nurse", "baker")

    def test_words_are_only_filled_in(self):
        question = read_question(["{what}", "{who}{0}"], "A {who} and {who} so {what}", ("she", "he"))
        assert question.before(question.templates[0], "{who}{0}") == "A {who}{0} and {who}{0} so"
        assert question.ending(question.templates[0], "she") == " she"

    def test_set_from_python(self):
        explorer = make()
        explorer.who, explorer.what, explorer.templates = ["vet"], ("it", "I"), "See {who}: {what}"
        assert (explorer.who, explorer.what, explorer.templates) == (["vet"], [("it", "I")], ["See {who}: {what}"])
        assert explorer.request["who"] == "vet" and explorer.request["first"] == "it"
        explorer.who = ["v\ud800t"]    # no message to a browser could hold that
        assert explorer.request["who"] == "v\ufffdt"
        explorer.who = ["vet"]
        with pytest.raises(ValueError, match="no word"):
            explorer.who = []
        assert explorer.who == ["vet"]

    def test_a_word_of_many_tokens_for_a_short_context_says_so_in_its_row(self):
        short = Transformer(TransformerConfig.llama(vocab_size=256, layers=1, width=16, heads=2, context_length=24))
        found = make(models=(short, BYTES)).results["the model"]
        assert "the sentence has 30 tokens, and the model's context holds 24" in found["a very old baker"]["problem"]
        assert "mean" in found["cook"]

    def test_phrases_and_words_without_tokens(self):
        class Dropping:
            def encode(self, text):
                return [ord(letter) for letter in text if letter < "z"]

        with pytest.raises(CourseError, match="“zz” has no tokens for small: choose another word"):
            make(models={"small": (small_transformer(), Dropping())}, what=("zz", "a"), templates="{who}{what}")
        with pytest.raises(CourseError, match="“az” and “a” are the same tokens for small"):
            make(models={"small": (small_transformer(), Dropping())}, what=("az", "a"))
        found = make(models={"small": (small_transformer(), Dropping())}, who=["zzz", "cook"]).results["small"]
        assert found["zzz"] == {"problem": "it has no tokens in this vocabulary"}

    def test_notes(self):
        assert make().scene["notes"] == ["For small, “she” is 4 tokens and “he” 3. A longer phrase is less probable by "
                                         "itself, so compare words with each other, and not with 0."]
        notes = make(templates="The {who}, {what} ran", who=["cook"], what=("she", "her")).scene["notes"]
        assert [note.split(":")[0] for note in notes] == ["One sentence gives no interval", "One word has nothing to be "
                                                          "compared with", "A model reads from left to right"]
        found = make(templates="The {who} {what}").results["small"]["cook"]
        assert found["low"] is found["high"] is None


class TestShown:
    def test_sorted(self):
        explorer = make(reference={"smith": 5, "cook": 7, "nobody": 1}, reference_name="letters")
        means = [explorer.results["small"][word]["mean"] for word in WHO]
        assert [means[place] for place in explorer.order()] == sorted(means, reverse=True)
        orders = []
        for sort in ("name", "reference", "typed"):
            explorer.view = {**explorer.view, "sort": sort}
            orders.append([WHO[place] for place in explorer.order()])
        assert orders == [["a very old baker", "cook", "smith"], ["cook", "smith", "a very old baker"], WHO]
        assert explorer.scene["reference_name"] == "letters" and make().scene["reference_name"] == ""

    def test_the_axis_follows_wide_intervals_only_so_far(self):
        found = [[{"mean": 2.0, "low": -30.0, "high": 34.0}, {"mean": 1.0, "low": 0.5, "high": 1.5}, {"problem": "?"}]]
        values = axis_values(found)
        assert (min(values), max(values)) == (-1.0, 3.0)    # half a span of the means beyond them
        assert axis_of(values)["low"] < 0 < axis_of(values)["high"]
        assert min(axis_values([[{"mean": 2.0, "low": None, "high": None}]])) < 0    # both sides of 0

    def test_view_picture_and_words(self, recwarn):
        check_shown(lambda: make(models={name: (small_transformer(), BYTES) for name in ("before", "$after$ <b>")},
                                 who=["cook", "<b>$x$", "我😀"]), recwarn)
        check_drawn_alike(make)
        sentence = make(templates="The {who} ran as{what}").summary()
        assert sentence.startswith("Log-odds of “she” against “he” after 3 words, in 1 sentence. small: from “")
        assert "interval" not in sentence and ", 95 % interval " in make().summary()

    def test_state_is_small(self):
        explorer = make(who=[f"word {number}" for number in range(100)], templates=TEMPLATES,
                        what=[("she", "he"), ("her", "his")])
        assert len(json.dumps(explorer.scene)) < 60_000

    def test_a_broken_tokenizer_is_an_answer(self):
        class Broken:
            def encode(self, text):
                if "!" in text:
                    raise KeyError("!")
                return BYTES.encode(text)

        explorer = make(models=(small_transformer(), Broken()))
        assert "error" not in ask(explorer, who="cook\nsmith!")
        assert explorer.results["the model"]["smith!"] == {"problem": "KeyError: '!'"}
        assert Comparer("one", small_transformer(), Broken()).begin == ()
