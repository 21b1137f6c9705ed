"""``decode_with_merges``: from ids to text."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.tokenization import demos
from llm_edu.lessons.tokenization.exercises.common import ACCENTS, BANANA, HAND, TEN_WORDS
from llm_edu.tokenization import by_hand


def _decode(errors):
    def decode(ids, merges):
        spelling = demos.spellings(merges)
        return b"".join(spelling[token] for token in ids).decode("utf-8", errors=errors)

    return decode


exercise = Exercise(
    reference=by_hand.decode_with_merges,
    cases=[
        case([], []), case([98], []), case([256], BANANA), case([257], BANANA), case([98, 256, 257], BANANA),
        case([195, 169], []), case([195], []), case([97, 169, 98], []), case([98, 0xF0, 0x9F], BANANA), case([255], []),
        case([0xF0, 0x9F, 0xA6, 0x99], []), case(by_hand.encode_with_merges(TEN_WORDS, HAND), HAND),
        case(by_hand.encode_with_merges("été", ACCENTS), ACCENTS), case([261, 258, 263], HAND), case([97, 0, 98], []),
        case([101, 0xCC, 0x81], []),  # an accent by itself stays by itself
        case([97, 13, 10, 98, 13], []), case([0xEF, 0xBB, 0xBF, 97], []), case([255, 255, 97, 195], []),
    ],
    random_case=lambda rng: (
        by_hand.encode_with_merges("".join(rng.choice("theas é🦙") for _ in range(rng.randrange(9))), HAND), HAND,
    ),
    valid=lambda ids, merges: all(0 <= token < 256 + len(merges) for token in ids),
    hints=(
        "What does each id spell? A byte spells itself. A merged token spells its left part, then its right part, and "
        "both parts have smaller ids. Join all bytes *before* you turn them into text.",
        "spelling = each byte spells itself\nfor number, (left, right) in enumerate(merges):\n"
        "    spelling[256 + number] = spelling[left] + spelling[right]\n"
        "return the joined spellings .decode(\"utf-8\", errors=\"replace\")",
    ),
)


@exercise.mistake("You decode token by token. A character may be cut across two tokens, and half an é is not text. "
                  "Join the bytes of all tokens first, then decode once.")
def _token_by_token(ids, merges):
    spelling = demos.spellings(merges)
    return "".join(spelling[token].decode("utf-8", errors="replace") for token in ids)


exercise.mistake("A model may produce any ids in any order, even half an emoji. Your decoder then stops with an error; "
                 "errors=\"replace\" shows � and continues.", _decode("strict"))
exercise.mistake("Bytes that are not text disappear without a trace. errors=\"replace\" shows a � in their place, so "
                 "that a reader notices.", _decode("ignore"))


@exercise.mistake("A merged token's parts may be merged tokens themselves: `ana` is `an` and `a`, and `an` is `a` and "
                  "`n`. Build up the spellings merge by merge.")
def _one_level_only(ids, merges):
    out = []
    for token in ids:
        for part in merges[token - 256] if token >= 256 else [token]:
            out.append(part if part < 256 else 63)  # 63 is "?"
    return bytes(out).decode("utf-8", errors="replace")


@exercise.mistake("You turn each byte into a character, so é comes out as Ã©. Collect the bytes, and decode them as "
                  "UTF-8 at the end.")
def _as_characters(ids, merges):
    spelling = {number: chr(number) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return "".join(spelling[token] for token in ids)


@exercise.mistake("These are the right bytes. Turn them into text: .decode(\"utf-8\", errors=\"replace\").")
def _returns_bytes(ids, merges):
    spelling = demos.spellings(merges)
    return b"".join(spelling[token] for token in ids)


@exercise.mistake("You put the right part of a merged token before the left one.")
def _right_before_left(ids, merges):
    spelling = {byte: bytes([byte]) for byte in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[right] + spelling[left]
    return b"".join(spelling[token] for token in ids).decode("utf-8", errors="replace")


@exercise.mistake("bytes(98) makes 98 bytes that are all zero. The single byte 98 is bytes([98]), with a list.")
def _zero_bytes(ids, merges):
    spelling = {byte: bytes(byte) for byte in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[token] for token in ids).decode("utf-8", errors="replace")


@exercise.mistake("Your dictionary lacks 256 when you need it. Merge number 0 makes 256, so it comes first.")
def _numbered_from_257(ids, merges):
    spelling = {byte: bytes([byte]) for byte in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[257 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[token] for token in ids).decode("utf-8", errors="replace")


@exercise.mistake("You put spaces between the tokens. The spaces of the text are already inside them.")
def _with_spaces(ids, merges):
    spelling = demos.spellings(merges)
    return b" ".join(spelling[token] for token in ids).decode("utf-8", errors="replace")
