"""The picture of notes says what its figures say."""

from llm_edu.lessons.applications.medicine_plots import notes_plot


def test_notes():
    found = {name: {"coverage": share, "invention": share / 2, "words": 20.0}
             for name, share in (("all that is said", 1.0), ("longest answer", 0.3), ("one example", 0.2))}
    plot = notes_plot(found)
    assert "cover 20%, no more than the longest answer (30%), which invents 15%." in plot.alt
    found["one example"]["coverage"], found["longest answer"]["invention"] = 0.3, 0.0
    assert "cover 30%, no less than the longest answer (30%), which invents nothing" in notes_plot(found).alt
    assert "one example: coverage 20%, invention 10%, 20 words" in plot.alt
    assert "one example, 20 words" in [each.get_text() for each in plot.axes[0].texts]
