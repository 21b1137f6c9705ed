"""What SourceTrace says, in plain words; JavaScript says one sentence of an answer, in ``words.js``."""

from llm_edu.widgets.common.numbers import counted
from llm_edu.widgets.common.texts import quoted


def is_as_found(traced: dict) -> bool:
    """Whether no passage was switched off or edited."""
    return all(each["on"] and each["text"] == each["found"] for each in traced["passages"])


def sentence_words(traced: dict, number: int) -> str:
    """One sentence of the answer with its source."""
    sentence = traced["sentences"][number]
    said = quoted(traced["answer"][sentence["start"]:sentence["end"]])
    if not sentence["passage"]:
        return f"{said} is unsupported"
    passage = traced["passages"][sentence["passage"] - 1]
    evidence = quoted(passage["text"][sentence["from"]:sentence["to"]])
    edited = ", which was edited" if passage["text"] != passage["found"] else ""
    return f"{said} is supported by {evidence} in passage {sentence['passage']}, {quoted(passage['title'])}{edited}"


def passages_words(traced: dict) -> str:
    """
    >>> passages_words({"passages": [{"on": True, "text": "a", "found": "b"}, {"on": False, "text": "", "found": ""}]})
    '2 passages, 1 of them off, 1 edited'
    """
    passages = traced["passages"]
    off = sum(not each["on"] for each in passages)
    edited = sum(each["text"] != each["found"] for each in passages)
    return (counted(len(passages), "passage") + (f", {off} of them off" if off else "")
            + (f", {edited} edited" if edited else ""))


def trace_words(traced: dict) -> str:
    """The answer with its sources, in a few sentences."""
    sentences = traced["sentences"]
    held = sum(each["passage"] > 0 for each in sentences)
    head = f"{quoted(traced['question'])} with {passages_words(traced)}"
    if not sentences:
        return f"{head}: the answer is empty."
    each = "; ".join(sentence_words(traced, number) for number in range(len(sentences)))
    return f"{head}: {held} of {counted(len(sentences), 'sentence')} supported. {each}."
