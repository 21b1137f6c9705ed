"""What lesson 17 prints and draws of pruning, students and generations says what was measured."""

import itertools

import pytest

from llm_edu.compression import prune_by_size
from llm_edu.compression.generations import TOLD_PLOTS
from llm_edu.course.measuring import Measurement, load_measurement
from llm_edu.lessons.compression import generation_demos, pruning_demos, pruning_plots, students, teacher_demos, worse
from llm_edu.lessons.compression.generation_plots import generations_plot
from llm_edu.lessons.compression.measurements.chart import OF_SMOLLM2, OF_STORYTELLER
from llm_edu.lessons.compression.ways import ways


def kept(folder, results):
    return Measurement("compression_none", "Made up.", {name: {"result": result, "seconds": 1, "hardware": "none"}
                                                        for name, result in results.items()}, folder)


def printed(capsys):
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def chart(tmp_path):
    found = {f"Storyteller: {name}": {"bytes": 3_000_000 - 200_000 * place, "excess": 0.14 * (1 + place), "whole": 0.9,
                                      "facts": "1" * 100 + "0" * place + "1" * (20 - place), "bits per byte": 1.7}
             for place, name in enumerate(OF_STORYTELLER)}
    found |= {f"SmolLM2: {name}": {"bytes": 270_000_000 - 10_000_000 * place, "bits per byte": 0.9 + 0.02 * place,
                                   "capitals": "1100", "reviews": "1010" if place else "0110"}
              for place, name in enumerate(OF_SMOLLM2)}
    found["SmolLM2: 16 bits"]["tokens a second"] = 30.0
    return kept(tmp_path, found | {"student": {"bytes": 840_000, "tokens a second": 900.0}})


def test_the_chart_names_the_smallest_way_without_visible_loss(chart):
    plot = pruning_plots.plot_chart(chart)
    assert "Storyteller with 16 bits (100% of the bytes); SmolLM2 with 4 bits (93% of the bytes)" in plot.alt
    assert plot.to_png()[:4] == b"\x89PNG"


def test_no_name_in_the_chart_covers_another_or_a_point():
    """On the figures that the lesson shows, where several points are close together."""
    plot = pruning_plots.plot_chart(load_measurement("compression_chart"))
    plot.draw_without_rendering()
    for axes in plot.axes:
        names = [text.get_window_extent() for text in axes.texts]
        spots = [axes.transData.transform(line.get_xydata()[0]) for line in axes.lines]
        assert len(names) == len(spots) >= 10
        assert not [pair for pair in itertools.combinations(names, 2) if pair[0].overlaps(pair[1])]
        assert not [spot for spot in spots for name in names if name.padded(4).contains(*spot)]
        assert all(plot.bbox.x0 <= name.x0 and name.x1 <= plot.bbox.x1 for name in names)


def test_flips_are_counted_both_ways(chart, capsys):
    pruning_demos.print_storyteller(chart)
    pruning_demos.print_smollm2(chart)
    pruning_demos.print_speed(chart)
    lines = printed(capsys)
    assert "16 bits 3.00 0.14 90% 120 of 120 1.70" in lines
    assert "4 bits, embedding in 8 2.40 0.56 90% 117 (−3, +0) 1.70" in lines
    assert "8 bits, a scale a row 260 0.920 2 (−0, +0) 2 (−1, +1)" in lines and lines[-1] == "SmolLM2: 16 bits 30"


def test_students_are_compared_seed_by_seed(tmp_path, capsys):
    def run(excess):
        return {"steps": 10, "seconds": 5.0, "teacher seconds": 1.0, "excess": excess, "whole": 0.5, "new": 0.4, "last losses": 1.0}

    some = kept(tmp_path, {
        f"{name} stories, seed {seed}": {"alone": run(more + seed), "distilled": run(float(seed))}
        for name, more in (("few", 9.0), ("many", 0.5)) for seed in (1, 2, 3)})
    teacher_demos.print_students(some)
    lines = printed(capsys)
    assert lines[-2].endswith("over 3 seeds: 9.00 [9.00, 9.00]") and lines[-1].endswith("0.50 [0.50, 0.50]")
    assert "few stories, alone 10 5 1 11.0 50% 40%" in lines


@pytest.fixture
def followed(tmp_path):
    def generation(number, lost):
        return {"whole": 0.5, "plots": {plot: 0 if place >= 12 - lost * number else 100 - place
                                        for place, plot in enumerate(TOLD_PLOTS)},
                "different": 10, "names": 39.0, "kinds of names": 40, "places": 8.0, "kinds of places": 8,
                **({"excess": float(number)} if number else {})}
    return kept(tmp_path, {f"{name}, seed {seed}": [generation(number, lost) for number in range(4)]
                           for name, lost in (("no real", 2), ("10% real", 0)) for seed in (0, 1)})


def test_lost_plots_are_named_with_the_generation_that_lost_them(followed, capsys):
    generation_demos.print_lost(followed)
    generation_demos.print_generations(followed)
    generation_demos.print_copyists(followed, repeats=3)
    lines = printed(capsys)
    assert lines[1].startswith("village 0: 50% whole at the end; 6 of 12 lost: letter (0), picnic (0)")
    assert "race (2)" in lines[2] and lines[6] == "village 0: 50% whole at the end; 0 of 12 lost: none"
    assert "no real stories: generation 2 50% 3.0 6.0 39.0 8.0" in lines
    assert lines[-1] == "village 1: models stop telling 6 of 12 plots whole, perfect copyists 0.00 (mean of 3 chains)"


def test_the_picture_counts_over_all_villages(followed):
    plot = generations_plot(followed)
    assert "stops telling 6 of 12 plots whole; with a tenth of the texts real, 0" in plot.alt
    assert "race 94 → 94 → 94 → 0" in plot.alt and plot.to_png()[:4] == b"\x89PNG"


def test_copyists_draw_as_many_and_never_bring_back(capsys):
    found = generation_demos.copyists({"a": 90, "b": 1}, successors=30, seed=1)
    assert all(sum(each.values()) == 91 for each in found)
    after = [each["b"] > 0 for each in found]
    assert after == sorted(after, reverse=True)


def test_every_way_of_the_chart_makes_a_model():
    from llm_edu.compression import layer_inputs
    from llm_edu.training.recipe import Recipe

    model = Recipe(layers=1, width=48, heads=3).model(40).eval()
    made = ways(model, layer_inputs(model, [[1, 2, 3, 4, 5, 6]]))
    assert set(made) == set(OF_STORYTELLER) >= set(OF_SMOLLM2)
    for name, make in made.items():
        assert make().count_parameters() <= model.count_parameters(), name


def test_storyteller_knows_the_villages_facts_and_forgets_them_when_pruned_to_nothing():
    model, tokenizer = students.teacher()
    some = worse.told_facts(model, tokenizer)
    assert len(some) == 120 and some.count("1") > 100
    from llm_edu.compression import compressed
    ruined = compressed(model, lambda name, weight: prune_by_size(weight, 0.9), keep=["token_embedding"])
    assert worse.told_facts(ruined, tokenizer).count("1") < 60


def test_a_teacher_is_printed_with_probabilities(capsys):
    model, tokenizer = students.teacher()
    teacher_demos.print_teacher(model, tokenizer, ["Last spring,"])
    teacher_demos.print_softened(model, tokenizer, "Last spring, Mia lost her", (1.0, 2.0))
    lines = printed(capsys)
    assert lines[0] == "… Last spring," and "tokens with at least 0.01: 40" in lines[1] and lines[2].endswith("T = 1 T = 2")
