"""What lesson 16 prints and draws of memory: what a longer one costs, and what a shorter one forgets.

kept: the measurement ``agents_memory``
"""

from llm_edu.intervals import wilson
from llm_edu.lessons.agents.measurements.memory import BUDGETS, FEW
from llm_edu.lessons.agents.remembering import MEMORIES, WAYS, has_word
from llm_edu.lessons.common.printing import print_table
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, label_line, part_labels
from llm_edu.wrapping import wrapped

WAYS_SHOWN = dict(zip(WAYS, ("read all again", "keep the cache", "keep it, drop half")))
LINES = dict(zip(WAYS, ("error", "model", "truth")))    # colours


def costs(kept):
    """{way: [(budget, its cost)]}"""
    return {way: list(zip(BUDGETS, found)) for way, found in kept["tokens"].items()}


def print_costs(kept):
    """Tokens read in a whole conversation, and seconds of one reading, a row for each budget."""
    found, speed = costs(kept), kept["speed"]
    print_table(["tokens read, budget", *WAYS_SHOWN.values()],
                [[f"{budget:,}", *(points[place][1]["read"] for points in found.values())]
                 for place, budget in enumerate(BUDGETS)])
    print()
    print_table(["one reading", "all of it", f"the last {FEW} tokens, the others kept"],
                [[f"{budget:,} tokens", f"{speed[str(budget)]:.2f} s", f"{speed['after'][str(budget)]:.2f} s"]
                 for budget in BUDGETS])
    rate = speed[str(BUDGETS[-1])] / BUDGETS[-1]
    print(f"\nAt {rate * 1000:.1f} ms a token, the conversation with {BUDGETS[-1]:,} tokens of memory reads for about"
          "\n   "
          + ", ".join(f"{rate * points[-1][1]['read']:.0f} s ({WAYS_SHOWN[way]})" for way, points in found.items()))


def plot_costs(kept):
    """Tokens read in a conversation over the budget, a line for each way of reading."""
    found = costs(kept)
    (_, most), (least_budget, least) = found["read again"][-1], found["cache kept, halved"][-1]
    times = most["read"] / least["read"]
    plot, axes = figure(f"A memory of {least_budget:,} tokens that keeps its cache and drops half at once reads "
                        f"{times:.0f} times fewer tokens than without a cache", height=300)
    labels = []
    for way, points in found.items():
        budgets, read = zip(*((budget, cost["read"]) for budget, cost in points))
        axes.plot(budgets, read, marker="o", color=COLORS[LINES[way]])
        labels.append(label_line(axes, budgets[-1], read[-1], WAYS_SHOWN[way], LINES[way]))
    axes.set_xlim(0, 1.4 * least_budget)
    axes.set_ylim(0, 1.08 * most["read"])
    axes.set_xticks([budget for budget, _ in points], [f"{budget:,}" for budget, _ in points])
    axes.set_xlabel("budget of the memory, in tokens; a conversation of 20 turns")
    axes.set_ylabel("tokens read")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    part_labels(labels)
    plot.alt += ". " + "; ".join(f"{WAYS_SHOWN[way]}: " + ", ".join(f"{cost['read']:,} at {budget:,}"
                                                                    for budget, cost in points)
                                 for way, points in found.items())
    return plot


def shares(kept):
    """{memory: (share of facts still answered, low, high, tokens of a prompt)}"""
    found = {}
    for name in MEMORIES:
        right, tokens = kept[name]["right"], kept[name]["tokens"]
        found[name] = (sum(right) / len(right), *wilson(sum(right) / len(right), len(right)), sum(tokens) / len(tokens))
    return found


def print_memories(kept):
    """How many of the facts are still answered, with the interval, and how long the prompts are."""
    count = len(kept[MEMORIES[0]]["right"])
    print_table([f"{count} facts, asked again", "answered", "95 % interval", "tokens"],
                [[name, f"{share * count:.0f}", f"{low:.0%} to {high:.0%}", round(tokens)]
                 for name, (share, low, high, tokens) in shares(kept).items()])
    run = kept["summary by SmolLM2"]
    inside = [has_word(text, value) for text, value in zip(run["summary"], run["value"])]
    answered = sum(right for right, there in zip(run["right"], inside) if there)
    print(f"{sum(inside)} of the {count} summaries hold the fact; from {answered} of these, SmolLM2 answers.")


def print_summaries(kept, count=4):
    """What SmolLM2 wrote down in some conversations, taken at equal distances, and the fact that was said in each."""
    run = kept["summary by SmolLM2"]
    for number in range(0, len(run["value"]), len(run["value"]) // count):
        text = " ".join(run["summary"][number].split())
        text = text if len(text) <= 150 else text[:150].rsplit(" ", 1)[0] + " …"
        print(wrapped(f"{run['kind'][number]}, {run['value'][number]}: {text}"))


def plot_memories(kept):
    """The share of facts that are still answered, by what the model was shown."""
    found = shares(kept)
    summary, words = (found[name][0] for name in MEMORIES[-2:])
    plot, axes = figure(f"Of facts said eight turns ago, a summary by SmolLM2 saves {summary:.0%}, "
                        f"the customer's own words {words:.0%}", height=250)
    for place, (name, (share, low, high, tokens)) in enumerate(found.items()):
        color = "learner" if name == MEMORIES[-2] else "model"
        axes.plot([low, high], [place, place], color=COLORS[color])
        axes.plot([share], [place], marker="o", color=COLORS[color])
        axes.annotate(f"{share:.0%}, {tokens:.0f} tokens", (1.02, place), xycoords=("axes fraction", "data"),
                      va="center", color=TEXT_COLOR)
    axes.set_yticks(range(len(found)), found)
    axes.invert_yaxis()
    axes.set_xlim(-0.02, 1.02)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.grid(False)
    axes.grid(True, axis="x")
    axes.set_xlabel("facts still answered, with 95 % intervals")
    plot.alt += ". " + "; ".join(f"{name}: {share:.0%} ({low:.0%} to {high:.0%}), {tokens:.0f} tokens"
                                 for name, (share, low, high, tokens) in found.items())
    return plot
