"""What SmolLM2's answers to real questions say: right, sure, in agreement.

kept: the results of ``measurements/facts``, run by run. An answer is judged by `holds`: an accepted answer is in it.
"""

import textwrap

import numpy as np

from llm_edu.grounding import expected_calibration_error, most_frequent_answer, risk_at, risk_coverage, simplified
from llm_edu.lessons.grounding.facts import answer_in, holds
from llm_edu.lessons.grounding.rag_demos import points, share_text
from llm_edu.prompting import compare

RESAMPLES = 2000
SHOWN = (0, 44, 4, 70, 180)    # questions that are printed; the fourth is wrong and counts as right
WORDINGS = range(1, 6)


def natural(kept):
    """Of each natural question: (probability of the answer, whether an accepted answer is in the reply)"""
    run = kept["natural"]
    return run["probability"], [holds(reply, answers) for reply, answers in zip(run["reply"], run["answers"])]


def chosen(kept, kind):
    """The numbers of the facts of a kind, "capital" or "year"."""
    return [number for number, each in enumerate(kept["facts"]["kind"]) if each == kind]


def five_wordings(kept, number):
    """The five answers to a fact, one for each wording; "" where a reply gives none."""
    return [kept[f"wording {wording}"]["short"][number] for wording in WORDINGS]


def greedy(kept, kind, wording=1):
    """Of each fact of a kind: (probability of the answer, 0 where there is none; whether it is right)"""
    run, numbers = kept[f"wording {wording}"], chosen(kept, kind)
    return ([run["probability"][number] for number in numbers],
            [holds(run["short"][number], [kept["facts"]["answer"][number]]) for number in numbers])


def samples(kept, number):
    """The answers that were sampled to a fact in its first wording; "" where a reply gives none."""
    kind, asked = kept["facts"]["kind"][number], kept["facts"]["wordings"][number]
    return [reply[slice(*answer_in(kind, asked[0], reply))] for reply in kept["facts, samples"][number]]


def agreement(answers):
    """The most frequent answer, "" aside, and the share of all answers that are the same.

    >>> agreement(["Rome", "", "rome", "Milan"]), agreement(["", ""])
    (('rome', 0.5), ('', 0.0))
    """
    given = [answer for answer in answers if answer]
    if not given:
        return "", 0.0
    answer, share = most_frequent_answer(given)
    return answer, share * len(given) / len(answers)


def natural_samples(kept, number):
    """The answers that were sampled to a natural question."""
    question = kept["natural"]["question"][number]
    return [reply[slice(*answer_in("natural", question, reply))] for reply in kept["natural, samples"][number]]


def agreeing(answer, others):
    """The share of other answers that are the same as this one when simplified; 0 where there is no answer."""
    return float(np.mean([simplified(other) == simplified(answer) for other in others])) if answer else 0.0


def guides(kept, kind):
    """{what one abstains by: (how sure of each answer, whether it is right)}, on the same questions

    The first ones judge the same greedy answer; a majority is an answer of its own, and its share the guide.
    """
    if kind == "natural":
        numbers, run = range(len(kept["natural, samples"])), kept["natural"]
        accepted, drawn = run["answers"], [natural_samples(kept, number) for number in numbers]
        worded = []
    else:
        numbers, run = chosen(kept, kind), kept["wording 1"]
        accepted = [[answer] for answer in kept["facts"]["answer"]]
        drawn, worded = ([of(kept, number) for number in numbers] for of in (samples, five_wordings))
    answers = [run["short"][number] for number in numbers]

    def judged(said):
        return [holds(answer, accepted[number]) for answer, number in zip(said, numbers)]

    found = {"probability": ([run["probability"][number] for number in numbers], judged(answers))}
    found["5 samples agree"] = [agreeing(*pair) for pair in zip(answers, drawn)], judged(answers)
    if worded:
        found["4 wordings agree"] = ([agreeing(answer, five[1:]) for answer, five in zip(answers, worded)],
                                     judged(answers))
    for name, several in (("most of 5 samples", drawn), ("most of 5 wordings", worded)):
        if several:
            most, shares = zip(*map(agreement, several))
            found[name] = shares, judged(most)
    return found


def half_risks(pairs, seed=0):
    """The risk at half coverage of each guide, with what resampling the questions makes of it.

    pairs: name -> (sure, right)   ->   name -> (risk, [risks of the resamples]), the same resamples for all names
    """
    count = len(next(iter(pairs.values()))[1])
    draws = np.random.default_rng(seed).integers(count, size=(RESAMPLES, count))
    found = {}
    for name, (sure, right) in pairs.items():
        sure, right = np.array(sure, dtype=float), np.array(right)
        again = [risk_at(risk_coverage(sure[draw], right[draw]), 0.5) for draw in draws]
        found[name] = (risk_at(risk_coverage(sure, right), 0.5), np.array(again))
    return found


def interval(values, form="{:.0f} to {:.0f}"):
    """The middle 95 % of shares, in percent.

    >>> interval(np.linspace(0, 1, 1001))
    '3 to 98'
    """
    return form.format(*(100 * np.quantile(values, [0.025, 0.975]) + 1e-9))


def print_questions(kept, shown=SHOWN):
    """Some natural questions with their accepted answers."""
    for number in shown:
        print(f"{kept['natural']['question'][number]}?  ({' / '.join(kept['natural']['answers'][number])})"[:96])


def print_replies(kept, shown=SHOWN):
    """What SmolLM2 replies to them; a ✓ where an accepted answer is in the reply."""
    replied, right = kept["natural"]["reply"], natural(kept)[1]
    for number in shown:
        print(textwrap.fill(f"{'✓' if right[number] else '✗'} {replied[number]}", 96, subsequent_indent="  "))


def print_right(kept):
    """Right answers, the mean probability of all answers and the calibration error, by kind of question."""
    rows = {"natural questions": natural(kept), "capitals": greedy(kept, "capital"), "years": greedy(kept, "year")}
    print(f"{'':<20}questions  right (95 %)       probability (mean)  calibration error")
    for name, (sure, right) in rows.items():
        error = expected_calibration_error(sure, right)
        print(f"{name:<20}{len(right):>9} {share_text(right):<18}{np.mean(sure):>15.2f}{error:>19.2f}")


def print_wordings(kept, kind, shown=(0, 2, 15, 18, 21, 40)):
    """Some facts in five wordings, and how often the five answers to facts of a kind contradict each other."""
    for number in shown:
        answers = " | ".join(answer or "—" for answer in five_wordings(kept, number))
        print(f"{kept['facts']['wordings'][number][0]:<35}{answers}")
    numbers = chosen(kept, kind)
    given = [[simplified(answer) for answer in five_wordings(kept, number) if answer] for number in numbers]
    right = np.array([greedy(kept, kind, wording)[1] for wording in WORDINGS])    # (wordings, facts)
    print(f"{len(numbers)} {kind}s: two answers differ for{share_text([len(set(answers)) > 1 for answers in given])}\n"
          f"{'':>8}right: {right.mean():.0%} of the replies; in all five wordings {right.all(0).mean():.0%}, in at "
          f"least one {right.any(0).mean():.0%}")


def print_agreement(kept, kind):
    """How many majority answers of the five wordings are right, by how many wordings agree."""
    shares, right = guides(kept, kind)["most of 5 wordings"]
    for agree in range(5, 0, -1):
        hits = [hit for share, hit in zip(shares, right) if round(5 * share) == agree]
        print(f"{agree} of 5 wordings agree: {len(hits):>3} {kind}s, {sum(hits):>2} right")


def print_majority(kept, kind):
    """How many more answers are right if the most frequent of five is given, not the greedy one of the first wording.

    Above it, each wording alone, as a control: a better wording may gain as much.
    """
    found = guides(kept, kind)
    alone = " ".join(f"{np.mean(greedy(kept, kind, wording)[1]):.0%}" for wording in WORDINGS)
    print(f"each wording alone: {alone} right")
    for name in ("most of 5 samples", "most of 5 wordings"):
        gain = points(compare(found[name][1], found["probability"][1]))
        print(f"{name}:{share_text(found[name][1])} right, {gain.strip()} points against one greedy answer")


def print_guides(kept, kinds=("capital", "natural")):
    """The risk if all questions are answered and if the surer half is, by each guide, and how it differs."""
    print(f"{'':<32}wrong: all    the surer half   probability minus this (95 %)")
    for kind in kinds:
        pairs = guides(kept, kind)
        risks = half_risks(pairs)
        base, base_again = risks["probability"]
        for name, (risk, again) in risks.items():
            row = f"{kind + ', ' + name:<32}{1 - np.mean(pairs[name][1]):>10.0%}{risk:>8.0%} ({interval(again)})"
            if name != "probability":
                row = f"{row:<64}{100 * (base - risk):+.0f} ({interval(base_again - again, '{:+.0f} to {:+.0f}')})"
            print(row)
