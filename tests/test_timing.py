"""Steps are timed in turn, each as often as asked."""

import time

from llm_edu.timing import time_in_turn


def test_steps_take_turns_and_each_call_is_timed():
    order = []

    def slow():
        order.append("slow")
        time.sleep(0.02)

    taken = time_in_turn({"slow": slow, "fast": lambda: order.append("fast")}, 3)
    assert order == ["slow", "fast"] * 3
    assert list(taken) == ["slow", "fast"] and all(len(seconds) == 3 for seconds in taken.values())
    assert min(taken["slow"]) >= 0.02 and min(taken["fast"]) < min(taken["slow"])
