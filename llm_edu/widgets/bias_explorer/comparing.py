"""The arithmetic of BiasExplorer, without a browser: how much more probable one phrase is than another, and how sure
that is.

For a sentence, a word and a pair of phrases:

    log-odds = log P("she" | "The nurse was tired because") − log P("he" | "The nurse was tired because")

in nats: 0 means equally likely, +0.7 twice as likely, +2.3 ten times. A phrase of several tokens has the product of
their probabilities. A word's number is the mean over the sentences, with a 95 % interval by Student's t.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import mean, stdev

from llm_edu.errors import CourseError
from llm_edu.widgets.bias_explorer.asking import MOST_TEMPLATES, Question
from llm_edu.widgets.common.base import explain
from llm_edu.widgets.common.texts import first_ids

AT_ONCE = 32    # texts
# Half the width of a 95 % interval in standard errors, for 2, 3, … numbers (Student 1908, The Probable Error of a Mean)
STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201)
assert len(STUDENT) == MOST_TEMPLATES - 1


def interval(numbers: Sequence[float]) -> tuple[float, float] | None:
    """The 95 % interval of a mean, as far as the numbers are a sample; None for a single number.

    >>> [round(bound, 2) for bound in interval([1.0, 2.0, 3.0])]
    [-0.48, 4.48]
    """
    if len(numbers) < 2:
        return None
    half = STUDENT[len(numbers) - 2] * stdev(numbers) / sqrt(len(numbers))
    return mean(numbers) - half, mean(numbers) + half


class Comparer:
    """A model with its tokenizer, which is asked anew only about what it has not answered before.

    model: a `Transformer`, or any function ids (batch, time) -> logits (batch, time, vocabulary)
    begin: what each text begins with, the name of a special token or ids
    """

    def __init__(self, name: str, model, tokenizer, begin=None):
        if not callable(model) or not hasattr(tokenizer, "encode"):
            raise TypeError(f"“{name}” is a pair (model, tokenizer), not ({type(model).__name__}, "
                            f"{type(tokenizer).__name__})")
        self.name, self.model, self.tokenizer, self.begin = name, model, tokenizer, first_ids(tokenizer, begin)
        self.kept, self.weights = {}, None    # (ids before, ids of the phrase) -> log P

    def compare(self, question: Question) -> list[dict]:
        """For each word {each: by sentence and pair [log P of the first, of the second]}, or {problem: a text}."""
        endings = {template: self.endings(question, template) for template in question.templates}
        rows: list = []
        for word in question.who:
            try:
                rows.append([(self.ids_before(question.before(template, word), word, endings[template]), template)
                             for template in question.templates])
            except (ValueError, LookupError, CourseError) as problem:    # of this word; the others can be compared
                rows.append({"problem": explain(problem).removeprefix("ValueError: ")})
        self.ask([(before, ending) for row in rows if isinstance(row, list) for before, template in row
                  for ending in endings[template]])
        return [row if isinstance(row, dict) else {"each": [self.answers(before, endings[template])
                                                            for before, template in row]} for row in rows]

    def answers(self, before: tuple[int, ...], endings: Sequence[tuple[int, ...]]) -> list[list[float]]:
        logs = [self.kept[before, ending] for ending in endings]
        return [list(pair) for pair in zip(logs[::2], logs[1::2], strict=True)]

    def token_counts(self, question: Question) -> list[int]:
        """Of each phrase, after the first sentence."""
        return [len(ids) for ids in self.endings(question, question.templates[0])]

    def endings(self, question: Question, template: str) -> list[tuple[int, ...]]:
        """The ids of each phrase after a sentence. Raises CourseError for phrases that are alike, or unknown."""
        found = []
        for phrase in question.phrases:
            try:
                ids = self.encode(question.ending(template, phrase), first=False)
            except ValueError as problem:
                raise CourseError(f"{self.name} cannot read “{phrase.strip():.60}”: {problem}") from None
            if not ids:
                raise CourseError(f"“{phrase.strip():.60}” has no tokens for {self.name}: choose another word")
            found.append(ids)
        for (first, second), ids, others in zip(question.pairs, found[::2], found[1::2], strict=True):
            if ids == others:
                raise CourseError(f"“{first.strip()}” and “{second.strip()}” are the same tokens for {self.name}: "
                                  "choose another pair")
        return found

    def ids_before(self, text: str, word: str, endings: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """The ids that are read before {what}. Raises ValueError for a word that this tokenizer cannot read."""
        if not self.encode(word):
            raise ValueError("it has no tokens in this vocabulary")
        ids = self.begin + self.encode(text)
        size = len(ids) + max(map(len, endings)) - 1    # an ending's last token is not read
        room = getattr(getattr(self.model, "config", None), "context_length", size)
        if size > room:
            raise ValueError(f"the sentence has {size:,} tokens, and the model's context holds {room:,}")
        return ids

    def encode(self, text: str, first: bool = True) -> tuple[int, ...]:
        from llm_edu.pretrained.byte_fallback import ByteFallbackTokenizer

        more = {"first": False} if not first and isinstance(self.tokenizer, ByteFallbackTokenizer) else {}
        return tuple(map(int, self.tokenizer.encode(text, **more)))

    def ask(self, wanted: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> None:
        """See that `kept` has log P of each ending after what comes before it; of all, if the model has learned."""
        weights = weights_of(self.model)
        if weights is None or weights != self.weights:
            self.kept, self.weights = {}, weights
        wanted = [each for each in dict.fromkeys(wanted) if each not in self.kept]
        for each, log in zip(wanted, log_probabilities(self.model, wanted), strict=True):
            self.kept[each] = log


def weights_of(model) -> list | None:
    """What tells whether a model has changed; None where nothing does. torch counts changes in place."""
    return [(id(each), each._version) for each in model.parameters()] if hasattr(model, "parameters") else None


def log_probabilities(model, wanted: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], batch_size: int = AT_ONCE
                      ) -> list[float]:
    """Log P of each ending after its text, in nats. wanted: pairs (ids before, ids of the ending)

    A text is read once for all its endings that begin alike. Texts of similar lengths share a batch, padded at the end,
    where no token sees it.
    """
    import torch

    asked = cells_of(wanted)
    rows, logs = sorted(asked, key=len), [0.0] * len(wanted)
    with torch.no_grad():
        for start in range(0, len(rows), batch_size):
            batch = rows[start:start + batch_size]
            cells = [(at, *cell) for at, row in enumerate(batch) for cell in asked[row]]
            told = told_at(model, batch, [at for at, *_ in cells], [place for _, _, place, _ in cells])
            for (_, number, _, token), log in zip(cells, told, strict=True):
                logs[number] += check_log(log, token)
    return logs


def cells_of(wanted) -> dict[tuple[int, ...], list[tuple[int, int, int]]]:
    """What is read, and what is asked of it: ids -> [(number of the ending, place, token that is asked about), …]"""
    from llm_edu.prompting.scoring import endings_of

    of_text: dict[tuple[int, ...], list[int]] = {}
    for number, (before, _) in enumerate(wanted):
        of_text.setdefault(before, []).append(number)
    asked: dict[tuple[int, ...], list[tuple[int, int, int]]] = {}
    for before, numbers in of_text.items():
        for read, members in endings_of([wanted[number][1] for number in numbers]).items():
            asked.setdefault(before + read, []).extend(
                (numbers[member], len(before) - 1 + place, token) for member in members
                for place, token in enumerate(wanted[numbers[member]][1]))
    return asked


def told_at(model, rows: Sequence[tuple[int, ...]], numbers: Sequence[int], places: Sequence[int]):
    """Log P of every token after these places of these rows: (places, vocabulary)"""
    from llm_edu.finetuning.head import side_by_side
    from llm_edu.finetuning.streams import last_stream
    from llm_edu.transformer import Transformer

    if isinstance(model, Transformer) and not model._forward_hooks:    # the largest matrix is read only where asked
        ids, _ = side_by_side(rows, model.token_embedding.weight.device)
        return model.unembed(last_stream(model, ids)[numbers, places]).float().log_softmax(-1).cpu()
    ids, _ = side_by_side(rows, next(model.parameters()).device if hasattr(model, "parameters") else None)
    logits = model(ids)
    if logits.shape[:-1] != ids.shape:
        raise ValueError(f"to ids {tuple(ids.shape)} the model answers with logits {tuple(logits.shape)}: they should "
                         "be (batch, time, vocabulary)")
    return logits[numbers, places].float().log_softmax(-1).cpu()


def check_log(logs, token: int) -> float:
    if token >= len(logs):
        raise ValueError(f"the model has {len(logs):,} tokens, and its tokenizer names number {token:,}: they do not "
                         "belong together")
    log = float(logs[token])
    if not log > float("-inf"):
        raise ValueError("the model answers with numbers that are not finite (nan or inf): is it trained yet?")
    return log
