"""``hat_mix``, a question: a mix of three values, on paper."""

import math

from llm_edu.course.checks.exercise import Question

_E2 = math.exp(2)

exercise = Question(
    answer=(5 * _E2 + 0 + 1 * _E2) / (2 * _E2 + 1),
    tolerance=0.02,
    hints=(
        "First three scores: the query's dot product with each key. Then e to the power of each, divided by the sum.",
        "scores: Mia 0·0 + 2·1 = 2, green 0·2 + 2·0 = 0, hat: ?\nweights: e^2, e^0, … divided by their sum\n"
        "first number of the mix: weight of Mia · 5 + weight of green · 0 + weight of hat · 1",
    ),
    mistakes=[
        (3.0, "You shared out the weight in proportion to the scores (or gave half to each of the two best). Softmax "
              "first takes e to the power of each, so green, with a score of 0, gets a little, too."),
        (12.0, "You multiplied by the scores themselves. First turn them into weights: e to the power of each, divided "
               "by the sum."),
        ((7 + _E2) / (2 * _E2 + 1), "That is the second number of the mix. The first takes the *first* number of each "
                                    "value: 5, 0 and 1."),
        (2.0, "That is the plain average of the three values. The scores decide how much each value counts."),
        ((0 * _E2 + 2 + 1 * _E2) / (2 * _E2 + 1), "You mixed the keys. They decide the weights, but the mix is made of "
                                                  "the *values*."),
        (5 * _E2 / (2 * _E2 + 1), "hat has a value, too: (1, 1). Add its weight times its first number."),
        (_E2 / (2 * _E2 + 1), "That is Mia's weight. Multiply each token's weight by the first number of its value, "
                              "and add up."),
        ((6 * math.exp(2**0.5)) / (2 * math.exp(2**0.5) + 1), "You divided the scores by √2. That comes in a later "
                                                              "section; here they are plain dot products."),
        (((5 * _E2 + _E2) / (2 * _E2 + 1), (7 + _E2) / (2 * _E2 + 1)), "Both numbers of the mix are right. Give only "
                                                                       "the first."),
        ((5 + _E2) / (1 + _E2 ** 2 + _E2), "That is the mix for the query (2, 0), from the table. Here it is (0, 2)."),
    ],
    explanation="Scores 2, 0, 2; weights 0.468, 0.063, 0.468; 0.468 · 5 + 0.063 · 0 + 0.468 · 1 = 2.81.",
)
