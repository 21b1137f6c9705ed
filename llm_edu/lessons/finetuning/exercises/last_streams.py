"""``last_streams``: many texts through a model in one call, and the vector at the end of each."""

import torch
from torch.nn.utils.rnn import pad_sequence

from llm_edu.course.checks.exercise import Case, Exercise, scenario


def _padded(texts, longest=None):
    """ids (texts, time), filled up behind with 0"""
    longest = longest or max(map(len, texts))
    return torch.tensor([list(text) + [0] * (longest - len(text)) for text in texts])


def _taken(row_of, run, texts):
    """What `row_of` takes of each text's rows: (texts, width). row_of: a function of rows (time, width) and the text"""
    return torch.stack([row_of(rows, text) for rows, text in zip(run(_padded(texts)), texts)])


def _reference(run, texts):
    return _taken(lambda rows, text: rows[len(text) - 1], run, texts)


def _taking(row_of):
    """A last_streams that takes another row."""
    return lambda run, texts: _taken(row_of, run, texts)


def _running(ids_of):
    """A last_streams that hands other ids to the model. ids_of: a function of texts"""
    return lambda run, texts: torch.stack(
        [rows[len(text) - 1] for rows, text in zip(run(ids_of(texts)), texts)])


# --- models small enough to be read


def sum_and_count(ids):
    """The sum of the ids so far, and how many they are: a stream in which each token has seen those before it."""
    places = torch.arange(1, ids.shape[1] + 1).expand(ids.shape)
    return torch.stack([ids.cumsum(1), places], dim=-1).float()


def sum_count_texts_time(ids):
    """As `sum_and_count`, with the size of the table that it is called with: texts, time."""
    size = torch.tensor(ids.shape).float().expand(*ids.shape, 2)
    return torch.cat([sum_and_count(ids), size], dim=-1)


def sum_count_whole_row(ids):
    """As `sum_and_count`, and the sum of the whole row, which 0 does not change and no causal model knows."""
    return torch.cat([sum_and_count(ids), ids.sum(1)[:, None, None].expand(*ids.shape, 1).float()], dim=-1)


def rows_of_a_table(ids):
    """A table's rows: three numbers for each id, whatever stood before it."""
    table = torch.tensor([[(3 * token + 7 * number) % 11 - 5 for number in range(3)] for token in range(100)])
    return table[ids].float() / 4


MODELS = {sum_and_count: "sum of the ids so far, how many", rows_of_a_table: "three numbers for each id",
          sum_count_texts_time: "sum so far, how many, texts in this call, time in this call",
          sum_count_whole_row: "sum so far, how many, sum of the row"}


def _case(run, texts):
    return Case((run, texts), label=f"last_streams(run, {texts}), where run(ids) gives for each token: {MODELS[run]}")


def _times_called(last_streams):
    """How often it calls run."""
    tables = []

    def run(ids):
        tables.append(ids)
        return sum_and_count(ids)

    last_streams(run, [[7, 3], [5], [4]])
    return len(tables)


def _drawn_case(rng):
    texts = [[rng.randrange(1, 60) for _ in range(rng.randrange(1, 6))] for _ in range(rng.randrange(1, 5))]
    return _case(rng.choice(list(MODELS)), texts)


exercise = Exercise(
    reference=_reference,
    cases=lambda: [
        scenario(_times_called, "last_streams(run, [[7, 3], [5], [4]]), counting how often it calls run"),
        _case(sum_and_count, [[7]]), _case(sum_and_count, [[7, 3], [5]]), _case(sum_and_count, [[5], [7, 3, 2]]),
        _case(sum_and_count, [[1, 2, 3, 4], [9, 9], [4]]), _case(sum_and_count, [[4, 4, 4], [4, 4], [4, 4, 4]]),
        _case(sum_and_count, [[300, 2], [999]]),    # more than 8 bits
        _case(rows_of_a_table, [[1, 2], [3, 4]]),    # as many texts as tokens
        _case(rows_of_a_table, [[8, 0, 0], [0, 6], [0]]),    # 0 is an id like any other
        _case(rows_of_a_table, [[2], [2], [9, 1, 3]]), _case(rows_of_a_table, [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
        _case(sum_count_texts_time, [[7, 3], [5]]), _case(sum_count_texts_time, [[1], [2, 2], [3, 3, 3], [4, 4]]),
        _case(sum_count_whole_row, [[3, 1], [6, 6, 6]]), _case(rows_of_a_table, [[3, 1, 2], [6], [5, 5]]),
    ],
    random_case=_drawn_case,
    valid=lambda run, texts: len(texts) > 0 and all(len(text) for text in texts),
    hints=(
        "First make a tensor of ids, with every row as long as the longest text. After the model has run, you need the "
        "stream of a text of n tokens at one position. Which one, counted from 0?",
        "longest = the length of the longest text\nids = for each text, its ids and as many zeros as it lacks, "
        "as a tensor\nstream = run(ids)\nfor each text, the row of its stream at (its length − 1), all of them stacked",
    ),
    compare="close",
)

exercise.mistake("You take the last position of the row. In a shorter text, that is padding. Take the position of "
                 "the text's own last token.", _taking(lambda rows, text: rows[-1]))
exercise.mistake("You take the position after the last token. Positions are counted from 0.",
                 _taking(lambda rows, text: rows[min(len(text), len(rows) - 1)]))
exercise.mistake("You take the position after the last token; the longest text has none. Positions are counted from 0.",
                 _taking(lambda rows, text: rows[len(text)]), error="out of (bounds|range)")
exercise.mistake("You take the second to last token.", _taking(lambda rows, text: rows[len(text) - 2]))
exercise.mistake("You take the first token, which has seen nothing of its text. The last one has seen all.",
                 _taking(lambda rows, text: rows[0]))
exercise.mistake("You average over the tokens of each text. Return only the stream at the last one.",
                 _taking(lambda rows, text: rows[:len(text)].mean(0)))
exercise.mistake("You average over the whole row, even over the padding.",
                 _taking(lambda rows, text: rows.mean(0)))
exercise.mistake("You look for the last id that is not 0. But 0 is an id like any other, and a text may end with it: "
                 "its length says where it ends.",
                 _taking(lambda rows, text: rows[max([place for place, token in enumerate(text) if token] or [0])]))
exercise.mistake("You count the ids that are not 0. But 0 is an id like any other: its length says where a text ends.",
                 _taking(lambda rows, text: rows[sum(token != 0 for token in text) - 1]))
exercise.mistake("You pad at the front. So the model, which reads from the left, reads zeros first, and every text "
                 "moves to other positions.", _running(
                     lambda texts: torch.stack([torch.tensor([0] * (max(map(len, texts)) - len(text)) + list(text))
                                                for text in texts])))
exercise.mistake("You pad at the front, so that every text ends in the last column. The zeros belong at the end: "
                 "tokens look at what comes before them, and padding there moves them to other positions.",
                 lambda run, texts: run(pad_sequence([torch.tensor(text) for text in texts], batch_first=True,
                                                     padding_side="left"))[:, -1])
exercise.mistake("You pad with 1. The statement asks for 0.", _running(
    lambda texts: pad_sequence([torch.tensor(text) for text in texts], batch_first=True, padding_value=1)))
exercise.mistake("You cut all texts to the length of the shortest. No text may lose its end: pad the shorter ones.",
                 lambda run, texts: run(torch.tensor([text[:min(map(len, texts))] for text in texts]))[:, -1])
exercise.mistake("Lists of different lengths do not make a tensor. First pad the shorter ones with 0.",
                 lambda run, texts: run(torch.tensor(texts))[:, -1], error="expected sequence of length")
exercise.mistake("There is one column too many: pad to the length of the longest text, no further.",
                 _running(lambda texts: _padded(texts, max(map(len, texts)) + 1)))
exercise.mistake("You pad to a fixed length. The length of the longest text is enough, and costs less.",
                 _running(lambda texts: _padded(texts, 64)))
exercise.mistake("You return the stream at every token. Return one vector for each text.",
                 lambda run, texts: run(_padded(texts)))
exercise.mistake("Your index combines every text with every position. They belong together in pairs: texts 0, 1, "
                 "2, … each with its own position.",
                 lambda run, texts: run(_padded(texts))[:, [len(text) - 1 for text in texts]])
exercise.mistake("The vectors are right, but they are in a list. Stack them into one tensor.",
                 lambda run, texts: list(_reference(run, texts)))


@exercise.mistake("You run the model once for each text. Put all of them through it in one call: that is several times "
                  "faster.")
def _one_by_one(run, texts):
    return torch.stack([run(torch.tensor([text]))[0, -1] for text in texts])


@exercise.mistake("The vectors are right, but you run the model again for each of them. Call it once, and keep the "
                  "result.")
def _anew_for_each(run, texts):
    return torch.stack([run(_padded(texts))[number, len(text) - 1] for number, text in enumerate(texts)])


@exercise.mistake("You sorted the texts by length, and left them so. Return the vectors in the order of the "
                  "texts.")
def _sorted(run, texts):
    return _reference(run, sorted(texts, key=len))


@exercise.mistake("You append the zeros to the lists that you were given, which belong to the caller. Make new lists.")
def _appends(run, texts):
    lengths, longest = [len(text) for text in texts], max(map(len, texts))
    for text in texts:
        text += [0] * (longest - len(text))
    return run(torch.tensor(texts))[torch.arange(len(texts)), torch.tensor(lengths) - 1]
