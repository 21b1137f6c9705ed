"""What PreferenceArena says, in plain words."""

from llm_edu.widgets.common.numbers import counted, fixed

SURE = 0.9    # of a belief that is said
MOST_SAID = 3


def percent(share):
    """
    >>> percent(0.825)
    '83 %'
    """
    return f"{fixed(100 * share, 0)} %"


def interval(found):
    """
    >>> interval({"low": 0.567, "high": 0.9})
    '95 % interval 57 to 90 %'
    """
    return f"95 % interval {fixed(100 * found['low'], 0)} to {percent(found['high'])}"


def thing(belief):
    """What a belief is about.

    >>> thing({"kind": "short", "name": "length"})
    'short stories'
    """
    return f"{belief['kind']} stories" if belief["kind"] in ("long", "short") else belief["name"]


def beliefs_words(beliefs, who="you"):
    """What the reward model believes about a reader, as far as it is sure.

    >>> sure = {"kind": "group", "sure": 0.99}
    >>> beliefs_words([{"name": "animals", "share": 0.8, **sure}, {"name": "talking", "share": 0.3, **sure}])
    'You seem to like animals, and to avoid talking.'
    """
    sure = [belief for belief in beliefs if belief["sure"] >= SURE][:MOST_SAID]
    liked = [thing(belief) for belief in sure if belief["share"] > 0.5]
    avoided = [thing(belief) for belief in sure if belief["share"] <= 0.5]
    parts = [f"to {verb} {listed(names)}" for verb, names in (("like", liked), ("avoid", avoided)) if names]
    if not parts:
        return "It is not sure of anything yet."
    return f"{who[0].upper()}{who[1:]} {'seem' if who == 'you' else 'seems'} {', and '.join(parts)}."


def listed(names):
    """
    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def learned_words(clicks, found, beliefs, who="you"):
    """What was learned from so many clicks, and how sure that is. found: of `held_out`, or None"""
    if not clicks:
        return ""
    if found is None:
        return f"{counted(clicks, 'click')}: too few to learn anything from."
    luck = "" if found["low"] > 0.5 else ": that may be luck"
    return (f"{counted(clicks, 'click')}. {beliefs_words(beliefs, who)} The reward model predicted "
            f"{found['right']:g} of {found['count']} choices that it had not seen ({percent(found['share'])}, "
            f"{interval(found)}){luck}.")


def tuning_words(status):
    """What a training does now, or how it has ended."""
    state, phase = status["state"], status["phase"]
    if state == "failed":
        return f"The training has failed. {status['error']}"
    if state == "stopped":
        return "Stopped before there was anything to judge. The clicks are kept."
    if state == "ready":
        return (f"The reward model itself prefers the new stories in {percent(status['preferred'][-1])} of cases. Only "
                "a blind test can say whether it is right.")
    says = {"draw": "The model writes stories, and the reward model sorts them.",
            "imitate": "The model imitates the stories that the reward model finds best.",
            "draw again": "It writes again, and the reward model pairs the best with the worst.",
            "write": "The old model and the new one write stories for the blind test."}
    losses = status["losses"]
    surprise = f": the choices surprise it by {losses[-1]:.2f} nats (a coin toss: 0.69)" if losses else ""
    return says.get(phase, f"DPO, step {len(losses)} of {status['dpo_steps']}{surprise}.")


def result_words(found, who="you"):
    """How the blind test has ended. found: of `preferred`"""
    prefers = "you preferred" if who == "you" else f"{who} preferred"
    verdict = ("it has worked" if found["low"] > 0.5 else "it went the wrong way" if found["high"] < 0.5 else
               "that can be chance")
    return (f"Blind, {prefers} the new story in {found['won']:g} of {found['count']} pairs: "
            f"{percent(found['share'])}, {interval(found)}; {verdict}.")
