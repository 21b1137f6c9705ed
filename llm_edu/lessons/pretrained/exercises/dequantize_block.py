"""``dequantize_block``: 32 numbers out of the 20 bytes of a Q4_1 block."""

import gguf
import numpy as np

from llm_edu.course.checks.exercise import Exercise, Property, case


def _block(scale, smallest, pairs):
    """A block of its parts. pairs: 16 bytes"""
    return np.array([scale, smallest], "<f2").tobytes() + bytes(pairs)


def _reference(block):
    return gguf.dequantize(np.frombuffer(block, np.uint8), gguf.GGMLQuantizationType.Q4_1)


def _block_case(rng):
    scale = rng.choice([0.0, 1.0, 0.25, rng.uniform(0, 0.5), rng.uniform(-2, 2)])
    return (_block(scale, rng.uniform(-3, 3), rng.randbytes(16)),)


exercise = Exercise(
    reference=_reference,
    cases=lambda: [
        case(_block(1, 0, range(16))), case(_block(1, 0, [16 * each for each in range(16)])),
        case(_block(1, 0, [0x21] + 15 * [0])), case(_block(0.5, -4, [0xF0] * 16)), case(_block(0, 2, range(100, 116))),
        case(_block(2, 100, [0xFF] * 16)), case(_block(-0.25, 1, range(0, 256, 16))),
        case(_block(0.1652, -1.477, bytes.fromhex("b8db9687a98aba9c9dfa9aa0997aa8aa"))),
        case(_block(3e-5, -2e-4, range(240, 256))), case(_block(4000, -30_000, range(7, 247, 15))),
    ],
    random_case=_block_case,
    valid=lambda block: len(block) == 20 and bool(np.isfinite(np.frombuffer(block, np.float16, 2)).all()),
    hints=(
        "np.frombuffer reads numbers out of bytes. It needs the kind of numbers, how many there are (count), and where "
        "to begin (offset). In a byte, & 15 keeps the lower four bits, and >> 4 shifts the upper four down.",
        "scale, smallest = two float16 from byte 0, as float32\npairs = sixteen uint8 from byte 4\ncodes = the lower "
        "four bits of all pairs, then the upper four bits of all pairs     (32,)\nscale * codes + smallest",
    ),
    properties=[Property(lambda numbers, block: not isinstance(numbers, np.ndarray) or numbers.dtype == np.float32,
                         "The numbers should be float32.")],
)


def _parts(block):
    scale, smallest = np.frombuffer(block, "<f2", 2).astype(np.float32)
    pairs = np.frombuffer(block, np.uint8, offset=4)
    return scale, smallest, pairs


def _off(codes=lambda pairs: np.concatenate([pairs & 15, pairs >> 4]),
         number=lambda scale, smallest, code: scale * code + smallest, parts=_parts):
    """A dequantize_block with one thing wrong."""
    def dequantize_block(block):
        scale, smallest, pairs = parts(block)
        return np.asarray(number(scale, smallest, codes(pairs).astype(np.float32)), np.float32)
    return dequantize_block


exercise.mistake("You put the two numbers of each byte side by side. The lower halves of *all* bytes come first, as "
                 "numbers 0 to 15, and then all the upper halves.",
                 _off(lambda pairs: np.stack([pairs & 15, pairs >> 4], 1).ravel()))
exercise.mistake("Upper and lower halves are swapped: the lower four bits are numbers 0 to 15.",
                 _off(lambda pairs: np.concatenate([pairs >> 4, pairs & 15])))
exercise.mistake("You put the upper four bits of each byte before its lower four. The lower four bits of *all* bytes "
                 "come first.",
                 _off(lambda pairs: np.stack([pairs >> 4, pairs & 15], 1).ravel()))
exercise.mistake("Your upper four bits are 16 times too large: shift them down with >> 4.",
                 _off(lambda pairs: np.concatenate([pairs & 15, pairs & 240])))
exercise.mistake("Your first sixteen numbers use all eight bits of a byte. Keep only the lower four: & 15.",
                 _off(lambda pairs: np.concatenate([pairs, pairs >> 4])))
exercise.mistake("& 16 keeps a single bit, the fifth. For the lower four bits, use & 15, which is 1111 in binary.",
                 _off(lambda pairs: np.concatenate([pairs & 16, pairs >> 4])))
exercise.mistake("You read the bytes as signed, so those of 128 and more became negative. They are whole numbers from "
                 "0 to 255: uint8.",
                 _off(lambda pairs: np.concatenate([pairs.view(np.int8) & 15, pairs.view(np.int8) >> 4])))
exercise.mistake("You subtract 8 from each number. Another kind, Q4_0, does that. Here 0 stands for the smallest "
                 "number.",
                 _off(number=lambda scale, smallest, code: scale * (code - 8) + smallest))
exercise.mistake("Scale and smallest are swapped: the scale comes first.",
                 _off(number=lambda scale, smallest, code: smallest * code + scale))
exercise.mistake("You subtract the smallest number. It is added, with its own sign.",
                 _off(number=lambda scale, smallest, code: scale * code - smallest))
exercise.mistake("You scale the smallest number, too. Only q is scaled: scale · q + smallest.",
                 _off(number=lambda scale, smallest, code: scale * (code + smallest)))
exercise.mistake("The smallest number is missing: your numbers begin at 0.",
                 _off(number=lambda scale, smallest, code: scale * code))
exercise.mistake("You return the numbers from 0 to 15 as they are. Each q stands for scale · q + smallest.",
                 _off(number=lambda scale, smallest, code: code))
exercise.mistake("You calculate in float16, which keeps only 11 significant bits, and so you round on the way. Turn "
                 "scale and smallest into float32 *before* you multiply.",
                 _off(number=lambda scale, smallest, code: np.float16(scale) * code.astype(np.float16)
                      + np.float16(smallest)))
exercise.mistake("You multiply in float16, which keeps only 11 significant bits, and so you round there. Turn the "
                 "scale into float32 *before* you multiply.",
                 _off(number=lambda scale, smallest, code: (np.float16(scale) * code.astype(np.float16))
                      .astype(np.float32) + smallest))
exercise.mistake("You read the two float16 with the most significant byte first. The least significant comes first: "
                 "\"<f2\", which is the default on nearly every processor.",
                 _off(parts=lambda block: (*np.frombuffer(block, ">f2", 2).astype(np.float32), _parts(block)[2])))


@exercise.mistake("You return sixteen numbers, one for each byte. Each byte holds two.")
def _sixteen(block):
    return _reference(block)[:16]


@exercise.mistake("You return a list. Make it an array: np.array(…, dtype=np.float32).")
def _list(block):
    return _reference(block).tolist()


@exercise.mistake("You return two rows of sixteen. Put one after the other: (32,).")
def _two_rows(block):
    return _reference(block).reshape(2, 16)


@exercise.mistake("You read the pairs from byte 2 on. Scale and smallest take two bytes each, so the pairs begin at "
                  "byte 4.")
def _from_byte_two(block):
    scale, smallest, _ = _parts(block)
    pairs = np.frombuffer(block, np.uint8, 16, offset=2)
    return scale * np.concatenate([pairs & 15, pairs >> 4]) + smallest


@exercise.mistake("You use all 20 bytes as pairs. The first four bytes are scale and smallest: begin at byte 4.")
def _all_bytes(block):
    scale, smallest, _ = _parts(block)
    pairs = np.frombuffer(block, np.uint8)
    return scale * np.concatenate([pairs & 15, pairs >> 4]) + smallest
