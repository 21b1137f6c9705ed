"""What lesson 17's first sitting prints and draws says what was measured, and the kept measurement what the lesson says."""

import numpy as np
import pytest
import torch
from exercise_cells import ITEMS, verdict

from llm_edu.compression import compressed, float_parts, quantise_weights
from llm_edu.course.measuring import Measurement
from llm_edu.lessons.compression import bits_demos as demos
from llm_edu.lessons.compression.bits_judging import (
    bits_of,
    change_per_byte,
    mean_change,
    sizes_of,
    story_floor,
    story_losses,
)
from llm_edu.lessons.compression.bits_plots import levels_plot
from llm_edu.lessons.compression.schematics import stored
from llm_edu.training import StoryMeter, load_storyteller


def lines(capsys):
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_losses_of_stories_are_those_of_the_meter_and_of_bits():
    model, tokenizer = load_storyteller()
    count = 6
    losses = story_losses(model, tokenizer, count)
    meter = StoryMeter(demos.World(seed=0), count, seed=2)
    assert story_floor(count) == pytest.approx(meter.floors.story)
    rows = [[1, *tokenizer.encode(story.text), 0] for story in meter.stories]
    torch.testing.assert_close(bits_of(model, rows), losses / torch.tensor(2.0).log())
    assert sizes_of(tokenizer, [row[:-1] for row in rows]).tolist() == [len(story.text.encode()) for story in meter.stories]


def test_changes_are_paired():
    before, sizes = torch.tensor([100.0, 200.0, 400.0]), torch.tensor([50.0, 100.0, 200.0])
    assert change_per_byte(before, before + 0.1 * sizes, sizes).text(3) == "+0.100 ± 0.000"
    assert mean_change(before, before - torch.tensor([1.0, 2.0, 3.0])).text() == "−2.00 ± 1.13"


def test_costs_and_stories(capsys):
    model, tokenizer = load_storyteller()
    rough = compressed(model, lambda name, weight: quantise_weights(weight, 2, "row"))
    demos.print_costs({"rough": rough, "itself": model}, model, tokenizer, count=4)
    head, _, first, second, third = lines(capsys)
    assert head.startswith("4 new stories; as it is, a story costs ") and first == "as it is, 16 bits 3.35 MB 0"
    assert second.startswith("rough 0.44 MB +") and float(second.split()[3]) > 100
    assert third == "itself 3.35 MB +0.00 ± 0.00"
    letters = demos.print_blind({16: model, 2: rough}, tokenizer, seed=0)
    assert sorted(letters.values()) == ["A", "B"] and lines(capsys)[0].startswith("A: ")
    demos.print_whole({"as it is": model}, tokenizer, count=3)
    assert lines(capsys)[-1].split(" MB ")[1] in ("2 of 3", "3 of 3")
    demos.print_caches(model, tokenizer, count=2)
    assert [line.rsplit(" ", 3)[0] for line in lines(capsys)[1:]] == ["32-bit floats 4,608", "8 bits 1,188"]


def test_floats(capsys):
    demos.print_floats([1.0, 70_000.0])
    printed = lines(capsys)
    assert "1 in bfloat16 0 01111111 0000000 1 7.8e-03" in printed and printed[-1] == "70000 in float16 too large"


def test_sixteen_drawn_bits_are_those_of_the_format():
    [(digits, value)] = stored(torch.tensor([-0.1]), 16)
    parts = float_parts(-0.1, "float16")
    assert (digits, value) == (parts.bits.replace(" ", ""), parts.value)


def test_the_picture_says_how_many_become_0():
    row = torch.full((64,), 0.1)
    row[40] = 2.1
    plot = levels_plot(row, 4, ("row", 32), "Row 1")
    assert "how many weights become 0? 98 % with one scale, 48 % with a scale for every 32" in plot.alt
    assert "steps from 0.014 to 0.300" in plot.alt and plot.to_png()[:4] == b"\x89PNG"


def test_the_table_of_smollm2(tmp_path, capsys):
    entries = {"as it is": {"bits": 0.9, "size": 2_000_000, "pages": 3, "bytes of text": 4000},
               "4 bits, 32; 8": {"more": 0.0512, "half": 0.01, "size": 500_000}}
    demos.print_leads(Measurement("compression_bits", "Made up.", {
        name: {"result": result, "seconds": 1, "hardware": "none"} for name, result in entries.items()}, tmp_path))
    assert lines(capsys)[-2:] == ["as it is, 16 bits 2.0 MB 0", "4 bits, 32; 8 0.5 MB +0.051 ± 0.010"]


def test_a_mistake_is_named_in_whatever_holds_the_numbers():
    def quantise_row(row, bits=8):
        scale = np.abs(row).max() / (2 ** (bits - 1) - 1)
        return (np.array(row) / scale).astype(int) if scale else np.zeros(len(row)), scale

    assert "You cut the fraction off, so that every code is too close to 0" in str(verdict(ITEMS["quantise_row"],
                                                                                      quantise_row))
