"""How sure a measured share is.

Source: Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference.
"""


def wilson(share, count, z=1.96):
    """The 95 % interval of a share that was seen in `count` trials; it is sensible also at shares of 0 and 1.

    >>> [round(bound, 2) for bound in wilson(1.0, 20)]
    [0.84, 1.0]
    """
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
