"""``memory_gigabytes``: how much memory the parameters take."""

from llm_edu import meet_an_llm as reference
from llm_edu.course.checks.exercise import Exercise, case

exercise = Exercise(
    reference=reference.memory_gigabytes,
    cases=[
        case(1_000_000_000, 16),
        case(1_000_000_001, 4),
        case(1_000_000_000, 8),
        case(4_000_000_000, 32),
        case(134_515_008, 32),
        case(134_515_008, 4),
        case(65_000_000_000, 16),
        case(1_040_000_000_000, 4),
        case(7e9, 2),
        case(3_000_000_001, 1),
    ],
    random_case=lambda rng: (rng.randrange(10**7, 10**12), rng.randrange(1, 65)),
    valid=lambda parameters, bits: parameters >= 10**7 and bits > 0,
    hints=(
        "A byte has eight bits. How many bytes does a parameter take if it is stored in 4 bits?",
        "all bits = parameters × bits\nbytes = all bits / 8\ngigabytes = bytes / 10**9",
    ),
    compare="close",
    tolerance=1e-12,
)

exercise.mistake("That is gigabits. Eight bits make a byte.", lambda parameters, bits: parameters * bits / 10**9)
exercise.mistake("That is bytes. A gigabyte is 10⁹ of them.", lambda parameters, bits: parameters * bits / 8)
exercise.mistake("You divide by 2³⁰ = 1,073,741,824, which gives gibibytes (GiB). We count in gigabytes of 10⁹ bytes, "
                 "as disk makers do.", lambda parameters, bits: parameters * bits / 8 / 2**30)
exercise.mistake("With 4 bits, your answer is zero, because you round bits / 8 to a whole number, as `//` does. Half a "
                 "byte is not zero bytes.",
                 lambda parameters, bits: parameters * (bits // 8) / 10**9)
exercise.mistake("Your answer is right for 4 bits and more. There can be fewer, too: a parameter takes bits / 8 bytes, "
                 "whatever bits is.", lambda parameters, bits: parameters * max(bits / 8, 0.5) / 10**9)
