"""What lesson 13 leaves to a slower hour: SmolLM2 writes HumanEval's functions, and is told what is wrong with them."""

import ast
from collections import Counter
from functools import cache

from llm_edu.applications.humaneval import judge, load_problems
from llm_edu.lessons.applications.code_demos import (
    LONGEST,
    bare,
    docstring_in_form,
    document_order,
    function_from,
    judged,
    repair_order,
    written_programs,
)
from llm_edu.lessons.applications.drafts import asked, write_drafts
from llm_edu.pretrained import load_smollm2

PROBLEMS, SAMPLED, SAMPLES, TEMPERATURE, SEED, AS_GIVEN, REPAIRED, DOCUMENTED, KEPT = 164, 82, 5, 0.6, 0, 40, 48, 24, 8
ONE_LINE = ("True", "False", "0", "[]", "the first argument")    # what anybody could let a function return
ABOUT = (f"SmolLM2 (135M, 4 bits) goes on with HumanEval's {PROBLEMS} prompts, without the newline at their end: "
         f"greedy, and the first {SAMPLED} {SAMPLES} times at temperature {TEMPERATURE}, seed {SEED}, at most "
         f"{LONGEST} new tokens; as given, with the newline, {AS_GIVEN} of them; in chat {REPAIRED} of those that "
         f"greedy got wrong, each with what its test said; docstrings for {DOCUMENTED} right functions. Beside "
         f"it, {len(ONE_LINE)} programs of one line for each problem. Every program is judged in the sandbox. Nothing "
         "is trained in any steps. The machine had other work to do meanwhile.")


def problems(count=None):
    return load_problems()[:PROBLEMS][:count]


def counted(outcomes):
    """How programs ended, by kind: {"passed": …, "AssertionError": …}"""
    return dict(Counter(each.error or each.status for each in outcomes).most_common())


@cache
def greedy_programs():
    """[(problem, completion, its outcome), …], tokens"""
    programs, tokens = written_programs(*load_smollm2(), problems())
    return [(each, text, judged(each, [text])[0]) for each, (text,) in zip(problems(), programs)], tokens


def as_given():
    """Prompts with the newline at their end."""
    programs, tokens = written_programs(*load_smollm2(), problems(AS_GIVEN), strip=False)
    outcomes = [judged(each, some)[0] for each, some in zip(problems(), programs)]
    return {"problems": len(outcomes), "passed": sum(each.passed for each in outcomes), "tokens": tokens,
            "ended": counted(outcomes), "begins": [text[:60] for (text,) in programs[:4]]}


def greedy():
    """Which passed, how the others ended, and the first of both kinds to print."""
    found, tokens = greedy_programs()
    shown = {kind: [[each.name, text, str(outcome)] for each, text, outcome in found if outcome.passed == passes][:KEPT]
             for kind, passes in (("passed", True), ("failed", False))}
    return {"problems": len(found), "tokens": tokens, "rights": "".join(str(int(each.passed)) for *_, each in found),
            "ended": counted(each for *_, each in found), **shown}


def sampled():
    """How many of the samples passed, for each problem: a digit each."""
    programs, tokens = written_programs(*load_smollm2(), problems(SAMPLED), SAMPLES, temperature=TEMPERATURE, seed=SEED)
    outcomes = [judged(each, some) for each, some in zip(problems(), programs)]    # as many as were written
    return {"problems": len(outcomes), "samples": SAMPLES, "temperature": TEMPERATURE, "tokens": tokens,
            "rights": "".join(str(sum(each.passed for each in some)) for some in outcomes),
            "different": "".join(str(len(set(some))) for some in programs),
            "ended": counted(each for some in outcomes for each in some)}


def repair():
    """What became of wrong programs when the model was told what is wrong with them."""
    model, tokenizer = load_smollm2()
    wrong = [row for row in greedy_programs()[0] if not row[2].passed][:REPAIRED]
    orders = [asked(tokenizer, repair_order(*row)) for row in wrong]
    drafts = [draft for draft, in write_drafts(model, tokenizer, orders, max_new_tokens=2 * LONGEST, at_once=16)]
    functions = [function_from(draft.text, row[0]) for draft, row in zip(drafts, wrong)]
    outcomes = [judge(row[0], text) if text else None for row, text in zip(wrong, functions)]
    mended = [bool(each and each.passed) for each in outcomes]
    same = [body_of(text) == body_of(row[1]) for text, row in zip(functions, wrong)]
    return {"problems": [row[0].name for row in wrong], "mended": "".join(str(int(each)) for each in mended),
            "no function": functions.count(""), "same body": sum(same),
            "read": sum(map(len, orders)), "written": sum(draft.tokens for draft in drafts),
            "ended": counted(each for each in outcomes if each),
            "shown": [[row[0].name, row[1], str(row[2]), draft.text[:700]] for row, draft in zip(wrong, drafts)][:3]}


def body_of(text):
    """A program's last lines, from the first statement behind a docstring on, as bare words to compare."""
    return " ".join(text.rpartition('"""')[2].rpartition("'''")[2].split())


def document():
    """What the docstrings for right functions lack in form."""
    model, tokenizer = load_smollm2()
    sources = [bare(each) for each in problems(DOCUMENTED)]
    orders = [asked(tokenizer, document_order(source)) for source in sources]
    drafts = [draft for draft, in write_drafts(model, tokenizer, orders, max_new_tokens=LONGEST, at_once=12)]
    lacks = [docstring_in_form(draft.text, source) for draft, source in zip(drafts, sources)]
    return {"functions": len(sources), "in form": lacks.count([]), "lacks": dict(Counter(sum(lacks, []))),
            "shown": [[source, draft.text] for source, draft in zip(sources, drafts)][:3]}


def one_line():
    """Of all problems, how many are solved by programs of one line that return the same thing everywhere."""
    found = {value: [judge(each, f"    return {first_argument(each) if value == ONE_LINE[-1] else value}\n")
                     for each in problems()] for value in ONE_LINE}
    return {"problems": len(problems()),
            "passed": {value: sum(each.passed for each in outcomes) for value, outcomes in found.items()}}


def first_argument(problem):
    """The name of a function's first argument."""
    functions = (node for node in ast.parse(problem.prompt).body if isinstance(node, ast.FunctionDef))
    return next(node for node in functions if node.name == problem.entry_point).args.args[0].arg


RUNS = {"as given": as_given, "greedy": greedy, "repair": repair, "sampled": sampled, "document": document,
        "one line": one_line}
