"""``bits_per_byte``: a measure that does not depend on how a text is cut."""

import math

from llm_edu import language_models as lm
from llm_edu.course.checks.exercise import Case, Exercise, case
from llm_edu.lessons.language_models.demos import three_nats_a_word, two_bits_a_letter


def _bits(size=lambda text: len(text.encode("utf-8")), unit=math.log(2), sign=-1):
    """A bits_per_byte with one thing wrong."""

    def bits(texts, log_prob):
        return sign * sum(map(log_prob, texts)) / unit / sum(map(size, texts))

    return bits


def _capitals_are_dear(text):
    return -sum(3 if letter.isupper() else 1 for letter in text)


def _also_the_end(text):
    return -len(text) - 1.0


exercise = Exercise(
    reference=lm.bits_per_byte,
    cases=[
        case(["a"], two_bits_a_letter), case(["é"], two_bits_a_letter), case(["one two"], three_nats_a_word),
        case(["été", "a"], two_bits_a_letter), case(["to be", "or not to be", "e"], three_nats_a_word),
        case(["naïve", "été à la mer", "b"], three_nats_a_word), case(["東京"], two_bits_a_letter),
        case(["🦔 🦔"], two_bits_a_letter), case(["e\u0301te\u0301"], two_bits_a_letter),
        case(["to be " * 300], three_nats_a_word),    # its probability is too small for a float
        Case((["Nia", "Ä"], _capitals_are_dear), label=(
            'bits_per_byte(["Nia", "Ä"], lambda text: -sum(3 if letter.isupper() else 1 for letter in text))')),
        Case((["", "ab", ""], _also_the_end), label='bits_per_byte(["", "ab", ""], lambda text: -len(text) - 1.0)'),
    ],
    random_case=lambda rng: (
        [rng.choice("abé") + "".join(rng.choice("ab é") for _ in range(rng.randrange(8)))
         for _ in range(rng.randrange(1, 4))],
        rng.choice([two_bits_a_letter, three_nats_a_word])),
    valid=lambda texts, log_prob: len(texts) > 0 and all(text.strip() for text in texts),
    texts=["texts"],
    hints=(
        "Make two totals, the bits of surprise and the bytes of text, and then divide once. A nat is 1 / ln 2 bits.",
        "bits = 0.0, size = 0\nfor each text:\n    subtract log_prob(text) / math.log(2) from bits\n"
        "    add the number of bytes of text.encode(\"utf-8\") to size\nreturn bits / size",
    ),
    compare="close",
)

exercise.mistake("You divide by characters. é is one character and two bytes.", _bits(size=len))
exercise.mistake("These are nats per byte. Divide by math.log(2) to get bits.", _bits(unit=1))
exercise.mistake("You multiply by ln 2. A nat is *more* than a bit (1.44 bits), so the number must grow: divide.",
                 _bits(unit=1 / math.log(2)))
exercise.mistake("Your result is negative. log_prob is the logarithm of a probability, so it is below zero. Surprise "
                 "is minus that.", _bits(sign=1))
exercise.mistake("You divide by words. What counts as a word differs between tokenizers, but bytes do not.",
                 _bits(size=lambda text: max(1, len(text.split()))))
exercise.mistake("You divide by the *bits* of the texts. Divide by their bytes.",
                 _bits(size=lambda text: 8 * len(text.encode("utf-8"))))
exercise.mistake("That is bytes per bit. Turn the fraction over.", lambda texts, log_prob: 1 / _bits()(texts, log_prob))


@exercise.mistake("You join the texts and score them as one. Score each text by itself, and add up the scores.")
def _all_in_one(texts, log_prob):
    text = "".join(texts)
    return -log_prob(text) / math.log(2) / len(text.encode("utf-8"))


exercise.mistake("You divide for each text and add up the results. Make two totals first, bits and bytes. Then divide "
                 "once.", lambda texts, log_prob: sum(_bits()([text], log_prob) for text in texts))


@exercise.mistake("You divide for each text and take the mean, so a text of one letter counts as much as a page. Add "
                  "everything up first.")
def _mean_over_texts(texts, log_prob):
    return sum(-log_prob(text) / math.log(2) / len(text.encode("utf-8")) for text in texts) / len(texts)


@exercise.mistake("log_prob has already taken the logarithm. To change nats into bits, divide by math.log(2).")
def _log2_of_the_log(texts, log_prob):
    return -sum(math.log2(-log_prob(text)) for text in texts) / sum(len(text.encode("utf-8")) for text in texts)


@exercise.mistake("log_prob has already taken the logarithm. It is negative, and a negative number has no logarithm. "
                  "To change nats into bits, divide by math.log(2).")
def _log2_of_a_log_probability(texts, log_prob):
    return -sum(math.log2(log_prob(text)) for text in texts) / sum(len(text.encode("utf-8")) for text in texts)


@exercise.mistake("You leave empty texts out. They have no bytes, but their end may be a surprise, too, and log_prob "
                  "scores it.")
def _without_empty_texts(texts, log_prob):
    return _bits()([text for text in texts if text], log_prob)
