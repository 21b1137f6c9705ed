"""What "open" means: which parts of fifteen models you can get, under which licence, and who says so (lesson 09).

The two `DEFINITIONS` ask for more than weights: for the code that trained them, for the data or a description of them,
and for a licence that forbids no use. Every statement names its sources; what they leave open is "not confirmed".
"""

from collections.abc import Iterable
from dataclasses import dataclass

from llm_edu.pretrained.open_models_sources import READ, SOURCES

PARTS = ("weights", "code", "data", "checkpoints", "report")
MARKS = {"yes": "yes", "partly": "partly", "no": "no", "not confirmed": "?"}


@dataclass(frozen=True)
class Statement:
    """A statement about a model, the keys of its sources in `SOURCES`, and, for a part, how much of it you can get.

    level: "yes", "partly", "no" (a source says so), "not confirmed" (what we read does not settle it); "" about no part
    """

    words: str
    sources: tuple[str, ...]
    level: str = ""


@dataclass(frozen=True)
class OpenModel:
    """One model: code is what trained it, checkpoints are weights saved along the way.

    released: the day of the largest size named, 2023-09-27, or month
    licence: of the weights, by its SPDX identifier or else by its name; restricts: "yes" where it forbids uses or users
    osi: what the examination by the Open Source Initiative, in 2024, said
    """

    family: str
    name: str
    maker: str
    released: Statement
    parameters: Statement
    licence: Statement
    restricts: Statement
    weights: Statement
    code: Statement
    data: Statement
    checkpoints: Statement
    report: Statement
    osi: Statement = Statement("not examined", ("osi-2024",))

    def statements(self) -> dict[str, Statement]:
        """All statements, by the names of their fields."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Statement)}


# The five ways to make a statement, short because the table below is long.
def fact(words, *sources):
    return Statement(words, sources)


def yes(words, *sources):
    return Statement(words, sources, "yes")


def partly(words, *sources):
    return Statement(words, sources, "partly")


def no(words, *sources):
    return Statement(words, sources, "no")


def unclear(words, *sources):
    return Statement(words, sources, "not confirmed")


DEFINITIONS = {
    "Open Source AI Definition 1.0 (Open Source Initiative, 28 October 2024)": fact(
        "anyone may use, study, modify and share the system for any purpose; given are the parameters, the code, and "
        "so much about the data that a skilled person can build an equivalent system, not the data themselves",
        "osi-release", "osi-rc1", "osi-text"),
    "Model Openness Framework (2024)": fact(
        "three classes: open model (weights, architecture, documents), open tooling (also the code to train, test and "
        "run it), open science (the rest as well), all under open licences", "mof", "mof-classes"),
}

MODELS = (
    OpenModel("GPT", "GPT-2", "OpenAI", fact("2019-11", "gpt2-news", "gpt2-card"), fact("124M to 1.5B", "gpt2-card"),
              fact("Modified MIT License", "gpt2-licence"), no("asks for responsible use", "gpt2-licence"),
              yes("all four sizes", "gpt2-card"), no("code to run it only", "gpt2-code"),
              partly("names of 1,000 sites, not their texts", "gpt2-card"), unclear("none named", "gpt2-card"),
              yes("paper and model card", "gpt2-card")),
    OpenModel("BLOOM", "BLOOM", "BigScience", fact("2022-07", "bloom-card"), fact("176B", "bloom"),
              fact("BigScience RAIL License v1.0", "bloom-card", "bloom-licence"),
              yes("no illegal, discriminating or harmful use; models made from it pass that on", "bloom-terms"),
              yes("open to all", "bloom"),
              yes("released with the models", "bloom"), partly("a large part of the corpus ROOTS", "roots"),
              yes("from step 5,000 to step 93,000", "bloom-steps"), yes("paper", "bloom"),
              fact("would pass with another licence", "osi-2024")),
    OpenModel("Pythia", "Pythia", "EleutherAI", fact("2023-04", "pythia"), fact("70M to 12B", "pythia"),
              fact("Apache-2.0", "pythia-card"), no("none", "pythia-card"), yes("16 models", "pythia"),
              yes("public", "pythia"),
              yes("the Pile, in the order seen; its Books3 was withdrawn later", "pythia", "books3"),
              yes("154 of each model", "pythia"), yes("paper", "pythia"), fact("passed", "osi-2024")),
    OpenModel("Llama", "Llama 2", "Meta", fact("2023-07-18", "llama2-licence"), fact("7B to 70B", "llama2"),
              fact("Llama 2 Community License", "llama2-licence"),
              yes("over 700 million monthly users must ask; acceptable use policy; not to improve other models",
                  "llama2-licence"), yes("all three sizes", "llama2-card"),
              partly("to fine-tune and to run it", "llama-code"),
              no("'publicly available online data'", "llama2-card", "llama-data"),
              unclear("none named", "llama2-card"), yes("paper", "llama2"), fact("did not pass", "osi-2024")),
    OpenModel("Mistral", "Mistral 7B", "Mistral AI", fact("2023-09-27", "mistral-day"), fact("7.3B", "mistral-day"),
              fact("Apache-2.0", "mistral"), no("none", "mistral-day"), yes("base and instruct", "mistral"),
              no("'minimal code to run' it", "mistral-code", "mistral-parts"), no("not disclosed", "mistral-data"),
              no("nothing beside the weights", "mistral-parts"), yes("paper", "mistral")),
    OpenModel("OLMo", "OLMo", "Ai2", fact("2024-02-01", "olmo-blog"), fact("1B and 7B", "olmo-blog"),
              fact("Apache-2.0", "olmo-blog"), no("none", "olmo-blog"), yes("all", "olmo-blog"),
              yes("training, evaluation, logs", "olmo", "olmo-blog"), yes("Dolma, and what made it", "olmo-blog"),
              yes("over 500 of each base model", "olmo-blog"), yes("paper", "olmo"), fact("passed", "osi-2024")),
    OpenModel("Llama", "Llama 3.1", "Meta", fact("2024-07-23", "llama31-card"), fact("8B to 405B", "llama31-card"),
              fact("Llama 3.1 Community License", "llama31-licence"),
              yes("over 700 million monthly users must ask; acceptable use policy; what is trained on its outputs is "
                  "named Llama", "llama31-licence"), yes("pre-trained and post-trained", "llama3"),
              no("not released, as its makers confirm", "llama31-code"),
              no("'publicly available sources'", "llama31-card", "llama31-audit"),
              unclear("none named", "llama31-card"), yes("paper", "llama3")),
    OpenModel("SmolLM", "SmolLM2", "Hugging Face", fact("2024-11", "smollm2-wiki"),
              fact("135M to 1.7B", "smollm2-readme"), fact("Apache-2.0", "smollm2-wiki"), no("none", "smollm2-wiki"),
              yes("all three sizes", "smollm2-readme"), yes("the library nanotron", "smollm2-code"),
              yes("all sets prepared for it", "smollm2"), partly("some to train on from", "smollm2-code"),
              yes("paper", "smollm2")),
    OpenModel("OLMo", "OLMo 2", "Ai2", fact("2024-11-26", "olmo2-blog"), fact("7B and 13B", "olmo2-blog"),
              fact("Apache-2.0", "olmo2-card"), no("none", "olmo2-card"), yes("all", "olmo2"),
              yes("code, recipes, logs", "olmo2"), yes("full", "olmo2"), yes("thousands", "olmo2"),
              yes("paper", "olmo2")),
    OpenModel("DeepSeek", "DeepSeek-V3", "DeepSeek", fact("2024-12", "v3"), fact("671B, 37B at a time", "v3-readme"),
              fact("DeepSeek License Agreement 1.0", "v3-licence"),
              yes("a list: no military use, no decisions by machine alone against someone's rights", "v3-licence"),
              yes("base and chat", "v3-readme"), no("a simple script to run it", "v3-code"),
              unclear("14.8 trillion tokens, described", "v3-readme"), unclear("none named", "v3-readme"),
              yes("paper", "v3")),
    OpenModel("DeepSeek", "DeepSeek-R1", "DeepSeek", fact("2025-01", "r1"), fact("671B, 37B at a time", "r1-readme"),
              fact("MIT", "r1-readme"), no("distilling it is allowed by name", "r1-readme"),
              yes("with R1-Zero and six small ones", "r1-readme"), no("not released", "open-r1"),
              no("missing, as is the code", "open-r1-update"), unclear("none named", "r1-readme"), yes("paper", "r1")),
    OpenModel("Gemma", "Gemma 3", "Google", fact("2025-03", "gemma3"), fact("1B to 27B", "gemma3"),
              fact("Gemma Terms of Use", "gemma3-card", "gemma-terms"),
              yes("prohibited use policy; Google may stop a use that breaks it", "gemma-terms", "gemma-uses"),
              yes("after agreeing to the terms", "gemma3-card"), no("not provided", "gemma-parts"),
              no("not provided", "gemma-parts"), unclear("none named", "gemma3-card"), yes("paper", "gemma3")),
    OpenModel("Qwen", "Qwen3", "Alibaba", fact("2025-04-29", "qwen3-readme"), fact("0.6B to 235B", "qwen3-readme"),
              fact("Apache-2.0", "qwen3-readme"), no("none", "qwen3-readme"), yes("all eight sizes", "qwen3-readme"),
              unclear("how to fine-tune with others' tools", "qwen3-readme"), unclear("none named", "qwen3-readme"),
              unclear("none named", "qwen3-readme"), yes("paper", "qwen3")),
    OpenModel("gpt-oss", "gpt-oss", "OpenAI", fact("2025-08-05", "oss-card"), fact("21B and 117B", "oss-readme"),
              fact("Apache-2.0", "oss"), no("a policy beside it says: obey the law", "oss-policy"),
              yes("both sizes", "oss"), no("code to run it only", "oss-readme", "oss-news"),
              no("not released", "oss-news"), unclear("none named", "oss"), yes("model card", "oss")),
    OpenModel("Gemma", "Gemma 4", "Google", fact("2026-04-02", "gemma4-news"),
              fact("2.3B effective to 30.7B", "gemma4-news"), fact("Apache-2.0", "gemma4-terms", "gemma4-news"),
              no("none", "gemma4-audit"), yes("four sizes", "gemma4-news"), unclear("none named", "gemma4-news"),
              no("kinds of sources, no list", "gemma4-audit"), unclear("none named", "gemma4-news"),
              partly("model card", "gemma4-card")),
)


def open_models() -> tuple[OpenModel, ...]:
    """The models, the oldest first.

    >>> [model.name for model in open_models() if model.data.level == "yes"]
    ['Pythia', 'OLMo', 'SmolLM2', 'OLMo 2']
    """
    return MODELS


def print_openness(models: Iterable[OpenModel] = MODELS) -> None:
    """Print a line for each model: which parts of it you can get, and its licence."""
    widths = {part: max(len(part), len("partly")) + 1 for part in PARTS}
    heads = "".join(f"{part:{width}}" for part, width in widths.items())
    print(f"{'model':12}{'month':9}{heads}licence (*: restricts use)")
    for model in models:
        marks = "".join(f"{MARKS[getattr(model, part).level]:{width}}" for part, width in widths.items())
        star = " *" if model.restricts.level == "yes" else ""
        print(f"{model.name:12}{model.released.words[:7]:9}{marks}{model.licence.words}{star}")
    print(f"?: not confirmed by what was read on {READ}")


def print_sources(name: str) -> None:
    """Print all statements about one model, with their sources. Raises ValueError for a name not in the table."""
    found = [model for model in MODELS if model.name == name]
    if not found:
        raise ValueError(f"no model {name!r}: there are {', '.join(model.name for model in MODELS)}")
    for field, said in found[0].statements().items():
        print(f"{field}: {said.level + ', ' if said.level else ''}{said.words}")
        for key in said.sources:
            print(f"    {SOURCES[key]}")
