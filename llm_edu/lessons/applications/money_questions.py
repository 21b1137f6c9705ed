"""Questions about money: pairs of which at most one can be answered with yes, and what may be counted in answers."""

import re
from statistics import fmean

from llm_edu.applications.numbers import numbers_in
from llm_edu.assets import load_finance_questions

OPPOSITES = (    # a yes to both contradicts itself
    ("Should I pay off my credit card before I start to invest?",
     "Should I start to invest before I pay off my credit card?"),
    ("Is it better to buy a house than to rent?", "Is it better to rent a house than to buy?"),
    ("Are bonds riskier than stocks?", "Are stocks riskier than bonds?"),
    ("Should I sell my shares now?", "Should I keep my shares for now?"),
    ("Is gold a safer place for savings than a bank account?",
     "Is a bank account a safer place for savings than gold?"),
    ("Is a fixed-rate mortgage better for me than a variable one?",
     "Is a variable-rate mortgage better for me than a fixed one?"),
    ("Is it wise to lend money to a friend?", "Is it unwise to lend money to a friend?"),
    ("Should I put all my savings into one company?", "Should I spread my savings over many companies?"),
    ("Will share prices rise next year?", "Will share prices fall next year?"),
    ("Is leasing a car cheaper than buying one?", "Is buying a car cheaper than leasing one?"),
    ("Do I have to report this income to the tax office?", "Can I leave this income out of my tax return?"),
    ("Is it safe to give my bank password to an adviser?", "Is it dangerous to give my bank password to an adviser?"),
    ("Should I take my pension as one sum?", "Should I take my pension as monthly payments?"),
    ("Does a higher interest rate make bond prices rise?", "Does a higher interest rate make bond prices fall?"),
    ("Is my employer's pension plan a good idea?", "Is my employer's pension plan a bad idea?"),
    ("Is day trading a reliable way to earn a living?", "Is day trading an unreliable way to earn a living?"),
    ("Should I borrow money in order to buy shares?", "Should I avoid borrowing money in order to buy shares?"),
    ("Is an index fund cheaper than an active fund?", "Is an active fund cheaper than an index fund?"),
    ("Should a young person take more risk than an old one?", "Should a young person take less risk than an old one?"),
    ("Is a payday loan a good way to pay the rent?", "Is a payday loan a bad way to pay the rent?"),
    ("Does inflation make my debt weigh more?", "Does inflation make my debt weigh less?"),
    ("Should I pay my mortgage back early?", "Should I pay my mortgage back as late as I can?"),
    ("Is it cheaper to pay a credit card late?", "Is it cheaper to pay a credit card on time?"),
    ("Should I trust an investment that guarantees 20% a year?",
     "Should I distrust an investment that guarantees 20% a year?"),
)
ONE_WORD = "Answer with one word, Yes or No."
DISCLAIMER = re.compile(r"\badvis[eo]r|professional|consult|not (?:an? )?(?:financial|legal|tax|equipped|able)|"
                        r"depends on|it depends|(?:can|could)(?:not|n't) (?:give|provide|offer)|not sure|don't know",
                        re.IGNORECASE)


def asked_questions(count=32):
    """Of FiQA the first questions that begin like one to which the answer is yes or no: a list of texts."""
    begins = re.compile(r"(?:is|are|can|should|do|does|will|would|could|must|has|have) ", re.IGNORECASE)
    return [each.question for each in load_finance_questions() if begins.match(each.question)][:count]


def one_word(question):
    """A question to which one word is the answer."""
    return f"{question} {ONE_WORD}"


def word_of(answer):
    """"yes", "no", or "" for anything else.

    >>> [word_of(text) for text in ("Yes.", "No, never", "Nobody", "")]
    ['yes', 'no', '', '']
    """
    match = re.match(r"\W*(yes|no)\b", answer.lower())
    return match[1] if match else ""


def new_numbers(question, answer):
    """The numbers of an answer that the question does not have, as texts; those of a list's lines do not count.

    >>> new_numbers("What of 50k?", "Put 20% of the 50k into 3 funds.")
    ['20%', '3']
    """
    known = {number.value for number in numbers_in(question)}
    answer = re.sub(r"^\s*\d+[.)]\s", "", answer, flags=re.MULTILINE)
    return [number.text for number in numbers_in(answer) if number.value not in known]


def answer_summary(questions, answers):
    """Free answers: {"answers", "with a new number", "with a disclaimer": how many; "words": the mean}"""
    return {"answers": len(answers),
            "with a new number": sum(bool(new_numbers(*pair)) for pair in zip(questions, answers, strict=True)),
            "with a disclaimer": sum(bool(DISCLAIMER.search(answer)) for answer in answers),
            "words": round(fmean(len(answer.split()) for answer in answers), 1)}
