"""What lesson 15 prints about the silent village: answers, how sure they are, what "nobody said" gains and costs."""

import math

import torch

from llm_edu.bias.estimates import mean_interval
from llm_edu.grounding.calibration import area_under, expected_calibration_error, risk_at, risk_coverage
from llm_edu.grounding.village import UNKNOWN, values_of

BELOW = 0.9    # a model abstains where it is less sure


def print_answers(answers, world, count=4):
    """The first answers about told and about withheld facts: the answer, its probability, the truth."""
    print(f"{'':<10}{'who':<8}{'what':<7}{'answer':<14}{'probability':>11}   truth")
    for group in ("told", "withheld"):
        chosen = [each for each in answers if (each.fact in world.withheld_facts) == (group == "withheld")]
        step = max(1, len(chosen) // count)
        for answer in chosen[::step][:count]:
            print(f"{group:<10}{answer.fact.subject:<8}{answer.fact.relation:<7}{answer.word:<14}"
                  f"{answer.confidence:>11.2f}   {answer.fact.value}")


def print_price_of_silence(world, relation="pet", shares=(0.0, 0.1, 0.5, 0.9, 0.99)):
    """The loss of a model that does not know a fact, when it gives a share of its probability to UNKNOWN.

    The rest it gives to all values alike. In a story of the village, the next word is always one of the values.
    """
    count = len(values_of(world, relation))
    print(f"{'P(' + UNKNOWN + ')':>15}{'P(each ' + relation + ')':>14}{'loss':>12}")
    for share in shares:
        print(f"{share:>15.2f}{(1 - share) / count:>14.3f}{-math.log((1 - share) / count):>7.2f} nats")


def over_seeds(kept, run, value):
    """The mean of a figure over the seeds of a run, with its 95 % interval. value: the figures of a seed -> a number"""
    return mean_interval(torch.tensor([float(value(figures)) for figures in kept[run].values()]))


def share_of(group, key):
    """A function for `over_seeds`: the mean of one list of a group's figures, or the number that is there."""
    return lambda figures: mean_of(figures[group][key])


def together(figures, groups=("told", "withheld")):
    """The confidences and verdicts of one seed, of several groups together."""
    return tuple([value for group in groups for value in figures[group][key]] for key in ("confidence", "right"))


def pooled(kept, run, groups):
    """The confidences and verdicts of all seeds of a run, of several groups together."""
    pairs = [together(figures, groups) for figures in kept[run].values()]
    return tuple([value for pair in pairs for value in pair[at]] for at in (0, 1))


def print_rates(kept):
    """Told, withheld, contradicted: how often a value is named, is right, and how sure the model is."""
    print(f"{'':<14}{'names a value':>20}{'right':>20}{'confidence':>20}{'chance':>8}")
    for run, group in (("silent", "told"), ("silent", "withheld"), ("contradicted", "contradicted")):
        cells = (over_seeds(kept, run, share_of(group, key)) for key in ("names a value", "right", "confidence"))
        chance = over_seeds(kept, run, share_of(group, "chance")).value
        print(f"{group:<14}" + "".join(f"{bounded(cell):>20}" for cell in cells) + f"{chance:>8.2f}")


def mean_of(value):
    """The mean of a list; a number as it is."""
    return sum(value) / len(value) if isinstance(value, list) else value


def bounded(estimate):
    """A share with its interval, which ends at 0 and 1.

    >>> from llm_edu.bias import Estimate
    >>> bounded(Estimate(0.99, 0.97, 1.01))
    '0.99 (0.97 to 1.00)'
    """
    return f"{estimate.value:.2f} ({max(0, estimate.low):.2f} to {min(1, estimate.high):.2f})"


def print_calibration(kept):
    """The calibration error of told, withheld, contradicted facts, and of told and withheld ones together."""
    rows = {"told": ("silent", ["told"]), "withheld": ("silent", ["withheld"]),
            "told and withheld": ("silent", ["told", "withheld"]), "contradicted": ("contradicted", ["contradicted"])}
    for name, (run, groups) in rows.items():
        error = over_seeds(kept, run, lambda figures, groups=groups: expected_calibration_error(
            *together(figures, groups)))
        print(f"{name:<20}calibration error {bounded(error)}")


def print_risk(kept, coverages=(1.0, 0.9, 0.75, 0.5)):
    """Errors among the answers when the model answers only the surest share of questions, told and withheld mixed."""
    for coverage in coverages:
        risk = over_seeds(kept, "silent", lambda figures, at=coverage: risk_at(risk_coverage(*together(figures)), at))
        print(f"{coverage:>6.0%} answered: {bounded(risk)} of the answers are wrong")
    print(f"errors at 50 % are fewer by {bounded(over_seeds(kept, 'silent', fall))}; "
          f"area {bounded(over_seeds(kept, 'silent', lambda figures: area_under(risk_coverage(*together(figures)))))}")


def fall(figures, coverage=0.5):
    """By which share the errors become fewer when only the surer half of the questions is answered."""
    curve = risk_coverage(*together(figures))
    return 1 - risk_at(curve, coverage) / curve[-1][1]


def taught_runs(kept):
    """The runs in which "nobody said" is taught: name -> what to call it."""
    names = {}
    for run in kept.runs:
        if run.startswith("taught"):
            share, _, facts = run.removeprefix("taught ").partition(", ")
            several = sorted({figures["facts"] for figures in kept[run].values()})
            names[run] = f"{float(share):.0%} of stories, {facts or f'{several[0]} to {several[-1]} facts'}"
    return names


def price_of(kept, run):
    """What teaching costs on stories, in nats a story: the loss of each seed, minus that of the same seed untaught."""
    before = kept["silent"]
    return mean_interval(torch.tensor([figures["loss"] - before[seed]["loss"] for seed, figures in kept[run].items()]))


def print_taught(kept):
    """Each way of teaching: how often it abstains where it should and where it should not, and its price."""
    print(f"{'':<32}{'abstains: taught':>20}{'withheld':>22}{'told (wrongly)':>22}{'told: right':>22}  nats a story")
    for run, name in taught_runs(kept).items():
        cells = [over_seeds(kept, run, share_of(group, key)) for group, key in (
            ("taught", "abstains"), ("withheld", "abstains"), ("told", "abstains"), ("told", "right"))]
        print(f"{name:<32}" + "".join(f"{bounded(cell):>{20 if number == 0 else 22}}"
                                      for number, cell in enumerate(cells)) + f"  {price_of(kept, run)}")


def below(figures, group, threshold=BELOW):
    """The share of a group's answers whose confidence is below the threshold."""
    return mean_of([float(value < threshold) for value in figures[group]["confidence"]])


def print_threshold(kept, thresholds=(0.5, BELOW, 0.99)):
    """The untaught model, which abstains below a confidence: how often it does, rightly and wrongly."""
    for threshold in thresholds:
        cells = {group: over_seeds(kept, "silent", lambda figures, group=group, at=threshold: below(figures, group, at))
                 for group in ("withheld", "told")}
        print(f"silent below {threshold:.2f}: withheld {bounded(cells['withheld'])}, told {bounded(cells['told'])}")
