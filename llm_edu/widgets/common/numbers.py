"""Numbers as the widgets write them; JavaScript writes them alike, in ``shared.js``."""

import math


def fixed(number: float, digits: int) -> str:
    """A number with so many digits behind the point, a half rounded up as a browser does.

    >>> fixed(0.125, 2), fixed(2, 1)
    ('0.13', '2.0')
    """
    shift = 10**digits
    return f"{math.floor(abs(number) * shift + 0.5) / shift * (-1 if number < 0 else 1):.{digits}f}"


def percent(share: float) -> str:
    """As shared.js writes a share: ``86.7 %``, ``> 99.9 %``, ``≈ 0 %``.

    >>> percent(0.0625), percent(0.99999), percent(0.0001), percent(1e-9)
    ('6.3 %', '> 99.9 %', '0.01 %', '≈ 0 %')
    """
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    if 0 < share < 0.0005:
        return "≈ 0 %" if share < 1e-6 else f"{100 * share:.1g} %"
    return f"{fixed(100 * share, 1)} %"


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 head``, ``12,345 parameters``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def loss_text(loss: float) -> str:
    """A loss in about three digits.

    >>> [loss_text(loss) for loss in (0.0421, 3.1234, 20.19, 1234.5, -0.5)]
    ['0.042', '3.12', '20.2', '1,235', '−0.50']
    """
    size = abs(loss)
    digits = 3 if size < 0.0995 else 2 if size < 9.995 else 1 if size < 99.95 else 0
    text = f"{math.floor(size + 0.5):,}" if digits == 0 else fixed(size, digits)
    return f"−{text}" if loss < 0 and text.strip("0.") else text


def rough_text(loss: float) -> str:
    """A loss in so few digits that it is the same on all processors.

    >>> [rough_text(loss) for loss in (0.0421, 0.34, 3.1234, 20.19, -0.02)]
    ['0.04', '0.3', '3.1', '20.2', '−0.02']
    """
    return (f"{loss:.1g}" if abs(loss) < 0.095 else f"{loss:,.1f}").replace("-", "−")
