"""What PromptLab says, in plain words."""

from llm_edu.widgets.common.numbers import counted, fixed


def percent(share):
    """
    >>> percent(0.825)
    '83 %'
    """
    return f"{fixed(100 * share, 0)} %"


def p_words(p):
    """
    >>> p_words(0.0004), p_words(0.0312), p_words(0.5), p_words(1.0)
    ('p < 0.001', 'p = 0.031', 'p = 0.50', 'p = 1')
    """
    if p < 0.001:
        return "p < 0.001"
    return "p = 1" if p == 1 else f"p = {fixed(p, 3 if p < 0.1 else 2)}"


def share_words(name, figures):
    """How often one prompt is right.

    >>> share_words("plain", {"count": 100, "share": 0.8, "low": 0.711, "high": 0.867})
    '“plain” is right on 80 % of 100 items (95 % interval 71 to 87 %)'
    """
    return (f"“{name}” is right on {percent(figures['share'])} of {counted(figures['count'], 'item')} (95 % interval "
            f"{fixed(100 * figures['low'], 0)} to {percent(figures['high'])})")


def result_words(named, pairs):
    """What a lab has come to: the best prompt, and the next, and whether the lead may be chance.

    named: pairs (name, `prompt_figures` with something answered), at least one   pairs: a function of two names

    >>> figures = {"count": 100, "share": 0.8, "low": 0.711, "high": 0.867}
    >>> result_words([("plain", figures)], None)
    '“plain” is right on 80 % of 100 items (95 % interval 71 to 87 %).'
    """
    ranked = sorted(named, key=lambda each: -each[1]["share"])
    said = share_words(*ranked[0])
    if len(ranked) == 1:
        return f"{said}."
    pair = pairs(ranked[0][0], ranked[1][0])
    return (f"The best of {len(ranked)} prompts: {said}; the next, “{ranked[1][0]}”, is right on "
            f"{percent(ranked[1][1]['share'])}. McNemar's test of the two: {p_words(pair['p'])}.")
