"""What is changed in the first prompt's run: cells brought over from the other prompt, and parts switched off.

A change is a list, in the names of `llm_edu.interpretability.sites`:

["residual", 23, 3]               the stream after 23 layers (before block 23), at position 3, as in the other prompt
["attention_output", 23]          block 23's attention adds nothing; likewise ["feed_forward_output", 23]
["head", 23, 4]                   head 4 of block 23 finds nothing
"""

from llm_edu.widgets.common.model_parts import OFF, check_parts

KINDS = {"residual": ("layer", "position"), **OFF}


def check_changes(changes, layers: int, heads: int) -> list[list]:
    """Changes as lists, each once, in the order given; ValueError for one that this model has no place for."""
    return check_parts("changes", changes, layers, heads, KINDS)


def applicable(changes: list[list], time: int, other_time: int | None) -> list[list]:
    """Those that can be made now: a cell is brought over only between prompts of equally many tokens, `time`."""
    return [change for change in changes if change[0] != "residual" or (time == other_time and change[2] < time)]
