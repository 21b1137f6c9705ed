"""Steering SmolLM2 from gloomy to cheerful: at which layer, how far, what else changes with it, and what it costs."""

from functools import lru_cache

import torch
import torch.nn.functional as F

from llm_edu.interpretability import loss_by_strength, steered, steering_vector
from llm_edu.lessons.pretrained import changing
from llm_edu.lessons.pretrained.capitals import CAPITALS, capital_ids, prompts
from llm_edu.pretrained import load_smollm2

LAYER, LAYERS, STRENGTHS = 21, (1, 7, 14, 18, 21, 25, 29), (-4, -3, -2, -1, 0, 1, 2, 3, 4)
SEEDS, STEPS = range(5), 20
ABOUT = (f"SmolLM2 steered along the difference of the mean streams of {len(changing.PAIRS)} cheerful and as many "
         f"gloomy sentences; log odds of cheerful against gloomy words after {len(changing.PROMPTS)} held-out prompts, "
         f"loss in nats a token on 16 openings of Wikipedia articles, the texts written greedily in {STEPS} steps, and "
         f"the probability of {len(CAPITALS)} capitals; as a control, directions of the same length, drawn or made of "
         f"pairs of which half were turned round, with the seeds 0 to 4.")


@lru_cache(maxsize=1)
def loaded():
    """Model, tokenizer, and the rows for the price."""
    model, tokenizer = load_smollm2()
    return model, tokenizer, changing.plain_rows(tokenizer)


def cheerful(layer, turned=()):
    """The direction from gloomy to cheerful, (width,); pairs with the numbers in `turned` count the other way round."""
    model, tokenizer, _ = loaded()
    pairs = [pair[::-1] if number in turned else pair for number, pair in enumerate(changing.PAIRS)]
    towards, away = ([tokenizer.encode(pair[kind]) for pair in pairs] for kind in (0, 1))
    return steering_vector(model, towards, away, layer)


def rounded(numbers):
    return [round(float(number), 4) for number in numbers]


def written(layer, vector, strength, beginnings):
    """What the steered model writes behind each prompt."""
    model, tokenizer, _ = loaded()
    with steered(model, layer, vector, strength):
        return changing.go_on(model, tokenizer, beginnings, STEPS)


def judge(beginnings, texts):
    """How the model, not steered, finds the mood of what was written, in nats."""
    model, tokenizer, _ = loaded()
    return rounded(changing.judged(model, tokenizer, prompt + text) for prompt, text in zip(beginnings, texts))


def by_strength(layer, vector, strengths, beginnings=changing.PROMPTS):
    """{strength: {"moods": one for each prompt, "loss"}}"""
    model, tokenizer, rows = loaded()
    found = {}
    for strength in strengths:
        with steered(model, layer, vector, strength):
            found[strength] = {"moods": rounded(changing.moods(model, tokenizer, beginnings))}
    for strength, loss in loss_by_strength(model, rows, layer, vector, strengths).items():
        found[strength]["loss"] = round(loss, 4)
    return {str(strength): each for strength, each in found.items()}


def layers():
    """On the prompts for choosing: {layer: by_strength, and the judged mood of what is written}"""
    found = {}
    for layer in LAYERS:
        vector = cheerful(layer)
        found[layer] = by_strength(layer, vector, (-2, 0, 2), changing.CHOOSING)
        for strength, each in found[layer].items():
            each["judged"] = judge(changing.CHOOSING, written(layer, vector, int(strength), changing.CHOOSING))
    return {str(layer): each for layer, each in found.items()}


def held_out():
    return by_strength(LAYER, cheerful(LAYER), STRENGTHS)


def drawn():
    """Directions drawn at random, each as long as the real one."""
    vector = cheerful(LAYER)
    return [control(torch.randn(len(vector), generator=torch.Generator().manual_seed(seed))) for seed in SEEDS]


def turned():
    """Directions from the same sentences, half of the pairs turned round, each as long as the real one."""
    halves = [torch.randperm(len(changing.PAIRS), generator=torch.Generator().manual_seed(seed))[::2].tolist()
              for seed in SEEDS]
    return [control(cheerful(LAYER, half)) for half in halves]


def cosines():
    """How much each of `turned` points the real direction's way."""
    halves = [torch.randperm(len(changing.PAIRS), generator=torch.Generator().manual_seed(seed))[::2].tolist()
              for seed in SEEDS]
    return rounded(F.cosine_similarity(cheerful(LAYER, half), cheerful(LAYER), dim=0) for half in halves)


def control(other):
    """by_strength, and the capitals, for another direction, made as long as the real one."""
    vector = F.normalize(other, dim=0) * cheerful(LAYER).norm()
    found = by_strength(LAYER, vector, (-2, 2))
    for strength, each in found.items():
        each["capitals"] = capitals(vector, int(strength))
        each["teams"] = teams(written(LAYER, vector, int(strength), changing.PROMPTS))
    return found


def teams(texts):
    """In how many of the texts there is a team."""
    return sum("team" in text for text in texts)


@torch.no_grad()
def capitals(vector, strength):
    """The probability of each country's capital."""
    model, tokenizer, _ = loaded()
    with steered(model, LAYER, vector, strength):
        chances = model(prompts(tokenizer), last_only=True)[:, -1].softmax(-1)
    return rounded(chances.gather(1, capital_ids(tokenizer)[:, None])[:, 0])


def other_things():
    """What else changes: {strength: texts with a team in them, all texts' judged moods, and the capitals}"""
    vector, found = cheerful(LAYER), {}
    for strength in (-2, 0, 2):
        texts = written(LAYER, vector, strength, changing.PROMPTS)
        found[str(strength)] = {"teams": teams(texts), "capitals": capitals(vector, strength),
                                "judged": judge(changing.PROMPTS, texts)}
    return found


RUNS = {"held out": held_out, "other things": other_things, "layers": layers, "drawn": drawn, "turned": turned,
        "cosines of turned": cosines}
