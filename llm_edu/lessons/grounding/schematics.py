"""What lesson 15 draws: two rankings made one, the path from a question to a cited answer, and words in common."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from llm_edu.lessons.grounding.citing import cited, sentences_of
from llm_edu.retrieval import reciprocal_rank_fusion, split_into_words
from llm_edu.schematic import Box, Captioned, Lines, Schematic, Shape, Token, column, row, space, table
from llm_edu.wrapping import wrapped

Ranking = Sequence[tuple[int, float]]


def draw_fusion(query: str, by_words: Ranking, by_meaning: Ranking, names: Sequence[str], first: int = 3) -> Schematic:
    """How two rankings become one: the ranks of a few documents in each, and the sum that each document gets.

    by_words, by_meaning: pairs (document, score), the best first   names: of all documents
    first: so many of the fused ranking are drawn, and the first document of each search

    >>> names = ["Doctor Who", "Medical doctor", "Veterinary medicine"]
    >>> draw_fusion("a doctor for animals", [(0, 5.66), (1, 4.99)], [(2, 0.6), (1, 0.55)], names).problems()
    []
    """
    rankings = [[number for number, _ in ranking] for ranking in (by_words, by_meaning)]
    fused = reciprocal_rank_fusion(rankings)
    shown = {number for number, _ in fused[:first]} | {number for ranking in rankings for number in ranking[:1]}
    middle, told = {}, []
    for place, (number, total) in enumerate(fused, 1):
        if number in shown:
            parts = " + ".join(f"1/{61 + ranking.index(number)}" for ranking in rankings if number in ranking)
            middle[number] = Box(f"{place}. {names[number]}", f"{parts} = {total:.4f}",
                                 width=162, color="learner" if place == 1 else "truth")
            told.append(f"{names[number]}: {parts} = {total:.4f}, fused rank {place}")
    wide = max(box.width for box in middle.values())
    sides: list[dict[int, Shape]] = []
    for ranking, color in ((by_words, "context"), (by_meaning, "model")):
        boxes: dict[int, Shape] = {number: Box(f"{place}. {names[number]}", f"{score:.2f}", width=wide, color=color)
                                   for place, (number, score) in enumerate(ranking, 1) if number in shown}
        sides.append(boxes | {number: Box(names[number], f"not among the first {len(ranking)}", width=wide,
                                          color="context") for number in shown - set(boxes)})
    center = Captioned(column(*middle.values(), gap=14), "fused: rank and sum")
    left, right = (Captioned(column(*boxes.values(), gap=14), name) for boxes, name in zip(
        sides, ("BM25: rank and score", "MiniLM: rank and cosine")))
    best = names[fused[0][0]]
    drawing = Schematic(f"“{query}”: ranks become sums, and {best} has the largest", row(left, center, right, gap=36),
                        "In the middle is the fused ranking, beside it the two from which it is made. "
                        + "; ".join(told) + ".")
    for ranked, boxes, side, other in zip(rankings, sides, ("right", "left"), ("left", "right")):
        for number in shown & set(ranked):
            first_of_all = number == fused[0][0]
            drawing.arrow(boxes[number], middle[number], leave=side, enter=other,
                          color="learner" if first_of_all else "", width=2.6 if first_of_all else 1.8)
    return drawing


def draw_retrieval_path(kept: Mapping[str, Any], leads: Mapping[str, str], number: int = 0) -> Schematic:
    """What happened to one measured question: two searches, a prompt, a reply, and the sentence that supports it.

    kept: the results of ``measurements/rag``   leads: the text of each lead by its title   number: of the question

    >>> asked = {"question": ["In which year was the BBC established?"], "subject": ["BBC"]}
    >>> kept = {"questions": asked, "searched": {"words": [[0, 1]], "vectors": [[0, 1]], "fused": [[0, 1]]},
    ...         "fused": {"reply": ["The BBC was established in 1922"], "year": ["1922"]}}
    >>> leads = {"BBC": "The BBC is British. It was established in 1922.", "News": "It is new."}
    >>> draw_retrieval_path(kept, leads).problems()
    []
    """
    titles, asked, said = list(leads), kept["questions"], kept["fused"]
    question, reply, year = asked["question"][number], said["reply"][number], said["year"][number]
    found = {way: [titles[lead] for lead in kept["searched"][way][number]] for way in ("words", "vectors", "fused")}
    title = found["fused"][0]
    evidence = cited(year, asked["subject"][number], [leads[title]])
    start = Box("question", *_cut(question), color="context", width=250)
    searches = [Box(name, *(f"{place}. {each}" for place, each in enumerate(found[way][:2], 1)), width=216)
                for name, way in (("BM25: by words", "words"), ("MiniLM: by meaning", "vectors"))]
    fused = Box("fused ranks", f"1. {title}", width=250)
    prompt = Box("prompt", f"the lead, {len(leads[title].split())} words,", "a blank line, the question",
                 color="context", width=216)
    model = Box("SmolLM2", "reads and writes", width=140)
    answer = Box("reply", *_cut(reply, 28), color="context", width=216)
    check = Box("citation program", "a sentence about the", f"subject with {year or 'the answer'}?", width=216)
    shown = Box("cited", *_cut(f"“{evidence}”" if evidence else "with that sentence", 36), color="truth", width=200)
    silent = Box("withheld", "rather no answer", color="learner")
    left = column(start, row(*searches, gap=18), fused, gap=40)
    drawing = Schematic(
        f"From a question to an answer with evidence: here it is {'cited' if evidence else 'withheld'}",
        column(left, row(prompt, model, answer, gap=36), row(shown, check, silent, gap=52), gap=40),
        f"The question “{question}” goes to two searches. By words, the first lead is {found['words'][0]}; by meaning, "
        f"{found['vectors'][0]}; of the fused ranks, {title}. This lead and the question are the prompt. SmolLM2 "
        f"replies: “{reply}”. The citation program finds " + (f"the sentence “{evidence}”, so the answer is cited."
                                                            if evidence else "no sentence, so it is withheld."))
    for search in searches:
        drawing.arrow(start, search)
        drawing.arrow(search, fused)
    drawing.arrow(fused, prompt, leave="left", enter="top")
    drawing.arrow(prompt, model)
    drawing.arrow(model, answer)
    drawing.arrow(answer, check, leave="bottom", enter="top")
    drawing.arrow(check, shown, "yes", dashed=not evidence)
    drawing.arrow(check, silent, "no", dashed=bool(evidence))
    return drawing


def draw_overlap(claims: Mapping[str, str], evidence: str, ignored: Collection[str]) -> Schematic:
    """Which words of each claim the evidence has: content words are chips, marked where the evidence lacks them.

    claims: {kind: claim}, the true one first   ignored: words in lower case that do not count

    >>> claims = {"true": "Mia lent a hat to Ben.", "negated": "Mia lent no hat to Ben."}
    >>> draw_overlap(claims, "Mia lent Ben a hat.", {"a", "no", "to"}).problems()
    []
    """
    known = set(split_into_words(evidence))
    true, *false = claims
    nearest = max(sentences_of(evidence), key=lambda text: len(set(split_into_words(text)) & set(split_into_words(
        claims[true]))))
    chips: dict[str, Shape] = {"evidence": Lines(*_cut(nearest, 48), align="left")}
    counts, told = {}, []
    for kind, claim in claims.items():
        content = set(split_into_words(claim)) - set(ignored)
        lacking = sorted(content - known)
        words = [(word, content.intersection(split_into_words(word))) for word in claim.rstrip(".").split()]
        chips[kind] = row(*(Token(word, highlight=not inside <= known) if inside else Lines(word, size=14, mono=True)
                            for word, inside in words), gap=5)
        counts[kind] = f"{len(content) - len(lacking)} of {len(content)}"
        told.append(f"{kind}: {claim} {counts[kind]}" + (f", without {', '.join(lacking)}" if lacking else ""))
    blind = [kind for kind in false if counts[kind] == counts[true]]
    wide = max(shape.width for shape in chips.values())
    return Schematic(
        f"{len(blind)} of {len(false)} false claims have the same overlap as the true one: {' and '.join(blind)}",
        table([[Lines(kind), row(shape, space(wide - shape.width), gap=0),
                Lines(counts.get(kind, ""), bold=True, color="error" if kind in blind else "")]
               for kind, shape in chips.items()], gap=(14, 10)),
        f"How many of each claim's content words the evidence has. {'; '.join(told)}.")


def _cut(text: str, width: int = 34) -> list[str]:
    return wrapped(text, width).split("\n")
