"""What lesson 16 prints about the village register: who is asked about, when the agent calls, what a result does to it,
what a call is worth, and what rewards change."""

from statistics import fmean

import torch

from llm_edu.agents import register_value
from llm_edu.agents.register import words_of
from llm_edu.agents.register_training import GROUP, groups_of, missing_facts, reinforce, used
from llm_edu.bias.estimates import mean_interval
from llm_edu.course.measuring import load_measurement
from llm_edu.grounding.village import RECIPE, question_about
from llm_edu.lessons.common.printing import print_table

KINDS = ("told", "withheld", "missing")    # missing: withheld, and not in the register either
PRICE = 0.2
RULES = ("never calls", "always calls", "as it learned", "best_move", "below a threshold", "the optimum")
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
WAYS = {"before": "examples", "price 0.2": "price 0.2", "price 0": "price 0", "price 1.5": "price 1.5",
        "shuffled": "at random"}    # after the examples alone, or after rewards, too


def load_reader(world):
    """The model of the first village after one pass over its stories: it has never read a call."""
    model = RECIPE.model(len(words_of(world)))
    model.load_state_dict(load_measurement("agents_register").tensors("village 0"))
    return model.eval()


def kind_of(world):
    """Each asked fact -> "told", "withheld" or "missing" (withheld, and not in the register either)."""
    groups = groups_of(world)
    missing = missing_facts(groups)
    return {fact: "missing" if fact in missing else kind for fact, (kind, _) in groups.items()}


def some_runs(agent, world, count=2):
    """Runs about facts that no example was about: `count` of each kind."""
    kinds, chosen = kind_of(world), []
    for kind in KINDS:
        chosen += [fact for fact in used(groups_of(world), "judged") if kinds[fact] == kind][:count]
    return agent.run([question_about(world, fact) for fact in chosen])


def print_runs(agent, world, count=2):
    """Some runs, with what was true and what they earn."""
    kinds = kind_of(world)
    rows = [[kinds[run.question.fact], str(run), run.question.fact.value,
             f"{run.reward(PRICE):.1f}".replace("-", "−")]
            for run in some_runs(agent, world, count)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    print("  ".join(title.ljust(width) for title, width in zip(("the fact", "question [call → result] answer", "truth"),
                                                               widths)), " earns")
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)), row[-1].rjust(6))


def over_villages(kept, value):
    """The mean of a figure over the villages, with its 95 % interval. value: the figures of a village -> a number"""
    return mean_interval(torch.tensor([float(value(figures)) for figures in kept.results().values()]))


def spanned(estimate, low=-float("inf"), high=float("inf"), sign=""):
    """A mean with its interval, which ends where no figure can be.

    >>> from llm_edu.bias import Estimate
    >>> spanned(Estimate(0.99, 0.97, 1.01), high=1), spanned(Estimate(-0.2, -0.5, 0.1))
    ('0.99 (0.97 to 1.00)', '−0.20 (−0.50 to 0.10)')
    """
    low, high = max(low, estimate.low), min(high, estimate.high)
    return f"{estimate.value:{sign}.2f} ({low:.2f} to {high:.2f})".replace("-", "−")


def share(kept, value):
    """A share, from 0 to 1, with its interval."""
    return spanned(over_villages(kept, value), 0, 1)


def print_calls(kept, use="judged", way="any result"):
    """How often the agent calls, and how often it is right, with the register and (before the examples) without.

    Below: the answers about withheld facts for which it does not call.
    """
    rows = []
    for kind in KINDS:
        group = f"{kind}, {use}"
        rows.append([kind, share(kept, lambda figures, group=group: figures["examples"][way]["runs"][group]["called"]),
                     share(kept, lambda figures, group=group: figures["examples"][way]["runs"][group]["right"]),
                     share(kept, lambda figures, group=group: figures["examples"][way]["runs"][group]["silent"]),
                     share(kept, lambda figures, group=group: figures["untaught"][group]["right"])])
    print_table([f"{use} facts", "calls", "right", "nobody-said", "right, untaught"], rows)
    guesses = [alone for figures in kept.results().values() for group, _, alone, _, called
               in figures["examples"][way]["questions"] if group == f"withheld, {use}" and not called]
    print(f"withheld, answered without a call: {guesses.count(1)} of {len(guesses)} right")


def fate(kept, register, way, kinds, key):
    """The share of answers of one sort to results that are not the truth, over all facts of these kinds."""
    def of(figures):
        groups = [shares for group, shares in figures["examples"][way][register].items()
                  if group.split(", ")[0] in kinds and group.endswith("judged")]
        return sum(each["runs"] * each[key] for each in groups) / sum(each["runs"] for each in groups)
    return share(kept, of)


def print_lies(kept):
    """Forced calls to a register that lies: does the agent repeat the lie, or say what its stories told?"""
    print_table(["the register lies; examples", "facts", "repeats the lie", "says the truth"],
                [[way, kind, fate(kept, "lies", way, [kind], "result"), fate(kept, "lies", way, [kind], "truth")]
                 for way in ("any result", "true result") for kind in ("told", "withheld")])


def print_some_lies(kept):
    """Calls as the agent chooses them, right answers: an honest register, and one that lies about 30 % of the facts."""
    print_table(["right answers, by its own calls", "honest register", "30 % lies"],
                [[kind, *(share(kept, lambda figures, kind=kind, register=register: figures["examples"]["any result"][
                    register][f"{kind}, judged"]["right"]) for register in ("runs", "some lies"))]
                 for kind in ("told", "withheld")])


def print_copied(kept):
    """Forced calls to an honest register: does the agent repeat the result, if stories tell that value or none does?"""
    for what, name in (("told", "values that stories tell"), ("untold", "values that stories tell of no resident")):
        pairs = [figures["examples"]["any result"]["copied"][what] for figures in kept.results().values()]
        repeated, count = map(sum, zip(*pairs))
        print(f"repeats a true result, {name}: {repeated} of {count}")


def print_failures(kept):
    """Forced calls about withheld facts, to a register that knows nothing or is out of order: does the agent guess?"""
    print_table(["the register says; examples", "“nobody-said”", "repeats the word", "guesses a value"],
                [[f"{word}; {name}", *(fate(kept, register, way, ["withheld", "missing"], key)
                                       for key in ("silent", "result", "value"))]
                 for register, word in (("empty", "not-found"), ("broken", "out-of-order"))
                 for way, name in (("any result", "with not-found"), ("never empty", "without it"))])


def earned(questions, move, price, use="judged"):
    """What a rule earns per question. move: (confidence, {move: what it earns}, called) -> a move"""
    worth = []
    for group, sure, alone, by_call, called in questions:
        if group.endswith(use):
            earns = {"answer": alone, "call": by_call - price, "silent": 0.0}
            worth.append(earns[move(sure, earns, called)])
    return fmean(worth)


def below(threshold):
    """The rule that calls where the confidence is below a threshold."""
    return lambda sure, earns, called: "call" if sure < threshold else "answer"


def best_threshold(questions, price):
    """The threshold that earns most on the practised facts."""
    return max((0.0, *THRESHOLDS), key=lambda threshold: earned(questions, below(threshold), price, "practised"))


def found_share(questions):
    """Of the practised questions, the share to which a call ends with the right answer."""
    return fmean(by_call == 1 for group, _, _, by_call, _ in questions if group.endswith("practised"))


def rules(questions, price, best_move=register_value.best_move):
    """Name -> what the rule earns on the judged questions of a village. The optimum knows what each move will earn."""
    found = found_share(questions)
    moves = {
        "never calls": below(0.0), "always calls": below(2.0),
        "as it learned": lambda sure, earns, called: "call" if called else "answer",
        "best_move": lambda sure, earns, called: best_move(sure, price, found),
        "below a threshold": below(best_threshold(questions, price)),
        "the optimum": lambda sure, earns, called: max(earns, key=earns.__getitem__),
    }
    return {name: earned(questions, move, price) for name, move in moves.items()}


def questions_of(figures):
    """The questions of one village, as the measurement has them."""
    return figures["examples"]["any result"]["questions"]


def print_rules(kept, best_move=register_value.best_move, prices=(0.05, PRICE, 0.8)):
    """What each rule earns per question at each price."""
    rows = []
    for name in RULES:
        rows.append([name, *(spanned(over_villages(kept, lambda figures, price=price, name=name: rules(
            questions_of(figures), price, best_move)[name])) for price in prices)])
    print_table(["earned; a call costs", *(f"{price:g}" for price in prices)], rows)
    chosen = [best_threshold(questions_of(figures), PRICE) for figures in kept.results().values()]
    told = ", ".join(f"{value:g}" for value in sorted(chosen))
    print(f"\nthresholds, chosen on the practised facts at {PRICE:g}:\n   {told}")
    for name in ("best_move", "below a threshold"):
        print(f"at {PRICE:g}, {name} − as it learned: {spanned(lead(kept, name))}")
    judged = [row for figures in kept.results().values() for row in questions_of(figures) if row[0].endswith("judged")]
    print(f"without calls: {fmean(row[1] for row in judged):.0%} sure on average, and right in "
          f"{fmean(row[2] == 1 for row in judged):.0%}")


def lead(kept, name="below a threshold", price=PRICE):
    """What a rule earns more per question than the agent's own choice, paired by village."""
    def of(figures):
        found = rules(questions_of(figures), price)
        return found[name] - found["as it learned"]
    return over_villages(kept, of)


def after(figures, way):
    """The runs of one way: after the examples, or after some rewards."""
    return figures["examples"]["any result"]["runs"] if way == "before" else figures["rewards"][way]["runs"]


def earned_by(runs, use, price=PRICE):
    """What runs earn per question: right 1, wrong −1, a call its price."""
    groups = [each for group, each in runs.items() if group.endswith(use)]
    total = sum(each["runs"] * (2 * each["right"] + each["silent"] - 1 - price * each["called"]) for each in groups)
    return total / sum(each["runs"] for each in groups)


def of_group(runs, kind, use, key):
    """A share of one group; the withheld facts are those in the register."""
    return runs[f"{kind}, {use}"][key]


def print_rewards(kept):
    """The agent before and after rewards: calls for told and withheld facts, and right answers about them."""
    for use in ("practised", "judged"):
        rows = []
        for way, name in WAYS.items():
            rows.append([name, *(share(kept, lambda figures, way=way, kind=kind, key=key, use=use: of_group(
                after(figures, way), kind, use, key)) for kind, key in (
                    ("told", "called"), ("told", "right"), ("withheld", "called"), ("withheld", "right")))])
        print_table([use, "told: calls", "told: right", "withheld: calls", "withheld: right"], rows)
        print()


def gain(kept, way, use, against="before", price=PRICE):
    """What a way earns more than another one per question, paired by village."""
    return over_villages(kept, lambda figures: earned_by(after(figures, way), use, price)
                         - earned_by(after(figures, against), use, price))


def print_gains(kept):
    """What rewards add to what a run earns at the price 0.2, beside the examples alone and beside the control."""
    uses = ("practised", "judged")
    names = {"before": "examples", "price 0.2": "rewards, price 0.2", "price 0": "rewards, price 0",
             "shuffled": "at random"}
    print_table(["earned per question, at 0.2", *(f"{use} facts" for use in uses)],
                [[f"{names[way]} − {names[against]}", *(spanned(gain(kept, way, use, against)) for use in uses)]
                 for way, against in (("price 0.2", "before"), ("price 0", "before"), ("shuffled", "before"),
                                      ("price 0.2", "shuffled"))])


def reward_live(agent, world, run_reward=register_value.run_reward, price=PRICE, rounds=60):
    """GRPO on the practised facts with your reward; prints what was earned and how often the agent called."""
    def judge(runs):
        return [float(run_reward(run.words, run.question.fact.value, price)) for run in runs]

    history = reinforce(agent.model, world, agent.register, used(groups_of(world), "practised"), price, rounds,
                        judge=judge)
    for first in range(0, rounds, max(1, rounds // 4)):
        part = history[first:first + max(1, rounds // 4)]
        mean, called = (fmean(values) for values in zip(*part))
        print(f"rounds {first + 1:>2}–{first + len(part):>2}: earned {mean:.2f} a run, calls in {100 * called:.0f} % "
              f"of the runs ({len(part) * 16 * GROUP:,} runs)")
    return history
