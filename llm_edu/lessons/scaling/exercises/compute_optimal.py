"""``compute_optimal``: a budget of operations, divided between size and text."""

import math

from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.scaling.budgets import BESIROGLU, HOFFMANN, LossLaw, compute_optimal, kaplan_optimal


def _solved(per_product=6, balance=lambda law: law.alpha * law.A / (law.beta * law.B),
            power=lambda law: law.beta, root=lambda law: 1 / (law.alpha + law.beta), rest=6):
    """A compute_optimal with one thing wrong."""
    def function(law, operations):
        product = operations / per_product
        parameters = (balance(law) * product ** power(law)) ** root(law)
        return parameters, operations / rest / parameters
    return function


def _law_case(rng):
    """A law with one answer, far from the usual ones, too."""
    while True:
        factors = [round(50 * 10 ** rng.uniform(-1, 3)) for _ in range(2)]
        exponents = [round(rng.uniform(0.15, 0.7), 2) for _ in range(2)]
        law = LossLaw(round(rng.uniform(0, 3), 1), factors[0], exponents[0], factors[1], exponents[1])
        operations = 10.0 ** rng.randrange(9, 27)
        if _has_an_answer(law, operations):
            return law, operations


def _has_an_answer(law, operations):
    """Whether it is a whole parameter and token at least, and the loss more than a floor."""
    return min(compute_optimal(law, operations)) >= 1 and law(*compute_optimal(law, operations)) > law.floor + 1e-4


exercise = Exercise(
    reference=compute_optimal,
    cases=[case(HOFFMANN, 1e21), case(BESIROGLU, 1e21), case(HOFFMANN, 6e12), case(HOFFMANN, 5.76e23),
           case(BESIROGLU, 1e9), case(HOFFMANN, 1e26),
           case(LossLaw(0.0, 100.0, 0.5, 100.0, 0.5), 6e10), case(LossLaw(2.0, 400.0, 0.3, 400.0, 0.3), 1e18),
           case(LossLaw(1.0, 900.0, 0.5, 60.0, 0.25), 1e15),
           # as few parameters, or tokens, as that, and as many
           case(LossLaw(1.0, 4.0, 0.5, 900.0, 0.4), 1e9), case(LossLaw(1.0, 900.0, 0.4, 4.0, 0.5), 1e9),
           case(LossLaw(0.5, 9.0, 0.6, 4000.0, 0.15), 1e26), case(LossLaw(0.5, 4000.0, 0.15, 9.0, 0.6), 1e26)],
    random_case=_law_case,
    valid=lambda law, operations: isinstance(law, LossLaw) and 1e9 <= operations <= 1e26
    and _has_an_answer(law, operations),
    hints=(
        "Once you choose the size, the budget leaves only one amount of text: D = C / 6 / N. Put this D into the law, "
        "and the loss depends on N alone. What is the slope of a curve at its lowest point?",
        "loss(N) = floor + A · N^(−alpha) + B · (C / 6)^(−beta) · N^beta\n"
        "slope 0: alpha · A · N^(−alpha) = beta · B · (C / 6)^(−beta) · N^beta\n"
        "so N^(alpha + beta) = alpha · A / (beta · B) · (C / 6)^beta: take the root\n"
        "(or try many N, evenly spaced in their logarithm and close together, and take the best)",
    ),
    properties=[
        Property(lambda result, law, operations: abs(6 * result[0] * result[1] / operations - 1) < 0.03,
                 "6 · parameters · tokens must equal the budget, and yours does not."),
        Property(lambda result, law, operations: not 0.0101 < abs(
            result[0] / compute_optimal(law, operations)[0] - 1) < 0.2,
                 "You are near the lowest point, but not within 1 % of it. If you try many sizes, take steps of less "
                 "than 1 %."),
    ],
    compare="close",
    tolerance=0.01,
)

exercise.mistake("These are the right two numbers in the wrong order: parameters come first.",
                 lambda law, operations: compute_optimal(law, operations)[::-1])
exercise.mistake("You divided by 6 for the tokens, but not when you worked out the size.", _solved(per_product=1))
exercise.mistake("You spend six times the budget. Each parameter takes 6 operations for each token, so N · D is a "
                 "sixth of C.",
                 _solved(per_product=1, rest=1))
exercise.mistake("You made the two terms of the loss, A / N^alpha and B / D^beta, equally large. At the lowest point "
                 "their *slopes* are equal, and the exponents are factors of the slopes.",
                 _solved(balance=lambda law: law.A / law.B))
exercise.mistake("Your balance is upside down. A larger A is a reason for a *larger* model.",
                 _solved(balance=lambda law: law.beta * law.B / (law.alpha * law.A)))
exercise.mistake("The exponents are swapped: N grows as C^(beta / (alpha + beta)). The faster the loss falls with "
                 "text, the less text is needed.", _solved(power=lambda law: law.alpha))
exercise.mistake("The root covers everything, alpha · A / (beta · B) as well.",
                 lambda law, operations: _solved(balance=lambda law: (law.alpha * law.A / (law.beta * law.B)) ** (
                     law.alpha + law.beta))(law, operations))
exercise.mistake("You buy as many tokens as parameters. That is best for every budget only if A = B and alpha = beta.",
                 lambda law, operations: (math.sqrt(operations / 6), math.sqrt(operations / 6)))
exercise.mistake("20 tokens per parameter is a rule for one kind of model and text. Here you are given a law: use it.",
                 lambda law, operations: (math.sqrt(operations / 120), 20 * math.sqrt(operations / 120)))
exercise.mistake("Your grid is too coarse. The best power of ten is not within 1 % of the best size.",
                 lambda law, operations: _coarse(law, operations))
exercise.mistake("That is what Kaplan et al. would buy, whatever the law says. Use the law that you are given.",
                 lambda law, operations: kaplan_optimal(operations))
exercise.mistake("You bought the largest possible model, which reads almost nothing. The loss has a term for the "
                 "text, too.",
                 lambda law, operations: (operations / 6, 1.0))
exercise.mistake("In the slope of A / N^alpha, alpha is a *factor*, but you divide by it. (The same goes for beta.)",
                 _solved(balance=lambda law: law.beta * law.A / (law.alpha * law.B)))


def _coarse(law, operations):
    sizes = [10.0**power for power in range(1, int(math.log10(operations)))]
    best = min(sizes, key=lambda size: law(size, operations / 6 / size))
    return best, operations / 6 / best
