"""Published training runs, and their published figures, to compare the bill with.

A preset's bill uses the *hardware's* typical utilisation (``hardware``). That comes from another training run wherever
there is one, so that the comparison is a test. Where it comes from the same run, ``own`` says so.

>>> for check in find_preset("BLOOM").checks():
...     print(f"{check.quantity}: {check.published:,.0f} published, times {check.factor:.2f} here")
gpu_hours: 1,082,990 published, times 1.07 here
days: 118 published, times 1.06 here
energy: 433,196 published, times 1.07 here
carbon: 24,690 published, times 1.07 here
"""

from dataclasses import dataclass
from pathlib import Path

from llm_edu.files import read_json
from llm_edu.scaling.bill import PUE, TrainingBill, training_bill
from llm_edu.scaling.hardware import Hardware, find_grid, find_hardware, find_row

STORYTELLER = Path(__file__).parents[1] / "checkpoints" / "storyteller" / "model.json"    # facts, not weights
UNITED_STATES = find_grid("United States").grams_per_kwh


@dataclass(frozen=True)
class Published:
    """A published figure: a field of `TrainingBill`, its value in the unit of that field, and its source."""

    quantity: str
    value: float
    source: str


@dataclass(frozen=True)
class Check:
    """A published figure beside the one in the bill (`here`)."""

    quantity: str
    published: float
    here: float
    source: str

    @property
    def factor(self) -> float:
        """The bill's figure / the published one."""
        return self.here / self.published


@dataclass(frozen=True)
class Preset:
    """A training run that took place.

    source: of parameters, tokens and machines   grams_per_kwh, pue: as published, else an average
    own: the hardware's typical utilisation was published for this same run, so its hours are not a test
    note: what you should know before you compare
    """

    name: str
    parameters: float
    tokens: float
    hardware: Hardware
    gpus: int
    source: str
    published: tuple[Published, ...] = ()
    grams_per_kwh: float = UNITED_STATES
    pue: float = PUE
    own: bool = False
    note: str = ""

    def bill(self) -> TrainingBill:
        """What it costs with the hardware's typical utilisation and price."""
        return training_bill(self.parameters, self.tokens, self.hardware, self.gpus, grams_per_kwh=self.grams_per_kwh,
                             pue=self.pue)

    def checks(self) -> list[Check]:
        """Each published figure beside the bill's."""
        bill = self.bill()
        return [Check(each.quantity, each.value, getattr(bill, each.quantity), each.source) for each in self.published]


def _storyteller() -> Preset:
    """The course's own model: its figures are in its file."""
    facts, laptop = read_json(STORYTELLER)["facts"], find_hardware("Laptop")
    source = "llm_edu/checkpoints/storyteller/model.json"
    return Preset("Storyteller", facts["parameters"], facts["tokens"], laptop, 1, source, (
        Published("gpu_hours", facts["seconds"] / 3600, f"{source}: measured by the clock"),
    ), pue=1.0, note="Trained on two cores, in 32 bits; their power is assumed, not measured.")


_V100, _TPU4, _A100, _H100 = map(find_hardware, ("V100", "TPU v4", "A100", "H100"))
_PATTERSON = "Patterson et al. 2021, arXiv:2104.10350, table 4"
_BROWN = "Brown et al. 2020, arXiv:2005.14165, "
_LUCCIONI = "Luccioni et al. 2022, arXiv:2211.02001, table 1 and section 4.2"
_LLAMA = "Touvron et al. 2023, arXiv:2302.13971, "
_LLAMA2 = "Touvron et al. 2023, arXiv:2307.09288, table 2"
_CARD = "Llama 3.1 model card (Meta, July 2024), Training Energy Use"
_LLM_C = "karpathy/llm.c, scripts/run_gpt2_1558M.sh and discussion 677 (July 2024)"

PRESETS = (
    _storyteller(),
    Preset("SmolLM2-135M", 134_515_008, 2e12, _H100, 64, "model card of SmolLM2-135M (Hugging Face, 2024)",
           note="Its hours are not published. So small a model keeps a GPU less busy than a large one does, so the "
                "bill is a lower bound."),
    Preset("GPT-2, again", 1.558e9, 32_000 * 2**20, _H100, 8, _LLM_C, (
        Published("gpu_hours", 192, _LLM_C + ": 24 hours on eight"),
        Published("money", 672, _LLM_C + ": at $3.50 for a GPU and hour"),
    ), note="OpenAI did not publish the tokens or the hours of 2019. This is the run that repeated GPT-2 in 2024."),
    Preset("GPT-3", 175e9, 300e9, _V100, 10_000, _BROWN + "table 2.1; machines: " + _PATTERSON, (
        Published("operations", 3.14e23, _BROWN + "table D.1"),
        Published("gpu_hours", 14.8 * 24 * 10_000, _PATTERSON + ": 14.8 days on 10,000"),
        Published("energy", 1_287_000, _PATTERSON),
        Published("carbon", 552_100, _PATTERSON),
    ), grams_per_kwh=429, note="Patterson et al. assumed that there were 10,000 GPUs, and calculated the days "
                                "from a measured speed."),
    Preset("BLOOM", 176.247e9, 366e9, _A100, 384, "Le Scao et al. 2022, arXiv:2211.05100, section 3", (
        Published("gpu_hours", 1_082_990, _LUCCIONI),
        Published("days", 118.24, _LUCCIONI),
        Published("energy", 433_196, _LUCCIONI),
        Published("carbon", 24_690, _LUCCIONI),
    ), grams_per_kwh=57, pue=1.0, note="Its kWh are hours × 400 W, without the building."),
    Preset("PaLM", 540.35e9, 780e9, _TPU4, 6_144, "Chowdhery et al. 2022, arXiv:2204.02311, tables 1 and 2", (
        Published("operations", 2.56e24, "Chowdhery et al. 2022, arXiv:2204.02311, table 22"),
        Published("gpu_hours", 6_144 * 1_200 + 3_072 * 336, "Chowdhery et al. 2022, arXiv:2204.02311, appendix B: with "
                                                            "pauses and steps that were repeated"),
    ), pue=1.08, own=True, note="Its grid was not the country's average; the utilisation is its own."),
    Preset("LLaMA", 65.2e9, 1.4e12, _A100, 2_048, _LLAMA + "table 2 and section 2.4", (
        Published("gpu_hours", 1_022_362, _LLAMA + "table 15"),
        Published("energy", 449_000, _LLAMA + "table 15"),
        Published("carbon", 173_000, _LLAMA + "table 15"),
    ), grams_per_kwh=385, note="Its kWh are hours × 400 W × 1.1."),
    Preset("Llama 2", 70e9, 2.0e12, _A100, 2_000, "Touvron et al. 2023, arXiv:2307.09288, table 1", (
        Published("gpu_hours", 1_720_320, _LLAMA2),
        Published("carbon", 291_420, _LLAMA2),
    ), grams_per_kwh=385, note="How many GPUs shared the work was not published; 2,000 is a round number."),
    Preset("Llama 3.1", 405e9, 15.6e12, _H100, 16_384, "Grattafiori et al. 2024, arXiv:2407.21783, section 3.3", (
        Published("operations", 3.8e25, "Grattafiori et al. 2024, arXiv:2407.21783, section 1"),
        Published("gpu_hours", 30.84e6, _CARD),
        Published("carbon", 8_930_000, _CARD + ", by the grids of the places"),
    ), own=True, note="The utilisation is its own; what it lost to failing machines is not in it."),
)


def find_preset(name: str) -> Preset:
    """The preset with this name, or the only one whose name begins with it; else ValueError, listing the presets."""
    return find_row(PRESETS, name, "preset")

