"""What lesson 15 prints about checking claims.

kept: the results of ``measurements/checking``, run by run
"""

import numpy as np

from llm_edu.assets import load_summary_pairs
from llm_edu.grounding.verdicts import area_under_roc, choose_threshold, count_verdicts, grouped_interval, pair_wins
from llm_edu.intervals import wilson
from llm_edu.lessons.grounding.year_claims import CHANGES, OTHER_YEAR, PARAPHRASE, TRUE

CONTROL = "without"    # how probable SmolLM2 finds the claim without any evidence: what sees changes all the same
METHODS = {"overlap": "overlap", "encoder": "MiniLM", "after": "SmolLM2", "gain": "SmolLM2 gain", "head": "head",
           CONTROL: "claim alone"}
PROGRAM = "citation program"
JUDGED = 100    # answers on which filters are judged: the first ones; the others choose their thresholds


def scores_of(run):
    """{method: the score of each claim of a run}; gain: how much more probable the evidence makes the claim"""
    columns = {name: np.array(column) for name, column in run["scores"].items()}
    return {name: columns["after"] - columns["without"] if name == "gain" else columns[name] for name in METHODS}


def summary_pairs(kept):
    """{method: (scores of the right summaries, scores of the wrong ones)}: (pairs,) each"""
    return {name: (scores[0::2], scores[1::2]) for name, scores in scores_of(kept["pairs"]).items()}


def interval_text(values, groups):
    """A mean with its interval, in percent; whole groups are drawn.

    >>> interval_text([1.0, 1.0], ["a", "b"])
    '100 % (100 to 100)'
    """
    mean, low, high = (100 * value for value in grouped_interval(values, groups))
    return f"{mean:3.0f} % ({low:.0f} to {high:.0f})"


def print_pairs(kept):
    """How often the right summary of a pair has the higher score, with ties, and the same over all summaries.

    The last row guesses that the longer summary of a pair is right.
    """
    about = kept["pairs"]["about"]
    print(f"{len(about)} pairs{'':<11}right one higher    ties   any right above any wrong")
    for name, (right, wrong) in summary_pairs(kept).items():
        wins, both = pair_wins(right, wrong), np.concatenate([right, wrong])
        area = area_under_roc(both, [True] * len(right) + [False] * len(wrong))
        print(f"{METHODS[name]:<20}{interval_text(wins, about):<18}{np.mean(wins == 0.5):>6.0%}{area:>24.0%}")
    pairs = load_summary_pairs()
    longer = pair_wins(*([len(getattr(pair, side)) for pair in pairs] for side in ("right", "wrong")))
    print(f"{'the longer one':<20}{interval_text(longer, about):<18}{np.mean(longer == 0.5):>6.0%}")


def print_thresholds(kept, precision=0.6):
    """A threshold is chosen on the pairs of every second sentence, and judged on the other pairs."""
    about = kept["pairs"]["about"]
    number = {sentence: place for place, sentence in enumerate(dict.fromkeys(about))}
    chosen = np.array([number[sentence] % 2 == 0 for sentence in about for _ in range(2)])    # summaries, not pairs
    true = np.array([True, False] * len(about))
    print(f"{'':<20}threshold   precision: chosen on → held out   recall held out")
    for name, scores in scores_of(kept["pairs"]).items():
        threshold = choose_threshold(scores[chosen], true[chosen], precision)
        if threshold is None:
            print(f"{METHODS[name]:<20}{'none':>9}   no threshold reaches {precision:.0%}")
            continue
        before, after = (count_verdicts(scores[part], true[part], threshold) for part in (chosen, ~chosen))
        print(f"{METHODS[name]:<20}{threshold:>9.2f}{before.precision:>17.0%} →{after.precision:>5.0%}"
              f"{after.recall:>24.0%}")


def wins_by_kind(kept):
    """{(evidence, kind of change): {method: wins of the true claim over the changed one}}: (claims,) each

    In the row PARAPHRASE a true claim in other words competes with the claim that has another year of the lead.
    """
    found = {}
    kinds, scores, true = kept["stories"]["kinds"], scores_of(kept["stories"]), 0
    for place, kind in enumerate(kinds):
        if kind == TRUE:
            true = place    # the false ones that follow are compared with it
        else:
            found["story", kind] = {name: pair_wins(column[true::len(kinds)], column[place::len(kinds)])
                                    for name, column in scores.items()}
    for kind in (*CHANGES, PARAPHRASE):
        true, other = (PARAPHRASE, OTHER_YEAR) if kind == PARAPHRASE else (TRUE, kind)
        rows = places_of(kept["years"], true, other)
        found["lead", kind] = {name: pair_wins(*column[rows].T) for name, column in scores_of(kept["years"]).items()}
    return found


def places_of(run, *kinds):
    """Where the claims of these kinds are, for each question that has all of them: (questions, kinds)"""
    found = {}
    for place, (about, kind) in enumerate(zip(run["about"], run["kind"])):
        found.setdefault(about, {})[kind] = place
    return np.array([[places[kind] for kind in kinds] for places in found.values() if set(kinds) <= places.keys()])


def answer_scores(checked):
    """{method: the score of each answer of a run}, −∞ for an answer without a year; the program's are 1 and 0."""
    found = {}
    for name, column in scores_of(checked).items():
        found[name] = np.full(len(checked["right"]), -np.inf)
        found[name][checked["place"]] = column
    return found | {PROGRAM: np.array(checked["cited"], dtype=float)}


def filters(kept, precision):
    """{method: threshold}, chosen on the answers from the right lead that are not judged; the program's is 1."""
    checked = kept["answers, right"]
    chosen = {name: choose_threshold(scores[JUDGED:], checked["right"][JUDGED:], precision)
              for name, scores in answer_scores(checked).items()}
    return chosen | {PROGRAM: 1.0}


def print_filter(kept, run="right", precision=0.85):
    """What each filter does with the first answers of a run: how many wrong ones and right ones it withholds."""
    checked = kept[f"answers, {run}"]
    true = np.array(checked["right"][:JUDGED])
    print(f"{f'{true.sum()} right, {(~true).sum()} wrong':<20}{'wrong ones withheld':<24}{'right ones withheld':<24}"
          "right among kept")
    scores = answer_scores(checked)
    for name, threshold in filters(kept, precision).items():
        told = count_verdicts(scores[name][:JUDGED], true, threshold)
        cells = [count_text(told.false_stopped, told.false_kept), count_text(told.true_stopped, told.true_kept),
                 count_text(told.true_kept, told.false_kept)]
        print(f"{METHODS.get(name, name):<20}" + "".join(f"{cell:<24}" for cell in cells).rstrip())


def count_text(part, rest):
    """Some of all, and the share's interval.

    >>> count_text(30, 10), count_text(0, 0)
    ('30 of 40 (60 to 86 %)', '0 of 0')
    """
    if part + rest == 0:
        return "0 of 0"
    low, high = wilson(float(part / (part + rest)), part + rest)
    return f"{part} of {part + rest} ({100 * low:.0f} to {100 * high:.0f} %)"
