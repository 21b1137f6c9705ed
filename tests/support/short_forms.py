"""Every benchmark and every measurement in its short form: the same code, on so little that a result comes at once."""

import importlib
import tempfile
from functools import partial, reduce

from llm_edu.widgets.preference_arena.tuning import TuningSettings

BENCHMARKS = {  # name -> options; {text}: a file with a short text
    "decoding": "--rounds 1 --runs 1 --new-tokens 2",
    "finetuning": "--rounds 1 --steps 1 --batch texts --rows 1",
    "first_click": "--rounds 1",
    "recipe": "--steps 2 --stories 50 --held-out 5 --samples 1",
    "retrieval": "--rounds 1 --leads 8",
    "serving": "--model tiny --clients 2 --requests 2 --tokens 4 --rounds 1",
    "storyland": "--stories 10 --rounds 1",
    "tokenization": "--vocab-size 300 --repeat 1 --documents 20",
    "training": "--seeds 1 --target 99 --text {text}",
    "widgets": "--rounds 1 --without-smollm2",
}

# name -> a run, how much smaller its module is made, {path from the module: value}, and the run's own arguments
ARENA = {"CLICKS": 20, "LOOKS": (1, 2), "TOLD": 8,
         "SETTINGS": TuningSettings(first=32, second=32, imitate_steps=2, dpo_steps=2)}
STORYLAND = {"STEPS": 2, "EVERY": 2, "training_run.__globals__.TRAINING_STORIES": 64,
             "training_run.__globals__.HELD_OUT_STORIES": 4, "training_run.__globals__.SAMPLES": 2}
MEASUREMENTS = {
    "agents_calls": ("no example, schemas", {"MOST": 20}, {"count": 2}),
    "agents_chains": ("none", {}, {"count": 1, "steps": 2}),
    "agents_desk": ("rules", {}, {}),
    "agents_memory": ("speed", {"BUDGETS": (100,)}, {}),
    "agents_register": ("village 0", {"EXAMPLE_STEPS": 2, "ROUNDS": 1, "VILLAGE_STEPS": 2}, {}),
    "alignment_choices": ("length 0", ARENA, {"steps": 2}),
    "alignment_exploit": ("length", {"ROUNDS": 4, "ANSWERS": 8, "EVERY": 2, "TOLD": 4}, {}),
    "alignment_grpo": ("words", {"MEASURED": 20, "AT_ONCE": 20, "STORIES": 100}, {"rounds": 3, "answers": 32}),
    "alignment_obedience": ("with replay", {
        "EVERY": 2, "LOOKED_AT": 2, "ASKED": 4, "TOLD": 4, "PAGES": 1, "STEPS": 2, "WITHOUT_REPLAY": 2, "MORE": 2,
        "ASKED_MORE": 4, "CONFIG": {"batch_size": 4}}, {}),
    "alignment_whose": ("chosen", {"SETS": 1}, {}),
    "applications_code": ("as given", {"AS_GIVEN": 1, "LONGEST": 4}, {}),
    "applications_content": ("limits told", {"DRAFTS": 2}, {}),
    "applications_french": ("none examples", {"TOKENS": 2}, {"count": 2}),
    "applications_notes": ("one example", {"COUNT": 1, "TOKENS": 2}, {}),
    "applications_reports": ("reports", {"REPORTS": 1, "TOKENS": 32}, {}),
    "applications_translation": ("seed 0", {"STEPS": 2, "MOMENTS": (2,)}, {}),
    "applications_tutor": ("SmolLM2", {"COUNT": 2, "TOKENS": 2}, {}),
    "bias_remedies": ("seed 0", {"STEPS": 2, "BATCH": 8, "STORIES": 4, "EVERY": 1,
                                 "SHARES": {name: (1.0,) for name in (
                                     "swapped", "balanced", "evened", "words' direction", "jobs' direction",
                                     "stream's direction", "adversary")}}, {}),
    "bias_skew": ("skew 0.6", {"STEPS": 20, "SEEDS": range(1), "MEASURED": 2}, {}),
    "bias_smollm2": ("adversary 1, seed 0", {
        "STEPS": 1, "Judge.__init__.__globals__.LEADS": 2, "Judge.__init__.__globals__.REVIEWS": 4,
        "Judge.__init__.__globals__.SHUFFLES": 1, "Opponent.__init__.__globals__.HEAD_START": 1}, {}),
    "bias_real": ("CrowS-Pairs", {}, {"rows": 3}),
    "compression_serving": ("steps", {"ROWS": (1, 2), "STEPS": 1, "ROUNDS": 1, "WARMING": 2, "PROMPT": 4}, {}),
    "compression_chart": ("Storyteller: half pruned by Wanda", {
        "STORIES": 2, "PAGES": 2, "excess.__globals__.HELD_OUT": 4, "whole_shares.__globals__.WRITTEN": 2}, {}),
    "compression_distilled": ("few stories, seed 2", {
        "ALONE": 2, "DISTILLED": 2, "taught.__globals__.HELD_OUT": 4, "taught.__globals__.WRITTEN": 2}, {}),
    "compression_generations": ("10% real, seed 0", {"TOLD": 40, "SUCCESSORS": 1, "STEPS": 2}, {}),
    "compression_bits": ("4 bits, 32; 8", {"HELD_OUT": 2}, {}),
    "compression_speed": ("loss", {}, {"count": 1}),
    "decoding_best": ("halves", {"STORIES": 1, "WIDTHS": (1, 2)}, {}),
    "decoding_speculative": ("SmolLM2, its first 6 blocks", {"PROMPTS": ("Hello",), "NEW": 2}, {}),
    "decoding_speed": ("with a cache", {"ROUNDS": 1, "LENGTHS": (4,), "SETTLING": 1}, {}),
    "decoding_stories": ("the truth", {"COUNT": 2}, {}),
    "decoding_texts": ("greedy", {"PROMPTS": 1, "WRITTEN": 4}, {}),
    "embeddings_seeds": ("width 32", {"SEEDS": 1, "OPTIONS.steps": 5}, {}),
    "finetuning_medicine": ("0.001", {
        "STEPS": 1, "EVERY": 1, "ROWS": {"abstracts": 4, "wikipedia": 1},
        "medicine.MEASURED": {"validation": 2, "abstracts": 2, "wikipedia": 2, "reviews": 2}}, {}),
    "finetuning_own": ("10 examples", {"PASSES": 1, "TEXTS": 1, "LONGEST": 2}, {}),
    "finetuning_ranks": ("longer", {"LEARNED": 16, "MEASURED": 2, "LONGER": 1}, {}),
    "finetuning_rate": ("texts 0.001", {"SNIPPETS": 6, "KINDS": {"texts": (0.34, 1)}}, {}),
    "finetuning_sentiment": ("head", {"ALL": 16, "by_count.__defaults__": ((16,), range(1), 2)}, {}),
    "finetuning_summaries": ("after", {"STEPS": 1, "MEASURED": 1, "VALIDATED": 1, "lesson.WARM_UP": 2}, {}),
    "finetuning_village": ("replay 0", {"MOST": 20, "NEWS": 2}, {}),
    "grounding_checking": ("years", {}, {"count": 2}),
    "grounding_facts": ("wording 1", {}, {"count": 2}),
    "grounding_finding": ("named", {}, {"count": 4}),
    "grounding_rag": ("none", {}, {"count": 2}),
    "grounding_secrets": ("deduplicated", {"SEEDS": range(1), "STORIES": 320, "HELD_OUT": 2, "SECRETS": 10}, {}),
    "grounding_village": ("silent", {"SEEDS": range(1), "STORIES": 64}, {}),
    "pretrained_capitals": ("groups", {}, {}),
    "pretrained_inside": ("probes", {"SEEDS": range(1), "STORIES": 120}, {}),
    "pretrained_steering": ("held out", {"STRENGTHS": (1,), "by_strength.__defaults__": (("My day was",),)}, {}),
    "pretrained_tense": ("tense", {"STRENGTHS": (0,), "SEEDS": range(1), "BEGINNINGS": ("The price of salt", "Our school")}, {}),
    "prompting_examples": ("1 right", {}, {"seeds": (0,), "items": 2}),
    "prompting_forms": ("told", {}, {"count": 1}),
    "prompting_injection": ("label, none", {}, {"count": 1}),
    "prompting_orders": ("draw 0", {}, {"count": 2, "orders": 1}),
    "prompting_reasoning": ("the number", {"in_chat.__defaults__": (1,)}, {}),
    "prompting_repair": ("instruction, repaired", {}, {"count": 2}),
    "prompting_rule": ("first word", {}, {"counts": (2,), "seeds": (0,), "queries": 2}),
    "prompting_scratchpad": ("scratchpad", {}, {"steps": 2, "batch_size": 4, "asked": 12}),
    "prompting_ways": ("review", {}, {"count": 2}),
    "scaling_compute": ("2e+10 operations", {"GRID": {2e10: (4,)}, "SEEDS": range(1), "LETTERS_A_STEP": 10**6}, {}),
    "scaling_hamlet": ("width 8", {"SEEDS": range(1), "STEPS": 2, "STORIES": 64, "HELD_OUT": 3, "WRITTEN": 2}, {}),
    "scaling_letters": ("width 8", {"SEEDS": range(1), "STEPS": 2, "HELD_OUT": 9}, {}),
    "scaling_passes": ("2 × the same", {"SEEDS": range(1), "STEPS": 4}, {}),
    "scaling_sizes": ("width 6", {"STEPS": 2}, {}),
    "training_recipe": ("the recipe", {"STEPS": 2, "EVERY": 1, "STORIES": 64, "HELD_OUT": 3, "WRITTEN": 2}, {"layers": 1, "width": 32, "batch_size": 2}),
    "training_wikipedia": ("Storyteller", {"VOCABULARY": 300, "MEASURED": 2}, {}),
    "transformer_family": ("RoPE", STORYLAND, {}),
    "transformer_parts": ("no attention", STORYLAND, {}),
    "transformer_recurrent": ("LSTM", STORYLAND, {}),
}


def shorten(name, source, monkeypatch, folder):
    """Make one measurement small, its module and the caches in it; returns the name of the run."""
    run, smaller, arguments = MEASUREMENTS[name]
    for path, value in smaller.items():
        *steps, last = path.split(".")
        place = reduce(lambda place, step: place[step] if isinstance(place, dict) else getattr(place, step), steps, source)
        set_value = monkeypatch.setitem if isinstance(place, dict) else monkeypatch.setattr
        set_value(place, last, value)
    if hasattr(source, "load_wikipedia_leads") and name == "training_wikipedia":
        leads = source.load_wikipedia_leads("en")[:200]
        monkeypatch.setattr(source, "load_wikipedia_leads", lambda language: leads)
    if name == "finetuning_sentiment":    # it keeps 480 MB of work in a temporary file
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        streams = importlib.import_module("llm_edu.lessons.finetuning.sentiment_streams")
        snippets = streams.film_snippets()
        monkeypatch.setattr(streams, "film_snippets", lambda: [part[:16] for part in snippets])
    monkeypatch.setitem(source.RUNS, run, partial(source.RUNS[run], **arguments))
    return run


def clear_caches(source):
    """Forget what the module has computed, small or large."""
    for value in vars(source).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()
