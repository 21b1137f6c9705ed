"""The exercises of lesson 04: averages, look-ups, masks, heads, rotary positions, and what a head does."""

import math

import torch
import torch.nn.functional as F

from llm_edu import attention
from llm_edu.course.exercise import Exercise, Mistake, Property, Question, Quiz, QuizItem, case

LESSON = "04_attention"


def _random(*shape, seed=0, size=1.0):
    """Numbers with one digit behind the point, so that a failing case can be read."""
    generator = torch.Generator().manual_seed(seed)
    return (torch.randn(*shape, generator=generator) * size * 10).round() / 10


# --- average_so_far


def _averages(sums=lambda values: values.cumsum(-2), counts=lambda time: torch.arange(1, time + 1)[:, None]):
    """An average_so_far with one thing wrong."""
    return lambda values: sums(values) / counts(values.shape[-2])


def _without_itself(values):
    time = values.shape[-2]
    before = values.cumsum(-2) - values
    return before / torch.arange(time)[:, None].clamp(min=1)


def _list_of_averages(values):
    return list(_one_place_at_a_time(values).unbind(-2))


def _one_place_at_a_time(values):
    return torch.stack([values[..., :place + 1, :].mean(-2) for place in range(values.shape[-2])], dim=-2)


def _by_a_triangle(values):
    triangle = torch.ones(values.shape[-2], values.shape[-2]).tril()
    return triangle / triangle.sum(-1, keepdim=True) @ values


average_so_far = Exercise(
    "average_so_far",
    lesson=LESSON,
    reference=attention.average_so_far,
    cases=lambda: [
        case(torch.tensor([[3.0]])), case(torch.tensor([[2.0], [4.0]])), case(torch.tensor([[2.0], [4.0], [0.0]])),
        case(_random(3, 2)), case(_random(2, 5)), case(_random(4, 4, seed=1)), case(_random(2, 3, 2, seed=2)),
        case(_random(2, 2, 4, 3, seed=3)), case(_random(1, 4, 2, 5, seed=4)),
    ],
    random_case=lambda rng: (_random(rng.randrange(1, 3), rng.randrange(1, 6), rng.randrange(1, 4),
                                     seed=rng.randrange(2**31)),),
    valid=lambda values: values.dim() >= 2 and values.numel() > 0,
    hints=(
        "A running sum, divided by how many have been added up so far: 1 at the first place, 2 at the second …",
        "time = how many places there are, values.shape[-2]\ncounts = a column 1, 2, …, time    (time, 1)\n"
        "running sums over the places (dim -2), divided by counts",
    ),
    mistakes=[
        Mistake(_without_itself, "You leave out the place itself. It has been read already: the average at place i is "
                "over the places 0 to i."),
        Mistake(_averages(counts=lambda time: time), "You divide by the number of all places. At place i only i + 1 "
                "have been added up so far."),
        Mistake(_averages(counts=lambda time: torch.arange(time)[:, None]), "You divide the first sum by 0. One vector "
                "has been added up there: count from 1."),
        Mistake(_averages(counts=lambda time: 1), "These are running sums. Divide each by how many it adds up."),
        Mistake(lambda values: values.mean(-2, keepdim=True).expand_as(values).clone(), "You average over everything, "
                "so that each place sees all that comes later, the answer included."),
        Mistake(lambda values: attention.average_so_far(values.flip(-2)).flip(-2), "You average over what comes "
                "*after* each place. Only what came before it, and itself, has been read."),
        Mistake(lambda values: values.cumsum(-1) / torch.arange(1, values.shape[-1] + 1), "You run along each vector's "
                "own numbers. The places are the dimension before the last: dim=-2."),
        Mistake(lambda values: values.cumsum(0) / torch.arange(1, values.shape[0] + 1).view(
            -1, *[1] * (values.dim() - 1)), "With several texts at once, (batch, heads, time, width), dim=0 is the "
                "batch. Count from the end: the places are dim=-2."),
        Mistake(lambda values: values.cumsum(0) / torch.arange(1, len(values) + 1)[:, None], "Right for a single text. "
                "With several, (batch, heads, time, width), the first dimension is the batch, for the sums and for "
                "len(values): the places are dimension -2."),
        Mistake(_averages(counts=lambda time: torch.arange(1, time + 1)), "Your counts are a row, so they divide the "
                "numbers *inside* each vector. Each place has one count for all its numbers: a column, (time, 1)."),
        Mistake(lambda values: values.cumsum(-2) / torch.arange(1, values.shape[-1] + 1), "You count the numbers of a "
                "vector, values.shape[-1]. There is a count for each *place*, in a column."),
        Mistake(lambda values: values.cumsum(-1) / torch.arange(1, values.shape[-2] + 1)[:, None], "The counts are "
                "right, the sums are not: dim=-1 runs along each vector's own numbers, the places are dim=-2."),
        Mistake(lambda values: values.mean(-2), "That is one average, of the whole text. Each place needs its own, of "
                "what has been read up to there."),
        Mistake(_list_of_averages, "A list of vectors, rightly averaged. Make one tensor of them: torch.stack lays "
                "tensors side by side along a dim of your choice."),
    ],
    also_right=[_one_place_at_a_time, _by_a_triangle],
    compare="close",
)


# --- hat_mix

_E2 = math.exp(2)

hat_mix = Question(
    "hat_mix",
    lesson=LESSON,
    answer=(5 * _E2 + 0 + 1 * _E2) / (2 * _E2 + 1),
    tolerance=0.02,
    hints=(
        "Three scores: the query's dot product with each key. Then e to the power of each, and divide by the sum.",
        "scores: Mia 0·0 + 2·1 = 2, green 0·2 + 2·0 = 0, hat: ?\nweights: e^2, e^0, … divided by their sum\n"
        "first number of the mix: weight of Mia · 5 + weight of green · 0 + weight of hat · 1",
    ),
    mistakes=[
        (3.0, "You shared the weight in proportion to the scores (or gave half to each of the two best). Softmax takes "
              "e to the power of each first, so green, with score 0, gets a little, too."),
        (12.0, "You multiplied by the scores themselves. They become weights first: e to the power of each, divided by "
               "the sum."),
        ((7 + _E2) / (2 * _E2 + 1), "That is the second number of the mix. The first takes the *first* number of each "
                                    "value: 5, 0 and 1."),
        (2.0, "That is the plain average of the three. The scores decide who counts how much."),
        ((0 * _E2 + 2 + 1 * _E2) / (2 * _E2 + 1), "You mixed the keys. They decide the weights; what is mixed are the "
                                                  "*values*."),
        (6 * _E2, "You have not divided by the sum of the three powers: weights sum to 1."),
        (5 * _E2 / (2 * _E2 + 1), "hat has a value, too: (1, 1). Add its weight times its first number."),
        (_E2 / (2 * _E2 + 1), "That is Mia's weight. Each token's weight is multiplied by the first number of its "
                              "value, and these are added up."),
        ((6 * math.exp(2**0.5)) / (2 * math.exp(2**0.5) + 1), "You divided the scores by √2. That comes in a later "
                                                              "section; here they are plain dot products."),
        (((5 * _E2 + _E2) / (2 * _E2 + 1), (7 + _E2) / (2 * _E2 + 1)), "Both numbers of the mix, and both right. Only "
                                                                       "the first is asked for."),
        ((5 + _E2) / (1 + _E2 ** 2 + _E2), "That is the mix of the query (2, 0), from the table. This one is (0, 2)."),
    ],
    explanation="Scores 2, 0, 2; weights 0.468, 0.063, 0.468; 0.468 · 5 + 0.063 · 0 + 0.468 · 1 = 2.81.",
)


# --- look_up


def _look_up(score=lambda query, keys: keys @ query, weigh=lambda scores: attention.softmax(scores),
             mix=lambda weights, keys, values: weights @ values):
    """A look_up with one thing wrong."""
    return lambda query, keys, values: mix(weigh(score(query, keys)), keys, values)


def _look_up_with_loops(query, keys, values):
    scores = [sum(float(a) * float(b) for a, b in zip(query, key)) for key in keys]
    powers = [math.exp(score - max(scores)) for score in scores]
    return sum(power / sum(powers) * value for power, value in zip(powers, values))


def _look_up_case(rng):
    tokens, d, d_value, seed = rng.randrange(1, 5), rng.randrange(1, 4), rng.randrange(1, 4), rng.randrange(2**31)
    return _random(d, seed=seed), _random(tokens, d, seed=seed + 1), _random(tokens, d_value, seed=seed + 2)


HAT_KEYS = torch.tensor([[0.0, 1], [2, 0], [1, 1]])
HAT_VALUES = torch.tensor([[5.0, 0], [0, 7], [1, 1]])

look_up = Exercise(
    "look_up",
    lesson=LESSON,
    reference=attention.look_up,
    cases=lambda: [
        case(torch.tensor([1.0]), torch.tensor([[1.0]]), torch.tensor([[2.0, 3.0]])),
        case(torch.tensor([0.0]), torch.tensor([[1.0], [2.0]]), torch.tensor([[2.0], [4.0]])),
        case(torch.tensor([1.0]), torch.tensor([[1.0], [2.0]]), torch.tensor([[2.0], [4.0]])),
        case(torch.tensor([2.0, 0.0]), HAT_KEYS, HAT_VALUES), case(torch.tensor([0.0, 2.0]), HAT_KEYS, HAT_VALUES),
        case(torch.tensor([-1.0, 1.0]), HAT_KEYS, HAT_VALUES),
        case(torch.tensor([1000.0, 0.0]), HAT_KEYS, HAT_VALUES),
        case(_random(4), _random(3, 4, seed=1), _random(3, 4, seed=2)),
        case(_random(3, seed=3), _random(5, 3, seed=4), _random(5, 2, seed=5)),
    ],
    random_case=_look_up_case,
    valid=lambda query, keys, values: query.dim() == 1 and keys.dim() == values.dim() == 2 and query.numel() > 0
    and keys.shape[1:] == query.shape and len(keys) == len(values) > 0 and values.numel() > 0,
    hints=(
        "Three lines: a score for each key, softmax of the scores, the values mixed by those weights. A table times a "
        "vector, `keys @ query`, is the dot product of each row with it.",
        "scores = keys @ query                  one for each token\nsubtract the largest score from all of them\n"
        "powers = e to each of them\nweights = powers / their sum\n"
        "add up: each token's value, times its weight        weights @ values",
    ),
    mistakes=[
        Mistake(_look_up(weigh=lambda scores: scores), "You mix by the scores themselves. They can be negative and "
                "don't sum to 1: softmax first."),
        Mistake(_look_up(weigh=lambda scores: scores / scores.sum()), "You divide the scores by their sum. With a "
                "negative score that gives negative weights. Softmax takes e to the power of each first."),
        Mistake(_look_up(weigh=lambda scores: F.one_hot(scores.argmax(), len(scores)).float()), "That is a dictionary: "
                "all of the best, nothing of the others. Softmax decides *almost*, so that there is a gradient to "
                "learn from."),
        Mistake(_look_up(weigh=lambda scores: scores.exp() / scores.exp().sum()), "e to the power of 2,000 is too "
                "large for a computer, and infinity divided by infinity is nan. Subtract the largest score from all of "
                "them first; softmax does not notice."),
        Mistake(_look_up(weigh=lambda scores: (scores - scores.max()).exp()), "The weights don't sum to 1: divide the "
                "powers by their sum."),
        Mistake(_look_up(mix=lambda weights, keys, values: weights @ keys), "You mix the keys. They decide the "
                "weights; what you get are the *values*."),
        Mistake(_look_up(mix=lambda weights, keys, values: weights), "These are the weights. Mix the values by them."),
        Mistake(_look_up(weigh=lambda scores: attention.softmax(-scores)), "You prefer the keys that fit *least*: the "
                "sign of the scores."),
        Mistake(_look_up(score=lambda query, keys: keys @ query / math.sqrt(len(query))), "You divide by √d. That "
                "comes two sections further on; here the scores are plain dot products."),
        Mistake(_look_up(score=lambda query, keys: keys.sum(-1)), "The query is not used, so that everybody looks at "
                "the same tokens."),
        Mistake(_look_up(mix=lambda weights, keys, values: weights[:, None] * values), "Each value has its weight now. "
                "The mix is their sum over the tokens."),
        Mistake(_look_up(score=lambda query, keys: query @ keys), "`query @ keys` multiplies the query with the "
                "*columns* of the keys. Each key is a row: in (tokens, d) @ (d,) the two d meet, and each row gives "
                "one score."),
        Mistake(_look_up(mix=lambda weights, keys, values: values @ weights), "In `values @ weights` the values' width "
                "meets the number of tokens. Each weight belongs to a token: (tokens,) @ (tokens, d_value)."),
        Mistake(_look_up(mix=lambda weights, keys, values: (weights * values).sum(0)), "The weights are a row, so they "
                "multiply the numbers *inside* each value. Each token has one weight for all of its value: a column."),
        Mistake(_look_up(mix=lambda weights, keys, values: (weights[:, None] * values).sum()), "You add up everything "
                "into one number. The mix is a vector, as long as a value: add up over the tokens only."),
        Mistake(_look_up(mix=lambda weights, keys, values: (weights[:, None] * values).sum(-1)), "You add up the "
                "numbers within each value. The mix adds up over the *tokens*."),
        Mistake(_look_up(weigh=lambda scores: (scores.exp() - scores.exp().max()) / (
                scores.exp() - scores.exp().max()).sum()), "You subtract the largest *power*. By then e to the power "
                "of 2,000 has overflowed already, and the shares have changed: subtract the largest *score* before."),
        Mistake(_look_up(weigh=lambda scores: attention.softmax(scores / scores.max())), "You divide by the largest "
                "score. That changes the differences between scores, and with them the weights; *subtracting* it "
                "doesn't."),
    ],
    also_right=[_look_up_with_loops,
                lambda query, keys, values: (torch.softmax(keys @ query, dim=0)[:, None] * values).sum(0),
                lambda query, keys, values: torch.einsum("k,kv->v", torch.einsum(
                        "d,kd->k", query, keys).softmax(-1), values)],
    compare="close",
)


# --- random_dot

random_dot = Question(
    "random_dot",
    lesson=LESSON,
    answer=20,
    tolerance=0.5,
    hints=(
        "400 products of about ±1 are added up. Do they all point the same way? Think of a drunkard who takes 400 "
        "steps, each forwards or backwards.",
        "each product has mean 0 and square about 1\nsquares of independent things add up: the sum's square is about "
        "400\nits size is about the root of that",
    ),
    mistakes=[
        (400, "That would be so if all products had the same sign. Half of them are negative: they cancel, mostly."),
        (0, "That is the *average*, over many pairs. A single pair is as often above as below, but how far?"),
        (1, "That is the size of one product. 400 of them are added up, and don't cancel quite."),
        (200, "About 200 are positive and about 200 negative, so they nearly cancel. What is left is the question."),
        (-20, "The right number with a sign. A size has none: the sum is as often +20 as −20."),
        (160_000, "That is 400². The square of the sum is about 400; its size is the root of that."),
    ],
    explanation="It grows like √d: √400 = 20. After 400 steps forwards or backwards one is about 20 steps from home.",
)


# --- causal_mask


def _mask(allowed=lambda query, key, past: key <= past + query, finish=lambda mask: mask):
    """A causal_mask with one thing wrong."""

    def mask(time, past=0):
        queries, keys = torch.arange(time)[:, None], torch.arange(past + time)[None, :]
        return finish(allowed(queries, keys, past))

    return mask


def _square_mask(time, past=0):
    return torch.ones(time, time, dtype=torch.bool).tril()


def _mask_row_by_row(time, past=0):
    return torch.tensor([[key <= past + query for key in range(past + time)] for query in range(time)])


causal_mask = Exercise(
    "causal_mask",
    lesson=LESSON,
    reference=attention.causal_mask,
    cases=[case(1), case(2), case(3), case(5), case(1, 1), case(1, 4), case(2, 1), case(2, 3), case(4, 2), case(3, 0)],
    random_case=lambda rng: (rng.randrange(1, 5), rng.randrange(4)),
    valid=lambda time, past=0: time >= 1 and past >= 0,
    hints=(
        "Number the keys 0, 1, …, and the queries as well: the first one comes after `past` keys. Who may look at whom "
        "is then a comparison of two numbers, and PyTorch compares a column with a row all at once.",
        "queries = past, past + 1, …, past + time − 1 as a column    torch.arange(…)[:, None]\n"
        "keys = 0, 1, …, past + time − 1 as a row                   torch.arange(…)[None, :]\n"
        "return where the key is not later than the query",
    ),
    mistakes=[
        Mistake(_mask(lambda query, key, past: key < past + query), "Your first query may look at nothing, since it "
                "may not look at itself. It has been read already: allow it."),
        Mistake(_mask(lambda query, key, past: key >= past + query), "The other triangle: your queries look at the "
                "future and not at the past."),
        Mistake(_mask(lambda query, key, past: key > past + query), "True means *may look*. You have marked what is "
                "forbidden."),
        Mistake(_mask(lambda query, key, past: key <= query), "You forget the `past` keys: the first of the new "
                "queries is number `past`, and may look at all of them."),
        Mistake(_square_mask, "A column is missing for each of the `past` keys. The mask has past + time columns."),
        Mistake(_mask(finish=lambda mask: mask.float()), "These are numbers. A mask of True and False says what it "
                "means, and `~mask` turns it round."),
        Mistake(_mask(finish=lambda mask: torch.zeros(mask.shape).masked_fill(~mask, -math.inf)), "That can be added "
                "to the scores, and many programs do so. Here a mask is True and False: True = may look."),
        Mistake(_mask(finish=lambda mask: mask.T.contiguous()), "Rows and columns are swapped: a row for each query, a "
                "column for each key."),
        Mistake(_mask(lambda query, key, past: key <= past + query + 1), "One place too far: each query sees the word "
                "that it should predict."),
        Mistake(_mask(finish=lambda mask: mask.int()), "These are whole numbers, and ~ of 0 and 1 is −1 and −2. A mask "
                "is True and False: a comparison gives that by itself, .bool() makes it."),
        Mistake(lambda time, past=0: torch.arange(past + time) <= torch.arange(past, past + time), "Two rows are "
                "compared number by number. To compare each query with each key, the queries must be a column."),
        Mistake(lambda time, past=0: attention.causal_mask(past + time), "You made rows for the `past` tokens, too. "
                "They have asked already: there is a row for each of the `time` new queries only."),
        Mistake(lambda time, past=0: torch.arange(past + time) <= torch.arange(past, time)[:, None], "The queries are "
                "numbered from past to past + time − 1; yours end at time − 1, so rows are missing."),
        Mistake(lambda time, past=0: torch.arange(time) <= torch.arange(past, past + time)[:, None], "The queries are "
                "numbered rightly, but the keys stop at time − 1. There are past + time of them, a column each."),
    ],
    also_right=[_mask_row_by_row, lambda time, past=0: torch.ones(time, past + time).tril(past).bool(),
                lambda time, past=0: ~torch.ones(time, past + time, dtype=torch.bool).triu(past + 1)],
)


# --- scaled_dot_product_attention


def _attention(scale=lambda queries, keys, values: math.sqrt(queries.shape[-1]),
               hide=lambda scores, mask: scores.masked_fill(~mask, -math.inf), weigh=lambda scores: scores.softmax(-1),
               after=lambda weights, mask: weights):
    """A scaled_dot_product_attention with one thing wrong."""

    def attend(queries, keys, values, mask=None):
        scores = queries @ keys.transpose(-2, -1) / scale(queries, keys, values)
        if mask is not None:
            scores = hide(scores, mask)
        weights = weigh(scores)
        return (weights if mask is None else after(weights, mask)) @ values

    return attend


def _always_masked(queries, keys, values, mask=None):
    return attention.scaled_dot_product_attention(
        queries, keys, values, attention.causal_mask(queries.shape[-2], keys.shape[-2] - queries.shape[-2]))


def _transposed_with_t(queries, keys, values, mask=None):
    scores = queries @ keys.permute(*reversed(range(keys.dim()))) / math.sqrt(queries.shape[-1])    # .T, unwarned
    return (scores if mask is None else scores.masked_fill(~mask, -math.inf)).softmax(-1) @ values


def _mask_needed(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, -math.inf).softmax(-1) @ values


def _attention_of(score=lambda queries, keys, values: queries @ keys.transpose(-2, -1),
                  weigh=lambda scores: scores.softmax(-1), finish=lambda weights, keys, values, root: weights @ values,
                  root=lambda queries: math.sqrt(queries.shape[-1])):
    """A scaled_dot_product_attention with another thing wrong: its scores, its weights, what is mixed, or its root."""

    def attend(queries, keys, values, mask=None):
        scores = score(queries, keys, values) / root(queries)
        if mask is not None:
            scores = scores.masked_fill(~mask, -math.inf)
        return finish(weigh(scores), keys, values, root(queries))

    return attend


def _divided_too_late(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(-1) / math.sqrt(queries.shape[-1]) @ values


def _if_mask(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(-1) @ values


def _returns_weights(queries, keys, values, mask=None):
    return attention.attention_weights(queries, keys, mask)


def _attention_by_einsum(queries, keys, values, mask=None):
    scores = torch.einsum("...qd,...kd->...qk", queries, keys) * queries.shape[-1] ** -0.5
    if mask is not None:
        scores = torch.where(mask, scores, torch.tensor(-1e9))
    return torch.einsum("...qk,...kv->...qv", torch.softmax(scores, dim=-1), values)


def _attention_case(rng):
    time, past, d, d_value, seed = (rng.randrange(1, 4), rng.randrange(2), rng.randrange(1, 4), rng.randrange(1, 4),
                                    rng.randrange(2**31))
    queries, keys, values = (_random(time, d, seed=seed, size=2), _random(past + time, d, seed=seed + 1),
                             _random(past + time, d_value, seed=seed + 2))
    return queries, keys, values, attention.causal_mask(time, past) if rng.random() < 0.7 else None


def _batches(*shape, time, keys, d, d_value, seed):
    return (_random(*shape, time, d, seed=seed), _random(*shape, keys, d, seed=seed + 1),
            _random(*shape, keys, d_value, seed=seed + 2))


scaled_dot_product_attention = Exercise(
    "scaled_dot_product_attention",
    lesson=LESSON,
    reference=attention.scaled_dot_product_attention,
    cases=lambda: [
        case(torch.tensor([[1.0]]), torch.tensor([[1.0], [2.0]]), torch.tensor([[2.0], [4.0]])),
        case(torch.tensor([[2.0, 0.0]]), HAT_KEYS, HAT_VALUES),
        case(*_batches(time=2, keys=2, d=2, d_value=1, seed=0), attention.causal_mask(2)),
        case(*_batches(time=3, keys=3, d=4, d_value=2, seed=3), attention.causal_mask(3)),
        case(*_batches(time=3, keys=3, d=2, d_value=3, seed=6)),
        case(*_batches(time=2, keys=4, d=3, d_value=3, seed=9), attention.causal_mask(2, 2)),
        case(*_batches(2, time=3, keys=3, d=2, d_value=2, seed=12), attention.causal_mask(3)),
        case(*_batches(2, 3, time=3, keys=3, d=4, d_value=5, seed=15), attention.causal_mask(3)),
        case(*_batches(time=3, keys=3, d=4, d_value=2, seed=18),
             torch.tensor([[True, False, True], [False, True, True], [True, True, True]])),
    ],
    random_case=_attention_case,
    valid=lambda queries, keys, values, mask=None: min(queries.dim(), keys.dim(), values.dim()) >= 2
    and queries.shape[-1] == keys.shape[-1] > 0 and keys.shape[-2] == values.shape[-2] > 0 and queries.shape[-2] > 0
    and values.shape[-1] > 0
    and (mask is None or (mask.shape[-2:] == (queries.shape[-2], keys.shape[-2]) and bool(mask.any(-1).all()))),
    hints=(
        "Four steps: a score for each pair of query and key; the forbidden ones to −infinity, if there is a mask; "
        "softmax over the keys; mix the values. Swap the keys' last two dimensions, whatever stands before them: "
        "keys.transpose(-2, -1).",
        "scores = queries @ keys, its last two dimensions swapped      (…, time, keys)\ndivide by √d, d = "
        "queries.shape[-1]\nif there is a mask: where it is False, −math.inf    scores.masked_fill(…, −math.inf)\n"
        "weights = softmax of the scores over the keys, dim=-1\nreturn weights @ values",
    ),
    mistakes=[
        Mistake(_attention(scale=lambda *_: 1), "The scores are not divided by √d."),
        Mistake(_attention(scale=lambda queries, keys, values: queries.shape[-1]), "You divide by d. The size of a dot "
                "product grows like the *root* of d; the formula divides by that."),
        Mistake(_attention(scale=lambda queries, keys, values: 1 / math.sqrt(queries.shape[-1])), "You multiply by √d: "
                "that makes large scores larger still."),
        Mistake(_attention(scale=lambda queries, keys, values: math.sqrt(keys.shape[-2])), "You divide by the root of "
                "the number of keys. It is the width of a query, d, that makes dot products grow."),
        Mistake(_attention(scale=lambda queries, keys, values: math.sqrt(values.shape[-1])), "You divide by the root "
                "of the values' width. Scores come from queries and keys: their width is d."),
        Mistake(_attention(hide=lambda scores, mask: scores, after=lambda weights, mask: weights * mask), "You masked "
                "after the softmax: the rows no longer sum to 1, and what is hidden still made the rest smaller. Hide "
                "the scores before."),
        Mistake(_attention(hide=lambda scores, mask: scores.masked_fill(mask, -math.inf)), "You hide what is allowed. "
                "True = may look, so −infinity goes where the mask is False: ~mask."),
        Mistake(_attention(hide=lambda scores, mask: scores.masked_fill(~mask, 0.0)), "A score of 0 (or times 0) is "
                "not *never*: e to the power of 0 is 1. Only −infinity becomes a weight of 0."),
        Mistake(_attention(hide=lambda scores, mask: scores), "The mask has no effect: every token sees the ones after "
                "it. (masked_fill returns a new tensor, and leaves the old one as it was.)"),
        Mistake(_always_masked, "You hide the future even when no mask is given. Without a mask everybody may look at "
                "everybody."),
        Mistake(_mask_needed, "Without a mask (None) it stops with an error. Hide something only if there is a mask."),
        Mistake(_attention(weigh=lambda scores: scores.softmax(-2)), "Your columns sum to 1, your rows don't. Row i is "
                "*where does token i look?*, so the softmax runs over the keys: the last dimension."),
        Mistake(_attention(weigh=lambda scores: scores), "There is no softmax: what hides a score, −infinity, then is "
                "mixed as it is."),
        Mistake(_returns_weights, "These are the weights. Mix the values by them: weights @ values."),
        Mistake(_transposed_with_t, "Right for one text. With batch and heads before, .T turns all dimensions round, "
                "and .transpose(0, 1) swaps the first two. Swap the last two, counted from the end."),
        Mistake(_attention_of(lambda queries, keys, values: queries @ keys.transpose(1, 2)), "Dimensions 1 and 2 are "
                "the last two only if there are three. Count from the end: -2 and -1."),
        Mistake(_attention_of(lambda queries, keys, values: queries @ keys), "The keys must be transposed. In (time, "
                "d) @ (keys, d) a d meets the number of keys; the two d must meet: (time, d) @ (d, keys)."),
        Mistake(_attention_of(lambda queries, keys, values: keys @ queries.transpose(-2, -1)), "Your scores have a row "
                "for each key and a column for each query. Row i is *where does token i look?*: the queries come "
                "first."),
        Mistake(_attention_of(lambda queries, keys, values: queries @ values.transpose(-2, -1)), "You compare the "
                "queries with the values. A token is found by its *key*; its value is what one gets from it."),
        Mistake(_attention_of(finish=lambda weights, keys, values, root: weights @ keys), "You mix the keys. They "
                "decide the weights; what is mixed are the *values*."),
        Mistake(_attention_of(weigh=lambda scores: scores.softmax(0)), "softmax over dim=0 runs over the queries, or, "
                "with several texts, over the texts. It must run over the keys, the last dimension."),
        Mistake(_attention_of(weigh=lambda scores: scores.softmax(1)), "dim=1 is the keys only if nothing stands "
                "before the last two dimensions. Count from the end: -1."),
        Mistake(_attention_of(weigh=lambda scores: scores.exp() / scores.exp().sum(-1)), "Each row must be divided by "
                "its own sum, so the sums must stay a column: keepdim=True."),
        Mistake(_attention_of(weigh=lambda scores: scores.exp() / scores.exp().sum()), "All weights together sum to 1. "
                "*Each row* should: every query has a whole 1 to hand out."),
        Mistake(_attention_of(root=lambda queries: math.sqrt(len(queries))), "len(queries) is the length of the first "
                "dimension, so many queries or texts. d is the last, the width of one query."),
        Mistake(_divided_too_late, "You divide the weights by √d, so that they no longer sum to 1. Divide the "
                "*scores*, before the softmax."),
        Mistake(_attention(hide=lambda scores, mask: scores + mask), "You add the mask as it is: True counts as 1, so "
                "what is allowed gets a little more. What is hidden needs −infinity."),
        Mistake(_if_mask, "A table of True and False is neither true nor false, so `if mask` can't decide. Ask whether "
                "there is one: `if mask is not None`."),
    ],
    properties=[Property(
        lambda found, queries, keys, values, mask=None: found.shape[-1] != values.shape[-1] or bool(
            (found <= values.amax(-2, keepdim=True) + 1e-4).all()
            and (found >= values.amin(-2, keepdim=True) - 1e-4).all()),
        "A mix lies between the smallest and the largest of what is mixed; yours does not, so its weights don't sum to "
        "1.")],
    also_right=[F.scaled_dot_product_attention, _attention_by_einsum],
    compare="close",
    equivalent_mutants={
        "keys.transpose(-2, -1) → keys.transpose(-1, -2) in: scores = queries @ keys.transpose(-2, -1) / math.sqrt(d)":
            "swapping the last two is swapping them the other way round.",
    },
)


# --- peeks_at

peeks_at = Question(
    "peeks_at",
    lesson=LESSON,
    answer=1,
    hints=(
        "Pick a few words in the viewer, one after the other, and see which token each looks at most. What have these "
        "to do with each other?",
        "at each place the model must say which word comes next\nthe head looks at the place where that word stands\n"
        "count from the query to that place",
    ),
    mistakes=[
        (0, "That would be the word itself. It has been read, so there is nothing to gain. Look again: which word must "
            "the model name at this place?"),
        (-1, "That would be the word before, as an honest head might. Count from the query to the token it looks at: "
             "is it to the left or to the right?"),
        (2, "One too far. At the place of *Nia* the model must say the word that comes next, not the one after it."),
        (4, "That is the number of the query, *Nia*. How far from it is the token that it looks at?"),
        (5, "That is the number of the token that it looks at. How far is it from the query, which is number 4?"),
    ],
    explanation="At each place the next word is to be predicted, and the next word stands one place ahead. Without a "
                "mask the head reads it off.",
)


# --- split_heads


def _cut_without_swapping(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, heads, time, width // heads)


def _by_chunks(x, heads):
    return torch.stack(x.chunk(heads, dim=-1), dim=1)


def _split_case(rng):
    batch, time, heads, head_dim = rng.randrange(1, 3), rng.randrange(1, 4), rng.randrange(1, 4), rng.randrange(1, 4)
    return torch.arange(1.0, 1 + batch * time * heads * head_dim).view(batch, time, -1), heads


split_heads = Exercise(
    "split_heads",
    lesson=LESSON,
    reference=attention.split_heads,
    cases=lambda: [
        case(torch.tensor([[[1.0, 2.0]]]), 1), case(torch.tensor([[[1.0, 2.0]]]), 2),
        case(torch.arange(1.0, 9).view(1, 2, 4), 2), case(torch.arange(1.0, 13).view(1, 2, 6), 3),
        case(torch.arange(1.0, 19).view(1, 3, 6), 2), case(torch.arange(1.0, 25).view(2, 3, 4), 4),
        case(torch.arange(1.0, 49).view(2, 3, 8), 2), case(torch.arange(1.0, 37).view(3, 2, 6), 2),
        case(torch.arange(1.0, 13).view(1, 3, 4).transpose(1, 2), 3),
    ],
    random_case=_split_case,
    valid=lambda x, heads: x.dim() == 3 and x.numel() > 0 and heads > 0 and x.shape[-1] % heads == 0,
    hints=(
        "Two steps. Cut the last dimension in two, (heads, numbers in a head); then bring the heads before the time. "
        "The order of the numbers must not get mixed up: each token keeps its own.",
        "batch, time, width = x.shape\nx as (batch, time, heads, width // heads)       .reshape(…)\n"
        "swap dimensions 1 and 2                        .transpose(1, 2)",
    ),
    mistakes=[
        Mistake(_cut_without_swapping, "The shape is right and the numbers are mixed up: reshape fills the new shape "
                "in order, so that a head gets half of one token and half of another. Cut the *last* dimension first, "
                "then swap."),
        Mistake(lambda x, heads: x.reshape(*x.shape[:2], heads, -1), "You cut each token into heads, but the heads "
                "must come before the time: (batch, heads, time, head_dim)."),
        Mistake(lambda x, heads: x.reshape(*x.shape[:2], -1, heads).permute(0, 3, 1, 2), "You deal the numbers out "
                "like cards, the first to head 0, the second to head 1. Each head gets *neighbouring* numbers."),
        Mistake(lambda x, heads: list(x.chunk(heads, dim=-1)), "A list of pieces. Stack them into one tensor, with the "
                "heads as dimension 1."),
        Mistake(lambda x, heads: torch.stack(x.chunk(heads, dim=-1)), "The heads are the first dimension now. They "
                "come after the batch: (batch, heads, time, head_dim)."),
        Mistake(lambda x, heads: x.reshape(*x.shape[:2], heads, -1).permute(0, 2, 3, 1), "Time and the numbers of a "
                "head are swapped at the end: (batch, heads, time, head_dim)."),
        Mistake(lambda x, heads: x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(0, 2), "You swapped the heads "
                "with the batch. Swap them with the time: dimensions 1 and 2."),
        Mistake(lambda x, heads: x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(-2, -1), "You swapped the "
                "heads with their own numbers. They must come before the *time*."),
        Mistake(lambda x, heads: x.reshape(x.shape[0], x.shape[1], -1, heads).transpose(1, 2), "You cut each vector "
                "into pieces of `heads` numbers (x.split(n) makes pieces of n numbers, too). It should be `heads` "
                "pieces: (…, heads, numbers in a head)."),
        Mistake(lambda x, heads: x.transpose(1, 2).reshape(x.shape[0], heads, x.shape[1], -1), "You swapped first and "
                "cut then. After the swap the numbers of one token no longer stand together: cut the last dimension "
                "first."),
    ],
    also_right=[_by_chunks, lambda x, heads: x.unflatten(-1, (heads, -1)).permute(0, 2, 1, 3)],
    equivalent_mutants={
        "pieces.transpose(1, 2) → pieces.transpose(2, 1) in: return pieces.transpose(1, 2)":
            "swapping 1 with 2 is swapping 2 with 1.",
    },
)


# --- key_value_bytes


def _bytes(parts=2, tokens=lambda tokens: tokens, size=lambda size: size, layers=lambda layers: layers):
    """A key_value_bytes with one thing wrong."""
    return lambda layers_, key_value_heads, head_dim, tokens_, bytes_per_number=2: (
        parts * layers(layers_) * key_value_heads * head_dim * tokens(tokens_) * size(bytes_per_number))


def _layer_by_layer(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    return sum(key_value_heads * head_dim * bytes_per_number for _ in range(layers) for _ in ("key", "value")) * tokens


key_value_bytes = Exercise(
    "key_value_bytes",
    lesson=LESSON,
    reference=attention.key_value_bytes,
    cases=[
        case(1, 1, 1, 1, 1), case(1, 1, 4, 1), case(2, 1, 4, 3), case(12, 12, 64, 1024), case(30, 3, 64, 100, 4),
        case(32, 8, 128, 1), case(3, 2, 5, 7, 1),
    ],
    random_case=lambda rng: (rng.randrange(1, 40), rng.randrange(1, 10), 2 * rng.randrange(1, 60),
                             rng.randrange(1, 5000),
                             rng.choice([1, 2, 4])),
    valid=lambda layers, key_value_heads, head_dim, tokens, bytes_per_number=2: min(
        layers, key_value_heads, head_dim, tokens, bytes_per_number) >= 1,
    hints=(
        "How many numbers are kept of one token in one layer by one head? Then multiply.",
        "a key and a value: 2 · head_dim numbers\ntimes heads with keys of their own, times layers, times tokens\n"
        "times bytes per number",
    ),
    mistakes=[
        Mistake(_bytes(parts=1), "A factor of two: both a key *and* a value are kept of each token."),
        Mistake(_bytes(parts=3), "Queries are not kept. A query is asked once, at its own place; only keys and values "
                "are looked at again."),
        Mistake(_bytes(tokens=lambda tokens: tokens * tokens), "The weights have a number for each *pair* of tokens. "
                "What is kept is one key and one value for each token."),
        Mistake(_bytes(size=lambda size: 1), "You count numbers. Each takes bytes_per_number bytes."),
        Mistake(_bytes(size=lambda size: 8 * size), "These are bits: a byte has eight."),
        Mistake(_bytes(size=lambda size: 2), "You always take two bytes for a number, whatever bytes_per_number says."),
        Mistake(_bytes(layers=lambda layers: 1), "That is one layer. Each layer has keys and values of its own."),
        Mistake(_bytes(tokens=lambda tokens: 1), "That is a single token. Keys and values of all of them are kept."),
        Mistake(lambda *arguments: _bytes()(*arguments) / 1e6, "These are megabytes. Return bytes, a whole number."),
        Mistake(lambda layers, key_value_heads, head_dim, tokens, bytes_per_number=2: (
            2 * layers * head_dim * tokens * bytes_per_number), "That is one head. Each of the key_value_heads keeps "
                "its own keys and values."),
        Mistake(lambda layers, key_value_heads, head_dim, tokens, bytes_per_number=2: (
            2 * layers * key_value_heads * tokens * bytes_per_number), "A key is not one number but head_dim numbers, "
                "and so is a value."),
    ],
    also_right=[_layer_by_layer],
)


# --- turn_pairs


def _turned(first=lambda a, b, cos, sin: a * cos - b * sin, second=lambda a, b, cos, sin: a * sin + b * cos,
            angle=lambda angles: angles, join=lambda first, second: torch.cat([first, second], dim=-1)):
    """A turn_pairs with one thing wrong."""

    def turn_pairs(x, angles):
        a, b = x.chunk(2, dim=-1)
        cos, sin = angle(angles).cos(), angle(angles).sin()
        return join(first(a, b, cos, sin), second(a, b, cos, sin))

    return turn_pairs


def _neighbours(x, angles):
    return attention.apply_rope(x, torch.polar(torch.ones_like(angles), angles), "interleaved")


def _overwritten(x, angles):
    a, b = x.chunk(2, dim=-1)
    a = a * angles.cos() - b * angles.sin()
    b = a * angles.sin() + b * angles.cos()
    return torch.cat([a, b], dim=-1)


def _overwritten_in_place(x, angles):
    half = x.shape[-1] // 2
    x[:, :half] = x[:, :half] * angles.cos() - x[:, half:] * angles.sin()
    x[:, half:] = x[:, :half] * angles.sin() + x[:, half:] * angles.cos()
    return x


def _rows_halved(x, angles):
    half = x.shape[-1] // 2
    a, b = x[:half], x[half:]
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)


def _neighbours_laid_apart(x, angles):
    a, b = x[:, 0::2], x[:, 1::2]
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)


def _by_complex_numbers(x, angles):
    return attention.apply_rope(x, torch.polar(torch.ones_like(angles), angles))


def _pair_by_pair(x, angles):
    turned, pairs = torch.empty_like(x), x.shape[-1] // 2
    for pair in range(pairs):
        cos, sin = angles[:, pair].cos(), angles[:, pair].sin()
        turned[:, pair] = x[:, pair] * cos - x[:, pair + pairs] * sin
        turned[:, pair + pairs] = x[:, pair] * sin + x[:, pair + pairs] * cos
    return turned


def _turn_with_a_half_swapped(x, angles):
    """As `transformers` writes it: x · cos + (−b, a) · sin, with both halves at once."""
    a, b = x.chunk(2, dim=-1)
    return x * angles.cos().repeat(1, 2) + torch.cat([-b, a], dim=-1) * angles.sin().repeat(1, 2)


def _turn_case(rng):
    time, pairs, seed = rng.randrange(1, 5), rng.randrange(1, 4), rng.randrange(2**31)
    return _random(time, 2 * pairs, seed=seed), _random(time, pairs, seed=seed + 1, size=2)


turn_pairs = Exercise(
    "turn_pairs",
    lesson=LESSON,
    reference=_by_complex_numbers,
    cases=lambda: [
        case(torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0]])),
        case(torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0]])),
        case(torch.tensor([[0.0, 2.0]]), torch.tensor([[1.0]])),
        case(torch.tensor([[3.0, 4.0]]), torch.tensor([[1.0]])),
        case(torch.tensor([[1.0, 0.0], [1.0, 0.0]]), torch.tensor([[0.5], [-0.5]])),
        case(torch.tensor([[1.0, 2.0, 3.0, 4.0]]), torch.tensor([[0.0, math.pi / 2]])),
        case(torch.tensor([[1.0, 2.0, 3.0, -1.0], [0.5, 0.5, 2.0, 0.0]]), torch.tensor([[0.1, 2.0], [3.0, 0.5]])),
        case(_random(3, 6), _random(3, 3, seed=1)), case(_random(2, 4, seed=2), _random(2, 2, seed=3)),
    ],
    random_case=_turn_case,
    valid=lambda x, angles: x.dim() == angles.dim() == 2 and len(x) == len(angles) > 0
    and x.shape[1] == 2 * angles.shape[1] > 0,
    hints=(
        "Cut x into its two halves, a and b, both (time, d / 2). Number i of a and number i of b are a pair, and its "
        "angle is number i of the angles: the two formulas work for all pairs at once. Then lay the halves side by "
        "side again.",
        "a = the first d / 2 columns, b = the others\ncos, sin of the angles          (time, d / 2)\n"
        "first  = a · cos − b · sin\nsecond = a · sin + b · cos\ntorch.cat([first, second], dim=-1)",
    ),
    mistakes=[
        Mistake(_turned(lambda a, b, cos, sin: a * cos + b * sin, lambda a, b, cos, sin: b * cos - a * sin), "You turn "
                "the other way, clockwise: the two signs before the sines."),
        Mistake(_turned(lambda a, b, cos, sin: a * cos + b * sin), "A sign: with a plus in both formulas the length "
                "changes. The first is a · cos − b · sin."),
        Mistake(_turned(lambda a, b, cos, sin: a * cos, lambda a, b, cos, sin: b * sin), "You multiply each number on "
                "its own. In a turn each new number depends on both old ones."),
        Mistake(_turned(angle=torch.deg2rad), "The angles are in radians already, which is what cos and sin want."),
        Mistake(_turned(angle=lambda angles: angles[:, :1].expand_as(angles)), "All pairs are turned by the angle of "
                "the first. Each has its own: that is what makes hands of different speeds."),
        Mistake(_turned(angle=lambda angles: angles[:1].expand_as(angles)), "All positions are turned by the angles of "
                "the first. Each row has its own."),
        Mistake(_neighbours, "You pair neighbours, 0 with 1, 2 with 3. The paper does that, too; here number i goes "
                "with number i + d/2, and a model works only with the pairs that it was trained with."),
        Mistake(_turned(join=lambda first, second: torch.stack([first, second], dim=-1).flatten(-2)), "Turned rightly, "
                "and laid down in another order: first all the new a, then all the new b."),
        Mistake(_turned(lambda a, b, cos, sin: a * sin + b * cos, lambda a, b, cos, sin: a * cos - b * sin), "The two "
                "halves have changed places."),
        Mistake(lambda x, angles: x + torch.cat([angles.cos(), angles.sin()], -1), "That moves the vector. A turn "
                "keeps its length."),
        Mistake(_overwritten, "You overwrite a before b is made from it. Both new numbers need the *old* a and b: give "
                "the new ones names of their own."),
        Mistake(_overwritten_in_place, "The first half is overwritten before the second is made from it, and x itself "
                "is changed. Make two new halves from the old ones."),
        Mistake(_rows_halved, "You cut x between its rows. The halves are columns: each row is one vector, and its "
                "first d/2 numbers are a."),
        Mistake(_turned(join=lambda first, second: torch.cat([first, second])), "The halves lie under each other, as "
                "rows of their own. They belong side by side, in the same row: the last dimension."),
        Mistake(_turned(join=lambda first, second: torch.stack([first, second], dim=-1)), "stack makes a new "
                "dimension. Lay the two halves side by side in the one that there is: torch.cat."),
        Mistake(_turned(second=lambda a, b, cos, sin: a * sin - b * cos), "A sign: the second is a · sin + b · cos. "
                "Yours turns, and then reflects."),
        Mistake(_turned(second=lambda a, b, cos, sin: a * cos + b * sin), "In the second number sine and cosine have "
                "changed places: a goes with the sine, b with the cosine."),
        Mistake(_neighbours_laid_apart, "You take neighbours, 0 and 1, 2 and 3, as pairs, and lay them apart again. "
                "Here number i goes with number i + d/2: the first half of the row with the second."),
    ],
    properties=[Property(lambda turned, x, angles: turned.shape != x.shape
                         or bool((turned.norm(dim=-1) - x.norm(dim=-1)).abs().max() < 1e-3),
                         "A turn keeps lengths; yours makes vectors longer or shorter.")],
    also_right=[_pair_by_pair, _turn_with_a_half_swapped],
    compare="close",
    equivalent_mutants={
        "-1 → 1 in: return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)":
            "of two dimensions, 1 is the last.",
    },
)


# --- induction_score


def _diagonal(offset=lambda period: period - 1, start=lambda period: period, finish=lambda found: found.mean(-1),
              turned=lambda weights: weights):
    """An induction_score with one thing wrong: the mean of weights[query, query − offset] over queries from start."""

    def score(weights, period):
        queries = torch.arange(start(period), weights.shape[-1])
        return finish(turned(weights)[..., queries, queries - offset(period)])

    return score


def _each_with_each(finish):
    """Every query of the repetition with every key that one of them should look at."""

    def score(weights, period):
        queries = torch.arange(period, weights.shape[-1])
        return finish(weights[..., queries, :][..., queries - period + 1])

    return score


def _only_one_repetition(weights, period):
    queries = torch.arange(period, 2 * period)
    return weights[..., queries, queries - period + 1].mean(-1)


def _length_of_the_first(weights, period):
    queries = torch.arange(period, len(weights))
    return weights[..., queries, queries - period + 1].mean(-1)


def _without_dots(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[queries, queries - period + 1].mean(-1)


def _in_the_first_copy(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries % period + 1].mean(-1)


def _last_one_missing(weights, period):
    queries = torch.arange(period, weights.shape[-1] - 1)
    return weights[..., queries, queries - period + 1].mean(-1)


def _all_of_the_second_half(weights, period):
    return weights[..., period:, :period].sum(-1).mean(-1)


def _with_a_loop(weights, period):
    time = weights.shape[-1]
    return torch.stack([weights[..., query, query - period + 1] for query in range(period, time)]).mean(0)


def _some_weights(*before, time, seed):
    scores = torch.randn(*before, time, time, generator=torch.Generator().manual_seed(seed)) * 1.5
    weights = scores.masked_fill(~attention.causal_mask(time), -math.inf).softmax(-1)
    return (weights * 100).round() / 100


def _induction_case(rng):
    period = rng.randrange(2, 5)
    return _some_weights(time=rng.choice([2 * period, 2 * period, 3 * period]), seed=rng.randrange(2**31)), period


induction_score = Exercise(
    "induction_score",
    lesson=LESSON,
    reference=attention.induction_score,
    cases=lambda: [
        case(_some_weights(time=4, seed=0), 2), case(_some_weights(time=6, seed=1), 3),
        case(_some_weights(time=6, seed=2), 2),
        case(_some_weights(2, time=6, seed=3), 3), case(_some_weights(2, 3, time=8, seed=4), 4),
        case(_some_weights(time=5, seed=5), 4), case(_some_weights(1, 2, 2, time=6, seed=6), 3),
    ],
    random_case=_induction_case,
    valid=lambda weights, period: weights.dim() >= 2 and weights.shape[-1] == weights.shape[-2] > period >= 2,
    hints=(
        "Only queries in the repetition count: period, period + 1, … For each, exactly one key: the token after the "
        "earlier copy of the query's. If the earlier copy stands at query − period, where does the one after it stand?",
        "queries = period, period + 1, …, time − 1             torch.arange(period, time)\nkeys = queries − period + "
        "1\npick these weights                                     weights[..., queries, keys]\ntheir mean over the "
        "last dimension",
    ),
    mistakes=[
        Mistake(_diagonal(offset=lambda period: period), "That is how much it looks at the *same* token, where it "
                "stood before. An induction head looks one further: at what came after it."),
        Mistake(_diagonal(offset=lambda period: period + 1), "One place too early: that is the token *before* the "
                "earlier copy. What came *after* it?"),
        Mistake(_diagonal(start=lambda period: period - 1), "You count one query too many. At place period − 1 nothing "
                "has repeated itself yet."),
        Mistake(_diagonal(start=lambda period: period + 1), "The first query of the repetition is missing: it stands "
                "at place period, counted from 0."),
        Mistake(_diagonal(offset=lambda period: 1), "That is how much it looks at the token just before: another kind "
                "of head."),
        Mistake(_diagonal(finish=lambda found: found.sum(-1)), "Take the mean over the queries, so that a longer text "
                "gives no higher score."),
        Mistake(_diagonal(finish=lambda found: found), "These are the weights, query by query. Now their mean."),
        Mistake(_diagonal(finish=lambda found: found.amax(-1)), "The largest single weight says little: every head "
                "hits once. Take the mean."),
        Mistake(_diagonal(turned=lambda weights: weights.transpose(-2, -1)), "Rows are queries, columns are keys: "
                "weights[..., query, key]. Yours are swapped, and look at the future."),
        Mistake(_all_of_the_second_half, "That is how much it looks at the first copy at all, wherever in it. One "
                "place for each query: what came after the token the last time."),
        Mistake(_diagonal(finish=lambda found: found.mean()), "One number for all heads together. Keep the dimensions "
                "before the last two: the mean is over the queries only, dim=-1."),
        Mistake(_diagonal(start=lambda period: 0), "You ask all places, also those of the first time through. Only "
                "from place `period` on has anything come before."),
        Mistake(_each_with_each(lambda found: found.mean(-1)), "You cut out a block: every query with every key. Give "
                "both lists at once, weights[..., queries, keys], and query number n is paired with key number n."),
        Mistake(_each_with_each(lambda found: found.mean((-2, -1))), "That is the mean of a whole block, every query "
                "with every key. Each query has exactly one key: pick pairs."),
        Mistake(_only_one_repetition, "You stop at 2 · period. The text may repeat itself more than once, or be cut "
                "off: the queries go on to its end."),
        Mistake(_length_of_the_first, "len(weights) is the length of the first dimension, with many heads the number "
                "of heads or layers. The number of tokens is the last one's: weights.shape[-1]."),
        Mistake(_without_dots, "weights[queries, keys] picks from the *first* two dimensions. With layers and heads "
                "before, the places are the last two: the … says *whatever stands before*."),
        Mistake(_in_the_first_copy, "You always look at the first copy. What counts is the *last* time that the token "
                "stood there: exactly one period before."),
        Mistake(_last_one_missing, "The last query is missing. Its own next word is not in the text, but where it "
                "should look is: at what came after the earlier copy."),
    ],
    also_right=[_with_a_loop, lambda weights, period: weights.diagonal(1 - period, -2, -1)[..., 1:].mean(-1)],
    compare="close",
    equivalent_mutants={
        "-1 → -2 in: queries = torch.arange(period, weights.shape[-1])":
            "there are as many queries as keys.",
    },
)


# --- quiz

attention_quiz = Quiz(
    "attention_quiz",
    lesson=LESSON,
    questions=[
        QuizItem("a", {
            "a": "Right: softmax multiplies above and below by the same number. Only differences count.",
            "b": "They would be if the scores were *multiplied* by 10.",
            "c": "They would be if the scores were divided by something.",
        }),
        QuizItem("b", {
            "a": "What is fetched is the value, and that has stayed the same.",
            "b": "Right: keys decide the weights.",
            "c": "Its key is in every dot product of those who might look at it.",
        }),
        QuizItem("c", {
            "a": "It would be as slow as with it.",
            "b": "A softmax gives numbers between 0 and 1 whatever it is fed, if the largest score is subtracted "
                    "first.",
            "c": "Right: the weights hardly move when the scores do, so nothing is learned.",
        }),
        QuizItem("b", {
            "a": "Each row had been divided by a sum that counted the hidden ones, too.",
            "b": "Right, and the mix is too small by as much as the hidden tokens had got.",
            "c": "They get 0, as they should. It is the others that are wrong.",
        }),
        QuizItem("c", {
            "a": "Each of twice as many tokens looks at twice as many.",
            "b": "Nothing is tripled here: two factors grow, each to its double.",
            "c": "Right: 2 · 2.",
        }),
        QuizItem("b", {
            "a": "All 32 heads still look. What they share is what is looked at.",
            "b": "Right: 8 sets of keys and values instead of 32.",
            "c": "Keys and values are shared, both by the same groups: 8 of each instead of 32 of each.",
        }),
        QuizItem("a", {
            "a": "Right: both are turned farther by the same angle, and the angle between them stays.",
            "b": "Only if the distance changed.",
            "c": "Both vectors turn, so what one turn does to the product the other undoes.",
        }),
        QuizItem("b", {
            "a": "That would be the same word, earlier: a head that looks for duplicates.",
            "b": "Right: at what came after the last *Otto*. It expects the same again.",
            "c": "That is what a previous-token head does, its helper.",
        }),
        QuizItem("c", {
            "a": "A large weight on a value of nearly no length brings nearly nothing.",
            "b": "Heads that rest on the first token on one text may work on another.",
            "c": "Right: weights say where it looks. What it is for shows when you take it away.",
        }),
    ],
)

EXERCISES = [
    average_so_far, hat_mix, look_up, random_dot, causal_mask, scaled_dot_product_attention, peeks_at, split_heads,
    key_value_bytes, turn_pairs, induction_score, attention_quiz,
]
