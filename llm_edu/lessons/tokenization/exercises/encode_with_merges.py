"""``encode_with_merges``: from text to ids."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.tokenization.exercises.common import ACCENTS, BANANA, HAND, OVERLAP, TEN_WORDS
from llm_edu.tokenization import by_hand


def _ids_off(shift):
    def encode(text, merges):
        ids = list(text.encode("utf-8"))
        for number, pair in enumerate(merges):
            ids = by_hand.merge_pair(ids, pair, shift + number)
        return ids

    return encode


exercise = Exercise(
    reference=by_hand.encode_with_merges,
    cases=[
        case("", BANANA), case("a", []), case("an", BANANA), case("ana", BANANA), case("banana", BANANA),
        case("the", HAND), case("that hat", HAND), case("the theatre", HAND),
        case("cat", HAND), case("é", ACCENTS), case("été", ACCENTS),
        case(TEN_WORDS, HAND), case("🦙", HAND), case("THE the", HAND), case("cafe\u0301", ACCENTS),
        case("a\0an", BANANA), case("banana", []), case("abcbc", OVERLAP), case("that hat", HAND[:2]),
    ],
    random_case=lambda rng: ("".join(rng.choice("theas ") for _ in range(rng.randrange(14))), HAND[:rng.randrange(9)]),
    texts=["text"],
    hints=(
        "In training, you already did this to one text. Apply the same merges, in the same order, to another text.",
        "ids = the text's bytes\nfor number, pair in enumerate(merges):\n    ids = merge_pair(ids, pair, 256 + "
        "number)\nreturn ids",
    ),
)


@exercise.mistake("You apply the last merge first. Later merges need the tokens that earlier merges make, so apply "
                  "them in the order in which they were learned.")
def _last_merge_first(text, merges):
    ids = list(text.encode("utf-8"))
    for number in reversed(range(len(merges))):
        ids = by_hand.merge_pair(ids, merges[number], 256 + number)
    return ids


@exercise.mistake("You start from characters; `ord(\"é\")` is 233, but as bytes it is 195, 169. Start from the bytes.")
def _starts_from_characters(text, merges):
    ids = [ord(character) for character in text]
    for number, pair in enumerate(merges):
        ids = by_hand.merge_pair(ids, pair, 256 + number)
    return ids


exercise.mistake("Merge number 0 must make id 256. The ids below 256 are the bytes, and your ids collide with them.",
                 _ids_off(0))
exercise.mistake("Your new ids are one too high: merge number 0 makes 256.", _ids_off(257))


@exercise.mistake("You stop at the first merge whose pair does not occur in this text. A later one may occur.")
def _gives_up_early(text, merges):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        merged = by_hand.merge_pair(ids, pair, 256 + number)
        if len(merged) == len(ids):
            break
        ids = merged
    return ids


@exercise.mistake("Each of your merges begins again from the plain bytes. Continue from the result of the merge "
                  "before.")
def _each_merge_from_the_bytes(text, merges):
    ids = result = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        result = by_hand.merge_pair(ids, pair, 256 + number)
    return result
