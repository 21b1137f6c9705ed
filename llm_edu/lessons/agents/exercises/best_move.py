"""``best_move``: answer, call or stay silent, whichever earns most on average."""

from llm_edu.agents import register_value
from llm_edu.course.checks.exercise import Exercise, case


def _best_move(alone=lambda probability: 2 * probability - 1, calling=lambda found, price: found - price,
               order=("answer", "call", "silent"), choose=max):
    """A best_move with one thing wrong."""
    def best_move(probability, price, found):
        earns = {"answer": alone(probability), "call": calling(found, price), "silent": 0.0}
        return choose(order, key=earns.__getitem__)
    return best_move


def _random_question(rng):
    return rng.randrange(17) / 16, rng.choice([0.0, 0.125, 0.25, 0.5, 0.75, 1.0, 1.5]), rng.randrange(9) / 8


exercise = Exercise(
    reference=lambda probability, price, found: register_value.best_move(probability, price, found),
    names=("probability", "price", "found"),
    cases=[
        case(0.5, 0.25, 1.0), case(0.875, 0.25, 1.0), case(0.9375, 0.25, 1.0), case(0.75, 0.25, 1.0),
        case(0.0, 0.0, 1.0), case(1.0, 0.0, 1.0), case(0.25, 0.5, 0.25), case(0.75, 0.5, 0.25), case(0.5, 1.0, 1.0),
        case(0.25, 1.0, 1.0), case(0.25, 0.25, 0.25), case(0.75, 0.0, 0.5), case(0.625, 0.25, 0.75),
        case(0.8125, 0.25, 0.75), case(0.625, 0.5, 1.0), case(0.25, 1.5, 1.0), case(0.9375, 0.0, 1.0),
        case(0.125, 0.25, 0.375), case(0.5, 0.25, 0.125), case(0.5625, 0.0, 0.0), case(0.4375, 0.0, 0.0),
        case(0.625, 0.125, 0.25), case(0.75, 0.125, 1.0), case(0.5625, 0.0, 0.140625), case(0.484375, 0.25, 0.0),
    ],
    random_case=_random_question,
    random_cases=80,
    hints=(
        "What does each move earn on average? An answer may be right or wrong, each with its probability.",
        'answer: probability · 1 + (1 − probability) · (−1)\ncall: found · 1 + (1 − found) · 0 − price\nsilent: 0\n'
        'return the move that earns most; of equals the first in the order "answer", "call", "silent"',
    ),
    compare="exact",
)

exercise.mistake("You take probability for what an answer earns. A wrong answer costs 1: on average it earns "
                 "probability − (1 − probability).", _best_move(alone=lambda probability: probability))
exercise.mistake("You forgot the price. A call earns found − price.", _best_move(calling=lambda found, price: found))
exercise.mistake("You treat the register as if it knew everything. It knows only the share found.",
                 _best_move(calling=lambda found, price: 1 - price))
exercise.mistake("After a call that finds nothing the agent stays silent, which costs 0, not 1.",
                 _best_move(calling=lambda found, price: 2 * found - 1 - price))
exercise.mistake("You pay only where the register knows the answer. It costs the same if nothing is found.",
                 _best_move(calling=lambda found, price: found * (1 - price)))
exercise.mistake("You return the move that earns least.", _best_move(choose=min))
exercise.mistake("You never stay silent. If answering and calling both lose on average, silence earns more: 0.",
                 _best_move(order=("answer", "call")))
exercise.mistake("Where two moves earn the same, return the one that comes first in “answer”, “call”, “silent”.",
                 _best_move(order=("silent", "call", "answer")))
exercise.mistake("Where answering and calling earn the same, answer.", _best_move(order=("call", "answer", "silent")))
exercise.mistake("Where calling and silence earn the same, call.", _best_move(order=("answer", "silent", "call")))
exercise.mistake("You never call. Where found − price is the largest, call.", _best_move(order=("answer", "silent")))
exercise.mistake("You answer as soon as the answer is more likely right than wrong. Compare it with a call first.",
                 lambda probability, price, found: "answer" if probability >= 0.5
                 else "call" if found >= price else "silent")
