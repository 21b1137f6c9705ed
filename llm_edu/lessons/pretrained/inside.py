"""What lesson 09 reads in Storyteller's stream, with probes and with a sparse autoencoder."""

from dataclasses import dataclass
from statistics import fmean

import numpy as np
import torch
import torch.nn.functional as F

from llm_edu.interpretability import SparseAutoencoder, fit_probe, match_features, residual_stream_at
from llm_edu.lessons.pretrained.stories import due_words, story_ids
from llm_edu.storyland import World
from llm_edu.storyland.village import COLOURS

PLACES = {"at the colour": lambda story: story.mention,
          "halfway": lambda story: (story.mention + story.before_recall) // 2,
          "before the gap": lambda story: story.before_recall}
LAST = 3    # Storyteller's stream after its last block


# --- probes


def streams_in(model, stories, where):
    """The stream at one of PLACES in each `LostStory`: (layers + 1, stories, width)."""
    texts = [story.ids[0].tolist() for story in stories]
    return residual_stream_at(model, texts, [PLACES[where](story) for story in stories])


def she_or_he(tokenizer, stories):
    """Whether "her" or "his" thing is lost, a word for each story: it depends on nothing but the owner's name."""
    return [tokenizer.decode([story.ids[0, story.mention - 1].item()]).strip() for story in stories]


def read_off(stream, answers):
    """Fit a linear probe to the answers of the first half of the stories; the share that is right in the second.

    stream: (stories, width)   answers: one for each story
    """
    stream, answers, half = np.asarray(stream), np.asarray(answers), len(answers) // 2
    fitted = fit_probe(stream[:half], answers[:half], kind="ridge")
    return float((fitted.predict(stream[half:]) == answers[half:]).mean())


# --- the autoencoder


@dataclass(frozen=True)
class Told:
    """All tokens of some stories. vectors: a layer's stream at each, of length 1, (tokens, width)   due: for each the
    word that must come next because it was told before, or ""   around: for each the text before it and the next word
    """

    vectors: torch.Tensor
    due: list
    around: list

    def facts(self, facts=COLOURS):
        """{word: where it is due, (tokens,) bool}"""
        return {word: torch.tensor([due == word for due in self.due]) for word in facts}


def told(model, tokenizer, count, seed, layer=LAST):
    """The tokens of `count` stories of all plots: `Told`."""
    texts, due, around = [], [], []
    for story in World(seed=0).stories(count, seed):
        ids = story_ids(tokenizer, story.words)[0].tolist()
        texts, due = [*texts, ids], due + due_words(tokenizer, story)
        around += [(tokenizer.decode(ids[max(1, place - 8):place + 1]), tokenizer.decode(ids[place + 1:place + 2]))
                   for place in range(len(ids))]
    stream = residual_stream_at(model, texts, [slice(None)] * len(texts))[layer]
    return Told(F.normalize(stream, dim=-1), due, around)


def best_features(encode, seen, unseen, words=COLOURS):
    """The feature that stands for each word being due, chosen on some stories and measured on others: {word: `Match`}

    encode: vectors to features
    """
    with torch.no_grad():
        found, other = encode(seen.vectors), encode(unseen.vectors)
    return {match.fact: match.measure(other, unseen.facts(words)) for match in match_features(found, seen.facts(words))}


def mean_f1(matches):
    """Over the words."""
    return fmean(match.f1 for match in matches.values())


def untrained(seen, features, active):
    """An autoencoder that has learned nothing: random directions."""
    autoencoder = SparseAutoencoder(seen.vectors.shape[1], features, active)
    autoencoder.fit_scale(seen.vectors)
    return autoencoder


def plain_numbers(vectors):
    """The stream's own numbers as features, each upwards and downwards: (tokens, 2 · width)"""
    return F.relu(torch.cat([vectors, -vectors], dim=-1))


@torch.no_grad()
def print_strongest(autoencoder, feature, told, count=10):
    """The places where a feature is strongest, as text: what comes before | what comes next."""
    strength = autoencoder.encode(told.vectors)[:, feature]
    for place in strength.argsort(descending=True, stable=True)[:count].tolist():
        before, after = told.around[place]
        print(f"{strength[place]:.2f}  …{before}|{after}")


def switched_off(autoencoder, feature, instead=None):
    """A change of the last stream: what the feature has put in is taken out; another gets its strength, if given."""
    def change(x):
        size = x.norm(dim=-1, keepdim=True)
        on = autoencoder.encode(x / size)
        new = on.clone()
        if instead is not None:
            new[..., instead] += on[..., feature]
        new[..., feature] = 0.0
        return x + size * (autoencoder.decode(new) - autoencoder.decode(on))
    return change
