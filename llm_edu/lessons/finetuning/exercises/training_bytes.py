"""``training_bytes``: what weights, gradients and AdamW's averages take while a model learns."""

import math

from llm_edu.course.checks.exercise import Exercise, case


def _reference(shapes, rank=None, bits=32):
    numbers = sum(outputs * inputs for outputs, inputs in shapes.values())
    if rank is None:
        return numbers * 16
    learning = sum(rank * (outputs + inputs) for outputs, inputs in shapes.values())
    return (numbers * bits + 7) // 8 + learning * 16


def _shapes_case(rng):
    shapes = {name: (rng.randrange(1, 8), rng.randrange(1, 8)) for name in "abcd"[:rng.randrange(1, 5)]}
    if rng.random() < 0.25:
        return case(shapes)
    return case(shapes, rng.randrange(1, 10), rng.choice([2, 3, 4, 5, 8, 16, 32]))


def _smollm2():
    """The tables of one of SmolLM2's layers."""
    return {"queries": (576, 576), "keys": (192, 576), "values": (192, 576), "output": (576, 576),
            "gate": (1536, 576), "up": (1536, 576), "down": (576, 1536)}


exercise = Exercise(
    reference=_reference,
    cases=[
        case({"a": (1, 1)}), case({"a": (3, 3)}), case({"a": (2, 3)}), case({"a": (2, 3), "b": (2, 3)}),
        case({"a": (3, 3)}, 1), case({"a": (2, 5)}, 1), case({"a": (2, 5)}, 3), case({"a": (2, 5), "b": (4, 1)}, 2),
        case({"a": (2, 5), "b": (2, 5)}, 2), case({"a": (2, 4)}, 1, 16), case({"a": (2, 4)}, 1, 8),
        case({"a": (2, 4)}, 1, 4), case({"a": (3, 3)}, 1, 4), case({"a": (3, 3), "b": (1, 3)}, 1, 4),
        case({"a": (3, 3), "b": (3, 3), "c": (1, 1)}, 1, 4), case({"a": (1, 1)}, 1, 1), case({"a": (2, 3)}, bits=4),
        case({"a": (2, 3)}, bits=16), case({"a": (1, 2)}, 7), case({"a": (8, 4)}, 1, 5),
        case({"a": (2, 3), "b": (4, 5)}), case({"a": (2, 3)}, 2, 8),
        case({"token_embedding": (4999, 5003), "unembedding": (7, 3)}, 3, 5),    # odd, and too many for 24 bits
        case(_smollm2()), case(_smollm2(), 8), case(_smollm2(), 8, 5),
        case({f"layer {number}": (28_672, 8192) for number in range(3)}, 64, 4),
    ],
    random_case=_shapes_case,
    valid=lambda shapes, rank=None, bits=32: shapes and all(len(shape) == 2 for shape in shapes.values()),
    keywords=("rank", "bits"),
    hints=(
        "Two kinds of numbers: those that learn and those that don't. How many are there of each, and how many bytes "
        "does one of each kind take? With a rank the kinds change: the matrices themselves no longer learn.",
        "numbers = sum of outputs · inputs over the matrices\n"
        "without a rank: all of them learn, at 4 + 4 + 8 bytes each\n"
        "with one: learning = sum of rank · inputs + outputs · rank over the matrices, at as many bytes each\n"
        "          and the frozen ones are numbers · bits, divided by 8 and rounded up",
    ),
)


def _bytes(each=16, whole=lambda n, bits: n * 16, frozen=lambda tables, bits: (sum(tables) * bits + 7) // 8,
           change=lambda rank, outputs, inputs: rank * (outputs + inputs), shapes_of=lambda shapes: shapes.values(),
           end=lambda found: found):
    """A training_bytes with one thing wrong. each: bytes of a number that learns beside a frozen table"""
    def training_bytes(shapes, rank=None, bits=32):
        found = list(shapes_of(shapes))
        tables = [outputs * inputs for outputs, inputs in found]
        if rank is None:
            return end(whole(sum(tables), bits))
        learning = sum(change(rank, *shape) for shape in found)
        return end(frozen(tables, bits) + (each(bits) if callable(each) else each) * learning)
    return training_bytes


exercise.mistake("These are the weights alone. Each number that learns also has a gradient, and AdamW keeps two more.",
                 _bytes(each=4, whole=lambda n, bits: n * 4))
exercise.mistake("You count three numbers for each one that learns. There are four: itself, its gradient, and AdamW's "
                 "two, a mean of the gradients and a mean of their squares.",
                 _bytes(each=12, whole=lambda n, bits: n * 12))
exercise.mistake("You give frozen numbers a gradient and AdamW's averages, too. They have none: that is what LoRA "
                 "saves.", _bytes(frozen=lambda tables, bits: (sum(tables) * bits + 7) // 8 + 12 * sum(tables)))
exercise.mistake("You give frozen numbers a gradient and AdamW's averages, too, and 32 bits whatever `bits` says.",
                 _bytes(frozen=lambda tables, bits: 16 * sum(tables)))
exercise.mistake("With a rank you count only what learns. The frozen matrices are still there, and are needed at every "
                 "step.", _bytes(frozen=lambda tables, bits: 0))
exercise.mistake("The two matrices beside each frozen one learn: they, too, have gradients and AdamW's averages.",
                 _bytes(each=4))
exercise.mistake("`bits` is about frozen matrices. Without a rank nothing is frozen, and what learns takes 32.",
                 _bytes(whole=lambda n, bits: -(-n * bits // 8) + 12 * n))
exercise.mistake("`bits` is about frozen matrices. What learns takes 32 bits a number, whatever `bits` is.",
                 _bytes(each=lambda bits: bits / 8 + 12, end=math.ceil))
exercise.mistake("With a rank you ignore `bits`: a frozen number takes that many, not always 32.",
                 _bytes(frozen=lambda tables, bits: 4 * sum(tables)))
exercise.mistake("You took the bits of a frozen number for bytes. 8 bits are a byte.",
                 _bytes(frozen=lambda tables, bits: sum(tables) * bits))
exercise.mistake("A byte that is filled only in part counts as a whole one: round up, not down.",
                 _bytes(frozen=lambda tables, bits: sum(tables) * bits // 8))
exercise.mistake("You round at every matrix. The frozen numbers are stored one after another, across all matrices: "
                 "round once, at the end.", _bytes(frozen=lambda tables, bits: sum(-(-n * bits // 8) for n in tables)))
exercise.mistake("You turned the bits of one number into whole bytes first, so that 4 or 5 bits become 0 bytes. Add up "
                 "all the bits, then divide.", _bytes(frozen=lambda tables, bits: sum(tables) * (bits // 8)))
exercise.mistake("You turned the bits of one number into whole bytes first, so that 4 bits become a whole byte. Add up "
                 "all the bits, then divide.", _bytes(frozen=lambda tables, bits: sum(tables) * -(-bits // 8)))
exercise.mistake("The change of a matrix is two narrow matrices, (rank, inputs) and (outputs, rank). You made it "
                 "`rank` matrices as large as the frozen one.",
                 _bytes(change=lambda rank, outputs, inputs: rank * outputs * inputs))
exercise.mistake("Each change has two matrices. (outputs, rank) is missing.",
                 _bytes(change=lambda rank, outputs, inputs: rank * inputs))
exercise.mistake("Each change has two matrices. (rank, inputs) is missing.",
                 _bytes(change=lambda rank, outputs, inputs: outputs * rank))
exercise.mistake("A change has two separate matrices: add their sizes. You multiplied them.",
                 _bytes(change=lambda rank, outputs, inputs: rank * outputs * rank * inputs))
exercise.mistake("`outputs + inputs` is the size of a change of rank 1. Multiply it by the rank.",
                 _bytes(change=lambda rank, outputs, inputs: outputs + inputs))
exercise.mistake("You count matrices of the same shape only once. Two matrices are two matrices.",
                 _bytes(shapes_of=lambda shapes: set(map(tuple, shapes.values()))))
exercise.mistake("You count only one of the matrices. A model has many.",
                 _bytes(shapes_of=lambda shapes: list(shapes.values())[:1]))
exercise.mistake("These are bits. A byte has eight of them.",
                 _bytes(frozen=lambda tables, bits: sum(tables) * bits, each=128, whole=lambda n, bits: 128 * n))
exercise.mistake("The number is right, but it is a float. Bytes are whole: round up, and return an int.",
                 _bytes(frozen=lambda tables, bits: sum(tables) * bits / 8, whole=lambda n, bits: n * 16.0))
