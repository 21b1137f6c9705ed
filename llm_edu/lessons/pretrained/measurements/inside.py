"""What can be read from Storyteller's stream, by probes and by a dictionary of 1,024 features."""

import random

import torch

from llm_edu.interpretability import changed, train_autoencoder
from llm_edu.lessons.pretrained import changing, inside
from llm_edu.lessons.pretrained.stories import lost_stories
from llm_edu.storyland.village import COLOURS
from llm_edu.training import evaluate, load_storyteller

SEEDS, STORIES, FEATURES, ACTIVE, STEPS = range(5), 600, 1024, 8, 1000
SMALL = {"features": 512, "active": 8, "steps": 500}    # as the lesson's cell learns it
ABOUT = (f"Storyteller's stream: linear probes fitted on half of {STORIES} stories and tested on the others, for five "
         f"seeds, with a control task each; and a sparse autoencoder with {FEATURES} features, {ACTIVE} of them "
         f"active, {STEPS} steps, for three seeds, its features matched with the colours that are due, and switched "
         f"off; the same with 512 features and 500 steps for five seeds, and after each block for three. Dictionaries "
         f"learn from 500 stories and are measured on 250 others.")


def control(types, labels, seed):
    """A random label for each type, drawn as often as the labels are."""
    draw = random.Random(seed)
    given = {kind: draw.choice(labels) for kind in sorted(set(types))}
    return [given[kind] for kind in types]


def probes():
    """{place: {task: {"accuracy": [[by layer] for each seed], "control": the same}}}"""
    model, tokenizer = load_storyteller()
    found = {}
    for seed in SEEDS:
        stories = lost_stories(tokenizer, STORIES, seed=100 + seed)
        owners = [story.owner for story in stories]
        tasks = {"colour": [story.colour for story in stories], "she or he": inside.she_or_he(tokenizer, stories)}
        for place in inside.PLACES:
            stream = inside.streams_in(model, stories, place)
            for task, labels in tasks.items():
                rows = found.setdefault(place, {}).setdefault(task, {"accuracy": [], "control": []})
                for name, answers in (("accuracy", labels), ("control", control(owners, labels, seed))):
                    rows[name].append([round(inside.read_off(layer, answers), 4) for layer in stream])
    return found


def autoencoder():
    """For each seed the mean F1 over the colours, and what becomes of green stories when green's feature is changed"""
    model, tokenizer = load_storyteller()
    seen, unseen = (inside.told(model, tokenizer, count, seed) for count, seed in ((500, 31), (250, 32)))
    rows, others = changing.rows_of_other_plots(tokenizer, 30, seed=13), lost_stories(tokenizer, 30, seed=12)
    plain, found = evaluate(model, rows).loss, []
    for seed in range(3):
        learned = train_autoencoder(seen.vectors, FEATURES, ACTIVE, steps=STEPS, seed=seed)
        best = inside.best_features(learned.encode, seen, unseen)
        one = {"f1": round(inside.mean_f1(best), 4), "explained": round(learned.explained_variance(unseen.vectors), 4),
               "good": sum(match.f1 > 0.8 for match in best.values())}
        for name, instead in (("off", None), ("blue instead", best["blue"].feature)):
            change = inside.switched_off(learned, best["green"].feature, instead)
            with changed(model, {("residual", inside.LAST): change}):
                one[name] = {colour: changing.said(model, tokenizer, others, colour)
                             for colour in ("green", "red", "white")}
                one[name]["price"] = round(evaluate(model, rows).loss - plain, 4)
        found.append(one)
    controls = {"untrained": inside.untrained(seen, FEATURES, ACTIVE).encode, "plain numbers": inside.plain_numbers}
    turned = inside.Told(seen.vectors[torch.randperm(len(seen.due), generator=torch.Generator().manual_seed(0))],
                         seen.due, seen.around)
    f1 = {name: round(inside.mean_f1(inside.best_features(encode, seen, unseen)), 4)
          for name, encode in controls.items()}
    f1["shuffled"] = round(inside.mean_f1(inside.best_features(learned.encode, turned, unseen)), 4)
    return {"seeds": found, "controls": f1, "colours": len(COLOURS)}


def small():
    """The lesson's own dictionary, for each seed: F1, and what its cell prints of the two surest colours"""
    model, tokenizer = load_storyteller()
    seen, unseen = (inside.told(model, tokenizer, count, seed) for count, seed in ((500, 31), (250, 32)))
    rows, others = changing.rows_of_other_plots(tokenizer, 30, seed=13), lost_stories(tokenizer, 30, seed=12)
    plain, found = evaluate(model, rows).loss, []
    for seed in SEEDS:
        learned = train_autoencoder(seen.vectors, **SMALL, seed=seed)
        best = inside.best_features(learned.encode, seen, unseen)
        first, second = sorted(best, key=lambda colour: best[colour].f1, reverse=True)[:2]
        on, due = learned.encode(unseen.vectors)[:, best[first].feature] > 0, unseen.facts()[first]
        one = {"f1": round(inside.mean_f1(best), 4), "first": first, "second": second, "on": int(on.sum()),
               "on, not due": int((on & ~due).sum())}
        for name, instead in (("off", None), ("second instead", best[second].feature)):
            change = inside.switched_off(learned, best[first].feature, instead)
            with changed(model, {("residual", inside.LAST): change}):
                one[name] = {colour: changing.said(model, tokenizer, others, colour)
                             for colour in dict.fromkeys([first, "red", "white"])}
                one[name]["price"] = round(evaluate(model, rows).loss - plain, 4)
        found.append(one)
    return found


def small_by_layer():
    """{layer: the small dictionary's mean F1 for each of three seeds}"""
    model, tokenizer = load_storyteller()
    found = {}
    for layer in (1, 2, 3):
        seen, unseen = (inside.told(model, tokenizer, count, seed, layer) for count, seed in ((500, 31), (250, 32)))
        found[str(layer)] = [round(inside.mean_f1(inside.best_features(
            train_autoencoder(seen.vectors, **SMALL, seed=seed).encode, seen, unseen)), 4) for seed in range(3)]
    return found


RUNS = {"probes": probes, "autoencoder": autoencoder, "small": small, "small, by layer": small_by_layer}
