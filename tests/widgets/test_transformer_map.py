"""TransformerMap without a browser: its sums against the model's, wrong input, pictures and words."""

import json
from itertools import product

import pytest
import torch
from shown import check_drawn_alike, check_shown

from llm_edu.transformer import SMOLLM2_135M, Transformer, TransformerConfig
from llm_edu.transformer.accounting import count_flops, parts
from llm_edu.widgets import TransformerMap
from llm_edu.widgets.transformer_map.numbers import compact
from llm_edu.widgets.transformer_map.parts import note, settings, words

GPT2 = TransformerConfig.gpt2()
CONFIGS = {
    "gpt2": GPT2,
    "smollm2": SMOLLM2_135M,
    "tiny": TransformerConfig.gpt2(vocab_size=50, context_length=32, layers=2, width=24, heads=4),
    "llama": TransformerConfig.llama(vocab_size=50, context_length=30, layers=1, width=24, heads=6, key_value_heads=2,
                                     tie_embeddings=False),
    "smallest": TransformerConfig.gpt2(vocab_size=1, context_length=1, layers=1, width=1, heads=1, bias=False),
    "no layers": TransformerConfig.gpt2(vocab_size=5, context_length=4, layers=0, width=2, heads=1),
    "huge": TransformerConfig.llama(vocab_size=128_256, context_length=131_072, layers=126, width=16_384, heads=128,
                                    key_value_heads=8, feed_forward_width=53_248, tie_embeddings=False),
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
class TestSums:
    def test_parameters_are_the_model_s(self, config):
        with torch.device("meta"):  # the largest would need 1.6 TB
            model = Transformer(config)
        assert TransformerMap(config).total.parameters == model.count_parameters()

    def test_computation_and_memory(self, config):
        shown = TransformerMap(config, batch=3, length=config.context_length)
        flops = count_flops(config, 3, config.context_length)
        assert (shown.total.flops, shown.total.quadratic) == (flops.total, flops.quadratic)
        assert sum(bill.flops for bill in shown.bills.values()) == flops.total
        numbers = 2 * config.layers * config.key_value_heads * config.head_dim * 3 * config.context_length
        assert shown.cache_bytes == 4 * numbers
        shown.number_bytes = 2
        assert shown.cache_bytes == 2 * numbers

    def test_the_block_sums_up_what_is_in_it(self, config):
        shown = TransformerMap(config)
        by_name = {part["name"]: part for part in shown.models[0]["parts"]}
        inside = [part for part in by_name.values() if part["in_block"] and not part["sum"]]
        assert len(inside) == 6 and by_name["block"]["sum"] and "block" not in shown.bills
        for at in (2, 3, 4):
            assert sum(step[at] for step in by_name["block"]["steps"]) == sum(
                step[at] for part in inside for step in part["steps"])

    def test_what_the_browser_gets(self, config):
        """Valid JSON with every dimension that a shape names, and integers that JavaScript holds exactly."""
        shown = TransformerMap(config)
        [anatomy] = json.loads(json.dumps(shown.models, allow_nan=False))
        names = {name for part in anatomy["parts"] for step in part["steps"] for name in step[1]}
        assert names <= {*anatomy["sizes"], "batch", "time"}
        assert [part["name"] for part in anatomy["parts"] if not part["sum"]] == [part.name for part in parts(config)]
        assert shown.total.parameters < 2**53

    def test_view_picture_and_words(self, config, recwarn):
        check_shown(lambda: TransformerMap(config), recwarn)
        for part in TransformerMap(config).models[0]["parts"]:
            said = TransformerMap(config, part=part["name"]).summary()
            assert said == TransformerMap(config, part=part["name"]).summary() and "\n" not in said


def test_every_combination_of_choices_sums_up():
    choices = {"positions": ("learned", "rope"), "norm": ("layer", "rms"), "feed_forward": ("gelu", "swiglu"),
               "bias": (True, False), "tie_embeddings": (True, False), "key_value_heads": (1, 2, 4)}
    for values in product(*choices.values()):
        config = TransformerConfig(vocab_size=11, context_length=7, layers=3, width=8, heads=4,
                                   **dict(zip(choices, values, strict=True)))
        with torch.device("meta"):
            assert TransformerMap(config).total.parameters == Transformer(config).count_parameters(), values


def test_the_picture_is_the_same_each_time():
    check_drawn_alike(lambda: TransformerMap(CONFIGS["tiny"], compare=CONFIGS["llama"], part="block"))


def test_the_known_models():
    assert TransformerMap(GPT2).total.parameters == 124_439_808
    assert TransformerMap(SMOLLM2_135M).total.parameters == 134_515_008
    assert TransformerMap(SMOLLM2_135M, name="SmolLM2", length=1024).summary() == (
        "SmolLM2: 134,515,008 parameters, 348 GFLOPs for 1 × 1,024 tokens, KV cache 47.2 MB. Attention, 30 blocks "
        "together: 26,542,080 parameters (19.7 %), 36.5 % of the computation for 1 × 1,024 tokens. 57.1 % of its work "
        "is tokens looking at tokens."
    )


def test_shares_grow_with_the_length():
    shown = TransformerMap(GPT2)
    shares = []
    for length in (1, 128, 1024):
        shown.length = length
        shares.append(shown.total.quadratic / shown.total.flops)
    assert shares == sorted(shares) and shares[0] < 0.001 and shares[2] == pytest.approx(0.13, abs=0.005)


def test_words_follow_the_configuration():
    assert words("positions", SMOLLM2_135M)[0] == "RoPE" and words("positions", GPT2)[0] == "Positions"
    assert words("norm", SMOLLM2_135M)[0] == "Final RMSNorm" and "mean 0" in words("attention_norm", GPT2)[1]
    assert "share 3 sets of keys and values" in words("attention", SMOLLM2_135M)[1]
    assert "12 heads of 64 numbers" in words("attention", GPT2)[1]
    assert "SwiGLU" in words("feed_forward", SMOLLM2_135M)[1] and "GELU" in words("feed_forward", GPT2)[1]
    assert "66.6 % of a block" in words("feed_forward", GPT2)[1]
    assert "untied" in words("unembedding", CONFIGS["llama"])[1] and "backwards" in words("unembedding", GPT2)[1]


def test_the_drawing_follows_the_configuration():
    """One box for each query head, one for each set of keys and values; a gate is a second bar; ties are dashed."""
    kinds = {}
    for name, config in CONFIGS.items():
        drawing = TransformerMap(config).models[0]["drawing"]
        marks = [kind for kind, *_ in drawing["marks"]]
        kinds[name] = {kind: marks.count(kind) for kind in ("query", "key", "hidden", "vector")}
        dashed = sum(kind == "dashed" for kind, *_ in drawing["lines"])
        assert dashed == (config.positions == "rope") + config.tie_embeddings
        assert len(drawing["joins"]) == (config.positions == "learned")
        assert len(drawing["sheets"]) == (2 if config.layers > 1 else 1)
        for _, x, y, width, height in drawing["marks"]:
            places = [part["place"] for part in TransformerMap(config).models[0]["parts"]
                      if part["name"] in ("attention", "feed_forward")]
            assert any(left < x and x + width < left + wide and top < y and y + height < top + high
                       for left, top, wide, high in places)
    assert kinds["gpt2"] == {"query": 12, "key": 12, "hidden": 1, "vector": 2}
    assert kinds["smollm2"] == {"query": 9, "key": 3, "hidden": 2, "vector": 2}
    assert kinds["huge"] == {"query": 48, "key": 3, "hidden": 2, "vector": 2}  # the first 48 of 128, and of 8 groups


def test_widths_are_drawn_to_scale():
    for config, times in ((GPT2, 4), (SMOLLM2_135M, 1536 / 576)):
        marks = TransformerMap(config).models[0]["drawing"]["marks"]
        hidden, vector = ([width for kind, _, _, width, _ in marks if kind == each] for each in ("hidden", "vector"))
        assert hidden[0] / vector[0] == pytest.approx(times)


def test_notes_and_settings_follow_the_configuration():
    assert note("feed_forward", SMOLLM2_135M) == "576 → 1,536 → 576, gate × up"
    assert note("feed_forward", GPT2) == "768 → 3,072 → 768, GELU"
    assert note("attention", SMOLLM2_135M) == "9 heads of 64 share 3 K and V"
    assert note("attention", GPT2) == "12 heads of 64"
    assert note("unembedding", CONFIGS["llama"]) == "50 × 24" and note("unembedding", GPT2) == "embedding, backwards"
    assert dict(settings(SMOLLM2_135M)) == {
        "vocabulary": "49,152", "context": "8,192", "layers": "30", "width": "576", "heads": "9", "K, V sets": "3",
        "hidden": "1,536", "positions": "RoPE 100k", "norm": "RMSNorm", "feed-forward": "SwiGLU", "biases": "no",
        "unembedding": "tied"}
    assert dict(settings(GPT2))["positions"] == "learned" and dict(settings(CONFIGS["llama"]))["unembedding"] == "untied"


class TestCompare:
    def test_two_models_side_by_side(self, recwarn):
        shown = TransformerMap(GPT2, compare=SMOLLM2_135M, name="GPT-2", compare_name="SmolLM2", part="unembedding")
        assert [anatomy["name"] for anatomy in shown.models] == ["GPT-2", "SmolLM2"]
        alone = [TransformerMap(GPT2, part="unembedding"), TransformerMap(SMOLLM2_135M, part="unembedding")]
        assert shown.describe() == f"GPT-2: {alone[0].describe()} SmolLM2: {alone[1].describe()}"
        assert "124,439,808 parameters" in shown.summary() and "134,515,008 parameters" in shown.summary()
        assert shown.total == alone[0].total and shown.config is GPT2 and shown.compare is SMOLLM2_135M
        check_shown(lambda: shown, recwarn)

    def test_a_length_that_both_can_read(self):
        shown = TransformerMap(SMOLLM2_135M, compare=CONFIGS["tiny"])
        assert shown.length == 32 and [anatomy["name"] for anatomy in shown.models] == ["First", "Second"]
        with pytest.raises(ValueError, match="between 1 and 32 tokens, which both models can read, not at 33"):
            shown.length = 33

    def test_with_a_model_and_with_nothing_to_draw(self):
        assert TransformerMap(GPT2, compare=Transformer(CONFIGS["tiny"])).compare == CONFIGS["tiny"]
        with pytest.raises(TypeError, match="draws a TransformerConfig"):
            TransformerMap(GPT2, compare="SmolLM2")


def test_from_a_model_and_from_python():
    model = Transformer(CONFIGS["tiny"])
    shown = TransformerMap(model, batch=2)
    assert shown.config is model.config and (shown.batch, shown.length, shown.part) == (2, 32, "attention")
    shown.part, shown.length = "unembedding", 5
    assert shown.summary().endswith("Unembedding: 0 parameters (0.0 %), 7.7 % of the computation for 2 × 5 tokens.")


@pytest.mark.parametrize("config", [None, "gpt2", {"layers": 2}, 12, object()])
def test_no_configuration(config):
    with pytest.raises(TypeError, match=r"draws a TransformerConfig, as TransformerConfig\.gpt2\(\), .* not \w+$"):
        TransformerMap(config)


@pytest.mark.parametrize(
    ("options", "problem", "message"),
    [({"length": 0}, ValueError, "length lies between 1 and 1,024 tokens, this model's context, not at 0"),
     ({"length": 1025}, ValueError, "not at 1,025"), ({"length": 1.5}, TypeError, "whole number, not 1.5"),
     ({"batch": 0}, ValueError, "batch lies between 1 and 1,024"), ({"batch": True}, TypeError, "not True"),
     ({"part": "heads"}, ValueError, "no part 'heads'; the parts are token_embedding, positions, block")],
)
def test_wrong_settings(options, problem, message):
    with pytest.raises(problem, match=message):
        TransformerMap(GPT2, **options)
    shown, [(name, value)] = TransformerMap(GPT2), options.items()
    if problem is ValueError:
        with pytest.raises(ValueError, match=message):
            setattr(shown, name, value)
        assert getattr(shown, name) == getattr(TransformerMap(GPT2), name)


def test_numbers_with_prefixes():
    assert [compact(number) for number in (0, 999, 1000, 9_994, 9_995, 99_949, 99_950, 999_499, 999_500)] == [
        "0 ", "999 ", "1.00 k", "9.99 k", "10.0 k", "99.9 k", "100 k", "999 k", "1.00 M"]
    assert compact(10**25) == "10000 Z"


@pytest.mark.parametrize("names", [("<img src=x onerror=alert(1)>", "$x$"), ("我\u202e\x00", "a" * 300),
                                   ("two\nlines", "\ud83d")])
def test_hostile_names(names, recwarn):
    check_shown(lambda: TransformerMap(CONFIGS["tiny"], name=names[0], compare=CONFIGS["llama"], compare_name=names[1]),
                recwarn)


def test_names_keep_their_spaces():
    assert TransformerMap(GPT2, name=" GPT-2  small ").summary().startswith("GPT-2 small: 124,439,808 parameters")
