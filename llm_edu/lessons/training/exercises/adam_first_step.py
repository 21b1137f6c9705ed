"""``adam_first_step``, a question: Adam's first step, on paper."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=1.1,
    tolerance=0.0005,
    hints=(
        "After one step, both corrected averages are made of a single gradient. What is a number divided by its own "
        "size?",
        "corrected mean = −0.02\ncorrected mean square = 0.02², its root 0.02\nstep = 0.1 · (−0.02 / 0.02)\n"
        "weight = 1.0 − step",
    ),
    mistakes=[
        (0.9, "The right length, but the wrong way: the gradient is negative, so the loss falls when the weight "
              "*rises*."),
        (1.002, "That is gradient descent: rate times gradient. Adam divides by the gradient's usual size first."),
        (0.998, "That is gradient descent, and the wrong way."),
        (1.0 + 0.1 * 0.1 / 0.05**0.5, "You left out the bias correction, so mean and size are too small, by different "
                                      "factors."),
        (1.01, "The mean was not corrected: after one step it is a tenth of the gradient, because it began at 0."),
        (1.0 + 0.1 / 0.05**0.5, "The mean square was not corrected: after one step it is a twentieth of the squared "
                                "gradient, because it began at 0."),
        (1.0 + 0.1 / 0.02, "You divided by the mean square itself. The size of a gradient is its root."),
        (0.1, "That is how far the weight moves. Where is it then?"),
        (-0.1, "That is how far the weight moves, and the wrong way. Where is it then?"),
        (1.02, "You moved by the size of the gradient. Adam moves by the *rate*."),
        (0.98, "You added the gradient itself. Adam divides it by its size first, multiplies by the learning rate, "
               "and moves *against* it."),
        (2.0, "You moved by mean / size, which is 1. Multiply it by the learning rate, 0.1."),
        (1.0, "The weight does move, however small its gradient is."),
    ],
    explanation="−0.02 / 0.02 = −1, so the weight moves by one learning rate against the gradient: 1.0 + 0.1 = 1.1. "
                "With a gradient of −1,000 it would move just as far.",
)
