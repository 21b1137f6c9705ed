"""Ten ways of asking, on the same 400 snippets: which are right, as they are and calibrated."""

from functools import partial

from llm_edu.lessons.prompting.asked import asked, digits
from llm_edu.lessons.prompting.snippets import COUNT, items
from llm_edu.lessons.prompting.ten_ways import ten_ways

NAMES = ("review", "good or bad", "it was", "instruction", "chat", "system message", "no template", "2 examples",
         "4 examples", "8 examples")
ABOUT = (f"SmolLM2 (135M, 4 bits) is asked in ten ways whether a critic is for a film (1) or against it (0): {COUNT} "
         "held-out snippets, the same for all. The more probable of two labels is the answer; 'calibrated' after what "
         "the prompt says to texts without content is taken out (Zhao et al. 2021). Examples are drawn with seed 0, "
         "no training steps. The machine had other work to do meanwhile.")


def classes(count=COUNT):
    """The right answer to each item, a text of digits."""
    return digits(number for _, number in items(count))


def way(name, count=COUNT):
    """See `asked`."""
    return asked(ten_ways()[name], [text for text, _ in items(count)])


RUNS = {"classes": classes} | {name: partial(way, name) for name in NAMES}
