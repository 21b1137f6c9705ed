# %% right: loops and a counter
def fulfilled_share(asked, told):
    good = 0
    for (plot, values), ways in zip(asked, told):
        for told_plot, told_values in ways:
            if plot == told_plot and all(told_values.get(name) == word for name, word in values.items()):
                good += 1
                break
    return good / len(asked)

# %% right: sets of items
def fulfilled_share(asked, told):
    kept = []
    for wish, ways in zip(asked, told):
        kept.append(any(way[0] == wish[0] and set(wish[1].items()) <= set(way[1].items()) for way in ways))
    return sum(kept) / len(kept)

# %% right: the mean of a list of numbers, by numpy
import numpy as np

def fulfilled_share(asked, told):
    def fulfilled(wish, ways):
        return any(plot == wish[0] and wish[1].items() <= values.items() for plot, values in ways)
    return np.mean([fulfilled(wish, ways) for wish, ways in zip(asked, told)])

# %% right: the mean of a tensor
import torch

def fulfilled_share(asked, told):
    marks = torch.zeros(len(asked))
    for number, (plot, values) in enumerate(asked):
        for other, others in told[number]:
            if other == plot and {name: others.get(name) for name in values} == values:
                marks[number] = 1
    return marks.mean().item()

# %% right: a function for one, with early returns
def is_kept(wish, ways):
    plot, values = wish
    for other, others in ways:
        if other != plot:
            continue
        if any(name not in others or others[name] != word for name, word in values.items()):
            continue
        return True
    return False

def fulfilled_share(asked, told):
    return sum(map(is_kept, asked, told)) / len(asked)

# %% right: errors are caught
def fulfilled_share(asked, told):
    total = 0
    for (plot, values), ways in zip(asked, told):
        found = False
        for other, others in ways:
            try:
                found = found or (plot == other and all(others[name] == values[name] for name in values))
            except KeyError:
                pass
        total += int(found)
    return total / len(told)

# %% wrong: break in the wrong place
def fulfilled_share(asked, told):
    good = 0
    for (plot, values), ways in zip(asked, told):
        for other, others in ways:
            if plot == other and values.items() <= others.items():
                good += 1
            break
    return good / len(asked)

# %% wrong: counts every way
def fulfilled_share(asked, told):
    good = 0
    for (plot, values), ways in zip(asked, told):
        for other, others in ways:
            if plot == other and values.items() <= others.items():
                good += 1
    return good / len(asked)

# %% wrong: a missing variable is an error
def fulfilled_share(asked, told):
    good = 0
    for (plot, values), ways in zip(asked, told):
        good += any(plot == other and all(others[name] == values[name] for name in values) for other, others in ways)
    return good / len(asked)

# %% wrong: a missing variable is good enough
def fulfilled_share(asked, told):
    good = 0
    for (plot, values), ways in zip(asked, told):
        good += any(plot == other and all(others.get(name, values[name]) == values[name] for name in values)
                    for other, others in ways)
    return good / len(asked)

# %% wrong: the first way alone
def fulfilled_share(asked, told):
    good = 0
    for (plot, values), ways in zip(asked, told):
        if ways and ways[0][0] == plot and values.items() <= ways[0][1].items():
            good += 1
    return good / len(asked)

# %% wrong: two ways at most
def fulfilled_share(asked, told):
    return sum(any(plot == other and values.items() <= others.items() for other, others in ways[:1] + ways[2:])
               for (plot, values), ways in zip(asked, told)) / len(asked)

# %% wrong: equal
def fulfilled_share(asked, told):
    return sum(wish in ways for wish, ways in zip(asked, told)) / len(asked)

# %% wrong: the plot alone
def fulfilled_share(asked, told):
    return sum(wish[0] in [way[0] for way in ways] for wish, ways in zip(asked, told)) / len(asked)

# %% wrong: values alone
def fulfilled_share(asked, told):
    return sum(any(wish[1].items() <= way[1].items() for way in ways) for wish, ways in zip(asked, told)) / len(asked)

# %% wrong: words, whoever they are
def fulfilled_share(asked, told):
    return sum(any(plot == other and all(word in others.values() for word in values.values()) for other, others in ways)
               for (plot, values), ways in zip(asked, told)) / len(asked)

# %% wrong: words in the written-out way
def fulfilled_share(asked, told):
    return sum(any(plot in str(way) and all(word in str(way) for word in values.values()) for way in ways)
               for (plot, values), ways in zip(asked, told)) / len(asked)

# %% wrong: a word within a word
def fulfilled_share(asked, told):
    return sum(any(plot == other and all(word in others.get(name, "") for name, word in values.items())
                   for other, others in ways) for (plot, values), ways in zip(asked, told)) / len(asked)

# %% wrong: in order
def fulfilled_share(asked, told):
    return sum(any(plot == other and list(values.items()) == [item for item in others.items() if item[0] in values]
                   for other, others in ways) for (plot, values), ways in zip(asked, told)) / len(asked)

# %% wrong: all ways
def fulfilled_share(asked, told):
    return sum(all(plot == other and values.items() <= others.items() for other, others in ways)
               for (plot, values), ways in zip(asked, told)) / len(asked)

# %% wrong: any value
def fulfilled_share(asked, told):
    return sum(any(plot == other and any(others.get(name) == word for name, word in values.items())
                   for other, others in ways) for (plot, values), ways in zip(asked, told)) / len(asked)

# %% wrong: the share of the stories
def fulfilled_share(asked, told):
    good = sum(any(plot == other and values.items() <= others.items() for other, others in ways)
               for (plot, values), ways in zip(asked, told))
    return good / max(1, sum(bool(ways) for ways in told))

# %% wrong: of each wish the share of its values
def fulfilled_share(asked, told):
    total = 0
    for (plot, values), ways in zip(asked, told):
        shares = [sum(others.get(name) == word for name, word in values.items()) / len(values)
                  if values else 1.0 for other, others in ways if other == plot]
        total += max(shares, default=0)
    return total / len(asked)

# %% wrong: a count
def fulfilled_share(asked, told):
    return sum(any(plot == other and values.items() <= others.items() for other, others in ways)
               for (plot, values), ways in zip(asked, told))

# %% wrong: rounded
def fulfilled_share(asked, told):
    return round(sum(any(plot == other and values.items() <= others.items() for other, others in ways)
                     for (plot, values), ways in zip(asked, told)) / len(asked), 1)

# %% wrong: returns after the first
def fulfilled_share(asked, told):
    good = 0
    for (plot, values), ways in zip(asked, told):
        good += any(plot == other and values.items() <= others.items() for other, others in ways)
        return good / len(asked)

# %% wrong: every text with every wish
def fulfilled_share(asked, told):
    good = 0
    for plot, values in asked:
        for ways in told:
            good += any(plot == other and values.items() <= others.items() for other, others in ways)
    return good / (len(asked) * len(told))

# %% wrong: wishes by plot, in a dictionary
def fulfilled_share(asked, told):
    wishes = dict(asked)
    good = sum(any(other in wishes and wishes[other].items() <= others.items() for other, others in ways)
               for ways in told)
    return good / len(asked)

# %% wrong: the wishes are used up
def fulfilled_share(asked, told):
    good, count = 0, len(asked)
    while asked:
        plot, values = asked.pop()
        good += any(plot == other and values.items() <= others.items() for other, others in told.pop())
    return good / count

# %% wrong: a text
def fulfilled_share(asked, told):
    good = sum(any(plot == other and values.items() <= others.items() for other, others in ways)
               for (plot, values), ways in zip(asked, told))
    return f"{good / len(asked):.0%}"

# %% wrong: values of all ways together
def fulfilled_share(asked, told):
    good = 0
    for (plot, values), ways in zip(asked, told):
        together = {}
        for other, others in ways:
            if other == plot:
                together |= others
        good += any(other == plot for other, _ in ways) and values.items() <= together.items()
    return good / len(asked)

# %% right: nested loops with for-else
def fulfilled_share(asked, told):
    missed = 0
    for wish, ways in zip(asked, told):
        for way in ways:
            if way[0] == wish[0] and all(way[1].get(k) == v for k, v in wish[1].items()):
                break
        else:
            missed += 1
    return 1 - missed / len(asked)

# %% right: merged dictionaries
def fulfilled_share(asked, told):
    good = 0
    for (plot, values), ways in zip(asked, told):
        good += any(p == plot and {**v, **values} == v for p, v in ways)
    return good / len(asked)

# %% right: statistics.mean of floats
from statistics import mean

def fulfilled_share(asked, told):
    return mean(float(any(w[0] == a[0] and set(a[1].items()) <= set(w[1].items()) for w in ways))
                for a, ways in zip(asked, told))

# %% right: by index
def fulfilled_share(asked, told):
    count = 0
    for i in range(len(asked)):
        plot = asked[i][0]
        values = asked[i][1]
        done = False
        for j in range(len(told[i])):
            if told[i][j][0] != plot:
                continue
            same = True
            for variable in values:
                if variable not in told[i][j][1] or told[i][j][1][variable] != values[variable]:
                    same = False
            done = done or same
        if done:
            count += 1
    return count / len(asked)

# %% right: filter and map
def fulfilled_share(asked, told):
    def fits(wish):
        plot, values = wish
        return lambda way: plot == way[0] and not any(variable not in way[1] or way[1][variable] != word
                                                      for variable, word in values.items())
    return len([1 for wish, ways in zip(asked, told) if list(filter(fits(wish), ways))]) / len(asked)

# %% right: restricted to what was asked for
def fulfilled_share(asked, told):
    kept = [(plot, values) in [(p, {k: v[k] for k in values if k in v}) for p, v in ways]
            for (plot, values), ways in zip(asked, told)]
    return kept.count(True) / len(kept)

# %% right: numpy
import numpy as np

def fulfilled_share(asked, told):
    hits = np.zeros(len(asked))
    for i, ((plot, values), ways) in enumerate(zip(asked, told)):
        for other, others in ways:
            if other == plot and all(key in others and others[key] == word for key, word in values.items()):
                hits[i] = 1
    return float(hits.mean())

# %% right: a class for a wish
class Wish:
    def __init__(self, plot, values):
        self.plot, self.values = plot, values

    def met_by(self, way):
        plot, values = way
        return plot == self.plot and all(values.get(name, None) == word for name, word in self.values.items())

def fulfilled_share(asked, told):
    return sum(any(map(Wish(*wish).met_by, ways)) for wish, ways in zip(asked, told)) / len(asked)

# %% right: a running mean
def fulfilled_share(asked, told):
    share = 0.0
    for number, ((plot, values), ways) in enumerate(zip(asked, told), start=1):
        hit = any(other == plot and values.items() <= others.items() for other, others in ways)
        share += (hit - share) / number
    return share

# %% right: try and KeyError
def fulfilled_share(asked, told):
    count = 0
    for (plot, values), ways in zip(asked, told):
        for other, others in ways:
            try:
                if plot == other and [others[key] for key in values] == list(values.values()):
                    count += 1
                    break
            except KeyError:
                pass
    return count / len(asked)

# %% right: fractions
from fractions import Fraction

def fulfilled_share(asked, told):
    total = sum(Fraction(1, len(asked)) for (plot, values), ways in zip(asked, told)
                if any(p == plot and values.items() <= v.items() for p, v in ways))
    return float(total)

# %% wrong: the other way round: what was told has to be asked for
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and v.items() <= values.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: names of the variables alone
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and values.keys() <= v.keys() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: a wish that names nothing is never fulfilled
def fulfilled_share(asked, told):
    kept = sum(bool(values) and any(plot == p and values.items() <= v.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: a wish that names nothing is always fulfilled
def fulfilled_share(asked, told):
    kept = sum(not values or any(plot == p and values.items() <= v.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: a wish that names nothing is fulfilled by any story
def fulfilled_share(asked, told):
    kept = sum(any(not values or plot == p and values.items() <= v.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: plot in one way, values in another
def fulfilled_share(asked, told):
    kept = sum(any(plot == p for p, _ in ways) and any(values.items() <= v.items() for _, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: each value in some way of the plot
def fulfilled_share(asked, told):
    kept = 0
    for (plot, values), ways in zip(asked, told):
        fitting = [v for p, v in ways if p == plot]
        kept += bool(fitting) and all(any(v.get(k) == w for v in fitting) for k, w in values.items())
    return kept / len(asked)

# %% wrong: the last way alone
def fulfilled_share(asked, told):
    kept = 0
    for (plot, values), ways in zip(asked, told):
        found = False
        for p, v in ways:
            found = p == plot and values.items() <= v.items()
        kept += found
    return kept / len(asked)

# %% wrong: a flag that is never set back
def fulfilled_share(asked, told):
    kept, found = 0, False
    for (plot, values), ways in zip(asked, told):
        for p, v in ways:
            if p == plot and values.items() <= v.items():
                found = True
        if found:
            kept += 1
    return kept / len(asked)

# %% wrong: no story is left out of the number
def fulfilled_share(asked, told):
    pairs = [(a, t) for a, t in zip(asked, told) if t]
    kept = sum(any(p == a[0] and a[1].items() <= v.items() for p, v in t) for a, t in pairs)
    return kept / len(pairs) if pairs else 0.0

# %% wrong: share of the ways
def fulfilled_share(asked, told):
    kept = sum(p == plot and values.items() <= v.items() for (plot, values), ways in zip(asked, told) for p, v in ways)
    return kept / max(1, sum(map(len, told)))

# %% wrong: percent
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and values.items() <= v.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return 100 * kept / len(asked)

# %% wrong: whole-number division
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and values.items() <= v.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept // len(asked)

# %% wrong: what is not fulfilled
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and values.items() <= v.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return 1 - kept / len(asked)

# %% wrong: a list of yes and no
def fulfilled_share(asked, told):
    return [any(plot == p and values.items() <= v.items() for p, v in ways)
            for (plot, values), ways in zip(asked, told)]

# %% wrong: both counts
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and values.items() <= v.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept, len(asked)

# %% wrong: pops the values
def fulfilled_share(asked, told):
    kept = 0
    for (plot, values), ways in zip(asked, told):
        for p, v in ways:
            if p == plot and all(v.pop(k, None) == w for k, w in values.items()):
                kept += 1
                break
    return kept / len(asked)

# %% wrong: takes the ways off the list
def fulfilled_share(asked, told):
    kept = 0
    for (plot, values), ways in zip(asked, told):
        while ways:
            p, v = ways.pop()
            if p == plot and values.items() <= v.items():
                kept += 1
                break
    return kept / len(asked)

# %% wrong: sorts what is told
def fulfilled_share(asked, told):
    kept = 0
    for (plot, values), ways in zip(asked, told):
        ways.sort(key=lambda way: way[0] != plot)
        kept += any(p == plot and values.items() <= v.items() for p, v in ways)
    return kept / len(asked)

# %% wrong: in any text
def fulfilled_share(asked, told):
    everything = [way for ways in told for way in ways]
    kept = sum(any(plot == p and values.items() <= v.items() for p, v in everything) for plot, values in asked)
    return kept / len(asked)

# %% wrong: the same wish counts once
def fulfilled_share(asked, told):
    done = {}
    for (plot, values), ways in zip(asked, told):
        key = (plot, tuple(sorted(values.items())))
        done[key] = done.get(key, False) or any(plot == p and values.items() <= v.items() for p, v in ways)
    return sum(done.values()) / len(done)

# %% wrong: words in the order of the variables
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and list(values.values()) == list(v.values())[:len(values)] for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: words as a set
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and set(values.values()) <= set(v.values()) for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: capitals do not matter
def fulfilled_share(asked, told):
    low = lambda v: {k: w.lower() for k, w in v.items()}.items()
    kept = sum(any(plot.lower() == p.lower() and low(values) <= low(v) for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: the word's beginning
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and all(v.get(k, "").startswith(w) for k, w in values.items()) for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: a plot within a plot
def fulfilled_share(asked, told):
    kept = sum(any(plot in p and values.items() <= v.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: most of the values
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and sum(v.get(k) == w for k, w in values.items()) * 2 >= len(values) for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: the first value decides
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and list(values.items())[:1] == [(k, v[k]) for k in list(values)[:1] if k in v]
                   for p, v in ways) for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: the last value decides
def fulfilled_share(asked, told):
    kept = 0
    for (plot, values), ways in zip(asked, told):
        for p, v in ways:
            ok = p == plot
            for k, w in values.items():
                ok = p == plot and v.get(k) == w
            if ok:
                kept += 1
                break
    return kept / len(asked)

# %% wrong: crashes without ways
def fulfilled_share(asked, told):
    kept = 0
    for (plot, values), ways in zip(asked, told):
        kept += max(plot == p and values.items() <= v.items() for p, v in ways)
    return kept / len(asked)

# %% wrong: ways by plot, in a dictionary
def fulfilled_share(asked, told):
    kept = 0
    for (plot, values), ways in zip(asked, told):
        plots = {p: v for p, v in ways}
        kept += plot in plots and values.items() <= plots[plot].items()
    return kept / len(asked)

# %% wrong: the first way of the plot
def fulfilled_share(asked, told):
    kept = 0
    for (plot, values), ways in zip(asked, told):
        first = next((v for p, v in ways if p == plot), None)
        kept += first is not None and values.items() <= first.items()
    return kept / len(asked)

# %% wrong: the plot is a variable, too
def fulfilled_share(asked, told):
    kept = sum(any(plot == p or values.items() <= v.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: sorted before
def fulfilled_share(asked, told):
    pairs = zip(sorted(asked, key=str), sorted(told, key=str))
    return sum(any(a[0] == p and a[1].items() <= v.items() for p, v in t) for a, t in pairs) / len(asked)

# %% wrong: the same number of values
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and len(v) == len(values) and values.items() <= v.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: an empty text counts where nothing is named
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and values.items() <= v.items() for p, v in ways) or not values and not ways
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: per hundred wishes
def fulfilled_share(asked, told):
    kept = sum(any(plot == p and values.items() <= v.items() for p, v in ways)
               for (plot, values), ways in zip(asked, told))
    return kept / 100

# %% wrong: exactly one way has to do
def fulfilled_share(asked, told):
    kept = sum(sum(plot == p and values.items() <= v.items() for p, v in ways) == 1
               for (plot, values), ways in zip(asked, told))
    return kept / len(asked)

# %% wrong: capitals of values do not matter
def fulfilled_share(asked, told):
    n = 0
    for (plot, values), ways in zip(asked, told):
        for other, others in ways:
            if plot == other and all(others.get(k, "").lower() == v.lower() for k, v in values.items()):
                n += 1
                break
    return n / len(asked)
