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
