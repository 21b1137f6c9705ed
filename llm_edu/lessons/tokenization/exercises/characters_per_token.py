"""``characters_per_token``: how far a tokenizer's tokens reach."""

from llm_edu.course.checks.exercise import Case, Exercise, case
from llm_edu.lessons.tokenization import demos
from llm_edu.lessons.tokenization.demos import split_bytes, split_words


def _with_a_start(text):
    return ["<s>", *text.split()]


exercise = Exercise(
    reference=demos.characters_per_token,
    # The ways to cut are those that the lesson has imported, or stand in the call, so that a learner can repeat it. The
    # text without tokens is long and has characters: a short one would come first, and hide an upside-down fraction
    # behind 0 / 0. The empty text that has a token stands beside a long one, too: most mistakes show on simpler calls.
    cases=[
        case(["ab"], split_words),
        case(["é"], split_bytes),
        case(["ab cd ef"], split_words),
        case(["a b", "cdefgh"], split_words),
        case(["one two", "three four five six seven", "eight"], split_words),
        case(["déjà vu", "ça"], split_words),
        case(["the the the", "the"], split_words),
        case(["naïve", "ab", "abcd ef"], split_bytes),
        case([" " * 20], split_words),
        case(["   ", "ab"], split_words),
        case([], split_words),
        case(["  ab "], split_words),
        case(["a\0b"], split_bytes),
        case(["\u0130 e\u0301"], split_bytes),  # longer in small letters; shorter composed
        Case((["ab c"] * 10_500, split_words), label='characters_per_token(["ab c"] * 10_500, split_words)'),
        Case((["one two three four five six", ""], _with_a_start),
             label='characters_per_token(["one two three four five six", ""], lambda text: ["<s>", *text.split()])'),
        Case((["ab " * 12_000], split_words), label='characters_per_token(["ab " * 12_000], split_words)'),
    ],
    random_case=lambda rng: (
        [" ".join("ab" * rng.randrange(1, 4) for _ in range(rng.randrange(1, 5))) for _ in range(rng.randrange(1, 4))],
        split_words,
    ),
    valid=lambda texts, encode: any(map(encode, texts)),
    texts=["texts"],
    tensor_numbers=False,
    hints=(
        "Keep two totals over all texts, and divide once, at the very end.",
        "characters = 0, tokens = 0\nfor each text: add len(text) to characters, and len(encode(text)) to tokens\n"
        "if there are no tokens: return 0.0\nreturn characters / tokens",
    ),
    compare="close",
)


@exercise.mistake("You divide for each text and then take the mean, so that a text of three words counts as much as "
                  "one of three thousand. Add everything up first and divide once.")
def _mean_of_ratios(texts, encode):
    ratios = [len(text) / len(encode(text)) for text in texts if len(encode(text))]
    return sum(ratios) / len(ratios) if ratios else 0.0


@exercise.mistake("You divide for each text and then take the mean: a text of three words counts as much as one of "
                  "three thousand, and one without tokens divides by zero. Add everything up first.")
def _mean_without_a_guard(texts, encode):
    return sum(len(text) / len(encode(text)) for text in texts) / len(texts)


@exercise.mistake("That is tokens per character: your fraction is upside down.")
def _tokens_per_character(texts, encode):
    characters = sum(map(len, texts))
    return sum(len(encode(text)) for text in texts) / characters if characters else 0.0


@exercise.mistake("You count bytes. `len(text)` counts characters, and é is one of them.")
def _bytes_per_token(texts, encode):
    tokens = sum(len(encode(text)) for text in texts)
    return sum(len(text.encode("utf-8")) for text in texts) / tokens if tokens else 0.0


@exercise.mistake("You divide by the number of *different* tokens. A token that occurs ten times counts ten times.")
def _counts_kinds(texts, encode):
    kinds = {token for text in texts for token in encode(text)}
    return sum(map(len, texts)) / len(kinds) if kinds else 0.0


@exercise.mistake("Right, except that it divides by zero if the texts have no tokens. Return 0.0 in that case.")
def _divides_by_zero(texts, encode):
    return sum(map(len, texts)) / sum(len(encode(text)) for text in texts)
