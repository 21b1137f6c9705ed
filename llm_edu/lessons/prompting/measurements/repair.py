"""A prompt that was changed after its errors had been read: how often it is right, on the same 400 snippets."""

from llm_edu.lessons.prompting.asked import asked
from llm_edu.lessons.prompting.snippets import COUNT, items
from llm_edu.lessons.prompting.ten_ways import REPAIR, repaired

ABOUT = (f"SmolLM2 (135M, 4 bits) is asked as by 'instruction' in prompting_ways, with one sentence more: \"{REPAIR}\" "
         f"It was chosen among twelve by the first 100 of the {COUNT} snippets. No seed, no training steps. The "
         "machine had other work to do meanwhile.")


def repaired_run(count=COUNT):
    """See `asked`."""
    return asked(repaired(), [text for text, _ in items(count)])


RUNS = {"instruction, repaired": repaired_run}
