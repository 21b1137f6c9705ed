"""``interpolated``: a blend of contexts of all lengths."""

from llm_edu import language_models as lm
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.language_models import END


def _blend(first=lambda size: 1 / size, cut=lambda context, length: context[len(context) - length:],
           order=enumerate, mix=lambda count, total, kinds, shorter: (count + kinds * shorter) / (total + kinds),
           guard=True):
    """An interpolated with one thing wrong."""

    def blend(word, context, tables, vocabulary_size):
        probability = first(vocabulary_size)
        for length, table in order(tables):
            followers = table.get(tuple(cut(context, length)), {})
            total, kinds = sum(followers.values()), len(followers)
            if total or not guard:
                probability = mix(followers.get(word, 0), total, kinds, probability)
        return probability

    return blend


def _longest_first(tables):
    return reversed(list(enumerate(tables)))


def _tables(texts, order):
    return [lm.count_followers(texts, length) for length in range(order)]


SMALL = [["a", "b"], ["a", "c"], ["a", "b", "b"]]
HATS = [["the", "green", "hat"], ["the", "red", "hat"], ["the", "green", "cat"]]


def _could_be_counted(tables):
    """Whether each table holds contexts of its own length, and nothing that the shorter ones have not seen."""
    return all(tables) and all(
        len(context) == length and followers
        and (length == 0 or set(followers) <= set(tables[length - 1].get(context[1:], {})))
        for length, table in enumerate(tables) for context, followers in table.items())


def _blend_case(rng):
    texts = [[rng.choice("abc") for _ in range(rng.randrange(1, 6))] for _ in range(rng.randrange(1, 5))]
    order = rng.randrange(1, 4)
    return rng.choice("abc"), tuple(rng.choice("abc") for _ in range(rng.randrange(2, 4))), _tables(texts, order), 4


exercise = Exercise(
    reference=lm.interpolated,
    cases=[
        case("b", (), _tables(SMALL, 1), 4), case("b", ("a",), _tables(SMALL, 2), 4),
        case("c", ("b",), _tables(SMALL, 2), 4), case("c", ("d",), _tables(SMALL, 2), 5),
        case("b", ("c", "a"), _tables(SMALL, 2), 4), case("b", (END, "a"), _tables(SMALL, 3), 4),
        case("a", ("c", "a"), _tables(SMALL, 3), 4), case("hat", ("the", "green"), _tables(HATS, 3), 6),
        case("cat", ("the", "red"), _tables(HATS, 3), 6), case("hat", ("a", "green"), _tables(HATS, 3), 6),
        case("d", ("a",), _tables(SMALL, 2), 5),
    ],
    random_case=_blend_case,
    valid=lambda word, context, tables, vocabulary_size: word in ("a", "b", "c")
    and len(context) >= len(tables) - 1 >= 0 and _could_be_counted(tables),
    texts=["word", "context", "tables"],
    tensor_numbers=False,
    hints=(
        "Start from 1 / vocabulary_size, and go through the tables, the shortest context first. Each table changes the "
        "probability that you have. A table that has never seen its context leaves it as it is.",
        "probability = 1 / vocabulary_size\nfor length, table in enumerate(tables):\n    followers = the table's "
        "counts after the last `length` words of the context (a tuple), or {} if there are none\n    total = sum of "
        "the counts, kinds = how many different followers\n    if total > 0: probability = (count of the word + kinds "
        "· probability) / (total + kinds)\nreturn probability",
    ),
    compare="close",
)

exercise.mistake("For length 0, context[-0:] is the *whole* context, not none of it, so you never find the counts of "
                 "single words. context[len(context) - length:] is right for 0, too.",
                 _blend(cut=lambda context, length: context[-length:]))
exercise.mistake("You take the first words of the context. The next word depends on the *last* ones.",
                 _blend(cut=lambda context, length: context[:length]))
exercise.mistake("You begin with the longest context, so the shortest has the last word. Go from short to long: each "
                 "longer context corrects the shorter ones.", _blend(order=_longest_first))
exercise.mistake("You start from 0, so a word that was never counted stays impossible. Start from 1 / vocabulary_size.",
                 _blend(first=lambda size: 0.0))


@exercise.mistake("You start from the share of single words, tables[0], so a word that was never counted stays "
                  "impossible. Start one step earlier, from equal chances for all words: 1 / vocabulary_size. "
                  "tables[0] is the first to correct this.")
def _starts_from_single_words(word, context, tables, vocabulary_size):
    probability = tables[0][()].get(word, 0) / sum(tables[0][()].values())
    for length in range(1, len(tables)):
        followers = tables[length].get(tuple(context[len(context) - length:]), {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


@exercise.mistake("A context that was never seen makes your probability 0. It knows nothing, so keep the probability "
                  "from the shorter contexts.")
def _stops_at_the_unseen(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        total, kinds = sum(followers.values()), len(followers)
        probability = (followers.get(word, 0) + kinds * probability) / (total + kinds) if total else 0.0
    return probability


exercise.mistake("Your probabilities sum to more than 1. Above the line you add `kinds` observations, so add `kinds` "
                 "to the total below the line, too.",
                 _blend(mix=lambda count, total, kinds, shorter: (count + kinds * shorter) / total))
exercise.mistake("You replace the probability from the shorter contexts instead of mixing it in. So a word that never "
                 "followed here is impossible again.", _blend(mix=lambda count, total, kinds, shorter: count / total))
exercise.mistake("You give the shorter context the weight of one observation. Give it as many as there are different "
                 "followers: where many different words have followed, more are still to come.",
                 _blend(mix=lambda count, total, kinds, shorter: (count + shorter) / (total + 1)))
exercise.mistake("You always mix half and half, whatever was counted. A context that was seen a thousand times "
                 "deserves more trust than one that was seen once.",
                 _blend(mix=lambda count, total, kinds, shorter: (count / total + shorter) / 2))
exercise.mistake("If a context was never seen, total and kinds are 0, and 0 / 0 stops with an error. Leave the "
                 "probability as it is then.", _blend(guard=False))


@exercise.mistake("table[context] stops with an error if a context was never seen. table.get(context, {}) gives an "
                  "empty dictionary. Leave the probability as it is then.")
def _asks_for_the_unseen_context(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table[tuple(context[len(context) - length:])]
        total, kinds = sum(followers.values()), len(followers)
        probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


@exercise.mistake("Two things. For length 0, context[-0:] is the *whole* context: use context[len(context) - length:]. "
                  "And table[context] stops with an error if a context was never seen: use table.get(context, {}).")
def _whole_context_asked_for(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table[tuple(context[-length:])]
        total, kinds = sum(followers.values()), len(followers)
        probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


exercise.mistake("Look at your parentheses: divide the *sum* of count and kinds · shorter by the *sum* of total and "
                 "kinds.",
                 _blend(mix=lambda count, total, kinds, shorter: count / total + kinds * shorter))


@exercise.mistake("followers[word] stops with an error if the word was never counted after this context. "
                  "followers.get(word, 0) gives its count.")
def _asks_for_the_word(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        if followers:
            total, kinds = sum(followers.values()), len(followers)
            probability = (followers[word] + kinds * probability) / (total + kinds)
    return probability


@exercise.mistake("Each of your contexts uses equal chances, 1 / vocabulary_size, for its gaps. It should use the next "
                  "shorter context: carry the probability from one length to the next.")
def _always_equal_chances(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        if followers:
            total, kinds = sum(followers.values()), len(followers)
            probability = (followers.get(word, 0) + kinds / vocabulary_size) / (total + kinds)
    return probability


@exercise.mistake("You use the longest table alone. The shorter tables fill its gaps: go through all of them, the "
                  "shortest first.")
def _longest_table_only(word, context, tables, vocabulary_size):
    length = len(tables) - 1
    followers = tables[length].get(tuple(context[len(context) - length:]), {})
    total, kinds = sum(followers.values()), len(followers)
    return (followers.get(word, 0) + kinds / vocabulary_size) / (total + kinds) if total else 1 / vocabulary_size


@exercise.mistake("You take the plain mean of all contexts, whatever was counted. Each context should give the next "
                  "shorter one the weight of `kinds` observations.")
def _plain_mean(word, context, tables, vocabulary_size):
    shares = [1 / vocabulary_size]
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        if followers:
            shares.append(followers.get(word, 0) / sum(followers.values()))
    return sum(shares) / len(shares)


@exercise.mistake("Your kinds are the number of contexts in the table. Count the different words that followed *this* "
                  "context.")
def _kinds_of_the_table(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        if followers:
            total, kinds = sum(followers.values()), len(table)
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


@exercise.mistake("You leave out tables[0], the counts after no words at all, which say how common each word is.")
def _without_the_first_table(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length in range(1, len(tables)):
        followers = tables[length].get(tuple(context[len(context) - length:]), {})
        if followers:
            total, kinds = sum(followers.values()), len(followers)
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


@exercise.mistake("If the error says *out of range*: the context may be longer than the longest table needs. Go "
                  "through the tables, not through the context.")
def _tables_by_context(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length in range(len(context) + 1):
        followers = tables[length].get(tuple(context[len(context) - length:]), {})
        if followers:
            total, kinds = sum(followers.values()), len(followers)
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


@exercise.mistake("You take the longest context in which the word was seen, and nothing else. This is called backing "
                  "off. But then the probabilities of all words no longer sum to 1. Mix instead.")
def _longest_seen_only(word, context, tables, vocabulary_size):
    for length, table in _longest_first(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        if followers.get(word):
            return followers[word] / sum(followers.values())
    return 1 / vocabulary_size
