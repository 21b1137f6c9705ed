"""Machines to train on, and grids to plug them into: every figure with its source.

A price rents one machine for an hour, on demand, without a contract; prices change every few months. Watts are those of
one chip with its share of the machine around it where that was measured, else the maker's limit for the chip.
``utilisation`` is the share of the peak that a published training run reached: 6·parameters·tokens of that run, divided
by what its chips could have done in the time (MFU, Chowdhery et al. 2022, arXiv:2204.02311, section 4.1).

No figure includes embodied carbon: what it took to make the machine.

>>> find_hardware("A100").name
'A100 80 GB'
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

LAMBDA = ("Lambda's list, on demand, as kept in skypilot-catalog (catalogs/v8/lambda/vms.csv, commit 0f40703), read in "
          "November 2026: ")
PALM = "Chowdhery et al. 2022, arXiv:2204.02311, "


@dataclass(frozen=True)
class Hardware:
    """One chip, or one machine, to rent.

    operations_per_second: at its peak, multiplications and additions (FLOPs) of 16-bit numbers, dense
    memory: bytes   bandwidth: bytes a second from that memory   watts: while it trains   price: US dollars an hour
    utilisation: the share of operations_per_second that training reaches, 0 to 1
    sources: name of a field -> the source of its figure
    """

    name: str
    operations_per_second: float
    memory: float
    bandwidth: float
    watts: float
    price: float
    utilisation: float
    sources: dict[str, str]


HARDWARE = (
    Hardware("V100", 125e12, 32e9, 900e9, 330, 0.79, 0.236, {
        "operations_per_second": "NVIDIA, Tesla V100 data sheet: 125 TFLOPS with tensor cores (SXM2)",
        "memory": "NVIDIA, Tesla V100 data sheet: 32 GB (there is one of 16 GB, too)",
        "bandwidth": "NVIDIA, Tesla V100 data sheet: 900 GB/s",
        "watts": "Patterson et al. 2021, arXiv:2104.10350, table 4: measured for GPT-3, with host, memory and network "
                 "(the data sheet's limit for the chip alone is 300 W)",
        "price": LAMBDA + "eight of 16 GB for $6.32",
        "utilisation": "Shoeybi et al. 2019, arXiv:1909.08053: 15.1 · 10¹⁵ operations a second on 512 of them, for a "
                       "GPT-2 of 8.3 billion parameters, by their own count",
    }),
    Hardware("TPU v4", 275e12, 32 * 2**30, 1200e9, 378.5, 3.22, 0.457, {
        "operations_per_second": "Google, Cloud TPU documentation, TPU v4: 275 teraflops (bf16)",
        "memory": "Google, Cloud TPU documentation, TPU v4: 32 GiB",
        "bandwidth": "Google, Cloud TPU documentation, TPU v4: 1,200 GB/s",
        "watts": PALM + "appendix B: measured for PaLM, with host and network (the chip alone: 170 W on average, "
                          "Cloud TPU documentation)",
        "price": "Google Cloud's list, us-central2, on demand: $12.88 for four (as kept in SkyPilot's fetcher of "
                 "prices, read in November 2026)",
        "utilisation": PALM + "section 4.1: PaLM 540B, 45.7 % without self-attention, which 6·N·D leaves out too "
                                "(46.2 % with it)",
    }),
    Hardware("A100 80 GB", 312e12, 80e9, 2039e9, 400, 2.79, 0.297, {
        "operations_per_second": "NVIDIA, A100 data sheet: 312 TFLOPS (bfloat16, dense)",
        "memory": "NVIDIA, A100 data sheet: 80 GB",
        "bandwidth": "NVIDIA, A100 data sheet: 2,039 GB/s (SXM)",
        "watts": "NVIDIA, A100 data sheet: at most 400 W, the chip alone (SXM)",
        "price": LAMBDA + "eight for $22.32",
        "utilisation": PALM + "section 4.1: Megatron-Turing NLG 530B on 2,240 of them, 29.7 % without self-attention "
                              "(30.2 % with it)",
    }),
    Hardware("H100", 989e12, 80e9, 3350e9, 700, 3.99, 0.41, {
        "operations_per_second": "NVIDIA, H100 data sheet: 1,979 TFLOPS (bfloat16, SXM) with sparsity, dense the half",
        "memory": "NVIDIA, H100 data sheet: 80 GB",
        "bandwidth": "NVIDIA, H100 data sheet: 3.35 TB/s",
        "watts": "NVIDIA, H100 data sheet: at most 700 W, the chip alone",
        "price": LAMBDA + "eight for $31.92 (one alone: $4.29)",
        "utilisation": "Grattafiori et al. 2024, arXiv:2407.21783, table 4: Llama 3.1 405B, 38 to 43 %; 41 % on 16,384",
    }),
    Hardware("Laptop", 188e9, 8e9, 11e9, 15, 0.10, 0.31, {
        "operations_per_second": "measured for this course on two cores of an Intel Xeon: products of 1,024 × 1,024 "
                                 "matrices in PyTorch, in 32 bits, the best of 60. Lesson 00 measures yours",
        "memory": "what this course asks for: 8 GB",
        "bandwidth": "measured in the same way: summing up 256 MiB",
        "watts": "assumed: Intel's base power of a thin laptop's processor (Core i5-1235U), without the screen",
        "price": LAMBDA + "half of a machine with four virtual cores for $0.20. Your own costs what it costs",
        "utilisation": "measured: lesson 06's recipe (training_recipe.json), 58 · 10⁹ operations a second",
    }),
)


@dataclass(frozen=True)
class Grid:
    """Grams of carbon dioxide for a kilowatt-hour from the socket, and the source of the figure."""

    name: str
    grams_per_kwh: float
    source: str


_EMBER = "Ember, with the fuel's way to the power station; "
GRIDS = (
    Grid("France", 56, _EMBER + "2023, in Our World in Data, Carbon intensity of electricity"),
    Grid("Germany", 381, _EMBER + "2023, in Our World in Data, Carbon intensity of electricity"),
    Grid("United States", 384, "Ember, Global Electricity Review 2025; 2024"),
    Grid("World", 473, "Ember, Global Electricity Review 2025; 2024"),
    Grid("Poland", 662, _EMBER + "2023, European Union by country"),
    Grid("India", 708, "Ember, Global Electricity Review 2025; 2024"),
)
WORLD = next(grid for grid in GRIDS if grid.name == "World")


def find_hardware(name: str) -> Hardware:
    """The machine whose name begins with `name`, in any case. Raises ValueError, listing the machines, if none does."""
    return find_row(HARDWARE, name, "machine")


def find_grid(name: str) -> Grid:
    """The grid whose name begins with `name`, in any case. Raises ValueError, listing the grids, if none does."""
    return find_row(GRIDS, name, "grid")


class Named(Protocol):
    """Anything with a name."""

    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=Named)


def find_row(rows: Sequence[Row], name: str, what: str) -> Row:
    """The row of this name, or the only one whose name begins so; `what` says what the rows are, for the error."""
    if not isinstance(name, str):
        raise TypeError(f"a {what} is found by its name, a text, not {name!r}")
    wanted = name.strip().lower()
    found = [row for row in rows if wanted and row.name.lower().startswith(wanted)]
    found = [row for row in found if row.name.lower() == wanted] or found
    if len(found) != 1:
        count = "more than one" if found else "no"
        raise ValueError(f"there is {count} {what} {name!r:.60}; there are {', '.join(row.name for row in rows)}")
    return found[0]
