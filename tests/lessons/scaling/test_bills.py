"""What lesson 08's section The bill prints."""

from llm_edu.lessons.scaling.bills import print_predicted
from llm_edu.scaling.presets import PRESETS


def test_each_published_training_has_its_line(capsys):
    print_predicted(lambda training: (2 * training.published[-1].value, 5.0))
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split() == ["GPUs", "utilisation", "published", "predicted", "factor", "dollars"]
    assert [line[:14].strip() for line in lines] == [preset.name for preset in PRESETS if preset.published]
    assert [line[:14].strip() for line in lines if "*" in line] == ["PaLM", "Llama 3.1"]
    assert lines[0].split() == ["Storyteller", "1", "Laptop", "31%", "0.97", "1.95", "2.00", "5.00"]
    assert len({len(line) for line in lines}) == 1
