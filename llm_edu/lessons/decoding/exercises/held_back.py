"""``held_back``: what could be the beginning of a stop."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.decoding.stopping import overlap


def _held(lengths=lambda text, string: range(min(len(text), len(string) - 1), 0, -1),
          fits=lambda text, string, length: text.endswith(string[:length])):
    """A held_back with one thing wrong."""
    return lambda text, string: next((length for length in lengths(text, string) if fits(text, string, length)), 0)


def _text_case(rng):
    """Two letters, so that beginnings come again and again; half of the texts end with most of the string."""
    text, string = ("".join(rng.choice("ab") for _ in range(rng.randrange(least, 7))) for least in (0, 1))
    if rng.random() < 0.5:
        string += string[:rng.randrange(len(string))] + rng.choice("ab")
        text += string[:-1] + rng.choice("ab")
    return text, string


exercise = Exercise(
    reference=overlap,
    cases=[
        case("the E", "END"), case("the EN", "END"), case("the EE", "END"), case("E", "END"), case("", "END"),
        case("-", "END"), case("the END", "END"), case("aab", "aabaac"), case("aabaa", "aabaac"), case("x", "x"),
        case("aaa", "aaaa"), case("aaaaa", "aaa"), case("EN D", "END"), case("ENEN", "END"),
        # capitals, a dot, spaces and line ends are characters like any other, and a letter may have several bytes
        case("the e", "END"), case("the E", "..."), case("so..", "..."), case("E ", "END"), case("E\n", "END"),
        case("a\n", "\n\n"), case("the ", " END"), case("not a ", "a b"), case("é", "éx"), case("ü", "ÜBER"),
        case("e\u0301", "e\u0301!"), case("caf\u00e9", "e\u0301!"),    # one letter to the eye, two characters
        case("aaa", "aab"), case("and then the village went to sleep", "the village went to sleep at last"),
        case("a\r\n", "\r\n\r\n"),
        case("aabaaa", "aabaaa"), case("bbabbbb", "bbabbba"),    # after a mismatch, a shorter beginning goes on
        case("ababa", "abab"),    # and after the whole string, too
    ],
    random_case=_text_case,
    valid=lambda text, string: string != "",
    texts=["text", "string"],
    hints=(
        "Try all lengths, the longest first: are the last `length` characters of the text equal to the first `length` "
        "characters of the string? Leave out the length of the whole string, because there the text has already "
        "ended.",
        "for length from the smaller of len(text) and len(string) − 1 down to 1:\n    if the text ends with the "
        "string's first length characters: return length\nreturn 0",
    ),
)

exercise.mistake("You return the *shortest* beginning that fits. After *aabaa*, while you wait for *aabaac*, five "
                 "characters are in doubt, not one. Try the longest first.",
                 _held(lengths=lambda text, string: range(1, min(len(text), len(string) - 1) + 1)))


@exercise.mistake("You stop at the first length that does not fit. But a longer one may still fit: *the EN* ends with "
                  "*EN*, though not with *E*. Try every length, the longest first.")
def _held_upwards_while_it_fits(text, string):
    length = 0
    while length + 1 < len(string) and text.endswith(string[:length + 1]):
        length += 1
    return length


@exercise.mistake("You count the characters that fit, and begin again from nothing as soon as one does not. But a "
                  "shorter beginning may still be there: after *aaa*, while you wait for *aab*, two are in doubt.")
def _begins_again_from_nothing(text, string):
    count = 0
    for letter in text:
        count = count + 1 if letter == string[count] else int(letter == string[0])
        if count == len(string):
            count = 0
    return count


exercise.mistake("You try only the longest beginning. Is `return 0` inside the loop? It belongs after it.",
                 _held(lengths=lambda text, string: range(len(string) - 1, max(0, len(string) - 2), -1)))
exercise.mistake("You count the whole string as a beginning of itself. When all of it has come, nothing is in doubt "
                 "any more: len(string) − 1 at most.",
                 _held(lengths=lambda text, string: range(min(len(text), len(string)), 0, -1)))
exercise.mistake("Your longest beginning is one too short: everything but the last character of the string may have "
                 "come.",
                 _held(lengths=lambda text, string: range(min(len(text), len(string) - 1) - 1, 0, -1)))


@exercise.mistake("You count characters that occur somewhere in the string. They have to be its *beginning*, in the "
                  "same order: *DN* is not the beginning of *END*.")
def _characters_of_the_string(text, string):
    """How many characters at the end of the text occur in the string, whatever their order."""
    count = 0
    while count < len(text) and text[-count - 1] in string:
        count += 1
    return min(count, len(string) - 1)


exercise.mistake("You look anywhere in the text. Only its *end* can still become the stop string.",
                 _held(fits=lambda text, string, length: string[:length] in text))
exercise.mistake("You compare with the end of the string. The characters that have come so far would be its "
                 "*beginning*.",
                 _held(fits=lambda text, string, length: text.endswith(string[-length:])))
exercise.mistake("You look at the beginning of the text. The characters in doubt are at its end.",
                 _held(fits=lambda text, string, length: text.startswith(string[:length])))
exercise.mistake("You return whether something is held back. Return how many characters.",
                 lambda text, string: bool(overlap(text, string)))
