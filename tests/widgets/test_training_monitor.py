"""TrainingMonitor without a browser: what it measures while a training runs, what it says, pause and stop."""

import asyncio
import threading
from itertools import combinations
from types import SimpleNamespace

import pytest
from shown import check_shown
from training_runs import tiny_config, tiny_model, tiny_rows, wait_until

from llm_edu.storyland import World
from llm_edu.training import StoryMeter, TokenRows, train
from llm_edu.training.recipe import Recipe
from llm_edu.widgets import TrainingMonitor
from llm_edu.widgets.training_monitor.picture import draw
from llm_edu.widgets.training_monitor.widget import MOST_POINTS, averaged, judged

WORLD = World(seed=0)
STORIES = WORLD.stories(60, seed=1)
RECIPE = Recipe(layers=1, width=16, heads=2)


def gated(**settings):
    """A tiny training in the background that waits before each step's end until it is let go."""
    gate = threading.Semaphore(0)
    run = train(tiny_model(), tiny_rows(), tiny_config(**settings), callbacks=[lambda run: gate.acquire()],
                background=True)
    return run, gate


def over(monitor):
    """Wait until a monitor has heard of the end."""
    wait_until(lambda: monitor.status["state"] not in ("running", "paused"))
    return monitor


@pytest.fixture(scope="module")
def finished():
    """A monitor of a training on stories, with a meter, that is over."""
    rows = TokenRows.one_text_a_row([WORLD.encode(story.words) for story in STORIES])
    meter = StoryMeter(WORLD, count=10, known=[story.text for story in STORIES])
    run = train(RECIPE.model(len(WORLD.vocabulary)), rows, RECIPE.training(12, batch_size=8), background=True)
    monitor = TrainingMonitor(run, meter, every=5)
    run.wait(progress=False)
    return over(monitor)


def test_it_looks_every_so_many_steps_and_at_the_end(finished):
    assert [look["step"] for look in finished.looks] == [5, 10, 12]
    assert finished.status | {"speed": 0} == {"step": 12, "steps": 12, "state": "finished", "speed": 0,
                                               "seconds_left": 0, "error": None}
    assert [step for step, _ in finished.curve] == list(range(1, 13))
    assert [loss for _, loss in finished.curve] == finished.run.losses
    assert finished.looks[0]["train"] == pytest.approx(sum(finished.run.losses[:5]) / 5)
    assert finished.looks[2]["train"] == pytest.approx(sum(finished.run.losses[10:]) / 2)


def test_what_it_measures_is_what_the_meter_measures(finished):
    found, last = finished.meter.measure(finished.run.model), finished.looks[-1]
    for name in ("word", "recall", "elsewhere", "right", "above"):
        assert last[name] == pytest.approx(getattr(found, name))
    assert finished.floors == {name: getattr(finished.meter.floors, name) for name in ("word", "recall", "elsewhere")}
    assert last["say"] == f"After 12 steps: {found.above:.2f} nats a story above the floor, " \
                          f"{100 * found.right:.0f} % of recalls right."
    assert finished.summary() == repr(finished) == f"A training run, 12 steps long. {last['say']}"


def test_the_story_is_the_model_s_and_cut_where_it_cannot_go_on(finished):
    last = finished.looks[-1]["story"]
    [text] = finished.meter.write(finished.run.model, 1, seed=12)
    assert last["good"] + last["wrong"] + last["rest"] == text and last == judged(finished.meter, finished.run)
    assert last["wrong"] and f"“{last['wrong'].strip()}” there" in last["verdict"]


def test_stories_are_judged():
    class Writes(StoryMeter):
        def write(self, model, count, seed=0):
            return [self.text]

    meter = Writes(WORLD, count=1, known=[STORIES[0].text])

    class Run:
        model, step = None, 0

    words = STORIES[1].words
    for text, verdict, wrong in (
        (STORIES[0].text, "a whole story, learned by heart", ""), (STORIES[1].text, "a whole story, and a new one", ""),
        (" ".join(words[:9]), "so far a story, but it ends too early", ""), ("", "so far a story", ""),
        (f"{' '.join(words[:5])} nonsense here.", "continues with “nonsense” there", " nonsense"),
    ):
        meter.text = text
        found = judged(meter, Run())
        assert verdict in found["verdict"] and found["wrong"] == wrong
        assert found["rest"] == (" here." if wrong else "")


def test_without_a_meter_it_shows_the_run_s_own_losses():
    run = train(tiny_model(), tiny_rows(), tiny_config(steps=4, validate_every=2), tiny_rows(5, seed=1),
                background=True)
    monitor = TrainingMonitor(run, every=2)
    run.wait(progress=False)
    over(monitor)
    assert monitor.floors == {} and set(monitor.looks[-1]) == {"step", "train", "word", "say"}
    assert monitor.looks[-1]["word"] == run.held_out[-1][1]
    assert monitor.looks[-1]["say"].startswith("After 4 steps: loss ") and ", held out " in monitor.looks[-1]["say"]


def test_a_training_that_is_over_is_shown_as_it_ended():
    run = train(tiny_model(), tiny_rows(), tiny_config(steps=3), progress=False)
    monitor = TrainingMonitor(run)
    assert monitor.status["state"] == "finished" and [look["step"] for look in monitor.looks] == [3]


def test_pause_resume_and_stop():
    run, gate = gated(steps=20)
    monitor = TrainingMonitor(run, every=50)
    assert monitor.summary() == ("A training run of 20 steps, live: losses, stories, buttons to pause and stop.")
    monitor.request = {"kind": "pause", "sequence": 1}
    gate.release(3)
    assert monitor.status["state"] == run.state == "paused" and monitor.answer == {"sequence": 1}
    wait_until(lambda: run.step == 1)
    monitor.request = {"kind": "resume", "sequence": 2}
    wait_until(lambda: run.step >= 3)
    assert monitor.status["state"] == "running"
    for late in ({"request": {"kind": "pause", "sequence": 2}}, {"request": "stop"}, "stop", None):
        monitor._handle_custom_msg(late, [])    # repeated by the browser, or nothing of ours: not done again
    assert monitor.status["state"] == "running" and monitor.answer == {"sequence": 2}
    monitor._handle_custom_msg({"request": {"kind": "stop", "sequence": 3}}, [])    # it came in this way only
    gate.release(20)
    over(monitor)
    assert monitor.status["state"] == "stopped" and monitor.answer == {"sequence": 3} and run.step < 20
    assert [look["step"] for look in monitor.looks] == [run.step]    # a last look, though it was not due
    assert monitor.summary().startswith(f"A training run, {run.step} steps long (of 20: it has stopped). After ")
    monitor.request = {"kind": "pause", "sequence": 4}    # too late, and harmless
    assert monitor.status["state"] == "stopped"


def test_waiting_leaves_the_loop_free_and_an_interrupt_stops():
    run, gate = gated(steps=20)
    monitor = TrainingMonitor(run)

    async def cell():
        waiting = asyncio.create_task(monitor.finished())
        await asyncio.sleep(0.25)    # meanwhile others have their turn
        assert not waiting.done()
        waiting.cancel()
        gate.release(20)
        return await waiting

    assert asyncio.run(cell()) is run and run.state == "stopped" == monitor.status["state"]


def test_waiting_for_a_training_that_fails_raises_its_error():
    def fail(run):
        raise RuntimeError("no")

    run = train(tiny_model(), tiny_rows(), tiny_config(steps=9), callbacks=[fail], background=True)
    with pytest.raises(RuntimeError, match="no"):
        asyncio.run(TrainingMonitor(run).finished())


def test_an_unknown_request_is_answered_with_an_error(finished):
    finished.request = {"kind": "fly", "sequence": 1}
    assert finished.answer == {"sequence": 1, "error": "KeyError: 'fly'"}


def test_a_training_that_fails_says_why():
    def fail(run):
        raise RuntimeError("the roof\nis on fire")

    run = train(tiny_model(), tiny_rows(), tiny_config(steps=9), callbacks=[fail], background=True)
    monitor = over(TrainingMonitor(run))
    assert monitor.status["state"] == "failed" and monitor.status["error"] == "the roof is on fire"
    assert "it has failed" in monitor.summary()


def test_a_look_that_fails_ends_the_training_with_its_error():
    """A meter for another vocabulary: the mistake must not be hidden."""
    run = train(tiny_model(), tiny_rows(), tiny_config(steps=9), background=True)
    TrainingMonitor(run, StoryMeter(WORLD, count=2), every=1)
    with pytest.raises(ValueError, match="another model's tokenizer"):
        run.wait(progress=False)


@pytest.mark.parametrize(("arguments", "problem", "message"), [
    (([1.0],), TypeError, "train with background=True"), ((None,), TypeError, "not None"),
])
def test_wrong_runs(arguments, problem, message):
    with pytest.raises(problem, match=message):
        TrainingMonitor(*arguments)


@pytest.mark.parametrize("every", [0, -3])
def test_wrong_numbers_of_steps(finished, every):
    with pytest.raises(ValueError, match="at least 1"):
        TrainingMonitor(finished.run, every=every)


def test_a_long_curve_is_averaged_and_finer_at_first():
    losses = [float(step) for step in range(5000)]
    curve = averaged(losses)
    assert len(curve) <= MOST_POINTS and curve[-1][0] == 5000 and curve[0] == [1, 0.0]
    gaps = [after[0] - before[0] for before, after in zip(curve, curve[1:])]
    assert gaps[0] < gaps[-1]
    whole = sum(loss * (stop - start) for (start, _), (stop, loss) in zip([[0, 0], *curve], curve))
    assert whole == pytest.approx(sum(losses)) and averaged([]) == []


def test_view_picture_and_words(finished, recwarn):
    check_shown(lambda: finished, recwarn)
    run, gate = gated(steps=2)
    empty = TrainingMonitor(run, finished.meter)
    assert empty.looks == [] and "begins" in empty.picture()._suptitle.get_text()
    gate.release(5)
    run.stop()
    over(empty)
    assert [str(warning.message) for warning in recwarn] == []


def pictured(**changes):
    """The axes of a picture of a training whose losses are known, and what is written there -> the text."""
    word = {"step": 10, "train": 0.4, "word": 0.35, "elsewhere": 0.36, "recall": 0.05, "say": "After 10 steps."}
    shown = {"looks": [word | {"step": 5, "word": 0.9, "elsewhere": 0.8, "recall": 2.0}, word],
             "curve": [[1, 6.3], [5, 1.0], [10, 0.4]], "floors": {"word": 0.33}, "status": {"steps": 10}}
    plot = draw(SimpleNamespace(**shown | changes, summary=lambda: "A training."))
    plot.canvas.draw()
    [axes] = plot.axes
    return axes, {text.get_text(): text for text in axes.texts}


def test_the_picture_names_each_line_where_it_is_alone():
    axes, texts = pictured()
    assert list(axes.get_yticks()) == [0.1, 0.3, 1, 3, 10] and not axes.get_yticks(minor=True).size
    assert texts["training"].xy == (1, 6.3) and texts["at recalls"].xy == (10, 0.05)
    floor = texts["entropy floor 0.330"]
    assert floor.xy[1] == 0.33 and floor.xyann[1] < 0 and floor.get_va() == "top", "below its line"
    boxes = [text.get_window_extent() for text in texts.values()]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_the_picture_of_a_training_that_explodes_ends_somewhere():
    axes, texts = pictured(curve=[[1, 6.3], [5, 1e6], [10, float("inf")]])
    assert axes.get_ylim()[1] == 100 and max(axes.lines[0].get_ydata()) == 100
    axes, texts = pictured(looks=[{"step": 10, "train": 0.5, "say": "."}], floors={})
    assert set(texts) == {"training"} and axes.get_ylim() == pytest.approx((0.32, 10))
