"""What lesson 12's second sitting prints: calibration by way, and what winners lose."""

import numpy as np
import torch
from tiny_chat import tiny_chat

from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.prompting.asked import right
from llm_edu.lessons.prompting.examples_demos import (
    print_calibrated,
    print_last,
    print_races,
    print_told,
    right_of_orders,
)
from llm_edu.lessons.prompting.exercises import calibrate, chosen_and_measured
from llm_edu.prompting import Prompt

calibrate, chosen_and_measured = calibrate.exercise.reference, chosen_and_measured.exercise.reference


class Kept(dict):
    runs = property(lambda self: list(self))


def test_a_one_sided_way_is_repaired_and_counted(capsys):
    way = {"answered": "1111", "odds": [1.0, 1.2, 3.0, 4.0], "content free": [2.0, 2.0, 2.0]}
    print_calibrated(Kept({"classes": "0011", "it was": way}), calibrate)
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.split() == ["it", "was", "50%", "100%", "100%", "50%"]


def test_winners_lose_more_where_few_items_choose(capsys):
    fair = torch.from_numpy(np.random.default_rng(0).random((10, 400)) < 0.5)    # ten coins
    print_races(chosen_and_measured, {"coins": fair}, counts=(10, 200, 399), rounds=50)
    lines = capsys.readouterr().out.splitlines()
    lost = [float(line.split()[-3]) for line in lines]
    assert len(lost) == 2, "nothing is left to measure by"
    assert lost[0] > 15 > 6 > lost[1] > 0


def test_orders_are_compared_with_the_classes_and_by_their_last_example(capsys):
    kept = Kept({"classes": "01", "draw 0": {"0110 0123": ["00", "01"], "0101 0132": ["11", "10"]}})
    assert right_of_orders(kept, "draw 0").tolist() == [[True, False], [False, True]]
    print_last(kept)
    assert capsys.readouterr().out == ('draw 0: says "positive" to 0% after a negative last example, and to 100% after a '
                                       "positive one\n")


def test_of_texts_without_content_the_second_label_is_shown(capsys):
    print_told(*tiny_chat(), {"it was": Prompt("{text}\nIt was {label}", ("a", "b"))}, texts=("N/A", ""))
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("it was       P(b) after 'N/A': 0.") and ", '': 0." in line


def test_the_text_says_what_is_kept(capsys):
    ways, orders = load_measurement("prompting_ways"), load_measurement("prompting_orders")
    print_calibrated(ways, calibrate)
    rows = {line[:16].strip(): line[16:].split() for line in capsys.readouterr().out.splitlines()[2:]}
    gained = {name: int(cells[2][:-1]) - int(cells[0][:-1]) for name, cells in rows.items()}
    assert {name for name, points in gained.items() if points > 10} == {"it was", "instruction"}
    assert len([points for points in gained.values() if points < -5]) == 6
    tried = torch.tensor(np.array([right(ways[name]["answered"], ways["classes"]) for name in rows]))
    number, chosen, measured = chosen_and_measured(tried, list(range(50)))
    assert (list(rows)[number], round(chosen, 2), round(measured, 2)) == ("no template", 0.92, 0.8)
    print_races(chosen_and_measured, {"ten ways": tried, "24 orders": right_of_orders(orders, "draw 0")})
    by_20, by_200, of_orders = (float(line.split()[-3]) for line in capsys.readouterr().out.splitlines())
    assert 6 < by_20 < 11 and abs(by_200) < 1 and 4 < of_orders < 9
