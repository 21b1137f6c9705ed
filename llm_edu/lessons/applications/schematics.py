"""What lesson 13 draws: the encoder–decoder, and what its decoder is given, in training and in use."""

from collections.abc import Sequence
from typing import cast

import torch

from llm_edu.applications.translation import EncoderDecoder, Translation, Vocabulary
from llm_edu.applications.translation.encoder_decoder import DecoderBlock
from llm_edu.schematic import Box, Captioned, Frame, Lines, Schematic, Token, column, row


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
        "A wrong word (marked) is never read in training, but it is in use" if own != right else
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
