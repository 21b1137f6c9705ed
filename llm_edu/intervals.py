"""How sure a measured share is.

Source: Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference.
"""


from numbers import Integral


def wilson(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % confidence interval of a share that was measured in `count` trials; it works for shares of 0 and 1, too.

    z: half the width in standard errors, 1.96 for 95 % (Wilson 1927)
    Raises ValueError for anything that is not a share of at least one trial. The integer 1 is an error as well when
    there are more trials: wilson(1, 10) could mean 1 out of 10, or all of them.

    >>> [round(bound, 2) for bound in wilson(1.0, 20)]
    [0.84, 1.0]
    """
    if not count >= 1:
        raise ValueError(f"a share comes from at least 1 trial, not {count!r}")
    if not 0 <= share <= 1 or isinstance(share, Integral) and share == 1 < count:
        raise ValueError(f"share is between 0 and 1, not {share!r}: for {share} out of {count} write "
                         f"wilson({share} / {count}, {count}), for all of them wilson(1.0, {count})")
    if not z > 0:
        raise ValueError(f"z, the half width in standard errors, is above 0, not {z!r}")
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
