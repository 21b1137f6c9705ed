"""What lesson 13 draws: an application, word alignment, the encoder–decoder, and what its decoder is given."""

import textwrap
from collections.abc import Sequence
from typing import cast

import torch

from llm_edu.applications.translation import EncoderDecoder, Translation, Vocabulary
from llm_edu.applications.translation.encoder_decoder import DecoderBlock
from llm_edu.schematic import Box, Captioned, Frame, Lines, Schematic, Token, column, row, space, table
from llm_edu.wrapping import wrapped


def draw_application(instruction: str, text: str, reply: str) -> Schematic:
    """The way of a text through a model to a customer, and what an application puts around the model.

    instruction: what stands before the text in the prompt   reply: what the model made of it

    >>> draw_application("Translate into French:", "The cat sleeps.", "Le chat est une femme.").problems()
    []
    """
    wide = 150
    given = Box("a text", *_lines(text), color="context", width=wide)
    prompt = Box("prompt", *_lines(instruction), "and the text", color="learner", width=wide)
    model = Box("SmolLM2", "writes what", "seems probable", width=wide)
    said = Box("reply", *_lines(reply), color="context", width=wide)
    check = Box("check", "a program looks", "for what is wrong", color="learner", width=wide)
    person = Box("person", "reads the rest, and", "answers for it", color="learner", width=wide)
    customer = Box("customer", "relies on it", color="truth", width=wide)
    drawing = Schematic(
        "An application is the model and what it needs around it (orange)",
        table([[given, prompt, model], [customer, space(), said], [space(), person, check]], gap=(32, 36)),
        f"The text “{text}” goes into a prompt, after “{instruction}”. SmolLM2 reads the prompt, and replies: "
        f"“{reply}”. A dashed arrow leads from the reply straight to the customer, who relies on it: nobody has "
        "read it. In an application, the reply goes to a check by a program, then to a person, who reads the rest and "
        "answers for it, and only then to the customer.")
    for start, end in ((given, prompt), (prompt, model), (model, said), (said, check), (check, person)):
        drawing.arrow(start, end)
    drawing.arrow(person, customer, leave="left", enter="bottom", color="truth", width=3)
    drawing.arrow(said, customer, "unread", dashed=True, color="error")
    return drawing


def draw_alignment(pairs: Sequence[Translation]) -> Schematic:
    """Which word comes from which: sentences above their translations, and a line for each word's origin.

    The word that moves furthest towards the end is marked, with its origins.

    >>> from llm_edu.applications.translation import translate
    >>> draw_alignment([translate("Nia did not find her green hat .".split())]).problems()
    []
    """
    sentences, moved = [], []
    lines: list[tuple[Token, Token, bool]] = []
    for pair in pairs:
        far = max(range(len(pair.words)), key=lambda place: place - min(pair.alignment[place], default=place))
        moved.append(f"“{' '.join(pair.source[origin] for origin in pair.alignment[far])}”")
        above = [Token(word, highlight=place in pair.alignment[far]) for place, word in enumerate(pair.source)]
        below = [Token(word, highlight=place == far) for place, word in enumerate(pair.words)]
        sentences.append(column(row(*above, gap=8), row(*below, gap=8), gap=52, align="left"))
        lines += [(above[origin], below[place], place == far)
                  for place, origins in enumerate(pair.alignment) for origin in origins]
    drawing = Schematic(
        f"Talune moves {', '.join(moved[:-1])}{' and ' * (len(moved) > 1)}{moved[-1]} furthest towards the end",
        column(*sentences, gap=30, align="left"),
        " ".join(f"{' '.join(pair.source)} becomes {' '.join(pair.words)}: " + ", ".join(
            f"{word} from {' and '.join(pair.source[origin] for origin in origins) or 'no word'}"
            for word, origins in zip(pair.words, pair.alignment) if word not in pair.source) + "." for pair in pairs))
    for start, end, marked in lines:
        drawing.line(start, end, leave="bottom", enter="top", straight=True, color="learner" if marked else "",
                     width=2.4 if marked else 1.4)
    return drawing


def draw_encoder_decoder(model: EncoderDecoder, source: Sequence[str], given: Sequence[str],
                         wanted: Sequence[str]) -> Schematic:
    """A translator: the encoder reads the source both ways, the decoder writes and looks across.

    source: the words that are read   given: the target so far, from "<end>"   wanted: the next word after each of them

    >>> from llm_edu.applications.translation import new_translator
    >>> model, source = new_translator(Vocabulary()), ["Nia", "found", "her", "."]
    >>> draw_encoder_decoder(model, source, ["<end>", "Nia", "gonor"], ["Nia", "gonor", "."]).problems()
    []
    """
    config, wide = model.config, 236
    heads = cast(DecoderBlock, model.decoder[0]).cross.heads
    reads, writes, next_words = (row(*(Token(word, highlight=words is wanted) for word in words), gap=6)
                                 for words in (source, given, wanted))
    numbers = f"{config.width} numbers a word"
    words, written = (Box("embedding", numbers, width=wide) for _ in range(2))
    both, thinks = Box("self-attention", "both ways, the whole sentence", width=wide), Box("feed-forward", width=wide)
    back = Box("self-attention", "back, at the words so far", width=wide)
    across = Box("cross-attention", f"across, at the source: {heads} head{'s' * (heads != 1)}",
                 color="learner", width=wide)
    thought, logits = (Box(name, *more, width=wide) for name, *more in (
        ("feed-forward",), ("logits", f"for each of {model.embedding.num_embeddings:,} words")))
    encoder = Frame(f"encoder × {len(model.encoder)}", column(both, thinks, gap=20))
    decoder = Frame(f"decoder × {len(model.decoder)}", column(back, across, thought, gap=20))
    keys_from = "the words" if model.values == "words" else "the encoder"
    drawing = Schematic(
        "The encoder reads the whole source, and the decoder looks across at it while it writes",
        row(column(Captioned(reads, "source"), words, encoder, gap=22),
            column(Captioned(writes, "target so far"), written, decoder, logits,
                   Captioned(next_words, "next word", above=False), gap=22), gap=104, align="top"),
        f"Left, the encoder: the source, {' '.join(source)}, is embedded and goes through {len(model.encoder)} blocks "
        f"of self-attention in both directions and feed-forward. Right, the decoder: the target so far, "
        f"{' '.join(given)}, is embedded and goes through self-attention that looks back only, then cross-attention, "
        f"then feed-forward, and becomes logits for the next words, {' '.join(wanted)}. Cross-attention takes its keys "
        f"from the encoder, and its values from {keys_from}.")
    for start, end in ((reads, words), (words, both), (both, thinks), (writes, written), (written, back),
                       (back, across), (across, thought), (thought, logits), (logits, next_words)):
        drawing.arrow(start, end, leave="bottom", enter="top")
    drawing.arrow(thinks, across, "keys", leave="right", enter="left", color="learner", at=0.5, beside="below")
    start = words if model.values == "words" else thinks
    drawing.arrow(start, across, "values", leave="right", enter="left", color="learner", at=0.3, beside="right")
    return drawing


def draw_teacher_forcing(model: EncoderDecoder, vocabulary: Vocabulary, pair: Translation, written: Sequence[str],
                         count: int = 4) -> Schematic:
    """What the decoder is given at each position: the right words in training, its own words when it is used.

    pair: the source and its right translation   written: the model's translation
    count: of positions that are drawn, from the one before the first mistake

    >>> from llm_edu.applications.translation import new_translator, translate
    >>> vocabulary, pair = Vocabulary(), translate("Nia found her .".split())
    >>> draw_teacher_forcing(new_translator(vocabulary), vocabulary, pair, ["Nia", "ge", "."]).problems()
    []
    """
    right, own, ids = [*pair.words, "<end>"], [*written, "<end>"], torch.tensor([vocabulary.encode(pair.source)])
    with torch.no_grad():
        target = torch.tensor([[0, *vocabulary.encode(pair.words)]])    # 0: <end>
        logits = model.decode(target, model.encode(ids, ids > 0))[0]
    best = [vocabulary.words[word] for word in logits.argmax(dim=-1).tolist()]
    wrong = next((place for place, both in enumerate(zip(right, own)) if both[0] != both[1]), 1)
    start = max(0, wrong - 1)
    part = slice(start, start + count)
    rows = {"in training: given the right words": (["<end>", *right[:-1]][part], best[part]),
            "in use: given what it wrote": (["<end>", *own[:-1]][part], own[part])}
    chips = {name: ([Token(word, width=92) for word in given],
                    [Token(word, width=92, highlight=word != true) for word, true in zip(said, right[start:])])
             for name, (given, said) in rows.items()}
    drawing = Schematic(
        "In training, the model never reads a wrong word (marked); in use, it does" if own != right else
        "In training it reads the right words, and in use its own: here they are the same",
        column(*(Frame(name, column(row(Lines("reads"), *given, gap=36), row(Lines("says"), *said, gap=36), gap=40,
                                    align="right")) for name, (given, said) in chips.items()), gap=20),
        "; ".join(f"{name}, from position {start}: reads {', '.join(given)}, says {', '.join(said)}"
                  for name, (given, said) in rows.items()) + f". Right would be {', '.join(right[part])}.")
    for given, said in chips.values():
        for above, below in zip(given, said):
            drawing.arrow(above, below)
    given, said = chips["in use: given what it wrote"]
    for before, after in zip(said, given[1:]):
        drawing.arrow(before, after, leave="right", enter="left", color="learner")
    return drawing


def _lines(text: str, width: int = 20) -> list[str]:
    return wrapped(textwrap.shorten(text, 60, placeholder=" …"), width).split("\n")
