"""What lesson 08 draws of a pipeline, and the two copies that it breaks."""

import re

import pytest

from llm_edu.lessons.scaling.copies import train_copies
from llm_edu.lessons.scaling.parallel_plots import pipeline_plot
from llm_edu.scaling.parallel import average_gradients, bubble_fraction, pipeline_schedule
from llm_edu.storyland import World


@pytest.mark.parametrize("stages, counts", [(4, (1, 4, 12)), (2, (3,)), (1, (2,))])
def test_the_picture_draws_every_task_and_says_how_much_is_idle(stages, counts):
    plot = pipeline_plot([pipeline_schedule(stages, count) for count in counts])
    boxes = list(plot.axes[0].patches)
    assert len(boxes) == sum(stages + 2 * stages * count for count in counts)    # a grey one behind each row
    said = [int(share) for share in re.findall(r"idle (\d+)%", plot.alt)]
    assert said == [round(100 * bubble_fraction(stages, count)) for count in counts]
    widest = max(box.get_x() + box.get_width() for box in boxes)
    assert widest == pytest.approx((min(counts) + stages - 1) / min(counts))    # on the scale of a stage's own work
    assert plot.to_png()[:4] == b"\x89PNG"


def test_copies_stay_equal_only_if_they_begin_equal(capsys):
    world = World(seed=0)
    train_copies(world, average_gradients, seeds=(0, 0), steps=5)
    same = numbers(capsys.readouterr().out)
    train_copies(world, average_gradients, seeds=(0, 5), steps=5)
    other = numbers(capsys.readouterr().out)
    assert same[0] == same[1] and same[2] == 0
    assert other[2] > 50
    assert max(same[:2]) < min(other[:2])    # as equal as they are wrong


def numbers(said):
    """The two losses and the distance, out of what was printed."""
    return [float(number) for number in re.findall(r": (\d+\.?\d*)", said)]
