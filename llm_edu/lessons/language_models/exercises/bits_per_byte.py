"""``bits_per_byte``: a measure that does not depend on how a text is cut."""

import math

from llm_edu import language_models as lm
from llm_edu.lessons.language_models.demos import three_nats_a_word, two_bits_a_letter
from llm_edu.course.checks.exercise import Exercise, Mistake, case
from llm_edu.lessons.language_models.exercises.common import LESSON


def _bits(size=lambda text: len(text.encode("utf-8")), unit=math.log(2), sign=-1):
    """A bits_per_byte with one thing wrong."""

    def bits(texts, log_prob):
        return sign * sum(map(log_prob, texts)) / unit / sum(map(size, texts))

    return bits


def _mean_over_texts(texts, log_prob):
    return sum(-log_prob(text) / math.log(2) / len(text.encode("utf-8")) for text in texts) / len(texts)


def _log2_of_the_log(texts, log_prob):
    return -sum(math.log2(-log_prob(text)) for text in texts) / sum(len(text.encode("utf-8")) for text in texts)


def _log2_of_a_log_probability(texts, log_prob):
    return -sum(math.log2(log_prob(text)) for text in texts) / sum(len(text.encode("utf-8")) for text in texts)


def _all_in_one(texts, log_prob):
    text = "".join(texts)
    return -log_prob(text) / math.log(2) / len(text.encode("utf-8"))


def _joined(texts, log_prob):
    data = "".join(texts).encode()
    return sum(log_prob(text) for text in texts) * -math.log2(math.e) / len(data)


bits_per_byte = Exercise(
    "bits_per_byte",
    lesson=LESSON,
    reference=lm.bits_per_byte,
    cases=[
        case(["a"], two_bits_a_letter), case(["é"], two_bits_a_letter), case(["one two"], three_nats_a_word),
        case(["été", "a"], two_bits_a_letter), case(["to be", "or not to be", "e"], three_nats_a_word),
        case(["naïve", "été à la mer", "b"], three_nats_a_word), case(["東京"], two_bits_a_letter),
    ],
    random_case=lambda rng: (
        [rng.choice("abé") + "".join(rng.choice("ab é") for _ in range(rng.randrange(8)))
         for _ in range(rng.randrange(1, 4))],
        rng.choice([two_bits_a_letter, three_nats_a_word])),
    valid=lambda texts, log_prob: len(texts) > 0 and all(text.strip() for text in texts),
    hints=(
        "Two totals, then one division: bits of surprise, bytes of text. A nat is 1 / ln 2 bits.",
        "bits = 0.0, size = 0\nfor each text:\n    bits −= log_prob(text) / math.log(2)\n"
        "    size += how many bytes text.encode(\"utf-8\") has\nreturn bits / size",
    ),
    mistakes=[
        Mistake(_bits(size=len), "You divide by characters. é is one character and two bytes."),
        Mistake(_bits(unit=1), "These are nats per byte. Divide by math.log(2) to get bits."),
        Mistake(_bits(unit=1 / math.log(2)), "You multiply by ln 2. A nat is *more* than a bit (1.44 bits), so the "
                "number must grow: divide."),
        Mistake(_bits(sign=1), "Yours is negative. log_prob is the logarithm of a probability, so it is below zero; "
                "surprise is minus that."),
        Mistake(_bits(size=lambda text: max(1, len(text.split()))), "You divide by words. What counts as a word "
                "differs from one tokenizer to the next; bytes don't."),
        Mistake(_bits(size=lambda text: 8 * len(text.encode("utf-8"))), "You divide by the *bits* of the texts. The "
                "unit below the line is bytes."),
        Mistake(lambda texts, log_prob: 1 / _bits()(texts, log_prob), "That is bytes per bit: turn the fraction over."),
        Mistake(_all_in_one, "You join the texts and score them as one. Score each by itself, as a text of its own, "
                "and add up."),
        Mistake(lambda texts, log_prob: sum(_bits()([text], log_prob) for text in texts), "You divide for each text "
                "and add up the results. Two totals first, bits and bytes; then one division."),
        Mistake(_mean_over_texts, "You divide for each text and take the mean, so a text of one letter counts as "
                "much as a page. Add everything up first."),
        Mistake(_log2_of_the_log, "log_prob has taken the logarithm already. To change its unit from nats to bits, "
                "divide by math.log(2)."),
        Mistake(_log2_of_a_log_probability, "log_prob has taken the logarithm already: it is negative, and a negative "
                "number has none. To change its unit from nats to bits, divide by math.log(2)."),
    ],
    also_right=[_joined],
    compare="close",
)
