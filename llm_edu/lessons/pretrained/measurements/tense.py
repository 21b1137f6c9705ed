"""What lesson 09 leaves open, done once: a direction from the present to the past, and how far it steers SmolLM2."""

import torch
import torch.nn.functional as F

from llm_edu.interpretability import log_odds, loss_by_strength, steered
from llm_edu.interpretability.steering import steering_vector
from llm_edu.lessons.pretrained import changing
from llm_edu.lessons.pretrained.steering_plots import mean_and_half
from llm_edu.pretrained import load_smollm2

LAYER, STRENGTHS, SEEDS = 14, (-2, 0, 2), range(3)    # 14 because it is in the middle: no layer was chosen
PAIRS = (
    ("The farmer walked to the field and cut the wheat.", "The farmer walks to the field and cuts the wheat."),
    ("She opened the window and looked at the sea.", "She opens the window and looks at the sea."),
    ("They sang until the candles burned out.", "They sing until the candles burn out."),
    ("The dog barked and ran after the cart.", "The dog barks and runs after the cart."),
    ("I ate an apple and read the paper.", "I eat an apple and read the paper."),
    ("The baker sold bread and knew every child.", "The baker sells bread and knows every child."),
    ("He wrote a letter and sent it to his aunt.", "He writes a letter and sends it to his aunt."),
    ("Rain fell and the river rose.", "Rain falls and the river rises."),
    ("We built a boat and sailed along the coast.", "We build a boat and sail along the coast."),
    ("The judge listened and made notes.", "The judge listens and makes notes."),
    ("My sister taught music and played the organ.", "My sister teaches music and plays the organ."),
    ("The clock struck nine and the shops closed.", "The clock strikes nine and the shops close."))
BEGINNINGS = (
    "The bridge across the valley", "My grandmother's kitchen", "The king of the island", "Our school", "This machine",
    "The library in the old town", "The winter in the mountains", "Her best friend", "The road to the harbour",
    "The price of salt", "His favourite song", "The tallest tree in the park", "The team's new coach",
    "The first page of the book", "The market on Sundays", "A doctor in a small village", "The light in the hall",
    "The language of the visitors", "The tower on the hill", "The train from the north",
    "The painting above the stairs", "The captain of the ship", "My uncle's garden", "The bell of the church")
PAST, PRESENT = ("was", "were", "had"), ("is", "are", "has")
ABOUT = (f"SmolLM2 steered at layer {LAYER} along the difference of {len(PAIRS)} sentences in the past and in the "
         f"present; log odds of was, were, had against is, are, has after {len(BEGINNINGS)} other beginnings, change "
         f"against no steering with the half of its 95 % interval; loss on 16 openings of Wikipedia articles; texts "
         f"written greedily in 20 steps; as a control three random directions of the same length, seeds 0 to 2.")


def odds(model, tokenizer):
    """Log odds of the past after each beginning, in nats."""
    past, present = ([tokenizer.encode(f" {word}")[0] for word in words] for words in (PAST, PRESENT))
    return [log_odds(model, torch.tensor([tokenizer.encode(text)]), past, present).item() for text in BEGINNINGS]


def repeats(text):
    """Whether any four words of a text come again, in this order."""
    words = text.split()
    runs = [tuple(words[start:start + 4]) for start in range(len(words) - 3)]
    return len(set(runs)) < len(runs)


def tense():
    """By strength effect, price, and what is written; by seed the effect of a random direction"""
    model, tokenizer = load_smollm2()
    vector = steering_vector(model, *([tokenizer.encode(pair[kind]) for pair in PAIRS] for kind in (0, 1)), LAYER)
    plain, rows = odds(model, tokenizer), changing.plain_rows(tokenizer)
    found = {"past in front": sum(each > 0 for each in plain), "drawn": {}, "steered": {}}
    losses = loss_by_strength(model, rows, LAYER, vector, STRENGTHS)
    for strength in STRENGTHS:
        with steered(model, LAYER, vector, strength):
            mean, half = mean_and_half([now - before for now, before in zip(odds(model, tokenizer), plain)])
            texts = changing.go_on(model, tokenizer, BEGINNINGS)
        found["steered"][str(strength)] = {
            "change": round(mean, 2), "half": round(half, 2), "price": round(losses[strength] - losses[0], 3),
            "repeating": sum(map(repeats, texts)), "texts": texts[:8]}
    for seed in SEEDS:
        other = F.normalize(torch.randn(len(vector), generator=torch.Generator().manual_seed(seed)), dim=0)
        with steered(model, LAYER, other * vector.norm(), 2):
            found["drawn"][str(seed)] = round(sum(odds(model, tokenizer)) / len(plain) - sum(plain) / len(plain), 2)
    return found


RUNS = {"tense": tense}
