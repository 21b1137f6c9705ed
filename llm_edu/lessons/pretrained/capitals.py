"""Thirty countries whose capital SmolLM2 knows, as prompts of equal length that differ in one token.

The rule by which they were chosen: the country's name and the capital are one token each (so that all prompts are
equally long, and the answer is one step), the name needs no article, what the capital is is not in dispute, and it is
the model's own best guess. Each makes a pair with the next, and the last with the first. What is measured holds for
what the model knows; of Poland it says Krakow.
"""

import torch

CAPITALS = {
    "Greece": "Athens", "France": "Paris", "Japan": "Tokyo", "Italy": "Rome", "Egypt": "Cairo", "Germany": "Berlin",
    "Cuba": "Havana", "Austria": "Vienna", "Kenya": "Nairobi", "Portugal": "Lisbon", "Iran": "Tehran",
    "Hungary": "Budapest", "Peru": "Lima", "Sweden": "Stockholm", "China": "Beijing", "Norway": "Oslo",
    "Chile": "Santiago", "Denmark": "Copenhagen", "Syria": "Damascus", "Finland": "Helsinki", "Canada": "Ottawa",
    "Ireland": "Dublin", "Tunisia": "Tunis", "Belgium": "Brussels", "Jamaica": "Kingston", "Bulgaria": "Sofia",
    "Afghanistan": "Kabul", "England": "London", "Scotland": "Edinburgh", "Wales": "Cardiff",
}
PROMPT = "The capital of {} is the city of"
COUNTRY = 3    # the position of the country in it


def prompts(tokenizer, countries=tuple(CAPITALS), template=PROMPT):
    """A row for each country: (countries, time)

    >>> from llm_edu.pretrained import load_smollm2
    >>> tokenizer = load_smollm2()[1]
    >>> ids = prompts(tokenizer, ["Greece", "Peru"])
    >>> ids.shape, tokenizer.decode(ids[:, COUNTRY].tolist())
    (torch.Size([2, 8]), ' Greece Peru')
    """
    return torch.tensor([tokenizer.encode(template.format(country)) for country in countries])


def capital_ids(tokenizer, countries=tuple(CAPITALS)):
    """The token of each country's capital: (countries,)"""
    return torch.tensor([token for country in countries for token in tokenizer.encode(" " + CAPITALS[country])])
