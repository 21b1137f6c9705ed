"""What lesson 17 shows of serving: pictures whose titles come from their data, and two clients at once."""

import pytest
from tiny_chat import tiny_chat

from llm_edu.lessons.compression.serving_demos import ask_at_once, most_a_minute, print_steps
from llm_edu.lessons.compression.serving_plots import plot_places, plot_queue
from llm_edu.serving import Served, next_batch, serving
from llm_edu.serving.queue import static_batch

KEPT = {"steps": {"seconds": {"1": 0.05, "16": 0.1}, "tokens": {"1": 20.0, "16": 160.0}}}


def test_the_picture_of_places():
    plot = plot_places([3, 9, 2, 4, 7, 2, 5, 3], 3, {"static batches": static_batch, "continuous": next_batch})
    assert plot.alt.startswith("Static batches: 21 steps; continuous: 13 steps, for 8 requests in 3 places")
    assert "request 1 from step 0 to 9 (finished at 3)" in plot.alt and "request 4 from step 2 to 6," in plot.alt


def test_the_picture_of_the_queue(capsys):
    most = most_a_minute(KEPT)
    assert most["one at a time"] == pytest.approx(60 / (0.05 * 60), rel=0.03)    # 60 tokens on average
    assert most["one at a time"] < most["static batches"] < most["continuous"] < 16 / 2 * 1.1 * most["one at a time"]
    plot = plot_queue(KEPT, rates=(5, 10, 15, 40, 90))
    assert plot.alt.startswith("Requests a minute that SmolLM2 keeps up with: one at a time 20, static")
    print_steps(KEPT)
    assert "16                 0.100 s       160" in capsys.readouterr().out


def test_two_clients_at_once(capsys):
    model, tokenizer = tiny_chat()
    body = {"model": "tiny", "prompt": "low", "temperature": 0}
    with serving(Served({"tiny": model}, tokenizer)) as address:
        ask_at_once(address, {"one": body | {"max_tokens": 5}, "two": body | {"max_tokens": 2}})
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[2] for line in lines} == {"one", "two"}
    assert sum("(length)" in line or "(stop)" in line for line in lines) == 2
