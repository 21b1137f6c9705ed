"""Ways to tell good film snippets from bad ones, by the number of examples that they learn from."""

import copy
import time

import numpy as np
import torch
from torch.nn import functional as F

from llm_edu.assets import load_sentiment_lexicon
from llm_edu.finetuning import TARGET_MODULES, add_lora, features, pooled, trainable_parameters
from llm_edu.lessons.finetuning.sentiment import (
    INSIDE,
    accuracy,
    answer_head,
    bag_of_words,
    best_threshold,
    draw,
    head_on,
    head_scores,
    lexicon_scores,
    prompt_ids,
    texts_of,
)
from llm_edu.lessons.finetuning.sentiment_learning import all_vectors, keep_streams, mixed_batches, teach
from llm_edu.lessons.finetuning.sentiment_streams import (
    KEPT,
    LAYERS,
    POOLINGS,
    frozen_smollm2,
    parts,
    seconds_of_reading,
)

ALL, SEEDS, LORA_SEEDS = 5161, range(5), range(3)
COUNTS = (16, 64, 256, 1024, ALL)
BATCH, LEAST = 16, 16    # snippets at a step, and steps at least
LAST = ((30, "last"),)
WHERE = {"queries and values": ("queries", "values"), "attention": ("queries", "keys", "values", "output"),
         "feed-forward": ("gate", "up", "down")}    # all seven: rank 8 of the run "rank"
ABOUT = (f"Critics' lines about films, good or bad: {ALL:,} to learn from, 500 to choose by, 1,418 held out, no "
         "near-duplicates across. SmolLM2 (135M, 4 bits) reads 'Review: … Sentiment:'. Accuracy by number of examples; "
         "seeds 0 to 4 (LoRA 0 to 2, in all layers 0; of all examples 0) draw the examples and where LoRA starts. "
         f"LoRA and everything learn in one pass, in steps of {BATCH} snippets, at least {LEAST} steps.")


# --- ways: numbers of learned snippets, a seed, the tested `Part` -> scores, how many numbers were learned


def bag(numbers, seed, tested, C=10.0):
    classifier = bag_of_words(reviews_of(numbers), C)
    return classifier.decision_function(texts_of(tested.reviews)), classifier[-1].coef_.size + 1


def calibrated(numbers, seed, tested):
    learned = parts()[0]
    return odds(tested) - best_threshold(odds(learned)[numbers], learned.right[numbers]), 1


def head(numbers, seed, tested, places=INSIDE, penalty=100.0):
    fitted = head_on(parts()[0].at(places)[numbers], reviews_of(numbers), penalty)
    return head_scores(fitted, tested.at(places)), count_of(fitted.parameters())


def lora(numbers, seed, tested, first=KEPT, rank=8, places=TARGET_MODULES, rate=2e-3):
    """LoRA in the layers from `first` on, until SmolLM2 says the right word of the two."""
    model, tokenizer = frozen_smollm2()
    learned, right = streams_of(reviews_of(numbers), first, numbers), parts()[0].right[numbers]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        adapted = add_lora(model, rank, 2 * rank, places, layers=range(first, model.config.layers))
    changes = [parameter for _, parameter in trainable_parameters(adapted)]
    words = answer_head(model, tokenizer).requires_grad_(False)
    batches = mixed_batches(learned.lengths.tolist(), BATCH, steps_for(numbers), seed)
    teach(lambda chosen: learned.vectors(adapted, chosen), right, words, changes, batches, rate)
    kept = tested.kept if first == KEPT else streams_of(tested.reviews, first)
    return head_scores(words, all_vectors(adapted, kept)), count_of(changes)


def streams_of(reviews, first, numbers=None):
    """`KeptStreams` of snippets where they enter layer `first`; numbers: theirs, where they are learned ones"""
    if first == KEPT and numbers is not None:
        return parts()[0].kept.part(numbers)
    model, tokenizer = frozen_smollm2()
    return keep_streams(model, prompt_ids(tokenizer, reviews), first)


def everything(numbers, seed, tested, rate=1e-4):
    """All of SmolLM2's weights learn, the embeddings, too; the two words' rows are read as they were before."""
    model, tokenizer = frozen_smollm2()
    learner, words = copy.deepcopy(model).requires_grad_(True), answer_head(model, tokenizer).requires_grad_(False)
    texts, right = prompt_ids(tokenizer, reviews_of(numbers)), parts()[0].right[numbers]
    batches = mixed_batches([len(text) for text in texts], BATCH, steps_for(numbers), seed)
    teach(lambda chosen: pooled(learner, [texts[number] for number in chosen]), right, words,
          list(learner.parameters()), batches, rate)
    return head_scores(words, features(learner, prompt_ids(tokenizer, tested.reviews))), count_of(learner.parameters())


def steps_for(numbers):
    """Each snippet once, but at least LEAST steps."""
    return max(LEAST, round(len(numbers) / BATCH))


def reviews_of(numbers):
    """The learned snippets with these numbers."""
    return [parts()[0].reviews[number] for number in numbers]


def odds(part):
    """`prompt_scores` of a part, from the vectors that are kept."""
    return head_scores(answer_head(*frozen_smollm2()), part.at(LAST))


def count_of(parameters):
    return sum(parameter.numel() for parameter in parameters)


# --- what they are worth


def by_count(way, counts=COUNTS, seeds=SEEDS, tested=2):
    """{count: accuracies and CPU seconds by seed, and how many numbers were learned}, and of the last what is right

    Of all examples learn only the first seed's.   tested: 2, the held-out part, or 1, the one to choose by
    """
    tested, found = parts()[tested], {}
    for count in counts:
        found[str(count)] = row = {"accuracy": [], "seconds": []}
        for seed in seeds if count < ALL else seeds[:1]:
            began = time.process_time()
            scores, row["learned numbers"] = way(draw(range(ALL), count, seed), seed, tested)
            row["seconds"].append(round(time.process_time() - began, 1))
            row["accuracy"].append(round(accuracy(scores, tested.right), 4))
    return found | {"right": right_by(scores, tested)}


def right_by(scores, tested, threshold=0.0):
    """Which snippets a way judges right, as a text of 0 and 1."""
    return "".join(map(str, ((np.asarray(scores) > threshold) == (tested.right.numpy() == 1)).astype(int)))


def without_learning():
    """{way: accuracy on the held-out part, which are right}, and how often the word list has nothing to say"""
    learned, _, held_out = parts()
    lexicon = lexicon_scores(load_sentiment_lexicon(), held_out.reviews)
    most = np.full(len(held_out.reviews), learned.right.float().mean() - 0.5)
    found = {name: {"accuracy": round(accuracy(scores, held_out.right), 4), "right": right_by(scores, held_out)}
             for name, scores in (("majority", most), ("lexicon", lexicon), ("prompt", odds(held_out)))}
    found["lexicon"]["no word"] = round(float((lexicon == 0).mean()), 4)
    found["prompt"]["called good"] = round(float((odds(held_out) > 0).mean()), 4)
    return found


def streams():
    """What it took to read all snippets once, on which head, prompt and LoRA rest."""
    lengths = [part.kept.lengths for part in parts()]
    return {"snippets": [len(each) for each in lengths], "tokens": sum(int(each.sum()) for each in lengths),
            "seconds": round(seconds_of_reading())}


def chosen():
    """On the validation part, mean over seeds: {way: {setting: {count: accuracy}}}"""
    settings = {"bag of words, C": {C: lambda *way, C=C: bag(*way, C) for C in (1, 10, 100)},
                "head inside, penalty": {penalty: lambda *way, penalty=penalty: head(*way, INSIDE, penalty)
                                         for penalty in (10, 30, 100, 300, 1000)},
                "head, place": {f"{layer} {pooling}": lambda *way, place=(layer, pooling): head(*way, (place,))
                                for layer in LAYERS for pooling in POOLINGS},
                "threshold of the prompt": {"": calibrated}}
    return {name: {str(setting): mean_by_count(way) for setting, way in ways.items()}
            for name, ways in settings.items()}


def mean_by_count(way):
    """{count: mean accuracy over the seeds, on the validation part}"""
    found = by_count(way, tested=1)
    return {str(count): round(float(np.mean(found[str(count)]["accuracy"])), 4) for count in COUNTS}


# --- two mistakes, made on purpose


def leak(count=1418):
    """A bag of words that has seen some of the held-out snippets with their labels: {share: accuracy}, of all, of those
    that were seen, and of the others"""
    learned, _, held_out = parts()
    found = {}
    for share in (0.0, 0.1, 0.5, 1.0):
        seen = int(share * len(held_out.reviews))
        classifier = bag_of_words(draw(learned.reviews, count, 0) + held_out.reviews[:seen])
        right = (classifier.decision_function(texts_of(held_out.reviews)) > 0) == (held_out.right.numpy() == 1)
        found[str(share)] = {name: round(float(part.mean()), 4) for name, part in
                             (("all", right), ("seen", right[:seen]), ("others", right[seen:])) if len(part)}
    return found


def best_of_many(runs=100, count=64, draws=200):
    """The best of many heads on some held-out snippets, and how it does on the others: {snippets: means over draws}"""
    held_out = parts()[2]
    numbers = range(len(parts()[0].reviews))
    right = np.array([head(draw(numbers, count, seed), seed, held_out)[0] > 0 for seed in range(runs)])
    right = right == (held_out.right.numpy() == 1)    # (runs, snippets)
    found = {}
    for size in (50, 100, 200, 500):
        random, rows = np.random.default_rng(0), []
        for _ in range(draws):
            order = random.permutation(right.shape[1])
            some, others = right[:, order[:size]].mean(1), right[:, order[size:]].mean(1)
            rows.append((some.max(), others[some.argmax()], others.mean()))
        found[str(size)] = dict(zip(("told", "true", "mean"), np.mean(rows, 0).round(4).tolist()))
    return found


def validated(way, seeds=range(2), count=256, **options):
    """On the validation part, after 256 examples, by seed: accuracy, and the loss, which tells smaller differences"""
    validation, rows = parts()[1], []
    for seed in seeds:
        scores, numbers = way(draw(range(ALL), count, seed), seed, validation, **options)
        loss = F.softplus(torch.as_tensor(scores) * (1 - 2 * validation.right)).mean().item()
        rows.append({"accuracy": round(accuracy(scores, validation.right), 4), "loss": round(loss, 4)})
    return {"learned numbers": numbers, "seeds": rows}


RUNS = {
    "streams": streams,
    "chosen": chosen,
    "without learning": without_learning,
    "bag of words": lambda: by_count(bag),
    "calibrated prompt": lambda: by_count(calibrated),
    "head": lambda: by_count(lambda *way: head(*way, LAST)),
    "head inside": lambda: by_count(head),
    "LoRA above": lambda: by_count(lora, seeds=LORA_SEEDS),
    "LoRA": lambda: by_count(lambda *way: lora(*way, first=0, rate=1e-3), (1024,), seeds=(0,)),
    "everything, rates": lambda: {str(rate): validated(everything, range(1), rate=rate) for rate in (3e-5, 1e-4)},
    "everything": lambda: by_count(everything, (1024,), seeds=(0,)),
    "rank": lambda: {str(rank): validated(lora, rank=rank) for rank in (1, 2, 8, 32)},
    "places": lambda: {name: validated(lora, places=places) for name, places in WHERE.items()},
    "leak": leak,
    "best of many": best_of_many,
}
