"""SmolLM2 writes reports of a table, and answers questions about money: what of it a program can find wrong."""

from llm_edu.lessons.applications import money_questions as money
from llm_edu.lessons.applications.asking import ask_all
from llm_edu.lessons.applications.finance_demos import (
    by_template,
    judged_report,
    made_up_reports,
    passing_by_chance,
    report_request,
    report_summary,
)

REPORTS, TOKENS, ASKED, ANSWERED, DRAWS = 32, 64, 48, 24, 2
ABOUT = (f"SmolLM2 (135M, 4 bits; nothing is trained, no steps): reports of {REPORTS} made-up tables (seed 0; greedy, "
         f"at most {TOKENS} tokens), each number held against the table and what may be computed from it, beside a "
         f"template; {ANSWERED} questions of FiQA answered freely (greedy, at most {TOKENS} tokens), {ASKED} with one "
         f"word, also twice at temperature 0.7 (seeds 0 and 1000), and {len(money.OPPOSITES)} pairs of our own that "
         "cannot both be yes.")


def reports(ask=ask_all):
    """By writer: summary, [share of numbers that pass by chance, of how many]; the model's texts with what is wrong"""
    tables = made_up_reports(REPORTS)
    texts = {"SmolLM2": ask([report_request(table) for table in tables], TOKENS),
             "template": list(map(by_template, tables))}
    rows = {name: [judged_report(table, text) for table, text in zip(tables, some, strict=True)]
            for name, some in texts.items()}
    return {"summary": {name: report_summary(some) for name, some in rows.items()},
            "by chance": {name: passing_by_chance(tables, some) for name, some in texts.items()},
            "texts": texts["SmolLM2"], "rows": rows["SmolLM2"]}


def answers(ask=ask_all):
    """Free answers: summary, and the answers to `asked_questions`, in order"""
    questions = money.asked_questions(ANSWERED)
    found = ask(questions, TOKENS)
    return {"summary": money.answer_summary(questions, found), "answers": found}


def one_word(ask=ask_all):
    """Answers of one word, as y, n or a dot for anything else: greedy and drawn, to FiQA's and to pairs of opposites

    agree: of the questions that were answered twice (`DRAWS`), how many got the same answer
    """
    questions = money.asked_questions(ASKED)
    sides = list(zip(*money.OPPOSITES, strict=True))

    def letters(some, **options):
        found = ask([money.one_word(question) for question in some], 4, **options)
        return "".join((money.word_of(answer) or ".")[0] for answer in found)

    greedy, pairs = letters(questions), [letters(side) for side in sides]
    drawn = [letters(questions, temperature=0.7, seed=1000 * number) for number in range(DRAWS)]
    both = [pair for pair in zip(*drawn, strict=True) if "." not in pair]
    return {"greedy": greedy, "drawn": drawn, "opposites": pairs,
            "yes": greedy.count("y"), "answered twice": len(both), "agree": sum(one == other for one, other in both),
            "yes to both": sum(pair == ("y", "y") for pair in zip(*pairs, strict=True)),
            "no to both": sum(pair == ("n", "n") for pair in zip(*pairs, strict=True))}


RUNS = {"reports": reports, "one word": one_word, "answers": answers}
