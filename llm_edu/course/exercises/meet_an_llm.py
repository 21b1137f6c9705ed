"""The exercises of lesson 00: picking, generating, counting, weighing."""

from llm_edu import meet_an_llm as reference
from llm_edu.course.exercise import Exercise, Mistake, Question, Quiz, QuizItem, case
from llm_edu.meet_an_llm import ModelShape

LESSON = "00_meet_an_llm"
SMOLLM2 = ModelShape(
    vocab_size=49_152, layers=30, width=576, heads=9, key_value_heads=3, feed_forward_width=1_536, tie_embeddings=True
)
TINY = ModelShape(vocab_size=10, layers=2, width=4, heads=2, key_value_heads=1, feed_forward_width=6)


# --- greedy_pick


def _the_probability_itself(probabilities):
    return max(probabilities)


def _last_of_equals(probabilities):
    return max(range(len(probabilities)), key=lambda index: (probabilities[index], index))


def _counts_from_one(probabilities):
    return reference.greedy_pick(probabilities) + 1


def _smallest(probabilities):
    return probabilities.index(min(probabilities))


def _forgets_the_last(probabilities):
    return reference.greedy_pick(probabilities[:-1]) if len(probabilities) > 1 else 0


def _random_probabilities(rng):
    weights = [rng.randrange(1, 6) for _ in range(rng.randrange(1, 7))]
    return ([round(weight / sum(weights), 3) for weight in weights],)


greedy_pick = Exercise(
    "greedy_pick",
    lesson=LESSON,
    reference=reference.greedy_pick,
    cases=[
        case([1.0]),
        case([0.9, 0.1]),
        case([0.1, 0.9]),
        case([0.4, 0.4, 0.2]),
        case([0.2, 0.1, 0.7]),
        case([0.1, 0.2, 0.3, 0.4]),
        case([0.25, 0.25, 0.25, 0.25]),
        case([0.1, 0.5, 0.1, 0.3]),
    ],
    random_case=_random_probabilities,
    valid=lambda probabilities: len(probabilities) > 0,
    hints=(
        (
            "You are asked *where* the largest number stands, not how large it is. Walk along and remember the best"
            " place."
        ),
        (
            "best = 0\nfor each position from 1 on:\n    if the number there is larger than the number at best: best"
            " = position\nreturn best"
        ),
    ),
    mistakes=[
        Mistake(
            _the_probability_itself,
            "That is the largest probability itself. The model needs to know which token it "
            "belongs to: return its position.",
        ),
        Mistake(
            _last_of_equals,
            "Of two equal numbers you return the later one. Take the first, so that everybody who "
            "runs this gets the same text: a place is only better if its number is strictly larger.",
        ),
        Mistake(_counts_from_one, "You are one too far: Python counts positions from 0, and so do token ids."),
        Mistake(
            _smallest, "That is the least likely token. It would be an interesting writer, but not a greedy one."
        ),
        Mistake(_forgets_the_last, "The last token can never win here. Does your range stop one position too early?"),
    ],
    also_right=[
        lambda probabilities: max(range(len(probabilities)), key=lambda index: probabilities[index]),
        lambda probabilities: probabilities.index(max(probabilities)),
        lambda probabilities: int(__import__("numpy").argmax(probabilities)),
    ],
    equivalent_mutants={
        "1 → 0 in: for index in range(1, len(probabilities)):": (
            "position 0 is then compared with itself, and does not win."
        ),
    },
)


# --- generate_tokens: small pretend models, so that every step can be followed by hand


def count_up(ids):
    """A pretend model: always one more than the last token."""
    return _whole_list(ids)[-1] + 1


def add_last_two(ids):
    """A pretend model: the sum of the last two tokens, so the prompt matters."""
    return sum(_whole_list(ids)[-2:])


def how_many(ids):
    """A pretend model: how many tokens it has seen so far."""
    return len(_whole_list(ids))


class Script:
    """A pretend model that says its lines one after the other: who asks too often hears too much."""

    def __init__(self, *lines):
        self.lines = lines
        self.asked = 0

    def __call__(self, ids):
        _whole_list(ids)
        self.asked += 1
        return self.lines[(self.asked - 1) % len(self.lines)]

    def __repr__(self):
        return f"says({', '.join(map(str, self.lines))})"


def _whole_list(ids):
    if not isinstance(ids, list):
        raise TypeError(f"next_token wants the whole list of ids so far, not {ids!r}")
    if not ids:
        raise ValueError("next_token got an empty list: give it everything so far, the prompt first")
    return ids


def _never_shows_the_new_token(next_token, prompt, max_new_tokens, stop):
    new = []
    for _ in range(max_new_tokens):
        token = next_token(list(prompt))
        if token == stop:
            break
        new.append(token)
    return new


def _keeps_the_stop(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    while len(new) < max_new_tokens:
        new.append(next_token(ids + new))
        if new[-1] == stop:
            break
    return new


def _returns_the_prompt_too(next_token, prompt, max_new_tokens, stop):
    return list(prompt) + reference.generate_tokens(next_token, prompt, max_new_tokens, stop)


def _shows_only_the_last(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt[-1:]), []
    while len(new) < max_new_tokens:
        token = next_token(ids)
        if token == stop:
            break
        ids = [token]
        new.append(token)
    return new


def _never_stops(next_token, prompt, max_new_tokens, stop):
    ids = list(prompt)
    for _ in range(max_new_tokens):
        ids.append(next_token(ids))
    return ids[len(prompt) :]


def _one_too_many(next_token, prompt, max_new_tokens, stop):
    return reference.generate_tokens(next_token, prompt, max_new_tokens + 1, stop)


def _skips_the_stop(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    for _ in range(max_new_tokens):
        token = next_token(ids)
        ids.append(token)
        if token != stop:
            new.append(token)
    return new


def _by_slices(next_token, prompt, max_new_tokens, stop):
    ids = [*prompt]
    for _ in range(max_new_tokens):
        token = next_token(ids)
        if token == stop:
            return ids[len(prompt) :]
        ids = ids + [token]
    return ids[len(prompt) :]


def _recursive(next_token, prompt, max_new_tokens, stop):
    if max_new_tokens == 0:
        return []
    token = next_token(list(prompt))
    if token == stop:
        return []
    return [token] + _recursive(next_token, list(prompt) + [token], max_new_tokens - 1, stop)


generate_tokens = Exercise(
    "generate_tokens",
    lesson=LESSON,
    reference=reference.generate_tokens,
    cases=[
        case(count_up, [5], max_new_tokens=1, stop=99),
        case(count_up, [5], max_new_tokens=3, stop=99),
        case(count_up, [5], max_new_tokens=0, stop=99),
        case(count_up, [5], max_new_tokens=9, stop=8),
        case(count_up, [5], max_new_tokens=9, stop=6),
        case(count_up, [5], max_new_tokens=3, stop=2),
        case(add_last_two, [1, 1], max_new_tokens=6, stop=99),
        case(add_last_two, [2, 3], max_new_tokens=6, stop=34),
        case(how_many, [7, 7, 7], max_new_tokens=4, stop=99),
        case(how_many, [7, 7, 7], max_new_tokens=4, stop=5),
        case(how_many, [4, 9, 4, 9], max_new_tokens=5, stop=9),
        case(Script(6, 7, 2, 8, 9), [5], max_new_tokens=5, stop=2),
        case(Script(6, 7, 8, 9), [5], max_new_tokens=3, stop=2),
    ],
    hints=(
        "The model wants to see everything so far, including the tokens that it has just said. Which list grows?",
        (
            "ids = a copy of the prompt; new = []\nwhile new has fewer than max_new_tokens:\n    token ="
            " next_token(ids)\n    if it is the stop token: leave the loop\n    put it at the end of both"
            " lists\nreturn new"
        ),
    ),
    mistakes=[
        Mistake(
            _never_shows_the_new_token,
            "The model never sees what it has just said, so it says it again and again. "
            "Put each new token at the end of what you show it next time.",
        ),
        Mistake(
            _keeps_the_stop,
            "The stop token is a signal for you, not part of the answer: leave it out of what you return.",
        ),
        Mistake(
            _returns_the_prompt_too, "You return the prompt as well. The caller has it; return only what is new."
        ),
        Mistake(
            _shows_only_the_last,
            "You show the model only its last token. It has no memory of its own: it knows "
            "exactly what you put into `ids`, so give it everything so far.",
        ),
        Mistake(
            _never_stops,
            "You go on after the stop token. A chat model says it when its answer is over; what comes "
            "after that is noise.",
        ),
        Mistake(_one_too_many, "One token too many: with max_new_tokens=3 there should be three at most."),
        Mistake(_skips_the_stop, "You leave the stop token out, but then you go on. Stop there."),
    ],
    also_right=[_by_slices, _recursive],
)


# --- layer_parameters and count_parameters


def _part(**changes):
    """A planted mistake: the right dictionary, with one part computed otherwise."""

    def wrong(shape):
        parts = reference.layer_parameters(shape)
        return parts | {name: compute(shape) for name, compute in changes.items()}

    return wrong


def _random_shape(rng):
    group, key_value_heads, head_dim = rng.randrange(1, 4), rng.randrange(1, 4), rng.choice([2, 4, 8])
    heads = group * key_value_heads
    return (
        ModelShape(
            vocab_size=rng.randrange(5, 40),
            layers=rng.randrange(1, 5),
            width=heads * head_dim,
            heads=heads,
            key_value_heads=key_value_heads,
            feed_forward_width=rng.randrange(3, 30),
            tie_embeddings=rng.random() < 0.5,
        ),
    )


def _layer_in_one_expression(shape):
    d, k = shape.width, shape.key_value_heads * shape.head_dim
    return {"norms": d + d, "feed_forward": shape.feed_forward_width * d * 3, "attention": 2 * d * (d + k)}


SHAPES = [
    case(TINY),
    case(ModelShape(vocab_size=7, layers=1, width=8, heads=2, key_value_heads=2, feed_forward_width=5)),
    case(
        ModelShape(
            vocab_size=9, layers=3, width=12, heads=6, key_value_heads=2, feed_forward_width=20, tie_embeddings=False
        )
    ),
    case(SMOLLM2),
]

layer_parameters = Exercise(
    "layer_parameters",
    lesson=LESSON,
    reference=reference.layer_parameters,
    cases=SHAPES,
    random_case=_random_shape,
    hints=(
        (
            "Each table has (numbers going in) × (numbers coming out) parameters. How many come out of the key table?"
            " key_value_heads × head_dim."
        ),
        (
            "attention: width × width for the queries, width × (key_value_heads × head_dim) for the keys, the same"
            " for the values, width × width for the output\nfeed_forward: three tables between width and"
            " feed_forward_width\nnorms: two lists of width numbers"
        ),
    ),
    mistakes=[
        Mistake(
            _part(attention=lambda s: 4 * s.width * s.width),
            "You gave every head its own keys and values. Look at "
            "key_value_heads: here several heads share one set, so those two tables are narrower.",
        ),
        Mistake(
            _part(attention=lambda s: s.width**2 + 2 * s.width * s.key_value_heads * s.head_dim),
            "Attention has four "
            "tables, not three: after the heads have looked, an output table of width × width mixes what they found.",
        ),
        Mistake(
            _part(attention=lambda s: 2 * s.width**2 + s.width * s.key_value_heads * s.head_dim),
            "Keys *and* values: you counted one of the two narrow tables.",
        ),
        Mistake(
            _part(feed_forward=lambda s: 2 * s.width * s.feed_forward_width),
            "Two tables, up and down, are what GPT-2 has. This feed-forward part has three: gate, up and down.",
        ),
        Mistake(
            _part(norms=lambda s: s.width),
            "A layer has two norms: one before attention, one before the feed-forward part.",
        ),
    ],
    also_right=[_layer_in_one_expression],
)


def _forgets_the_last_norm(shape):
    return reference.count_parameters(shape) - shape.width


def _counts_the_exit_always(shape):
    return reference.count_parameters(shape) + (shape.vocab_size * shape.width if shape.tie_embeddings else 0)


def _never_counts_the_exit(shape):
    return reference.count_parameters(shape) - (0 if shape.tie_embeddings else shape.vocab_size * shape.width)


def _asks_the_wrong_way_round(shape):
    table = shape.vocab_size * shape.width
    return reference.count_parameters(shape) + (table if shape.tie_embeddings else -table)


def _one_layer_only(shape):
    layer = sum(reference.layer_parameters(shape).values())
    return reference.count_parameters(shape) - (shape.layers - 1) * layer


def _forgets_the_embeddings(shape):
    return reference.count_parameters(shape) - shape.vocab_size * shape.width


def _tables_at_both_ends(shape):
    tables = 1 if shape.tie_embeddings else 2
    parts = reference.layer_parameters(shape)
    layers = sum(count * shape.layers for count in parts.values())
    return tables * shape.vocab_size * shape.width + layers + shape.width


count_parameters = Exercise(
    "count_parameters",
    lesson=LESSON,
    reference=reference.count_parameters,
    cases=SHAPES,
    random_case=_random_shape,
    hints=(
        (
            "Three things: a table at the entrance, the layers, a norm at the end. And, if the embeddings are not"
            " tied, a second table at the exit."
        ),
        (
            "embeddings = vocab_size × width\nlayers = how many × the sum of layer_parameters(shape)\n"
            "total = embeddings + layers + width\nif not tied: total += embeddings"
        ),
    ),
    mistakes=[
        Mistake(
            _forgets_the_last_norm,
            "You are short by exactly one norm. After the last layer there is one more, width numbers.",
        ),
        Mistake(
            _counts_the_exit_always,
            "You count the token table twice even when tie_embeddings is True. Tied means: "
            "the same table serves at both ends.",
        ),
        Mistake(
            _never_counts_the_exit,
            "When tie_embeddings is False, the exit has a table of its own, as large as the one at the entrance.",
        ),
        Mistake(
            _asks_the_wrong_way_round,
            "Tied means that there is *one* table. You add the second one just when there is none.",
        ),
        Mistake(_one_layer_only, "You counted one layer. The model has shape.layers of them, all of the same size."),
        Mistake(
            _forgets_the_embeddings,
            "The table at the entrance is missing: one row of width numbers for each of the vocab_size tokens.",
        ),
    ],
    also_right=[_tables_at_both_ends],
)


# --- memory_gigabytes and training_years

memory_gigabytes = Exercise(
    "memory_gigabytes",
    lesson=LESSON,
    reference=reference.memory_gigabytes,
    cases=[
        case(1_000_000_000, bits=16),
        case(1_000_000_001, bits=4),
        case(1_000_000_000, bits=8),
        case(4_000_000_000, bits=32),
        case(134_515_008, bits=32),
        case(134_515_008, bits=4),
        case(65_000_000_000, bits=16),
        case(1_040_000_000_000, bits=4),
    ],
    hints=(
        "A byte is eight bits. How many bytes does one parameter take when it is stored in 4 bits?",
        "bits in all = parameters × bits\nbytes = bits in all / 8\ngigabytes = bytes / 10**9",
    ),
    mistakes=[
        Mistake(lambda parameters, bits: parameters * bits / 10**9, "That is gigabits. Eight bits make a byte."),
        Mistake(lambda parameters, bits: parameters * bits / 8, "That is bytes. A gigabyte is 10⁹ of them."),
        Mistake(
            lambda parameters, bits: parameters * bits / 8 / 2**30,
            "You divide by 2³⁰ = 1,073,741,824: that is the "
            "gibibyte (GiB). We count in gigabytes of 10⁹ bytes, as disks and models are sold.",
        ),
        Mistake(
            lambda parameters, bits: parameters * (bits // 8) / 10**9,
            "With 4 bits you get nothing at all: `//` rounds down, and half a byte is not zero bytes.",
        ),
    ],
    also_right=[lambda parameters, bits: parameters / 1e9 * (bits / 8)],
    compare="close",
    tolerance=1e-12,
)

training_years = Exercise(
    "training_years",
    lesson=LESSON,
    reference=reference.training_years,
    cases=[
        case(7_000_001, 2_000_000_000_001, 4e9),
        case(1_000_000, 20_000_000, 1e9),
        case(134_515_008, 2_000_000_000_000, 100e9),
        case(175e9, 0.3e12, 100e9),
        case(175e9, 0.3e12, 300e12),
    ],
    hints=(
        "First the number of operations, then the seconds, then the years.",
        (
            "operations = 6 × parameters × tokens\nseconds = operations / operations_per_second\n"
            "years = seconds / (60 × 60 × 24 × 365)"
        ),
    ),
    mistakes=[
        Mistake(
            lambda n, d, speed: 2 * n * d / speed / 31_536_000,
            "2 operations per parameter and token is *using* the model. Learning costs three times as much: 6.",
        ),
        Mistake(lambda n, d, speed: 6 * n * d / speed, "That is seconds. It may well be a large number of them."),
        Mistake(lambda n, d, speed: 6 * n * d / speed / 86_400, "That is days. Divide by 365 once more."),
        Mistake(
            lambda n, d, speed: 6 * n * d / speed / (86_400 * 365.25),
            "So close: you count a year as 365.25 days. We take 365, as the exercise says.",
        ),
        Mistake(
            lambda n, d, speed: 6 * n * speed / d / 31_536_000,
            "More tokens should take longer, and a faster computer "
            "should take less long. Which of the two stands under the line?",
        ),
    ],
    also_right=[lambda n, d, speed: 6.0 * n * d / (speed * 365 * 86_400)],
    compare="close",
    tolerance=1e-12,
)

# --- questions and quiz

gpt2_parameters = Question(
    "gpt2_parameters",
    lesson=LESSON,
    answer=124_439_808,
    hints=(
        (
            "Go through the table by hand once more, line by line, with GPT-2's numbers, and ask of each line which"
            " of the four differences touches it."
        ),
        (
            "embeddings: 50,257 × 768 + 1,024 × 768\nattention: 4 × (768 × 768 + 768)\nfeed-forward: 768 × 3,072 +"
            " 3,072 + 3,072 × 768 + 768\nnorms: 2 × 2 × 768\n12 layers, and one more norm of 2 × 768"
        ),
    ),
    mistakes={
        163_037_184: "You counted the token table twice. GPT-2 ties it: the same table stands at both ends.",
        123_653_376: "The table of positions is missing: 1,024 × 768.",
        124_356_864: "Almost: the biases are missing. Every table in a layer has one, a number for each output.",
        124_000_000: "That is its name. Here we want the exact number: count.",
        152_788_224: "You counted three tables in the feed-forward part. GPT-2's has two, up and down.",
        124_420_608: "Almost: a norm of GPT-2 has two lists of numbers, a scale and a shift.",
    },
    explanation="The name says 117M in the paper and 124M everywhere else. Now you know which one was miscounted.",
)

meet_an_llm_quiz = Quiz(
    "meet_an_llm_quiz",
    lesson=LESSON,
    questions=[
        QuizItem(
            "c",
            {
                "a": (
                    "It did not search anything: the network was off, and 135 million numbers hold no list of"
                    " sentences."
                ),
                "b": (
                    "There is no list of questions and answers in it. It has never been told which questions will"
                    " come."
                ),
                "c": "Right. Every answer that you saw was made of next tokens, one after the other.",
            },
        ),
        QuizItem(
            "b",
            {
                "a": "No forecast either: it has no notion of what has been played and what has not.",
                "b": "Right. It continues with what is likely after such a question, in the tone of what it has read.",
                "c": "There was nowhere to look: the network was off, and it holds no pages, only parameters.",
            },
        ),
        QuizItem(
            "a",
            {
                "a": "Right. `ids` grows by one token, and the model is asked again with all of it.",
                "b": (
                    "The model keeps nothing between two calls (a cache only saves it the work of computing the same"
                    " again)."
                ),
                "c": "The parameters do not change while you chat. Changing them is training, lesson 06.",
            },
        ),
        QuizItem(
            "b",
            {
                "a": "That is the memory at 8 bits each.",
                "b": "Right: 7 × 10⁹ parameters × 2 bytes = 14 × 10⁹ bytes.",
                "c": "That is 32 bits each: four bytes a parameter.",
            },
        ),
        QuizItem(
            "c",
            {
                "a": (
                    "Multiplying is the cheap part: a processor can do many operations on each number that it"
                    " fetches."
                ),
                "b": "Printing a few letters costs next to nothing.",
                "c": "Right. Each token needs every parameter once, and fetching them from memory takes the time.",
            },
        ),
        QuizItem(
            "b",
            {
                "a": "The largest model of the chart is not the one with the most tokens for each parameter.",
                "b": "Right. A small model that has read a lot is cheap for everyone who uses it afterwards.",
                "c": "GPT-3 read fewer than two tokens for each of its parameters.",
            },
        ),
    ],
)

EXERCISES = [
    greedy_pick,
    generate_tokens,
    layer_parameters,
    count_parameters,
    memory_gigabytes,
    training_years,
    gpt2_parameters,
    meet_an_llm_quiz,
]
