"""What lesson 15 prints about the silent village: answers, how sure they are, and what a threshold gains."""

from statistics import fmean

import torch

from llm_edu.bias.estimates import mean_interval
from llm_edu.grounding import calibration
from llm_edu.lessons.common.printing import print_table

BELOW = 0.9    # a model abstains where it is less sure
GROUPS = (("silent", "told"), ("silent", "withheld"), ("contradicted", "told"), ("contradicted", "withheld"),
          ("contradicted", "contradicted"))    # in the model of which run, and which facts


def print_answers(answers, world, count=5):
    """Some answers about told and about withheld facts: the answer, its probability, the truth."""
    rows = []
    for group in ("told", "withheld"):
        chosen = [each for each in answers if (each.fact in world.withheld_facts) == (group == "withheld")]
        rows += [[group, f"{answer.fact.subject}: {answer.fact.relation}", answer.word, f"{answer.confidence:.2f}",
                  answer.fact.value] for answer in chosen[::max(1, len(chosen) // count)][:count]]
    print_table(["", "question", "answer", "its probability", "truth"], rows)


def over_seeds(kept, run, value):
    """The mean of a figure over the seeds of a run, with its 95 % interval. value: the figures of a seed -> a number"""
    return mean_interval(torch.tensor([float(value(figures)) for figures in kept[run].values()]))


def mean_of(value):
    """The mean of a list; a number as it is."""
    return fmean(value) if isinstance(value, list) else value


def share_of(group, key):
    """A function for `over_seeds`: the mean of one list of a group's figures, or the number that is there."""
    return lambda figures: mean_of(figures[group][key])


def together(figures, groups=("told", "withheld")):
    """The confidences and verdicts of one seed, of several groups together."""
    return ([value for group in groups for value in figures[group]["confidence"]],
            [bool(value) for group in groups for value in figures[group]["right"]])


def pooled(kept, run, groups=("told", "withheld")):
    """The confidences and verdicts of all seeds of a run, of several groups together."""
    pairs = [together(figures, groups) for figures in kept[run].values()]
    return tuple([value for pair in pairs for value in pair[at]] for at in (0, 1))


def bounded(estimate):
    """A share with its interval, which ends at 0 and 1.

    >>> from llm_edu.bias import Estimate
    >>> bounded(Estimate(0.99, 0.97, 1.01))
    '0.99 (0.97 to 1.00)'
    """
    return f"{estimate.value:.2f} ({max(0, estimate.low):.2f} to {min(1, estimate.high):.2f})"


def spanned(estimate):
    """A difference with its interval.

    >>> from llm_edu.bias import Estimate
    >>> spanned(Estimate(-0.02, -0.06, 0.02))
    '−0.02 (−0.06 to 0.02)'
    """
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})".replace("-", "−")


def print_rates(kept):
    """Told, withheld, contradicted: how often a value is named, is right, and how sure the model is."""
    keys = ("names a value", "right", "confidence")
    print_table(["", *keys], [[f"{'one village' if run == 'silent' else 'mixed'}: {group}",
                               *(bounded(over_seeds(kept, run, share_of(group, key))) for key in keys)]
                              for run, group in GROUPS])
    chance = over_seeds(kept, "silent", share_of("withheld", "chance")).value
    gap = over_seeds(kept, "contradicted", lambda figures: mean_of(figures["contradicted"]["confidence"])
                     - mean_of(figures["withheld"]["confidence"]))
    print(f"\nright by chance: {chance:.2f}\nmixed: confidence, contradicted − withheld: {spanned(gap)}")


def print_calibration(kept, calibration_error=calibration.expected_calibration_error):
    """The calibration error of told and of withheld facts, and of both together."""
    for groups in (["told"], ["withheld"], ["told", "withheld"]):
        error = over_seeds(kept, "silent", lambda figures, groups=groups: calibration_error(*together(figures, groups)))
        print(f"{' and '.join(groups):<18}calibration error {bounded(error)}")


def print_risk(kept, risk_coverage=calibration.risk_coverage, coverages=(1.0, 0.75, 0.5)):
    """Errors among the answers when the model answers only the surest share of the questions."""
    rows = []
    for run, groups in (("silent", ("told", "withheld")), ("contradicted", ("contradicted",))):
        rows.append([" and ".join(groups), *(bounded(over_seeds(kept, run, lambda figures, groups=groups, at=coverage: (
            calibration.risk_at(risk_coverage(*together(figures, groups)), at)))) for coverage in coverages)])
    print_table(["share of errors, answering", *(f"{coverage:.0%}".replace("%", " %") for coverage in coverages)], rows)


def fall(figures, coverage=0.5):
    """By which share the errors become fewer when only the surer half of the questions is answered."""
    curve = calibration.risk_coverage(*together(figures))
    return 1 - calibration.risk_at(curve, coverage) / curve[-1][1]


def below(figures, group, threshold=BELOW):
    """The share of a group's answers whose confidence is below the threshold."""
    return fmean(value < threshold for value in figures[group]["confidence"])


def print_threshold(kept, thresholds=(BELOW, 0.99)):
    """A model that abstains below a confidence: how often it does, rightly and wrongly."""
    rows = []
    for threshold in thresholds:
        shares = [over_seeds(kept, "silent", lambda figures, group=group, at=threshold: below(figures, group, at))
                  for group in ("withheld", "told")]
        rows.append([f"{threshold:g}", *map(bounded, shares)])
    print_table(["it abstains below", "withheld", "told"], rows)
