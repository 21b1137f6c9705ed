"""Unforeseen answers to the exercise control_labels."""

# %% right: a dictionary, filled on the way
def control_labels(types, labels, draws):
    given = {}
    result = []
    for each in types:
        if each not in given:
            given[each] = labels[draws[len(given)]]
        result.append(given[each])
    return result

# %% right: dict.fromkeys and zip
def control_labels(types, labels, draws):
    answer = dict(zip(dict.fromkeys(types), (labels[draw] for draw in draws)))
    return [answer[each] for each in types]

# %% right: setdefault
def control_labels(types, labels, draws):
    number = {}
    return [labels[draws[number.setdefault(each, len(number))]] for each in types]

# %% right: a list of those seen, by index
def control_labels(types, labels, draws):
    seen = []
    for each in types:
        if each not in seen:
            seen.append(each)
    return [labels[draws[seen.index(each)]] for each in types]

# %% right: sorted by first appearance
def control_labels(types, labels, draws):
    order = sorted(set(types), key=types.index)
    return [labels[draws[order.index(each)]] for each in types]

# %% right: NumPy's unique, put back into order
def control_labels(types, labels, draws):
    _, first, inverse = np.unique(types, return_index=True, return_inverse=True)
    rank = first.argsort().argsort()
    return [labels[draws[place]] for place in rank[inverse.ravel()]]

# %% right: a default dictionary that counts
from collections import defaultdict
from itertools import count

def control_labels(types, labels, draws):
    number = defaultdict(count().__next__)
    return [labels[draws[number[each]]] for each in types]

# %% right: an iterator of draws
def control_labels(types, labels, draws):
    remaining = iter(draws)
    known = {}
    for each in types:
        if each not in known:
            known[each] = next(remaining)
    return list(map(lambda each: labels[known[each]], types))

# %% right: __missing__
class Drawn(dict):
    def __init__(self, labels, draws):
        self.labels, self.draws = labels, draws

    def __missing__(self, key):
        self[key] = self.labels[self.draws[len(self)]]
        return self[key]

def control_labels(types, labels, draws):
    drawn = Drawn(labels, draws)
    return [drawn[each] for each in types]

# %% right: how many different ones came before its first
def control_labels(types, labels, draws):
    return [labels[draws[len(set(types[:types.index(each)]))]] for each in types]

# %% right: a recursion
def control_labels(types, labels, draws, given=None):
    given = given or {}
    if not types:
        return []
    first, *rest = types
    if first not in given:
        given = {**given, first: labels[draws[len(given)]]}
    return [given[first]] + control_labels(rest, labels, draws, given)

# %% right: places first, answers afterwards
def control_labels(types, labels, draws):
    out = [None] * len(labels)
    done = set()
    turn = 0
    for i, each in enumerate(types):
        if each in done:
            continue
        done.add(each)
        answer = labels[draws[turn]]
        turn += 1
        for j in range(i, len(types)):
            if types[j] == each:
                out[j] = answer
    return out

# %% right: a cached function
from functools import cache

def control_labels(types, labels, draws):
    order = list(dict.fromkeys(types))

    @cache
    def answer(each):
        return labels[draws[order.index(each)]]
    return [answer(each) for each in types]

# %% right: a deque of copies
from collections import deque

def control_labels(types, labels, draws):
    waiting = deque(draws)
    given = {}
    for each in types:
        given[each] = given[each] if each in given else labels[waiting.popleft()]
    return [given[each] for each in types]

# %% right: try and except
def control_labels(types, labels, draws):
    given, out = {}, []
    for each in types:
        try:
            out.append(given[each])
        except KeyError:
            given[each] = labels[int(draws[len(given)])]
            out.append(given[each])
    return out

# %% right: a generator, made a list
def control_labels(types, labels, draws):
    def answers():
        places = {}
        for each in types:
            yield labels[draws[places.setdefault(each, len(places))]]
    return list(answers())

# %% wrong: in the order of the alphabet
def control_labels(types, labels, draws):
    order = sorted(set(types))
    return [labels[draws[order.index(each)]] for each in types]

# %% wrong: in whatever order a set has
def control_labels(types, labels, draws):
    answer = {each: labels[draw] for each, draw in zip(set(types), draws)}
    return [answer[each] for each in types]

# %% wrong: NumPy's unique, sorted
def control_labels(types, labels, draws):
    _, inverse = np.unique(types, return_inverse=True)
    return [labels[draws[place]] for place in inverse]

# %% wrong: the most frequent first
from collections import Counter

def control_labels(types, labels, draws):
    order = [each for each, _ in Counter(types).most_common()]
    return [labels[draws[order.index(each)]] for each in types]

# %% wrong: a draw for each example
def control_labels(types, labels, draws):
    return [labels[draws[i]] for i in range(len(types))]

# %% wrong: a draw for each example, from the start again
def control_labels(types, labels, draws):
    return [labels[draws[i % len(draws)]] for i in range(len(types))]

# %% wrong: the draw at the place of the type's first example
def control_labels(types, labels, draws):
    return [labels[draws[types.index(each) % len(draws)]] for each in types]

# %% wrong: the draw is counted whenever the type changes
def control_labels(types, labels, draws):
    out, turn = [], -1
    for i, each in enumerate(types):
        if i == 0 or each != types[i - 1]:
            turn += 1
        out.append(labels[draws[turn % len(draws)]])
    return out

# %% wrong: groupby puts together neighbours alone
from itertools import groupby

def control_labels(types, labels, draws):
    out = []
    for (_, group), draw in zip(groupby(types), draws):
        out += [labels[draw]] * len(list(group))
    return out

# %% wrong: the last draw wins
def control_labels(types, labels, draws):
    answer = {each: labels[draw] for each, draw in zip(types, draws)}
    return [answer.get(each, labels[draws[0]]) for each in types]

# %% wrong: draws from the different labels
def control_labels(types, labels, draws):
    kinds = list(dict.fromkeys(labels))
    given = {}
    for each in types:
        if each not in given:
            given[each] = kinds[draws[len(given)] % len(kinds)]
    return [given[each] for each in types]

# %% wrong: draws from the sorted labels
def control_labels(types, labels, draws):
    drawn = sorted(labels)
    number = {}
    return [drawn[draws[number.setdefault(each, len(number))]] for each in types]

# %% wrong: the types themselves
def control_labels(types, labels, draws):
    number = {}
    return [types[draws[number.setdefault(each, len(number))]] for each in types]

# %% wrong: the draws, not the labels
def control_labels(types, labels, draws):
    number = {}
    return [draws[number.setdefault(each, len(number))] for each in types]

# %% wrong: without the draws
def control_labels(types, labels, draws):
    number = {}
    return [labels[number.setdefault(each, len(number))] for each in types]

# %% wrong: the label of its own first example
def control_labels(types, labels, draws):
    return [labels[types.index(each)] for each in types]

# %% wrong: the real labels
def control_labels(types, labels, draws):
    return list(labels)

# %% wrong: the first type gets the second draw
def control_labels(types, labels, draws):
    given = {}
    for each in types:
        if each not in given:
            given[each] = labels[draws[(len(given) + 1) % len(draws)]]
    return [given[each] for each in types]

# %% wrong: places counted from 1
def control_labels(types, labels, draws):
    given = {}
    for each in types:
        if each not in given:
            given[each] = labels[draws[len(given)] - 1]
    return [given[each] for each in types]

# %% wrong: the last draws first
def control_labels(types, labels, draws):
    given = {}
    for each in types:
        if each not in given:
            given[each] = labels[draws[-1 - len(given)]]
    return [given[each] for each in types]

# %% wrong: no two types with the same answer
def control_labels(types, labels, draws):
    given, turn = {}, 0
    for each in types:
        if each not in given:
            while labels[draws[turn]] in given.values() and turn < len(draws) - 1:
                turn += 1
            given[each] = labels[draws[turn]]
            turn = min(turn + 1, len(draws) - 1)
    return [given[each] for each in types]

# %% wrong: no draw twice
def control_labels(types, labels, draws):
    fresh = list(dict.fromkeys(draws))
    given = {}
    for each in types:
        if each not in given:
            given[each] = labels[fresh[len(given) % len(fresh)]]
    return [given[each] for each in types]

# %% wrong: what is falsy is drawn again
def control_labels(types, labels, draws):
    given, turn = {}, 0
    for each in types:
        if not given.get(each):
            given[each] = labels[draws[turn % len(draws)]]
            turn += 1
    return [given[each] for each in types]

# %% wrong: takes the draws out of the list
def control_labels(types, labels, draws):
    given = {}
    for each in types:
        if each not in given:
            given[each] = labels[draws.pop(0)]
    return [given[each] for each in types]

# %% wrong: takes the drawn ones out of a list of labels
def control_labels(types, labels, draws):
    left, given = list(labels), {}
    for each in types:
        if each not in given:
            given[each] = left.pop(draws[len(given)] % len(left))
    return [given[each] for each in types]

# %% wrong: writes into the labels
def control_labels(types, labels, draws):
    given = {}
    for i, each in enumerate(types):
        if each not in given:
            given[each] = labels[draws[len(given)]]
        labels[i] = given[each]
    return labels

# %% wrong: writes into a copy that it also draws from
def control_labels(types, labels, draws):
    out, given = list(labels), {}
    for i, each in enumerate(types):
        if each not in given:
            given[each] = out[draws[len(given)]]
        out[i] = given[each]
    return out

# %% wrong: writes into the types
def control_labels(types, labels, draws):
    given = {}
    for i, each in enumerate(types):
        if each not in given:
            given[each] = labels[draws[len(given)]]
        types[i] = given[each]
    return types

# %% wrong: the dictionary
def control_labels(types, labels, draws):
    given = {}
    for each in types:
        if each not in given:
            given[each] = labels[draws[len(given)]]
    return given

# %% wrong: one answer for each type
def control_labels(types, labels, draws):
    return [labels[draw] for _, draw in zip(dict.fromkeys(types), draws)]

# %% wrong: one answer for each draw
def control_labels(types, labels, draws):
    return [labels[draw] for draw in draws]

# %% wrong: a generator
def control_labels(types, labels, draws):
    number = {}
    return (labels[draws[number.setdefault(each, len(number))]] for each in types)

# %% wrong: a tuple
def control_labels(types, labels, draws):
    number = {}
    return tuple(labels[draws[number.setdefault(each, len(number))]] for each in types)

# %% wrong: one text of them all
def control_labels(types, labels, draws):
    number = {}
    return " ".join(str(labels[draws[number.setdefault(each, len(number))]]) for each in types)

# %% wrong: prints
def control_labels(types, labels, draws):
    number = {}
    for each in types:
        print(labels[draws[number.setdefault(each, len(number))]])

# %% wrong: returns after the first example
def control_labels(types, labels, draws):
    given, out = {}, []
    for each in types:
        if each not in given:
            given[each] = labels[draws[len(given)]]
        out.append(given[each])
        return out

# %% wrong: the dictionary is kept from call to call
given_names = {}

def control_labels(types, labels, draws):
    for each in types:
        if each not in given_names:
            given_names[each] = labels[draws[len(given_names) % len(draws)]]
    return [given_names[each] for each in types]

# %% wrong: a default argument that remembers
def control_labels(types, labels, draws, given={}):
    out = []
    for each in types:
        if each not in given:
            given[each] = labels[draws[len(given) % len(draws)]]
        out.append(given[each])
    return out

# %% wrong: draws of its own
def control_labels(types, labels, draws):
    generator = np.random.default_rng(0)
    given = {each: labels[generator.integers(len(labels))] for each in dict.fromkeys(types)}
    return [given[each] for each in types]

# %% wrong: a new type is one that differs from all before by its label
def control_labels(types, labels, draws):
    number = {}
    return [labels[draws[number.setdefault(pair, len(number)) % len(draws)]] for pair in zip(types, labels)]

# %% wrong: the same for all examples of a label
def control_labels(types, labels, draws):
    number = {}
    return [labels[draws[number.setdefault(label, len(number)) % len(draws)]] for label in labels]

# %% wrong: Mia and Otto
def control_labels(types, labels, draws):
    return [labels[draws[0]] if each == types[0] else labels[draws[1]] for each in types]

# %% wrong: upper and lower case alike
def control_labels(types, labels, draws):
    number = {}
    return [labels[draws[number.setdefault(str(each).lower(), len(number))]] for each in types]

# %% wrong: negates what has been seen
def control_labels(types, labels, draws):
    given = {}
    for each in types:
        if each in given:
            given[each] = labels[draws[len(given) - 1]]
        else:
            given[each] = labels[draws[len(given)]]
    return [given[each] for each in types]

# %% wrong: the place of its label among the different labels
def control_labels(types, labels, draws):
    number = {}
    return [labels.index(labels[draws[number.setdefault(each, len(number))]]) for each in types]

# %% wrong: two lines in the wrong order
def control_labels(types, labels, draws):
    given, out = {}, []
    for each in types:
        out.append(given.get(each))
        if each not in given:
            given[each] = labels[draws[len(given)]]
    return out

# %% wrong: only a type's first example, the others keep their label
def control_labels(types, labels, draws):
    seen, out = set(), []
    for each, label in zip(types, labels):
        out.append(label if each in seen else labels[draws[len(seen)]])
        seen.add(each)
    return out

# %% wrong: texts
def control_labels(types, labels, draws):
    number = {}
    return [str(labels[draws[number.setdefault(each, len(number))]]) for each in types]

# %% right: a copy of the labels, written over
def control_labels(types, labels, draws):
    result = labels.copy()
    given = {}
    for i, each in enumerate(types):
        if each not in given:
            given[each] = labels[draws[len(given)]]
        result[i] = given[each]
    return result

# %% right: a list of the draws, from which one is taken
def control_labels(types, labels, draws):
    left, given = list(draws), {}
    for each in types:
        if each not in given:
            given[each] = labels[left.pop(0)]
    return [given[each] for each in types]

# %% right: counts the types that are new
def control_labels(types, labels, draws):
    numbers, new = [], -1
    for i, each in enumerate(types):
        if each in types[:i]:
            numbers.append(numbers[types.index(each)])
        else:
            new += 1
            numbers.append(new)
    return [labels[draws[number]] for number in numbers]

# %% wrong: pops from a copy, as long as that is a list
def control_labels(types, labels, draws):
    left, given = draws.copy(), {}
    for each in types:
        if each not in given:
            given[each] = labels[left.pop(0)]
    return [given[each] for each in types]

# %% wrong: takes an array of draws for true or false
def control_labels(types, labels, draws):
    given = {}
    for each in types:
        if each not in given and draws:
            given[each] = labels[draws[len(given)]]
    return [given[each] for each in types]

# %% wrong: an array of texts
def control_labels(types, labels, draws):
    number = {}
    return np.array([labels[draws[number.setdefault(each, len(number))]] for each in types])
