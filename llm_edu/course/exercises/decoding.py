"""The exercises of lesson 07: shaping probabilities, beams, masks, the cache, guesses that are checked."""

import math

import torch

from llm_edu import decoding
from llm_edu.course.demos.decoding import CountingModel, apply_temperature as tempered, beam_step as one_beam_step
from llm_edu.course.demos.decoding import generate_with_cache as with_cache, judge_guess as judged
from llm_edu.course.demos.decoding import only_allowed as masked_and_forbidden, tiny_talker
from llm_edu.course.exercise import Exercise, Mistake, Property, Question, Quiz, QuizItem, case, scenario
from llm_edu.decoding.stopping import overlap
from llm_edu.transformer import KVCache

LESSON = "07_decoding"


def _vector(*numbers):
    return torch.tensor(numbers, dtype=torch.float32)


def _probabilities(rng, count):
    """Sixteenths that sum to 1, so that no sum is rounded; some may be 0."""
    cuts = sorted(rng.randrange(17) for _ in range(count - 1))
    return torch.tensor([high - low for low, high in zip([0, *cuts], [*cuts, 16])]) / 16


def _sums_to_one(result, *_):
    return abs(result.sum().item() - 1) < 1e-4


# --- distinct_n


def _distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(len(text) - n + 1)],
              share=lambda found: len(set(found)) / len(found)):
    """A distinct_n with one thing wrong."""
    return lambda texts, n: share([run for text in texts for run in runs(text, n)])


def _each_text_alone(texts, n):
    shares = [decoding.distinct_n([text], n) for text in texts]
    return sum(shares) / len(shares)


def _all_in_one(texts, n):
    return decoding.distinct_n([[word for text in texts for word in text]], n)


def _per_token(texts, n):
    runs = {tuple(text[at:at + n]) for text in texts for at in range(len(text) - n + 1)}
    return len(runs) / sum(map(len, texts))


def _only_the_first(texts, n):
    return decoding.distinct_n(texts[:1], n)


def _by_zip(texts, n):
    runs = [run for text in texts for run in zip(*(text[start:] for start in range(n)))]
    return len(dict.fromkeys(runs)) / len(runs)


def _by_strings(texts, n):
    seen, count = set(), 0
    for text in texts:
        for end in range(n, len(text) + 1):
            count += 1
            seen.add("|".join(map(str, text[end - n:end])))
    return len(seen) / count


distinct_n = Exercise(
    "distinct_n",
    lesson=LESSON,
    reference=decoding.distinct_n,
    cases=[
        case([["a", "b"]], 1), case([["a", "a"]], 1), case([["the", "cat", "saw", "the", "cat"]], 2),
        case([[1, 2, 3], [1, 2]], 2), case([[5, 5, 5, 5]], 3), case([[1, 2], [2, 1]], 1), case([[1, 2, 1, 2, 1]], 2),
        case([[1, 2, 3], [3, 1, 2]], 3), case([[1], [2, 3]], 2),
    ],
    random_case=lambda rng: ([[rng.randrange(3) for _ in range(rng.randrange(3, 8))]
                              for _ in range(rng.randrange(1, 4))], rng.randrange(1, 4)),
    valid=lambda texts, n: any(len(text) >= n for text in texts),
    hints=(
        "Collect every run of n neighbours of every text in one list. What does a set of them tell you?",
        "found = []\nfor each text:\n    for each start at which n tokens are left:\n        append tuple(text[start:"
        "start + n])\nreturn how many different ones / how many",
    ),
    mistakes=[
        Mistake(_distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(len(text) - n)]), "The last run "
                "of each text is missing: a text of 5 tokens has 5 − n + 1 runs."),
        Mistake(_distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(len(text))]), "At the end of a "
                "text your runs get shorter than n. Stop where no n tokens are left."),
        Mistake(_distinct(runs=lambda text, n: [tuple(text[at:at + n]) for at in range(0, len(text) - n + 1, n)]),
                "You cut the text into blocks. Runs overlap: one begins at every token."),
        Mistake(_distinct(runs=lambda text, n: [frozenset(text[at:at + n]) for at in range(len(text) - n + 1)]),
                "A set forgets the order, and *cat saw* is not *saw cat*. Make a tuple of each run."),
        Mistake(_distinct(share=lambda found: 1 - len(set(found)) / len(found)), "That is the share that was there "
                "before. Asked for is the share of different ones: 1 when nothing comes twice."),
        Mistake(_distinct(share=lambda found: len(set(found))), "You count the different runs. A share is asked for: "
                "divide by how many runs there are."),
        Mistake(_distinct(share=lambda found: sum(found.count(run) == 1 for run in set(found)) / len(found)), "You "
                "count what comes only once. A run that comes three times is still one different run."),
        Mistake(_distinct(share=lambda found: len(found) / len(set(found))), "Upside down: different ones divided by "
                "all, so that it is at most 1."),
        Mistake(_each_text_alone, "You take the share of each text and average. What one text repeats from *another* "
                "is then not seen: put all runs together first."),
        Mistake(_all_in_one, "You put the texts one behind the other, so that there are runs that begin in one text "
                "and end in the next. Nobody wrote those."),
        Mistake(_per_token, "You divide by the number of tokens, as its inventors did. Here it is the number of runs, "
                "so that 1 is the highest for any n."),
        Mistake(lambda texts, n: len({text[0:n] for text in texts}), "A list can't be in a set, since it may change. "
                "tuple(text[start:start + n]) can."),
        Mistake(_distinct(runs=lambda text, n: [" ".join(text[at:at + n]) for at in range(len(text) - n + 1)]),
                "\" \".join(…) wants strings, and a text may be a list of ids. A tuple of the run serves for both."),
        Mistake(lambda texts, n: decoding.distinct_n(texts, 2), "These are always runs of two, whatever n is."),
        Mistake(lambda texts, n: decoding.distinct_n(texts, 1), "These are single tokens, whatever n is."),
        Mistake(_only_the_first, "Only the first text counts. Does `return` stand inside the loop?"),
    ],
    also_right=[_by_zip, _by_strings],
)


# --- apply_temperature


def _temperature(scale=lambda logits, t: logits / t, zero=True, last=lambda x: x.softmax(-1)):
    """An apply_temperature with one thing wrong."""

    def apply(logits, temperature):
        if temperature == 0 and zero:
            return tempered(logits, 0)
        return last(scale(logits, temperature))

    return apply


def _without_care(logits, temperature):
    if temperature == 0:
        return tempered(logits, 0)
    exponentials = (logits / temperature).exp()
    return exponentials / exponentials.sum()


def _a_power_of_probabilities(logits, temperature):
    if temperature == 0:
        return tempered(logits, 0)
    scaled = logits.log_softmax(-1) / temperature
    return (scaled - scaled.logsumexp(-1)).exp()


def _by_a_tiny_temperature(logits, temperature):
    if temperature == 0:
        return torch.nn.functional.one_hot(logits.argmax(), len(logits)).float()
    highest = logits.max()
    weights = torch.tensor([math.exp((logit - highest) / temperature) for logit in logits])
    return weights / weights.sum()


def _all_the_best(logits, temperature):
    if temperature == 0:
        best = (logits == logits.max()).float()
        return best / best.sum()
    return (logits / temperature).softmax(-1)


apply_temperature = Exercise(
    "apply_temperature",
    lesson=LESSON,
    reference=tempered,
    cases=[
        case(_vector(1, 3), 0), case(_vector(1, 3), 1.0), case(_vector(1, 3), 0.5), case(_vector(1, 3), 2.0),
        case(_vector(0, 0, 0), 0), case(_vector(2, -1, 0.5), 0.7), case(_vector(-4, -2), 0),
        case(_vector(2, 5, 5), 0), case(_vector(40, 20, 38), 0.25), case(_vector(1, 2, 3, 4), 1000.0),
    ],
    random_case=lambda rng: (_vector(*(rng.randrange(-30, 30) / 10 for _ in range(rng.randrange(2, 5)))),
                             rng.choice([0, 0.2, 0.5, 0.8, 1.5, 3.0])),
    hints=(
        "Divide, then softmax. Dividing by 0 is the one case that needs a line of its own.",
        "if temperature is 0:\n    zeros like logits, with a 1 where the largest logit is\nelse:\n    softmax of "
        "logits / temperature",
    ),
    mistakes=[
        Mistake(_temperature(scale=lambda x, t: x * t), "You multiply. A temperature below 1 must make differences "
                "*larger*: divide."),
        Mistake(_temperature(scale=lambda x, t: x), "temperature is used only where it is 0."),
        Mistake(_temperature(zero=False), "At temperature 0 you divide by 0, and what comes out is nan. Give this case "
                "lines of its own: all on the largest logit."),
        Mistake(_temperature(scale=lambda x, t: x.softmax(-1) / t, last=lambda x: x), "You divide the probabilities, "
                "so they no longer sum to 1. Divide the logits, before the softmax."),
        Mistake(_temperature(scale=lambda x, t: x.softmax(-1) / t), "You take the softmax twice. Divide the logits, "
                "then one softmax."),
        Mistake(_temperature(last=lambda x: x), "These are still logits: the softmax is missing."),
        Mistake(_without_care, "For large logits the exponentials overflow: inf / inf is nan. softmax takes the "
                "largest logit away first, which changes nothing else."),
        Mistake(_all_the_best, "At temperature 0, of several equally large logits the *first* gets everything, as "
                "argmax has it."),
        Mistake(lambda x, t: x.argmax() if t == 0 else (x / t).softmax(-1), "At temperature 0 you return a token. "
                "Probabilities are asked for: zeros, with a 1 in its place."),
        Mistake(lambda x, t: x if t == 0 else (x / t).softmax(-1), "At temperature 0 you return the logits as they "
                "are. It should be zeros, with a 1 at the largest."),
    ],
    also_right=[_a_power_of_probabilities, _by_a_tiny_temperature],
    compare="close",
    properties=[Property(_sums_to_one, "These are no probabilities: they don't sum to 1.")],
    equivalent_mutants={
        "-1 → 0 in: return (logits / temperature).softmax(dim=-1)":
            "the only dimension is the last and the first",
    },
)


# --- keep_top_p, keep_min_p


def _top_p(kept=lambda ordered, total, p: total - ordered < p, back=True, rescaled=True, descending=True):
    """A keep_top_p with one thing wrong."""

    def keep(probabilities, p):
        ordered, order = probabilities.sort(descending=descending, stable=True)
        left = ordered.where(kept(ordered, ordered.cumsum(0), p), 0.0)
        if back:
            left = torch.zeros_like(left).scatter(0, order, left)
        return left / left.sum() if rescaled else left

    return keep


def _reordered(probabilities, p):
    """Undoes the sorting with the wrong permutation."""
    ordered, order = probabilities.sort(descending=True, stable=True)
    left = ordered.where(ordered.cumsum(0) - ordered < p, 0.0)[order]
    return left / left.sum()


def _one_after_the_other(probabilities, p):
    result, total = torch.zeros_like(probabilities), 0.0
    for token in sorted(range(len(probabilities)), key=lambda token: -probabilities[token]):
        if total >= p:
            break
        result[token] = probabilities[token]
        total += probabilities[token].item()
    return result / total


def _by_numpy(probabilities, p):
    values = probabilities.double().numpy()
    order = (-values).argsort(kind="stable")
    count = 1 + int((values[order].cumsum() < p).sum())
    result = torch.zeros_like(probabilities)
    kept = order[:count].copy()
    result[kept] = probabilities[kept]
    return result / result.sum()


def _limit_cases():
    return [(_vector(0.5, 0.25, 0.25), 0.5), (_vector(0.25, 0.75), 0.5), (_vector(0.125, 0.5, 0.375), 0.8),
            (_vector(0.25, 0.5, 0.125, 0.125), 0.75), (_vector(0.25, 0.25, 0.25, 0.25), 0.4),
            (_vector(0.0625, 0.5, 0.125, 0.3125), 0.25), (_vector(0.125, 0.875), 1.0),
            (_vector(0.0, 0.375, 0.625), 1.0), (_vector(0.5, 0.0, 0.375, 0.125), 0.625), (_vector(1.0, 0.0), 0.9)]


keep_top_p = Exercise(
    "keep_top_p",
    lesson=LESSON,
    reference=decoding.keep_top_p,
    cases=lambda: [case(*arguments) for arguments in _limit_cases()],
    random_case=lambda rng: (_probabilities(rng, rng.randrange(2, 6)), rng.randrange(1, 17) / 16),
    valid=lambda probabilities, p: abs(probabilities.sum().item() - 1) < 1e-6,
    hints=(
        "Sort, most probable first. A token stays if what stands *before* it sums to less than p: the first always "
        "does, and the one that reaches p is the last.",
        "ordered, order = probabilities sorted, descending\nbefore = running sum of ordered − ordered\nkept = ordered "
        "where before < p, else 0\nresult = zeros;  result[order] = kept\nreturn result / its sum",
    ),
    mistakes=[
        Mistake(_top_p(kept=lambda ordered, total, p: total <= p), "You drop the token that carries the sum over p. It "
                "still belongs: fewest tokens that *together have at least* p. (If the first has more than p, nothing "
                "would be left.)"),
        Mistake(_top_p(kept=lambda ordered, total, p: total < p), "You keep tokens while the sum stays below p, so the "
                "one that reaches p is missing. Together they must have at least p."),
        Mistake(_top_p(kept=lambda ordered, total, p: total - ordered <= p), "One token too many where the sum is "
                "exactly p: it is reached, so stop."),
        Mistake(_top_p(kept=lambda ordered, total, p: ordered >= p), "You keep each token that has p alone. The limit "
                "is for their sum, from the most probable down."),
        Mistake(_top_p(back=False), "The probabilities are in sorted order. Put each back in its token's place: "
                "result[order] = kept."),
        Mistake(lambda probabilities, p: (kept := _top_p(back=False)(probabilities, p))[kept > 0], "Only what is kept "
                "comes back, so nobody knows which token is which. Each keeps its place, with 0 where it is cut off."),
        Mistake(_reordered, "You bring them back with kept[order], which sorts once more. order[i] says *where* the "
                "i-th came from: result[order] = kept."),
        Mistake(_top_p(rescaled=False), "What is kept doesn't sum to 1. Divide by its sum."),
        Mistake(lambda probabilities, p: _top_p(rescaled=False)(probabilities, p) / p, "You divide by p. What is kept "
                "has at least p, mostly more: divide by its own sum."),
        Mistake(_top_p(descending=False), "You begin with the least probable tokens."),
        Mistake(lambda probabilities, p: decoding.keep_min_p(probabilities, p), "That is min-p, a limit for each token "
                "alone; it is the next exercise. Here the *sum* of the kept ones counts."),
        Mistake(lambda probabilities, p: probabilities.where(
            probabilities.sort(descending=True).values.cumsum(0) - probabilities.sort(descending=True).values < p, 0.0)
                / probabilities.where(probabilities.sort(descending=True).values.cumsum(0)
                                      - probabilities.sort(descending=True).values < p, 0.0).sum(),
                "The mask is in sorted order, the probabilities are not: place 0 of the mask belongs to the most "
                "probable token, wherever it stands."),
    ],
    also_right=[_one_after_the_other, _by_numpy],
    compare="close",
    properties=[Property(_sums_to_one, "What is kept doesn't sum to 1. Divide by its sum.")],
    equivalent_mutants={
        "0 → -1 in: before = ordered.cumsum(0) - ordered":
            "the only dimension is the first and the last",
    },
)


def _min_p(kept=lambda x, p: x >= p * x.max(), rescaled=True):
    """A keep_min_p with one thing wrong."""

    def keep(probabilities, p):
        left = probabilities.where(kept(probabilities, p), 0.0)
        return left / left.sum() if rescaled else left

    return keep


def _min_p_by_loop(probabilities, p):
    best = max(probabilities.tolist())
    left = [number if number / best >= p else 0.0 for number in probabilities.tolist()]
    return torch.tensor([number / sum(left) for number in left])


def _min_p_in_place(probabilities, p):
    probabilities[probabilities < p * probabilities.max()] = 0.0
    return probabilities / probabilities.sum()


keep_min_p = Exercise(
    "keep_min_p",
    lesson=LESSON,
    reference=decoding.keep_min_p,
    cases=lambda: [case(*arguments) for arguments in _limit_cases()],
    random_case=lambda rng: (_probabilities(rng, rng.randrange(2, 6)), rng.choice([0.125, 0.25, 0.5, 0.75, 1.0])),
    valid=lambda probabilities, p: abs(probabilities.sum().item() - 1) < 1e-6,
    hints=(
        "The threshold moves with the model: p times the largest probability.",
        "threshold = p · largest\nkept = probabilities where they are at least the threshold, else 0\nreturn kept / "
        "its sum",
    ),
    mistakes=[
        Mistake(_min_p(kept=lambda x, p: x >= p), "You compare with p itself. The threshold is p *times the largest* "
                "probability, so that it sinks when the model is unsure."),
        Mistake(_min_p(kept=lambda x, p: x > p * x.max()), "A token exactly at the threshold stays. (With p = 1 "
                "nothing would be left.)"),
        Mistake(_min_p(kept=lambda x, p: x < p * x.max()), "The wrong way round: you keep what is too improbable."),
        Mistake(_min_p(kept=lambda x, p: x >= p * x.mean()), "You compare with the mean. It is the largest "
                "probability that counts."),
        Mistake(_min_p(kept=lambda x, p: x >= x.max() - p), "You take p away from the largest. It is a factor: p = 0.1 "
                "means a tenth as probable."),
        Mistake(_min_p(rescaled=False), "What is kept doesn't sum to 1. Divide by its sum."),
        Mistake(lambda x, p: (kept := x[x >= p * x.max()]) / kept.sum(), "Only what is kept comes back, so nobody "
                "knows which token is which. Each keeps its place, with 0 where it is cut off: .where(…, 0.0)."),
        Mistake(_min_p_in_place, "The result is right, but you change the probabilities that you were given. Make new "
                "ones, with where or on a clone."),
    ],
    also_right=[_min_p_by_loop, _min_p()],
    compare="close",
    properties=[Property(_sums_to_one, "What is kept doesn't sum to 1. Divide by its sum.")],
)


# --- penalise_repetition


def _penalty(up=lambda x, penalty: x / penalty, down=lambda x, penalty: x * penalty, often=False, everywhere=False):
    """A penalise_repetition with one thing wrong."""

    def penalise(logits, ids, penalty):
        result = logits.clone()
        tokens = range(len(logits)) if everywhere else ids if often else set(ids)
        for token in tokens:
            change = up if result[token] > 0 else down
            result[token] = change(result[token], penalty)
        return result

    return penalise


def _penalty_in_place(logits, ids, penalty):
    for token in set(ids):
        logits[token] = logits[token] / penalty if logits[token] > 0 else logits[token] * penalty
    return logits


def _asks_all_at_once(logits, ids, penalty):
    result = logits.clone()
    if result[ids] > 0:
        result[ids] = result[ids] / penalty
    else:
        result[ids] = result[ids] * penalty
    return result


def _penalty_by_where(logits, ids, penalty):
    seen = torch.zeros(len(logits), dtype=torch.bool)
    seen[list(ids)] = True
    changed = torch.where(logits > 0, logits / penalty, logits * penalty)
    return torch.where(seen, changed, logits)


def _penalty_by_list(logits, ids, penalty):
    numbers = logits.tolist()
    for token in dict.fromkeys(ids):
        numbers[token] = min(numbers[token] / penalty, numbers[token] * penalty) if penalty >= 1 else (
            max(numbers[token] / penalty, numbers[token] * penalty))
    return torch.tensor(numbers)


def _penalty_case(rng):
    count = rng.randrange(2, 6)
    logits = _vector(*(rng.choice([-1, 1]) * rng.randrange(1, 40) / 8 for _ in range(count)))
    return logits, [rng.randrange(count) for _ in range(rng.randrange(6))], rng.choice([1.1, 1.25, 2.0])


penalise_repetition = Exercise(
    "penalise_repetition",
    lesson=LESSON,
    reference=decoding.penalise_repetition,
    cases=[
        case(_vector(2, -1, 0.5), [0, 1, 1], 2.0), case(_vector(1, 2), [], 1.5), case(_vector(0.5, 3), [0], 1.25),
        case(_vector(-0.5, 3), [0, 0, 0], 1.25), case(_vector(4, 4, 4), [2], 4.0), case(_vector(-2, -3), [1], 1.0),
        case(_vector(0.25, -0.25, 8, -8), [3, 0, 2, 1], 1.6),
    ],
    random_case=_penalty_case,
    valid=lambda logits, ids, penalty: all(token < len(logits) for token in ids),
    hints=(
        "Each token that has been there counts once, however often it was there: what gives you every one of them "
        "once? And what makes −1 *less*?",
        "result = a clone of logits\nfor each different token of ids:\n    if its logit is above 0: divide by penalty\n"
        "    else: multiply by penalty\nreturn result",
    ),
    mistakes=[
        Mistake(_penalty(down=lambda x, penalty: x / penalty), "You divide negative logits, too: −1 / 2 is −0.5, which "
                "makes the token *more* likely. Multiply them. (The paper that brought the penalty divides always.)"),
        Mistake(_penalty(up=lambda x, penalty: x * penalty), "You multiply positive logits: those that have been there "
                "get more likely still."),
        Mistake(_penalty(up=lambda x, penalty: x * penalty, down=lambda x, penalty: x / penalty), "The two are "
                "swapped: yours rewards repetition."),
        Mistake(_penalty(up=lambda x, penalty: x - penalty, down=lambda x, penalty: x - penalty), "You take the "
                "penalty away. This one is a factor: 1 changes nothing."),
        Mistake(_penalty(often=True), "A token that has been there three times is penalised three times. Here it "
                "counts once, however often: set(ids)."),
        Mistake(_penalty(everywhere=True), "You penalise all tokens, so that none is less likely than another. Only "
                "those in ids."),
        Mistake(_asks_all_at_once, "`if` wants one yes or no, and "
                "this is a whole tensor of them. Go through the tokens one by one, or use torch.where."),
        Mistake(_penalty_in_place, "The result is right, but you change the logits that you were given: work on "
                "logits.clone()."),
    ],
    also_right=[_penalty_by_where, _penalty_by_list],
    compare="close",
    equivalent_mutants={
        "result[token] > 0 → result[token] >= 0 in: if result[token] > 0:": "0 stays 0, divided or multiplied",
    },
)


# --- beam_step, length_penalty


def _step(total=lambda before, new: before + new, order=lambda pairs: sorted(pairs, key=lambda pair: -pair[1]),
          cut=lambda pairs, width: pairs[:width], ids=lambda before, token: [*before, token]):
    """A beam_step with one thing wrong."""

    def step(beams, log_probabilities, width):
        pairs = [(ids(before, token), total(score, new)) for (before, score), row
                 in zip(beams, log_probabilities.tolist()) for token, new in enumerate(row)]
        return cut(order(pairs), width)

    return step


def _best_of_each(beams, log_probabilities, width):
    pairs = [(([*ids, int(row.argmax())]), total + row.max().item())
             for (ids, total), row in zip(beams, log_probabilities)]
    return sorted(pairs, key=lambda pair: -pair[1])[:width]


def _width_of_each(beams, log_probabilities, width):
    pairs = []
    for beam, row in zip(beams, log_probabilities):
        pairs += one_beam_step([beam], row[None], width)
    return sorted(pairs, key=lambda pair: -pair[1])


def _appends(beams, log_probabilities, width):
    """All candidates of a beam share its list."""
    pairs = []
    for (ids, total), row in zip(beams, log_probabilities.tolist()):
        for token, new in enumerate(row):
            ids.append(token)
            pairs.append((ids, total + new))
    return sorted(pairs, key=lambda pair: -pair[1])[:width]


def _topk_of_a_row(beams, log_probabilities, width):
    pairs = []
    for beam, row in zip(beams, log_probabilities):
        row.topk(width)
        pairs += one_beam_step([beam], row[None], width)
    return sorted(pairs, key=lambda pair: -pair[1])[:width]


def _by_heap(beams, log_probabilities, width):
    import heapq

    pairs = ((total + row[token].item(), ids + [token]) for (ids, total), row in zip(beams, log_probabilities)
             for token in range(len(row)))
    return [(ids, total) for total, ids in heapq.nlargest(width, pairs)]


def _beam_case(rng):
    """Log-probabilities in hundredths, all different, so that nothing depends on ties."""
    count, vocab = rng.randrange(1, 4), rng.randrange(2, 5)
    numbers = iter(rng.sample(range(1, 400), count * vocab))
    rows = torch.tensor([[-next(numbers) / 100 for _ in range(vocab)] for _ in range(count)], dtype=torch.float64)
    beams = [([rng.randrange(9) for _ in range(2)], -rng.randrange(1, 300) / 100 - 0.001 * number)
             for number in range(count)]
    return beams, rows, rng.randrange(1, 6)


def _table(*rows):
    return torch.tensor(rows, dtype=torch.float64)


beam_step = Exercise(
    "beam_step",
    lesson=LESSON,
    reference=one_beam_step,
    cases=[
        case([([7], -1.0)], _table([-3.0, -0.5]), 1), case([([], 0.0)], _table([-0.5, -1.5, -2.5]), 2),
        case([([4], -0.5), ([2], -1.25)], _table([-3.0, -2.0], [-0.25, -4.0]), 2),
        case([([4], -0.5), ([2], -3.25)], _table([-0.5, -1.5], [-0.125, -4.0]), 2),
        case([([1], -2.0), ([3], -2.5)], _table([-0.75, -1.5], [-0.5, -3.0]), 9),
        case([([5, 5], -0.25)], _table([-6.0, -5.0, -0.125]), 3),
    ],
    random_case=_beam_case,
    valid=lambda beams, rows, width: rows.dim() == 2 and len(beams) == len(rows) > 0 and all(
        len(beam) == 2 for beam in beams),
    hints=(
        "Every beam with every token is a candidate; its log P is the beam's plus the token's. Sort them all together, "
        "and cut.",
        "candidates = []\nfor each beam (ids, total) and its row:\n    for each token and its log-probability in the "
        "row:\n        append (ids + [token], total + log-probability)\nsort by the second, largest first\nreturn the "
        "first width",
    ),
    mistakes=[
        Mistake(_best_of_each, "Each beam goes on with its own best token. The candidates of *all* beams compete: two "
                "may come from one beam, and none from another."),
        Mistake(_width_of_each, "You keep width candidates of each beam, so the beams multiply. Keep width of all "
                "together."),
        Mistake(_step(total=lambda before, new: new), "You rank by the last token alone. What stood before counts, "
                "too: total + log-probability."),
        Mistake(_step(total=lambda before, new: before * new), "You multiply logarithms. Probabilities multiply, their "
                "logarithms add."),
        Mistake(_step(total=lambda before, new: math.exp(before + new)), "These are probabilities. Stay with "
                "logarithms: after fifty tokens a probability is too small to compare."),
        Mistake(_step(order=lambda pairs: sorted(pairs, key=lambda pair: pair[1])), "You keep the *least* probable. "
                "sort goes upwards unless told reverse=True."),
        Mistake(_step(order=lambda pairs: pairs), "You keep the first candidates, not the best: sort before you cut."),
        Mistake(_step(cut=lambda pairs, width: pairs), "Nothing is pruned. Only width candidates stay."),
        Mistake(_step(ids=lambda before, token: [token]), "What the beam had written is lost: ids + [token]."),
        Mistake(_step(order=lambda pairs: sorted(pairs, reverse=True)), "sorted(…) without a key compares the ids "
                "first. Sort by the second of each pair."),
        Mistake(_appends, "ids.append(token) changes the beam's own list, which all its candidates share. ids + "
                "[token] makes a new one."),
        Mistake(_topk_of_a_row, "A row may have fewer tokens than width. Take min(width, len(row)), or simply all."),
        Mistake(_step(order=lambda pairs: sorted(pairs, key=lambda pair: pair[1]),
                      cut=lambda pairs, width: pairs[-width:]), "The right ones, but the best comes last. It should "
                "come first."),
    ],
    also_right=[_by_heap, _step()],
    compare="close",
)

length_penalty = Question(
    "length_penalty",
    lesson=LESSON,
    answer=0.5,
    tolerance=0.006,
    hints=(
        "Write both scores with the unknown α and set them equal: −6 / 4^α = −9 / 9^α.",
        "(9/4)^α = 9/6 = 1.5\nα = log 1.5 / log 2.25\nWhat is the root of 2.25?",
    ),
    mistakes=[
        (1, "At 1 the scores are −6/4 = −1.5 and −9/9 = −1: the longer one is ahead. Try something smaller."),
        (0, "At 0 nothing is divided: −6 against −9, and the short one is ahead by 3."),
        (1.5, "That is the ratio of the log-probabilities, 9/6. The lengths' ratio, raised to α, must equal it."),
        (2.25, "That is the ratio of the lengths. To what power must it be raised to give 9/6?"),
        (2, "Upside down: 2.25 must be raised to α to give 1.5."),
        (-0.5, "With a negative α the long text would be punished even more. The right size, the wrong sign."),
        (2 / 3, "That is 6/9. The lengths count as well: (9/4)^α = 9/6."),
    ],
    explanation="−6 / √4 = −3 and −9 / √9 = −3. Below 0.5 the short one wins, above it the long one.",
)


# --- held_back


def _held(lengths=lambda text, string: range(min(len(text), len(string) - 1), 0, -1),
          fits=lambda text, string, length: text.endswith(string[:length])):
    """A held_back with one thing wrong."""
    return lambda text, string: next((length for length in lengths(text, string) if fits(text, string, length)), 0)


def _held_upwards(text, string):
    longest = 0
    for length in range(1, len(string)):
        if text[-length:] == string[:length]:
            longest = length
    return longest


def _held_by_cutting(text, string):
    tail = text[-(len(string) - 1):] if len(string) > 1 else ""
    while tail and not string.startswith(tail):
        tail = tail[1:]
    return len(tail)


held_back = Exercise(
    "held_back",
    lesson=LESSON,
    reference=overlap,
    cases=[
        case("the E", "END"), case("the EN", "END"), case("the EE", "END"), case("E", "END"), case("", "END"),
        case("-", "END"), case("the END", "END"), case("aab", "aabaac"), case("aabaa", "aabaac"), case("x", "x"),
        case("aaa", "aaaa"), case("aaaaa", "aaa"), case("EN D", "END"), case("ENEN", "END"),
    ],
    random_case=lambda rng: ("".join(rng.choice("ab") for _ in range(rng.randrange(7))),
                             "".join(rng.choice("ab") for _ in range(rng.randrange(1, 5)))),
    valid=lambda text, string: string != "",
    hints=(
        "Try lengths, the longest first: do the last so many characters of the text equal the first so many of the "
        "string? The whole string is too long: then the text is at its end anyway.",
        "for length from the smaller of len(text) and len(string) − 1 down to 1:\n    if the text ends with the "
        "string's first length characters: return length\nreturn 0",
    ),
    mistakes=[
        Mistake(_held(lengths=lambda text, string: range(1, min(len(text), len(string) - 1) + 1)), "You stop at the "
                "*shortest* beginning that fits. After *aabaa*, waiting for *aabaac*, five characters are in doubt, "
                "not one: try the longest first."),
        Mistake(_held(lengths=lambda text, string: range(min(len(text), len(string)), 0, -1)), "The whole string "
                "counts as a beginning of itself. When all of it is there, nothing is in doubt any more: "
                "len(string) − 1 at most."),
        Mistake(_held(lengths=lambda text, string: range(min(len(text), len(string) - 1) - 1, 0, -1)), "You begin one "
                "too short: all but the last character of the string may be there."),
        Mistake(_held(lengths=lambda text, string: range(min(len(text), len(string) - 1), 1, -1)), "A single character "
                "can be a beginning, too: range stops before its end."),
        Mistake(_held(fits=lambda text, string, length: string[:length] in text), "You look anywhere in the text. Only "
                "its *end* can still become the stop string."),
        Mistake(_held(fits=lambda text, string, length: text.endswith(string[-length:])), "You compare with the end of "
                "the string. What has come so far would be its *beginning*."),
        Mistake(_held(fits=lambda text, string, length: text.startswith(string[:length])), "You look at the beginning "
                "of the text. What is still in doubt stands at its end."),
        Mistake(lambda text, string: bool(overlap(text, string)), "You return whether something is held back. How many "
                "characters are asked for."),
        Mistake(lambda text, string: text[len(text) - overlap(text, string):], "You return the characters. How many "
                "there are is asked for: len(…)."),
    ],
    also_right=[_held_upwards, _held_by_cutting],
    equivalent_mutants={
        "0 → -1 in: for length in range(len(string) - 1, 0, -1):":
            "every text ends with nothing, and 0 is returned then, too",
    },
)


# --- only_allowed


def _masked(fill=-math.inf, after=lambda logits: logits, share=lambda chances, allowed: 1 - chances[allowed].sum()):
    """An only_allowed with one thing wrong."""

    def mask(logits, allowed):
        result = torch.full_like(logits, fill)
        result[allowed] = logits[allowed]
        return after(result), share(logits.softmax(-1), allowed).item()

    return mask


def _masks_the_wrong_ones(logits, allowed):
    result = logits.clone()
    result[allowed] = -math.inf
    return result, masked_and_forbidden(logits, allowed)[1]


def _masked_in_place(logits, allowed):
    forbidden = [token for token in range(len(logits)) if token not in allowed]
    share = logits.softmax(-1)[forbidden].sum().item()
    logits[forbidden] = -math.inf
    return logits, share


def _share_after_masking(logits, allowed):
    result = masked_and_forbidden(logits, allowed)[0]
    return result, 1 - result.softmax(-1)[allowed].sum().item()


def _only_the_mask(logits, allowed):
    return masked_and_forbidden(logits, allowed)[0]


def _by_adding(logits, allowed):
    penalty = torch.tensor([0.0 if token in allowed else -math.inf for token in range(len(logits))])
    chances = torch.softmax(logits, 0)
    return logits + penalty, sum(chances[token].item() for token in range(len(logits)) if token not in allowed)


def _allowed_case(rng):
    count = rng.randrange(2, 6)
    logits = _vector(*(rng.randrange(-30, 30) / 10 for _ in range(count)))
    return logits, rng.sample(range(count), rng.randrange(1, count + 1))


only_allowed = Exercise(
    "only_allowed",
    lesson=LESSON,
    reference=masked_and_forbidden,
    cases=[
        case(_vector(1, 1), [1]), case(_vector(0, 0, 0, 0), [0, 3]), case(_vector(3, 1, 2), [2, 0]),
        case(_vector(-1, -5), [1]), case(_vector(2, 4), [0, 1]), case(_vector(0, 5, -2, 1), [2]),
    ],
    random_case=_allowed_case,
    valid=lambda logits, allowed: len(allowed) > 0 and all(token < len(logits) for token in allowed),
    hints=(
        "Begin with -inf everywhere and copy what is allowed. How much was forbidden, the softmax of the logits *as "
        "they came* knows.",
        "masked = torch.full_like(logits, -torch.inf)\nmasked[allowed] = logits[allowed]\nforbidden = 1 − the sum of "
        "softmax(logits) over allowed\nreturn masked, forbidden as a float",
    ),
    mistakes=[
        Mistake(_masks_the_wrong_ones, "You forbid exactly what is allowed."),
        Mistake(_masked(fill=0.0), "A logit of 0 is not impossible: e⁰ is 1. Only -inf becomes probability 0."),
        Mistake(_masked(fill=-1.0), "A logit of −1 is not impossible. Only -inf becomes probability 0."),
        Mistake(_masked(after=lambda x: x.softmax(-1)), "These are probabilities. Return logits, so that any strategy "
                "can follow."),
        Mistake(_share_after_masking, "You look at the probabilities *after* masking, where nothing forbidden is left. "
                "How much was there before?"),
        Mistake(_masked(share=lambda chances, allowed: chances[allowed].sum()), "That is the share that is allowed. "
                "Asked for is how much was forbidden: 1 minus it."),
        Mistake(_masked(share=lambda chances, allowed: torch.tensor(1 - len(allowed) / len(chances))), "You count "
                "tokens. Their *probabilities* are asked for."),
        Mistake(lambda logits, allowed: (masked_and_forbidden(logits, allowed)[0], 1 - logits[allowed].sum().item()),
                "Logits are no probabilities yet: take their softmax before you add up."),
        Mistake(_only_the_mask, "The forbidden share is missing: return two things."),
        Mistake(_masked_in_place, "The result is right, but you change the logits that you were given: begin with a "
                "new tensor or a clone."),
        Mistake(lambda logits, allowed: (logits[allowed], masked_and_forbidden(logits, allowed)[1]), "You return the "
                "allowed logits alone, so that nobody knows any more which token is which. Keep every place, with -inf "
                "where nothing may come."),
    ],
    also_right=[_by_adding, _masked()],
    compare="close",
    equivalent_mutants={
        "-1 → 0 in: forbidden = 1 - logits.softmax(dim=-1)[allowed].sum()":
            "the only dimension is the last and the first",
    },
)


# --- tokens_read, generate_with_cache

tokens_read = Question(
    "tokens_read",
    lesson=LESSON,
    answer=14_950,
    hints=(
        "For the first new token 100 are read, for the second 101, and so on: how many for the hundredth?",
        "100 + 101 + … + 199: a hundred numbers with the mean 149.5",
    ),
    mistakes=[
        (199, "That is *with* the cache. Without it, each new token has everything before it read again."),
        (15_050, "You begin at 101. For the first new token the 100 of the prompt are read, for the last one 199."),
        (10_000, "That would be 100 for each new token. The text grows."),
        (20_000, "That would be 200 for each new token. Only the last one comes near that."),
        (15_000, "Nearly: 100 numbers from 100 to 199 have the mean 149.5."),
        (5_050, "1 + 2 + … + 100: the prompt is missing, which is read each time as well."),
        (4_950, "0 + 1 + … + 99: the prompt is missing, which is read each time as well."),
        (100, "Those are the new ones. Without a cache all that stands before each of them is read, too."),
        (200, "Without a cache the whole text is read for every new token."),
        (19_900, "You begin at 0. For the first new token the 100 of the prompt are read, and there are 100 new ones."),
    ],
    explanation="100 + 101 + … + 199 = 14,950. With the cache it is 100 + 99 = 199: the last new token is never read.",
)


def _cached(first=lambda prompt, cache: prompt, later=lambda ids: ids[-1:], stop_included=False, with_prompt=False,
            keeps_cache=True, capacity=0, ends=True):
    """A generate_with_cache with one thing wrong."""

    def generate(model, prompt, max_new_tokens, stop):
        def new_cache():
            return KVCache(model.config, capacity=len(prompt) + max_new_tokens + capacity)

        cache, new = new_cache(), []
        ids = first(list(prompt), cache)
        for _ in range(max_new_tokens):
            cache = cache if keeps_cache else new_cache()
            token = model(torch.tensor([ids]), cache=cache)[0, -1].argmax().item()
            if token == stop and ends:
                if stop_included:
                    new.append(token)
                break
            new.append(token)
            ids = later([*prompt, *new])
        return [*prompt, *new] if with_prompt else new

    return generate


def _without_any_cache(model, prompt, max_new_tokens, stop):
    new = []
    while len(new) < max_new_tokens:
        token = model(torch.tensor([[*prompt, *new]]))[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
    return new


def _reads_the_last_again(model, prompt, max_new_tokens, stop):
    cache = KVCache(model.config)
    model(torch.tensor([prompt]), cache=cache)
    new, token = [], prompt[-1]
    while len(new) < max_new_tokens:
        token = model(torch.tensor([[token]]), cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
    return new


def _one_by_one(model, prompt, max_new_tokens, stop):
    cache, new = KVCache(model.config), []
    for token in prompt:
        logits = model(torch.tensor([[token]]), cache=cache)
    for _ in range(max_new_tokens):
        token = int(logits[0, 0].argmax())
        if token == stop:
            return new
        new.append(token)
        logits = model(torch.tensor([[token]]), cache=cache)
    return new


def _recursive(model, prompt, max_new_tokens, stop, cache=None):
    cache = cache or KVCache(model.config)
    if max_new_tokens == 0:
        return []
    token = model(torch.tensor([prompt]), cache=cache)[:, -1].argmax(-1).item()
    return [] if token == stop else [token, *_recursive(model, [token], max_new_tokens - 1, stop, cache)]


def _watched(prompt, max_new_tokens, stop, seed):
    """What is written, and whether the model has read each token once; the last new one need not be read at all."""

    def run(generate):
        model = CountingModel(tiny_talker(seed=seed))
        new = generate(model, list(prompt), max_new_tokens, stop)
        once = len(prompt) + len(new) - model.tokens_read in (0, 1)
        return {"new ids": new, "tokens read": "each once" if once else model.tokens_read}

    return scenario(run, f"generate_with_cache(model, {list(prompt)}, {max_new_tokens}, stop={stop})")


generate_with_cache = Exercise(
    "generate_with_cache",
    lesson=LESSON,
    reference=with_cache,
    cases=lambda: [_watched(prompt, count, with_cache(tiny_talker(seed=seed), prompt, 8, -1)[at] if at else -1, seed)
                   for seed, (prompt, count, at) in enumerate([([3], 1, 0), ([3], 2, 0), ([3, 1, 4], 1, 0),
                                                               ([5, 8, 2], 4, 0), ([1, 2], 6, 0), ([7, 7, 7, 2], 8, 3),
                                                               ([6, 0], 8, 1), ([4, 8, 1], 5, 2)])],
    hints=(
        "What has the cache not seen yet? Before the first call the whole prompt, before each later one the newest "
        "token alone.",
        "cache = KVCache(model.config, capacity=…)\nids = the prompt as a tensor (1, time);  new = []\nwhile new has "
        "fewer than max_new_tokens:\n    token = argmax of model(ids, cache=cache)[0, -1], .item()\n    if it is stop: "
        "break\n    append it;  ids = the token alone, as a tensor (1, 1)\nreturn new",
    ),
    mistakes=[
        Mistake(_without_any_cache, "The right words, but look how many tokens were read: the whole text at every "
                "step. That is what the cache is to spare: hand it over, and then only what is new."),
        Mistake(_cached(later=lambda ids: ids), "You hand over the whole text at every step *and* a cache that knows "
                "it already, so it is read behind itself. After the first call: only the newest token."),
        Mistake(_cached(later=lambda ids: ids, capacity=99), "You hand over the whole text at every step, and the "
                "cache stores it behind what it knows: the model reads everything twice. After the first call: only "
                "the newest token."),
        Mistake(_cached(keeps_cache=False), "A new cache at every step remembers nothing. Make one, before the loop."),
        Mistake(_cached(first=lambda prompt, cache: prompt[-1:]), "Only the prompt's last token is read, so the model "
                "does not know the rest. The first call reads the whole prompt."),
        Mistake(_reads_the_last_again, "The prompt's last token is read twice: the call that reads the prompt already "
                "says what comes next."),
        Mistake(_cached(stop_included=True), "The stop is not part of the text: look at the token before you append "
                "it."),
        Mistake(_cached(with_prompt=True), "The new ids alone, without the prompt."),
        Mistake(_cached(ends=False), "You never stop before max_new_tokens: the text ends where the stop comes."),
        Mistake(_cached(capacity=-2), "The cache has too few places. It needs one for each token that is read: the "
                "prompt's, and the new ones."),
    ],
    also_right=[_one_by_one, _recursive],
    equivalent_mutants={
        "len(prompt) + max_new_tokens → len(prompt) * max_new_tokens in: cache = KVCache(model.config, "
        "capacity=len(prompt) + max_new_tokens)":
            "as much room, or more",
        "0 → -1 in: token = model(ids, cache=cache)[0, -1].argmax().item()":
            "there is one row, the first and the last",
    },
)


# --- judge_guess


def _judge(chance=lambda p, q: min(1.0, p / q), rest=lambda wanted, proposed: (wanted - proposed).clamp(min=0),
           rescaled=True, guard=True):
    """A judge_guess with one thing wrong."""

    def judge(wanted, proposed, token):
        missing = rest(wanted, proposed)
        if rescaled:
            missing = missing / missing.sum() if missing.any() or not guard else wanted
        return chance(wanted[token].item(), proposed[token].item()), missing

    return judge


def _takes_the_guess_out(wanted, proposed, token):
    rest = wanted.clone()
    rest[token] = 0
    return min(1.0, (wanted[token] / proposed[token]).item()), rest / rest.sum()


def _chance_as_tensor(wanted, proposed, token):
    chance, rest = judged(wanted, proposed, token)
    return torch.tensor(chance), rest


def _judge_by_lists(wanted, proposed, token):
    p, q = wanted.tolist(), proposed.tolist()
    gaps = [max(0.0, a - b) for a, b in zip(p, q)]
    left = wanted if sum(gaps) == 0 else torch.tensor([gap / sum(gaps) for gap in gaps])
    return 1.0 if p[token] >= q[token] else p[token] / q[token], left


def _judge_by_relu(wanted, proposed, token):
    missing = torch.relu(wanted - proposed)
    chance = (wanted / proposed)[token].clamp(max=1.0).item()
    return chance, missing / missing.sum() if missing.sum() > 0 else wanted.clone()


def _guess_case(rng):
    """The guess is a token that could have been proposed."""
    count = rng.randrange(2, 5)
    proposed = _probabilities(rng, count)
    return _probabilities(rng, count), proposed, rng.choice(proposed.nonzero().flatten().tolist())


judge_guess = Exercise(
    "judge_guess",
    lesson=LESSON,
    reference=judged,
    cases=[
        case(_vector(0.25, 0.75), _vector(0.5, 0.5), 0), case(_vector(0.25, 0.75), _vector(0.5, 0.5), 1),
        case(_vector(0.5, 0.5), _vector(0.5, 0.5), 0), case(_vector(0.0, 1.0), _vector(0.75, 0.25), 0),
        case(_vector(0.5, 0.25, 0.25), _vector(0.25, 0.125, 0.625), 2),
        case(_vector(1.0, 0.0, 0.0), _vector(0.5, 0.25, 0.25), 0), case(_vector(0.125, 0.875), _vector(0.25, 0.75), 0),
    ],
    random_case=_guess_case,
    valid=lambda wanted, proposed, token: abs(wanted.sum() - 1) < 1e-6 and abs(proposed.sum() - 1) < 1e-6
    and len(wanted) == len(proposed) and proposed[token] > 0,
    hints=(
        "Proposed too often, with q where the large model has only p: accept p of q such guesses. What was accepted "
        "then lacks probability exactly where p is above q.",
        "chance = p / q of this token, at most 1, as a float\nmissing = wanted − proposed, and 0 where that is below "
        "0\nif nothing is missing: return chance, wanted\nreturn chance, missing / its sum",
    ),
    mistakes=[
        Mistake(_judge(chance=lambda p, q: p / q), "A chance above 1: where the large model wants a token even more, "
                "the guess is simply accepted. At most 1."),
        Mistake(_judge(chance=lambda p, q: min(1.0, q / p) if p else 1.0), "Upside down. Where the draft proposes too "
                "often (q above p), fewer guesses must be accepted: p / q."),
        Mistake(_judge(chance=lambda p, q: p), "You accept with probability p. The draft has already drawn it with "
                "probability q, so p / q makes p of it; yours would make q · p."),
        Mistake(_judge(chance=lambda p, q: float(p >= q)), "All or nothing: a token that is proposed a little too "
                "often would never be taken. Accept it with chance p / q."),
        Mistake(_judge(rest=lambda wanted, proposed: wanted), "After a rejected guess you draw from all that the large "
                "model wants. But what was accepted counts already: only what is *missing*, wanted − proposed, is left "
                "to be drawn."),
        Mistake(_judge(rest=lambda wanted, proposed: (wanted - proposed).abs()), "You take the size of the difference. "
                "Where the draft proposes too much, nothing is missing: 0 there."),
        Mistake(_judge(rest=lambda wanted, proposed: (proposed - wanted).clamp(min=0)), "That is where the draft "
                "proposes too *much*. Missing is what the large model wants beyond that: wanted − proposed."),
        Mistake(_judge(rest=lambda wanted, proposed: wanted - proposed), "There are negative probabilities in it. "
                "Where the draft proposes too much, nothing is missing: 0."),
        Mistake(lambda wanted, proposed, token: max(0, wanted - proposed), "max(0, …) compares 0 with a whole tensor. "
                ".clamp(min=0) does it number by number."),
        Mistake(_judge(rescaled=False), "What is missing doesn't sum to 1. Divide by its sum."),
        Mistake(_judge(rest=lambda wanted, proposed: (wanted - proposed).clamp(min=0).softmax(-1)), "Softmax is for "
                "scores, and makes something of 0. What is missing are probabilities already: divide by their sum."),
        Mistake(_takes_the_guess_out, "You draw from all other tokens. But of those, too, the draft has proposed some "
                "often enough: what is left is wanted − proposed, where that is above 0."),
        Mistake(_judge(guard=False), "Where the two are equal, nothing is missing, and 0 / 0 is nan. Return wanted "
                "then (it will not be needed)."),
        Mistake(_chance_as_tensor, "The chance is still a tensor: .item() makes a float."),
    ],
    also_right=[_judge_by_lists, _judge_by_relu],
    compare="close",
    equivalent_mutants={
        "min(1.0, (wanted[token] / proposed[token]).item()) → min((wanted[token] / proposed[token]).item(), 1.0) in: "
        "chance = min(1.0, (wanted[token] / proposed[token]).item())":
            "the smaller of two is the same in either order",
    },
)


# --- quiz

decoding_quiz = Quiz(
    "decoding_quiz",
    lesson=LESSON,
    questions=[
        QuizItem("b", {
            "a": "That is the share of good *words*. All seventy must be good: 0.99 · 0.99 · …",
            "b": "Right: 0.99 to the power of 70 is 0.49.",
            "c": "0.99 to the power of 70 is 0.49: about half of them get through.",
        }),
        QuizItem("c", {
            "a": "No temperature removes a token. That is what top-k and its relatives do.",
            "b": "Then they would sum to ½. The logits are divided, by 0.5, which doubles them.",
            "c": "Right: differences between logits are doubled, and softmax makes no zeros.",
        }),
        QuizItem("a", {
            "a": "Right: half of the largest is about 0.05, and all ten are above it.",
            "b": "It cuts off five of ten that are equally good.",
            "c": "Five of them together have 0.5, so the other five go.",
        }),
        QuizItem("b", {
            "a": "Nothing is drawn in beam search.",
            "b": "Right: one beginning goes on, by its most probable token.",
            "c": "It looks at one way only. Exhaustive is the opposite.",
        }),
        QuizItem("a", {
            "a": "Right, and no more: each step was allowed by the grammar.",
            "b": "The grammar knows brackets, not facts.",
            "c": "The mask may have turned it away from its first word on.",
        }),
        QuizItem("c", {
            "a": "The new token has never been computed: its query, key and value are needed in each layer.",
            "b": "That is what happens without a cache.",
            "c": "Right. Only the looking back grows with the length.",
        }),
        QuizItem("b", {
            "a": "What is accepted and what is drawn anew make exactly the large model's probabilities.",
            "b": "Right: nearly every guess is rejected, and each call brings only one token, as without a draft.",
            "c": "The work of the draft, and of checking, comes on top.",
        }),
    ],
)

EXERCISES = [
    distinct_n, apply_temperature, keep_top_p, keep_min_p, penalise_repetition, beam_step, length_penalty, held_back,
    only_allowed, tokens_read, generate_with_cache, judge_guess, decoding_quiz,
]
