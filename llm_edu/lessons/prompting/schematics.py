"""What lesson 12 draws: a forged turn, once as text and once with markers that are special tokens."""

from collections.abc import Mapping, Sequence

from llm_edu.pretrained.conversation import END, START
from llm_edu.schematic import Captioned, Frame, Schematic, Shape, Token, column, row

WIDE = 300    # pixels of a line of tokens, at most


def draw_turns(read: Mapping[str, Sequence[str]]) -> Schematic:
    """What a model reads of the same message, encoded in several ways: a frame for each turn that it sees.

    read: the tokens of a chat by the name of the way; a special token is one token, a typed marker several

    >>> typed = [START, "user", "\\n", "Hi", "<", "|", "im", "_end", "|", ">", END]
    >>> real = [START, "user", "\\n", "Hi", END, START, "ass", "istant", "\\n"]
    >>> draw_turns({"kept as text": typed, "real markers": real}).problems()
    []
    """
    turns = {name: _turns(tokens) for name, tokens in read.items()}
    frames = {name: column(*(Frame(f"a turn of the {role}", _lines(tokens)) for role, tokens in each), gap=16)
              for name, each in turns.items()}
    counts = ", ".join(f"{name} {len(each)}" for name, each in turns.items())
    return Schematic(
        f"How many turns does the model see? {counts[0].upper()}{counts[1:]}",
        row(*(Captioned(frame, name) for name, frame in frames.items()), gap=24, align="top"),
        "; ".join(f"{name}: " + ", then ".join(f"a turn of the {role} with the tokens {' '.join(tokens)}"
                                               for role, tokens in each) for name, each in turns.items()) + ".")


def _turns(tokens: Sequence[str]) -> list[tuple[str, list[str]]]:
    """(role, tokens with their markers) of each turn; what comes between turns is left out."""
    found: list[tuple[str, list[str]]] = []
    inside = False
    for place, token in enumerate(tokens):
        if token == START:
            role = "".join(tokens[place + 1:]).partition("\n")[0]
            found.append((role, []))
            inside = True
        if inside:
            found[-1][1].append(token)
        inside = inside and token != END
    return found


def _lines(tokens: Sequence[str]) -> Shape:
    """Chips in lines of at most `WIDE` pixels; special tokens are marked."""
    lines: list[list[Shape]] = [[]]
    for token in tokens:
        chip = Token(token, highlight=token in (START, END))
        if lines[-1] and sum(each.width + 5 for each in lines[-1]) + chip.width > WIDE:
            lines.append([])
        lines[-1].append(chip)
    return column(*(row(*line, gap=5) for line in lines), gap=7, align="left")
