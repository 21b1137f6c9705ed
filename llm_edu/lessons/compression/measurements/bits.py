"""SmolLM2 in fewer bits, by bits, groups and ways to round: bits per byte of held-out pages, and the size."""

from functools import cache, partial

from llm_edu.compression import compressed, layer_inputs, model_bytes, quantise_weights, round_with_compensation
from llm_edu.finetuning.quantised import dequantise, quantise
from llm_edu.lessons.compression.bits_judging import bits_of, change_per_byte, lead_rows, sizes_of
from llm_edu.pretrained import load_smollm2

READ, HELD_OUT = 96, 40    # pages to calibrate on, and to measure on
ABOUT = (f"SmolLM2-135M-Instruct as its file has it (dequantised), and with its matrices in fewer bits: the first 160 "
         f"tokens of {HELD_OUT} held-out Wikipedia leads, the same for all. GPTQ is calibrated on as many tokens of "
         f"{READ} other leads. Sizes are those of codes, scales and of what stays in 16 bits. ± is half of the 95 % "
         "interval over the pages. Nothing is trained (0 steps), nothing is drawn (no seed). The machine had other "
         "work to do.")


@cache
def pages(count, held_out):
    """Pages as rows of ids."""
    return lead_rows(load_smollm2()[1], count, held_out)


@cache
def before():
    """The bits of each held-out page as the file has the model."""
    return bits_of(load_smollm2()[0], pages(HELD_OUT, True))


@cache
def sums():
    """What the layers read: a sum of x xᵀ for each."""
    return layer_inputs(load_smollm2()[0], pages(READ, False))


def as_it_is():
    model, tokenizer = load_smollm2()
    sizes = sizes_of(tokenizer, pages(HELD_OUT, True))
    return {"bits": round((before().sum() / sizes.sum()).item(), 4), "size": model_bytes(model), "pages": HELD_OUT,
            "bytes of text": int(sizes.sum())}


class AsInTheFile:
    """A matrix in the file's own way: blocks of 32 with a smallest value and a step, 16 bits each."""

    def __init__(self, weight):
        self.parts, self.inputs = quantise(weight, 4), weight.shape[1]
        self.nbytes = sum(part.nbytes for part in self.parts)

    def dequantise(self):
        return dequantise(*self.parts, self.inputs)


def rounded(name, weight, bits, group, gptq):
    """One matrix in fewer bits."""
    return round_with_compensation(weight, sums()[name], bits, group) if gptq else quantise_weights(weight, bits, group)


def in_bits(bits, group, gptq=False, in_five=(), embedding=8):
    """The blocks in so many bits, and how much worse the pages become.

    bits: None: as in the file   in_five: parts of a block, by their names' beginnings, that get 5 bits
    embedding: its bits, in groups of 32, plainly rounded
    """
    model, tokenizer = load_smollm2()

    def change(name, weight):
        if name == "token_embedding":
            return quantise_weights(weight, embedding, 32)
        if bits is None:
            return AsInTheFile(weight)
        part = name.split(".", 2)[2]    # "feed_forward.down"
        return rounded(name, weight, 5 if part.startswith(tuple(in_five)) else bits, group, gptq)

    twin = compressed(model, change)
    found = change_per_byte(before(), bits_of(twin, pages(HELD_OUT, True)), sizes_of(tokenizer, pages(HELD_OUT, True)))
    return {"more": round(found.mean, 4), "half": round(found.half, 4), "size": model_bytes(twin)}


RUNS = {
    "as it is": as_it_is,
    "8 bits, row; 8": partial(in_bits, 8, "row"),
    "4 bits as in the file; 8": partial(in_bits, None, 32),
    "4 bits, row; 8": partial(in_bits, 4, "row"),
    "4 bits, row, GPTQ; 8": partial(in_bits, 4, "row", True),
    "4 bits, 32; 8": partial(in_bits, 4, 32),
    "4 bits, 32, GPTQ; 8": partial(in_bits, 4, 32, True),
    "same, down in 5 bits; 6": partial(in_bits, 4, 32, True, ["feed_forward.down"], 6),
    "same, down and attention in 5; 6": partial(in_bits, 4, 32, True, ["feed_forward.down", "attention"], 6),
    "3 bits, 32; 8": partial(in_bits, 3, 32),
    "3 bits, 32, GPTQ; 8": partial(in_bits, 3, 32, True),
}
