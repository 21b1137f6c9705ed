"""The checks of lesson 06, where they hold more than their planted mistakes show."""

from battery import battery, report_of
from exercise_cells import ITEMS, verdict


def test_what_one_answer_does_to_its_targets_does_not_reach_the_next():
    exercise = ITEMS["train_step"]

    def train_step(model, inputs, targets, learning_rate):
        targets.clamp_(min=0)  # −100 becomes the word 0, for whoever holds these targets
        return exercise.reference(model, inputs, targets, learning_rate)

    assert verdict(exercise, train_step).status == "wrong"
    assert report_of(battery()["train_step"].right[0]).status == "right"
