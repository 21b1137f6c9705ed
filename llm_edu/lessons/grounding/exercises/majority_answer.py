"""``majority_answer``: the answer that comes most often, and the share of answers that agree with it."""

import string
from collections import Counter

from llm_edu.course.checks.exercise import Exercise, case, raising
from llm_edu.grounding import agreement

ARTICLES = ("a", "an", "the")


def _simplified(lower=str.lower, gone="", articles=lambda words: [word for word in words if word not in ARTICLES],
                first="punctuation"):
    """Another way to simplify. gone: what punctuation becomes   first: what is done before the lower case"""
    def simplified(answer):
        if first == "articles":
            return " ".join(articles(answer.translate(table).split())).lower()
        return " ".join(articles(lower(answer).translate(table).split()))
    table = {ord(mark): gone for mark in string.punctuation}
    return simplified


def _majority(simplified=agreement.simplified, share=lambda count, counts, total: count / total,
              choose=lambda counts: max(counts, key=counts.get), told=lambda answer, answers: answer,
              kept=lambda answers: answers, empty=None):
    """A majority_answer with one step changed."""
    def majority_answer(answers):
        if not answers:
            if empty is None:
                raise ValueError("no answers")
            return empty
        counts = Counter(kept([simplified(answer) for answer in answers])) or Counter([""])
        answer = choose(counts)
        return told(answer, answers), share(counts[answer], counts, len(answers))
    return majority_answer


def _as_written(answer, answers):
    return next(each for each in answers if agreement.simplified(each) == answer)


def _inside_words(answer):
    text = answer.lower().translate({ord(mark): None for mark in string.punctuation})
    for article in ("the", "an", "a"):
        text = text.replace(article, "")
    return " ".join(text.split())


def _with_double_spaces(answer):
    text = answer.lower().translate({ord(mark): None for mark in string.punctuation})
    return " ".join("" if word in ARTICLES else word for word in text.split(" "))


def _leading_only(words):
    return words[1:] if words and words[0] in ARTICLES else words


def _without_blanks(answers):
    return [answer for answer in answers if answer]


def _random_answers(rng):
    words = ["Rome", "rome", "The", "the", "a", "an", "Athens", "U.S.", "us", "São", "1,922", "1922", "!", "anna"]
    return ([rng.choice([" ", "  "]).join(rng.choice(words) for _ in range(rng.randrange(4)))
             for _ in range(rng.randrange(1, 9))],)


exercise = Exercise(
    reference=agreement.majority_answer,
    names=("answers",),
    cases=[
        raising(ValueError, []), case(["rome"]), case(["Rome"]), case(["rome", "milan"]), case(["milan", "rome"]),
        case(["rome", "milan", "milan"]), case(["Rome", "rome", "milan"]), case(["rome.", "rome", "milan"]),
        case(["the rome", "rome", "milan"]), case(["The Rome", "rome", "milan"]), case(["rome", "The Rome.", "ROME"]),
        case(["athens", "athens", "ens"]), case(["anna", "a nna", "the nna"]), case(["u.s.", "us", "u s"]),
        case(["king of the hill", "king of hill", "hill"]), case(["new  york", "new york", "york"]),
        case(["rome", "milan", "milan", "rome", "turin"]), case(["z", "a1", "z", "a1"]), case(["", "", "rome"]),
        case(["", "rome", "milan", "rome"]), case(["the", "A", "rome"]), case(["!", "rome"]), case([" "]),
        case(["1,922", "1922", "1923"]), case(["São Paulo", "são paulo", "Sao Paulo"]),
        case(["paris", "lyon", "nice", "nice", "lille"]), case(["Lyon", "Paris", "the Lyon", "Paris!", "paris"]),
        case(["x y", "y x", "y x"]), case(["a", "b", "b", "a", "b"]), case(["it's", "its", "it s"]),
    ],
    random_case=_random_answers,
    random_cases=40,
    hints=(
        "Simplify all answers first, then count what is the same. Python's Counter remembers which came first.",
        "if there are no answers: raise ValueError\nfor each answer:\n    lower case, every character of "
        "string.punctuation out\n    split into words, leave out a, an and the, join with one space\ncount each\n"
        "the first with the largest count, and that count / the number of answers",
    ),
    compare="close",
)

exercise.mistake("You count the answers as they are written. Simplify them first: 'Rome.' and 'rome' are the same.",
                 _majority(simplified=str))
exercise.mistake("Your result is the answer as it was written. Asked for is its simplified form.",
                 _majority(told=_as_written))
exercise.mistake("Capital letters still count for you: 'Rome' and 'rome' should be the same answer.",
                 _majority(_simplified(lower=str)))
exercise.mistake("Punctuation still counts for you: 'rome.' and 'rome' should be the same answer.",
                 _majority(lambda answer: " ".join(
                     word for word in answer.lower().split() if word not in ARTICLES)))
exercise.mistake("You put a space where punctuation was, so that 'u.s.' is 'u s'. Leave it out without a space.",
                 _majority(_simplified(gone=" ")))
exercise.mistake("The articles are still there: leave the words a, an and the out.",
                 _majority(_simplified(articles=lambda words: words)))
exercise.mistake("You take letters out of the middle of words: 'athens' becomes 'ens'. Only whole words are articles.",
                 _majority(_inside_words))
exercise.mistake("You leave out an article at the beginning only. It may be anywhere: 'king of the hill'.",
                 _majority(_simplified(articles=_leading_only)))
exercise.mistake("You look for articles before you make the letters small: 'The' stays.",
                 _majority(_simplified(first="articles")))
exercise.mistake("Where a word or a space is left out, two spaces stay: there should be one between words.",
                 _majority(_with_double_spaces))
exercise.mistake("Your second value is how many answers agree. Divide by the number of answers.",
                 _majority(share=lambda count, counts, total: count))
exercise.mistake("You divide by the number of different answers. Divide by the number of all answers.",
                 _majority(share=lambda count, counts, total: count / len(counts)))
exercise.mistake("Among equally frequent answers you take the last. Take the one that came first.",
                 _majority(choose=lambda counts: max(reversed(counts), key=counts.get)))
exercise.mistake("Among equally frequent answers you take the first in the alphabet. Take the one that came first.",
                 _majority(choose=lambda counts: max(sorted(counts), key=counts.get)))
exercise.mistake("You do not count answers of which nothing is left. Each is an answer, '', like any other.",
                 _majority(kept=_without_blanks))
exercise.mistake("Without answers there is no majority: raise ValueError.", _majority(empty=("", 0.0)))
