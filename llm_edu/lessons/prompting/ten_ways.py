"""Ten ways to ask SmolLM2 whether a critic liked a film. Each differs from one of the others in one thing.

Every answer is read off the probabilities of two labels, so a way that the model answers with other words counts, too.
"""

from functools import cache

from llm_edu.lessons.prompting.snippets import balanced_examples
from llm_edu.prompting import Prompt

INSTRUCTION = "Decide whether each film review is positive or negative."
REPAIR = "A review that mostly finds fault with the film is negative."    # after reading the errors
SYSTEM = "You decide whether film reviews are positive or negative. Answer with one word."
QUESTION = "Is this film review positive or negative? Answer with one word.\n\n{text}\n{label}"


@cache
def ten_ways():
    """Name -> `Prompt`, the plainest first. The examples are drawn with seed 0; fewer are the beginning of more.

    >>> print(ten_ways()["it was"].text("A delight."))
    A delight.
    It was
    """
    return {
        "review": Prompt(),
        "good or bad": Prompt(labels=("bad", "good")),
        "it was": Prompt("{text}\nIt was {label}", ("terrible", "great")),
        "instruction": Prompt(instruction=INSTRUCTION),
        "chat": Prompt(QUESTION, chat=True),
        "system message": Prompt(QUESTION, instruction=SYSTEM, chat=True),
        "no template": Prompt(QUESTION.replace("\n{label}", " {label}")),    # what the chat says, without its markers
        "2 examples": Prompt(examples=balanced_examples(2)),
        "4 examples": Prompt(examples=balanced_examples(4)),
        "8 examples": Prompt(examples=balanced_examples(8)),
    }


def repaired():
    """*instruction* after its errors were read, a `Prompt`.

    >>> repaired().instruction.removeprefix(INSTRUCTION)
    ' A review that mostly finds fault with the film is negative.'
    """
    return Prompt(instruction=f"{INSTRUCTION} {REPAIR}")
