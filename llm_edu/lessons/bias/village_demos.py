"""What lesson 14 prints about the village and Storyteller: skew read and said, a lender's rates, a model card."""

from statistics import fmean

import torch

from llm_edu.bias.fairness import lender_errors, lender_rates
from llm_edu.bias.skew import log_odds_interval, sharpened, slope_interval
from llm_edu.bias.village import ARRIVAL, JOBS
from llm_edu.storyland.village import ORIGINS, SHE_JOBS
from llm_edu.training import StoryMeter, load_storyteller
from llm_edu.training.shipped import STORYTELLER, read_facts
from llm_edu.training.stories import write_stories
from llm_edu.training.storyteller import STORY

WRITTEN = {"1.0": "temperature 1", "0.7": "temperature 0.7", "0.0": "greedy"}


def print_read_and_said(read, said, true):
    """Each job: how often "She" and "He" were read, the 95 % interval of the log odds, the truth, and what is said.

    read: job -> (she, he)   said, true: job -> P(She)
    """
    print(f"{'job':<12}{'She':>5}{'He':>5}  {'log odds read':<16}{'truth':>7}{'model':>7}")
    for job in JOBS:
        low, high = log_odds_interval(*read[job])
        print(f"{job:<12}{read[job][0]:>5}{read[job][1]:>5}  {f'{low:+.2f} to {high:+.2f}':<16}{true[job]:>7.2f}"
              f"{said[job]:>7.2f}")
    print(f"all jobs: truth {fmean(true.values()):.2f}, model {fmean(said.values()):.2f}")


@torch.no_grad()
def she_after(model, tokenizer, template=ARRIVAL, jobs=JOBS):
    """Job -> P(She) : (P(She) + P(He)) after a text in which {job} is this job, for a model that reads tokens."""
    firsts = [tokenizer.encode(f" {word}")[0] for word in ("She", "He")]
    begin = [tokenizer.special_tokens[STORY]] if STORY in tokenizer.special_tokens else []
    said = {}
    for job in jobs:
        ids = [*begin, *tokenizer.encode(template.format(job=job))]
        said[job] = float(model(torch.tensor([ids]))[0, -1, firsts].softmax(-1)[0])
    return said


def times(she):
    """The more probable pronoun, and how many times as probable it is.   she: P(She)

    >>> times(0.2), times(0.75)
    ('He 4.0 × She', 'She 3.0 × He')
    """
    more, less, odds = ("She", "He", she / (1 - she)) if she > 0.5 else ("He", "She", (1 - she) / she)
    return f"{more} {odds:.1f} × {less}"


def settings_of(kept):
    """The runs of `bias_skew` at each setting of the dials: skew set -> {seed: figures}."""
    return {float(name.split()[1]): runs for name, runs in kept.results().items() if name.startswith("skew")}


def by_seed(kept, kind, temperature):
    """Seed -> skews read, and seed -> skews said, one for each setting. kind: "jobs" or "origins" """
    settings = settings_of(kept)
    seeds = list(next(iter(settings.values())))
    read = {seed: [runs[seed][f"{kind} read"] for runs in settings.values()] for seed in seeds}
    said = {seed: [runs[seed][f"{kind} said"][temperature] for runs in settings.values()] for seed in seeds}
    return read, said


def print_slopes(kept):
    """Slope of said against read with its interval, for both dials and each temperature, beside what p^(1/T) says."""
    print(f"{'':<10}{'':<18}{'slope':>6}  {'95 % interval':<15}{'by p^(1/T) from the skew read':>30}")
    for kind in ("jobs", "origins"):
        for temperature, name in WRITTEN.items():
            read, said = by_seed(kept, kind, temperature)
            low, mean, high = slope_interval(read, said)
            expected = {seed: [sharpened(value, float(temperature)) for value in read[seed]] for seed in read}
            by_rule = slope_interval(read, expected)[1]
            print(f"{kind:<10}{name:<18}{mean:>6.2f}  {f'{low:.2f} to {high:.2f}':<15}{by_rule:>30.2f}")


def print_overall(kept):
    """The share of "she" over all jobs, at each setting, mean and range over seeds."""
    for amount, runs in settings_of(kept).items():
        shares = [fmean(run["she said"]) for run in runs.values()]
        print(f"skew {amount:.1f}: she {fmean(shares):.2f} over all jobs ({min(shares):.2f} to {max(shares):.2f})")


def print_by_seed(kept):
    """Skew of jobs read and said (temperature 1) for each seed."""
    rows = {f"skew {amount:.1f}, 400 steps": runs for amount, runs in settings_of(kept).items()}
    rows |= {f"skew 0.2, {name.split()[0]} steps": runs for name, runs in kept.results().items()
             if name.endswith("steps at skew 0.2")}
    for name, runs in rows.items():
        skews = [(round(run["jobs read"], 2) + 0.0, round(run["jobs said"]["1.0"], 2) + 0.0) for run in runs.values()]
        pairs = ", ".join(f"{read:.2f} → {said:.2f}" for read, said in skews)
        print(f"{name:<22}read → said: {pairs}")


def rare_errors(kept, truth):
    """"others frequent" or "others as rare" -> {stories read: [error of P(brought back | marsh) by seed]}.

    truth: P(brought back | marsh)
    """
    errors = {}
    for name, runs in kept.results().items():
        if name.startswith("marsh"):
            count, others = name.removeprefix("marsh ").split(", ")
            if int(count):    # a log axis has no 0
                errors.setdefault(others, {})[int(count)] = [abs(run["returned said"]["marsh"] - truth)
                                                             for run in runs.values()]
    return errors


def print_rare(kept):
    """What models say of the marsh that read so many of its stories, and what counting these stories says."""
    print(f"{'marsh read, others':<26}{'model: P(back | marsh)':>26}{'in its stories':>15}{'model: hills':>16}"
          f"{'coast':>8}")
    for name, runs in kept.results().items():
        if name.startswith("marsh"):
            said = {origin: [run["returned said"][origin] for run in runs.values()] for origin in ORIGINS}
            counts = [run["returned read"]["marsh"] for run in runs.values()]
            read = [back / (back + kept) for back, kept in counts if back + kept]
            spread = f"{fmean(said['marsh']):.2f} ({min(said['marsh']):.2f} to {max(said['marsh']):.2f})"
            counted = f"{fmean(read):.2f}" if read else "–"
            print(f"{name.removeprefix('marsh '):<26}{spread:>26}{counted:>15}{fmean(said['hills']):>16.2f}"
                  f"{fmean(said['coast']):>8.2f}")


def print_lender(world, policies):
    """The exact rates of each policy for hills and coast, and whom it misjudges. policies: name -> policy"""
    columns = {"lent to all": "selection", "to returners": "true_positive", "to keepers": "false_positive",
               "come back": "precision"}
    heads = "".join(f"{head:>16}" for head in columns)
    print(f"{'hills / coast':<22}{heads}{'misjudged':>10}")
    for name, policy in policies.items():
        rates = lender_rates(world, policy)
        cells = "".join(f"{' / '.join(percent(rates[origin][key]) for origin in ('hills', 'coast')):>16}"
                        for key in columns.values())
        print(f"{name:<22}{cells}{percent(lender_errors(world, policy)):>10}")


def percent(share):
    """A share as whole per cent; a dash for None."""
    return "–" if share is None else f"{100 * share:.0f} %"


def storyteller_facts():
    """What is kept about Storyteller beside its weights: what made it, of what, and under which licence."""
    facts = read_facts(STORYTELLER)["facts"]
    return {"made by": facts["command"], "read": f"{facts['tokens']:,} tokens: stories of World(seed=0), openings of "
            "Wikipedia's pages", "licence": facts["licence"], "trained on": facts["hardware"]}


def storyteller_figures(world, stories=100, seed=0):
    """What a model card of Storyteller can say because it was measured just now. world: World(seed=0)"""
    model, tokenizer = load_storyteller()
    written = write_stories(model, stories, seed=seed, begin=tokenizer.special_tokens[STORY], longest=120)
    verdict = StoryMeter(world, 1).judge([tokenizer.decode(ids) for ids in written])
    she = she_after(model, tokenizer)
    expected = [share if job in SHE_JOBS else 1 - share for job, share in she.items()]
    return {"parameters": sum(parameter.numel() for parameter in model.parameters()),
            "stories written": stories, "whole stories": verdict.whole,
            "P(she) over all jobs": round(fmean(she.values()), 2),
            "P(she), lowest job": round(min(she.values()), 2), "P(she), highest job": round(max(she.values()), 2),
            "skew said": round(2 * fmean(expected) - 1, 2)}


def print_card(title, card):
    """A model card as Markdown. card: section -> text, or figures by name"""
    print(f"# Model card: {title}")
    for section, content in card.items():
        print(f"\n## {section}")
        if isinstance(content, dict):
            print("\n".join(f"- {name}: {value:,}" if isinstance(value, (int, float)) else f"- {name}: {value}"
                            for name, value in content.items()))
        else:
            print(content or "(not written yet)")
