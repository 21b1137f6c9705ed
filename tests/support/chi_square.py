"""Do counts fit probabilities? Pearson's test, with a bound that right counts exceed once in a thousand times."""

import math


def fits(counts, probabilities):
    """Whether counts could have been drawn from probabilities; what is expected less than 5 times counts as one."""
    total, pairs, rest = sum(counts), [], [0.0, 0.0]
    for count, probability in zip(counts, probabilities, strict=True):
        if probability * total >= 5:
            pairs.append((count, probability * total))
        else:
            rest = [rest[0] + count, rest[1] + probability * total]
    pairs += [tuple(rest)] if rest[1] > 0 else []
    assert rest[1] > 0 or rest[0] == 0, "something came that can't come"
    statistic = sum((count - expected) ** 2 / expected for count, expected in pairs)
    freedom = len(pairs) - 1
    spread = 2 / (9 * freedom)    # Wilson and Hilferty 1931: the cube root is nearly normal; 3.09 is its 99.9 % point
    return statistic < freedom * (1 - spread + 3.09 * math.sqrt(spread)) ** 3
