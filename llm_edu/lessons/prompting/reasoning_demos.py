"""Word problems put to a model: what it is shown, and which number its reply comes to."""

import re
from random import Random

from llm_edu.assets import load_asdiv
from llm_edu.lessons.prompting.scratchpad import draw_chains
from llm_edu.storyland.village import shuffled
from llm_edu.wrapping import wrapped

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# Our own, so that none of them is asked later: question, working, answer.
WORKED = (
    ("Ada has 3 red hats and 5 blue hats. How many hats does she have?", "Ada has 3 + 5 = 8 hats.", 8),
    ("Ben had 20 plums. He ate 4 of them and gave 6 to Mia. How many plums does he have left?",
     "Ben ate and gave away 4 + 6 = 10 plums. He has 20 - 10 = 10 plums left.", 10),
    ("A boat carries 6 people. How many people do 7 boats carry?", "7 boats carry 7 x 6 = 42 people.", 42),
    ("Nora shares 24 nuts equally among 8 goats. How many nuts does each goat get?",
     "Each goat gets 24 / 8 = 3 nuts.", 3),
)


def final_number(text):
    """The last number in a text, which counts as its answer; None where there is none.

    >>> final_number("She has 3 + 4 = 7 apples. The answer is $1,250.50."), final_number("Seven.")
    (1250.5, None)
    """
    found = numbers_in(text)
    return found[-1] if found else None


def numbers_in(text):
    """All numbers that are written in digits, from left to right; whole ones as int.

    >>> numbers_in("12 of 1,300 weigh 2.0 or 2.5 kg.")
    [12, 1300, 2, 2.5]
    """
    found = [float(each.replace(",", "")) for each in NUMBER.findall(text)]
    return [int(each) if each.is_integer() else each for each in found]


def problems(count, seed=0):
    """`count` word problems of ASDiv, drawn without regard to their order in the file."""
    return shuffled(Random(f"word problems {seed}"), load_asdiv())[:count]


def is_right(said, problem):
    """Whether a number, or None, is the answer to a problem; 3.33 is to 3.333.

    >>> from llm_edu.assets import WordProblem
    >>> problem = WordProblem("", "", 3.333, "m")
    >>> is_right(3.33, problem), is_right(3.4, problem), is_right(None, problem)
    (True, False, False)
    """
    return said is not None and abs(said - problem.answer) <= 0.005 * (type(problem.answer) is float)


def few_shot_front(with_working):
    """Four questions with their answers, as the text before a fifth: with the working (Wei et al. 2022) or without.

    >>> print(few_shot_front(True)[:100])
    Question: Ada has 3 red hats and 5 blue hats. How many hats does she have?
    Answer: Ada has 3 + 5 = 8
    """
    shown = ((question, f"{working} " * with_working, answer) for question, working, answer in WORKED)
    return "".join(f"Question: {question}\nAnswer: {working}The answer is {answer}.\n\n"
                   for question, working, answer in shown)


SHOWN = {"four answers": "answers only", "four worked": "with working", "five votes": "vote 1 of 5"}

GUESSES = {
    "sum of all numbers": sum,
    "product of all numbers": lambda numbers: product(numbers),
    "first minus second": lambda numbers: numbers[0] - numbers[1] if len(numbers) > 1 else None,
    "largest number": max,
    "last number": lambda numbers: numbers[-1],
}


def guess(name, problem):
    """An answer from the numbers of a problem alone, always by the same rule; None where there are none.

    >>> from llm_edu.assets import WordProblem
    >>> guess("sum of all numbers", WordProblem("Tom has 2 hats and buys 3.", "How many has he?", 5, "hats"))
    5
    """
    numbers = numbers_in(problem.text)
    return GUESSES[name](numbers) if numbers else None


def product(numbers):
    """All numbers multiplied."""
    found = 1
    for each in numbers:
        found *= each
    return found


def print_solutions(kept, numbers=(0, 3)):
    """Some problems, and what SmolLM2 wrote in each of `SHOWN`. kept: results of prompting_reasoning"""
    for number in numbers:
        problem = problems(number + 1)[number]
        print(wrapped(f"{problem.text} ({problem.answer})"))
        for way, name in SHOWN.items():
            print(f"  {name:<13} {' '.join(kept[way]['replies'][number][0].split())[:80]}")


def print_votes(kept, majority_answer):
    """The first vote, and how many votes could have been won and were. kept: results of prompting_reasoning"""
    votes = kept["five votes"]["said"]
    asked = problems(len(votes))
    print("the first vote:", votes[0], "->", majority_answer(votes[0]))
    could = sum(any(is_right(each, problem) for each in said) for said, problem in zip(votes, asked, strict=True))
    won = sum(is_right(majority_answer(said), problem) for said, problem in zip(votes, asked, strict=True))
    print(f"in {could} of {len(votes)} votes, at least one solution is right; in {won}, the winner is")


def print_guesses(count=60):
    """How many problems you get right if you look at their numbers only: of those asked, and of all."""
    for name in ("first minus second", "sum of all numbers"):
        right, right_of_all = ([is_right(guess(name, problem), problem) for problem in some]
                               for some in (problems(count), load_asdiv()))
        print(f"{name}: {sum(right)} of {count} right; of all {len(right_of_all):,}, "
              f"{sum(right_of_all) / len(right_of_all):.0%}")


def print_chains(kept):
    """A chain, and what each copy of Storyteller has said. kept: results of prompting_scratchpad"""
    chain = draw_chains(600, seed=2)[0]
    print(wrapped(chain.text))
    print("right answer:", chain.reached[-1])
    for kind in ("direct", "pause", "scratchpad"):
        print(f"  {kind:<11}{kept[kind]['said'][0]}")
