"""What *Using it* in lesson 08 prints and draws, on a made-up processor."""

import pytest

from llm_edu.lessons.scaling import using
from llm_edu.lessons.scaling.using import Row, predict_and_measure, print_processor, print_roof, roofline_plot
from llm_edu.scaling.roofline import Processor

PROCESSOR = Processor(threads=1, bandwidth=10e9, operations_per_second=100e9, ceiling={1: 5e9, 16: 40e9, 64: 80e9})
ROWS = [Row(1, 18.6, 18.6, 15.0, 15.0), Row(64, 371.7, 297.4, 240.0, 300.0)]


class Model:
    def count_parameters(self):
        return 1_000_000


def test_one_text_is_measured_and_the_others_are_predicted_from_it(monkeypatch):
    measured = {1: 2000.0, 16: 9000.0, 64: 33_000.0}
    asked = []
    monkeypatch.setattr(using, "measure_decoding", lambda model, batch: asked.append(batch) or measured[batch])
    rows = predict_and_measure(Model(), PROCESSOR, batches=(1, 16, 64))
    assert asked == [1, 16, 64]
    assert [row.measured for row in rows] == list(measured.values())
    assert [row.roof for row in rows] == pytest.approx([2500, 40_000, 50_000])
    assert [row.products for row in rows] == pytest.approx([2500, 20_000, 40_000])
    assert [row.predicted for row in rows] == pytest.approx([2000, 16_000, 32_000])    # one text got 80 %


def test_the_table_compares_what_was_predicted_with_what_came(capsys):
    print_processor(PROCESSOR)
    print_roof(ROWS)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1 thread: 10.0 billion bytes and 100 billion operations a second")
    assert "10.0 operations a byte" in lines[1] and lines[1].endswith("20 texts at once")
    one, many = lines[-2].split(), lines[-1].split()
    assert one == ["1", "0.5", "100%", "19", "15", "15", "(given)"]
    assert many == ["64", "32.0", "80%", "372", "240", "300", "0.80"]


def test_the_picture_shows_the_roof_and_both_rows_of_points():
    plot = roofline_plot(PROCESSOR, ROWS, parameters=134_515_008)
    roof, predicted, measured = plot.axes[0].lines
    assert list(roof.get_xdata())[1] == 10 and list(roof.get_ydata())[1:] == [100, 100]
    assert list(predicted.get_xdata()) == list(measured.get_xdata()) == [0.5, 32]
    assert list(measured.get_ydata()) == pytest.approx([15 * 0.26903, 300 * 0.26903], rel=1e-3)
    assert "64 texts: the roof says 372, predicted 240, measured 300" in plot.alt
    assert plot.alt.startswith("Decoding reaches 81% to 81% of what the roof allows")
    assert plot.to_png()


def test_labels_of_points_that_come_alike_do_not_overlap():
    rows = [Row(batch, 20.0 * batch, 15.0, 15.0, 15.0 + batch / 100) for batch in (1, 2, 4, 8, 16, 64)]
    plot = roofline_plot(PROCESSOR, rows, parameters=134_515_008)
    plot.draw_without_rendering()
    boxes = [text.get_window_extent() for text in plot.axes[0].texts if "tokens a second" in text.get_text()]
    assert len(boxes) == 6
    assert not any(one.overlaps(other) for number, one in enumerate(boxes) for other in boxes[:number])
