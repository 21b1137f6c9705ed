"""What lesson 13 does with SmolLM2's programs: written, judged in the sandbox, counted, repaired, documented."""

import ast
import re

import numpy as np

from llm_edu.applications.humaneval import STOPS, cut_completion, judge, pass_at_k
from llm_edu.lessons.applications.drafts import write_drafts

FENCE = re.compile(r"```(?:python|py)?[ \t]*\n(.*?)(?:```|\Z)", re.DOTALL)
LONGEST = 140    # new tokens of a completion: the right bodies have 59 on average, and 95 of 100 fit


def judged(problem, completions):
    """The `Outcome` of each completion; equal ones are run once."""
    known = {}
    for completion in completions:
        if completion not in known:
            known[completion] = judge(problem, completion)
    return [known[completion] for completion in completions]


def completions_of(drafts):
    """The texts of some drafts (see `write_drafts`), each up to where its function ends."""
    return [cut_completion(draft.text) for draft in drafts]


def written_programs(model, tokenizer, problems, count=1, *, temperature=0.0, seed=0, at_once=40, strip=True):
    """Completions for each problem, and what it took: ([[completion, …], …], tokens)

    strip: leave out the newline at the end of a prompt. Here "\\n" and the spaces behind it are one token, and behind a
    newline alone the model has hardly ever seen a function's body.
    """
    prompts = [problem.prompt.rstrip() if strip else problem.prompt for problem in problems]
    drafts = write_drafts(model, tokenizer, prompts, count, temperature=temperature, seed=seed, max_new_tokens=LONGEST,
                          stop=STOPS, at_once=at_once)
    return [completions_of(each) for each in drafts], sum(draft.tokens for each in drafts for draft in each)


# --- counting


def bootstrap(values, draws=10_000, seed=0):
    """The 95 % interval of the mean of some problems' values: of as many problems drawn again and again from them."""
    values, draw = np.asarray(values, float), np.random.default_rng(seed)
    means = values[draw.integers(0, len(values), (draws, len(values)))].mean(1)
    return tuple(np.quantile(means, [0.025, 0.975]).round(4).tolist())


def naive_pass_at_k(tries, right, k):
    """What one writes first: the chance that not all k go wrong, with the share of right ones as if it were the rate.

    >>> round(naive_pass_at_k(tries=10, right=1, k=5), 3)
    0.41
    """
    return 1 - (1 - right / tries) ** k


def estimates(rates, tries, k, estimate=pass_at_k, experiments=2_000, seed=0):
    """The truth of made-up problems, and what both estimators say on average: (truth, unbiased, naive).

    rates: the chance of each problem that one try is right   estimate: the unbiased one, as `pass_at_k`
    """
    rates, draw = np.asarray(rates, float), np.random.default_rng(seed)
    rights = draw.binomial(tries, rates, (experiments, len(rates)))    # (experiments, problems)
    says = [np.array([each(tries, right, k) for right in range(tries + 1)])[rights].mean()
            for each in (estimate, naive_pass_at_k)]
    return float((1 - (1 - rates) ** k).mean()), *map(float, says)


# --- repairing and documenting


def repair_order(problem, completion, outcome):
    """What a chat model is asked: the program, and what its test said."""
    program = (problem.prompt + completion).strip()
    return (f"This Python function is wrong:\n\n```python\n{program}\n```\n\nIts test says:\n{outcome}\n\n"
            "Write the whole corrected function.")


def repaired_or_again(kept):
    """Of the wrong programs that were to be repaired, which share was, and which share of new samples is right there.

    kept: the measurement applications_code, {run: what it found}   ->   {way: (share, tokens written for each try)}
    """
    repair, sampled = kept["repair"], kept["sampled"]
    numbers = [int(name.rpartition("/")[2]) for name in repair["problems"]]
    right = sum(int(sampled["rights"][number]) for number in numbers)
    return {"told what is wrong": (repair["mended"].count("1") / len(numbers), repair["written"] / len(numbers)),
            "sampled again": (right / len(numbers) / sampled["samples"],
                              sampled["tokens"] / sampled["problems"] / sampled["samples"])}


def function_from(answer, problem):
    """A program out of a chat model's answer that `judge` can run as a completion, or "" where there is none.

    The first block of code that defines the function, or the answer itself if it is one. Behind the problem's prompt,
    whose function gets a body of its own, the new one takes its place.
    """
    blocks = [*FENCE.findall(answer), answer]
    whole = (block for block in blocks if defines(block, problem.entry_point))
    return next((f"    pass\n\n\n{block.strip()}\n" for block in whole), "")


def defines(source, name):
    """Whether a text is a program that defines a function of this name."""
    try:
        return any(isinstance(node, ast.FunctionDef) and node.name == name for node in ast.parse(source).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def bare(problem):
    """A right function without its docstring, as somebody may hand it over to be documented."""
    tree = ast.parse(problem.prompt + problem.solution)
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    function = next(node for node in functions if node.name == problem.entry_point)
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:]
    return ast.unparse(function)


def document_order(source):
    return ("Write a docstring for this Python function: what it does, its parameters, and what it returns. Write the "
            f"docstring only, without the code.\n\n```python\n{source}\n```")


def docstring_in_form(answer, source):
    """What a docstring's form lacks, as words; an empty list if nothing. Whether it is true nobody looks at here."""
    arguments = [each.arg for each in ast.parse(source).body[0].args.args]
    text, lacks = answer.strip().strip("`\"' \n"), []
    if not text:
        return ["empty"]
    if re.search(r"^\s*(?:def |return\b|for .*:$|if .*:$)", answer, re.MULTILINE):
        lacks.append("holds code")
    if any(not re.search(rf"\b{re.escape(name)}\b", text) for name in arguments):
        lacks.append("leaves out a parameter")
    if not re.search(r"\breturn", text, re.IGNORECASE):
        lacks.append("does not say what it returns")
    return lacks


# --- telling


def print_pass_at_k(kept, estimate=pass_at_k):
    """pass@1 and pass@k with 95 % intervals. kept: results of applications_code   estimate: as `pass_at_k`"""
    greedy, sampled = kept["greedy"], kept["sampled"]
    rows = [(f"greedy, {greedy['problems']} problems: pass@1", [int(digit) for digit in greedy["rights"]])]
    tries, rights = sampled["samples"], [int(digit) for digit in sampled["rights"]]
    for k in (1, tries):
        name = f"{tries} tries, {sampled['problems']} problems: pass@{k}"
        rows.append((name, [estimate(tries, right, k) for right in rights]))
    for name, values in rows:
        low, high = bootstrap(values)
        print(f"{name:<36} {np.mean(values):>6.1%} ({low:.1%} to {high:.1%})")
