"""What lesson 09 needs to look inside: streams of many texts, a stream's parts, shares restored, tables."""

import torch

from llm_edu.interpretability import all_sites, patching_effect, read, residual_stream
from llm_edu.lessons.pretrained.capitals import COUNTRY
from llm_edu.plotting import visible_token
from llm_edu.transformer import Record

# --- the lens


def last_streams(model, texts):
    """The stream of each text's last token, before the first block and after each: (layers + 1, texts, width)

    texts: ids, each (1, time), of any lengths
    """
    return torch.stack([residual_stream(model, ids)[:, 0, -1] for ids in texts], dim=1)


@torch.no_grad()
def first_guesses(model, stream, tokens):
    """From which layer on a token stays the best guess of its text, to the end: (texts,)

    stream: (layers + 1, texts, width)   tokens: (texts,); of one that is no best guess at the end, layers + 1
    """
    right = torch.stack([model.unembed(layer).argmax(-1) == tokens for layer in stream])    # (layers + 1, texts)
    return len(right) - right.flip(0).long().cumprod(0).sum(0)


@torch.no_grad()
def lens_differences(model, stream, tokens, others):
    """How far each text's token lies above another one by the lens, in logits: (layers + 1, texts)

    stream: (layers + 1, texts, width)   tokens, others: (texts,)
    """
    texts = torch.arange(len(tokens))
    return torch.stack([logits[texts, tokens] - logits[texts, others] for logits in map(model.unembed, stream)])


def print_guesses(model, tokenizer, stream, layers):
    """The best guess for what follows each text, after some layers. stream: (layers + 1, texts, width)"""
    for layer in layers:
        best = model.unembed(stream[layer]).argmax(-1).tolist()    # (texts,)
        guesses = [visible_token(tokenizer.decode([token])) for token in best]
        print(f"after {layer:>2} blocks: " + "".join(f"{guess:<12}" for guess in guesses).rstrip())


# --- numbers with their intervals


def mean_and_half(values):
    """The mean over the first dimension, and half the width of its 95 % interval.

    >>> mean, half = mean_and_half(torch.tensor([1.0, 2.0, 3.0, 4.0]))
    >>> round(mean.item(), 2), round(half.item(), 2)
    (2.5, 1.27)
    """
    return values.mean(0), 1.96 * values.std(0) / len(values) ** 0.5


def with_interval(values, digits=2):
    """The mean of some numbers with its 95 % interval, as text.

    >>> with_interval(torch.tensor([1.0, 2.0, 3.0, 4.0]))
    '2.50 ± 1.27'
    """
    mean, half = mean_and_half(values)
    return f"{near_zero(mean.item(), digits):.{digits}f} ± {half:.{digits}f}"


def near_zero(number, digits=2):
    """The number; without its sign where only that would be left of it, as in -0.00."""
    return abs(number) if abs(number) < 0.5 * 10**-digits else number


# --- votes


def part_names(model):
    """What is added to the stream, in the order in which it is: the embedding, heads and feed-forward layers.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> part_names(Transformer(TransformerConfig.gpt2(vocab_size=9, layers=1, width=8, heads=2)))
    ['embedding', 'head 0.0', 'head 0.1', 'feed-forward 0']
    """
    names = ["embedding"]
    for layer in range(model.config.layers):
        names += [f"head {layer}.{head}" for head in range(model.config.heads)] + [f"feed-forward {layer}"]
    return names


@torch.no_grad()
def parts_at_end(model, ids):
    """What each of `part_names` has added to the last token's stream: (parts, width). ids: (1, time)

    For models without biases, whose sum this is. A head adds what it has found, times its columns of the output table.
    """
    found = read(model, ids, [("residual", 0), *all_sites(model, "heads"), *all_sites(model, "feed_forward_output")])
    parts = [found["residual", 0][0, -1]]
    for layer, block in enumerate(model.blocks):
        columns = block.attention.output.weight.unflatten(1, (model.config.heads, -1))    # (width, heads, head_dim)
        heads = found["heads", layer][0, :, -1]    # (heads, head_dim)
        parts += [*torch.einsum("hd,whd->hw", heads, columns), found["feed_forward_output", layer][0, -1]]
    return torch.stack(parts)


# --- patching


def shares_at_end(model, stories):
    """What share each of `part_names` restores, patched alone at the last token: (stories, parts)

    stories: `LostStory`; the answer of each is its twin's colour
    """
    return torch.stack([torch.cat([
        layer_shares(model, story, "residual")[0],    # the embedding; the stream later on is no part by itself
        torch.cat([layer_shares(model, story, "head"), layer_shares(model, story, "feed_forward_output")], 1).flatten(),
    ]) for story in stories])


def layer_shares(model, story, kind):
    """`patching_effect` at a story's last token: (layers, places of a layer)"""
    shares = patching_effect(model, story.prompt, story.twin_prompt, story.twin_id, story.colour_id, kind, [-1])
    return shares[..., 0].reshape(len(shares), -1)


@torch.no_grad()
def print_head(model, stories, layer, head):
    """Where one head looks from a story's last token, and what the colour's probability is without it."""
    to_mention, to_itself, left = [], [], []
    for story in stories:
        record = Record("attention")
        model(story.prompt, record=record)
        weights = record["attention"][layer][0, head, -1]    # (time,)
        without = model(story.prompt, ablate=[(layer, head)])[0, -1].softmax(-1)
        for values, value in ((to_mention, weights[story.mention]), (to_itself, weights[-1]),
                              (left, without[story.colour_id])):
            values.append(value)
    first, own, right = (with_interval(torch.stack(values)) for values in (to_mention, to_itself, left))
    print(f"head {layer}.{head} looks at the colour {first}, at its token {own}; off: P(colour) {right}")


def print_heads(kept, heads):
    """Heads of SmolLM2 as they were measured: patched, looking, switched off.

    kept: the measurement pretrained_capitals   heads: pairs (layer, head)
    """
    def cell(table, layer, head):
        mean, half = (torch.tensor(table[what]).view(-1, 9)[layer, head] for what in ("mean", "half"))
        return f"{mean:.2f} ± {half:.2f}"

    off = kept["without"]
    print("head   patched: restores   looks at the country   off: difference left   still right")
    for layer, head in heads:
        restores, looks, left = (cell(table, layer, head) for table in
                                 (kept["heads"], kept["to the country"], off["difference"]))
        print(f"{f'{layer}.{head}':<6} {restores:>17} {looks:>22} {left:>22} {off['right'][layer][head]:>7.0f} of 30")


def print_controls(kept):
    """What else was switched off, and feed-forward layers patched. kept: the measurement pretrained_capitals"""
    off = kept["without"]
    left = torch.tensor(off["difference"]["mean"]).flatten().sort().values    # of 270 heads; 23.4 leaves least
    print(f"off, each of the 269 other heads: half of them leave {left[1:].median():.2f} or more, "
          f"none less than {left[1]:.2f}")
    for name, group in (("23.1, 23.4 and 23.5", kept["groups"]["three"]),
                        ("the other six of block 23", kept["groups"]["other six"])):
        print(f"off, {name}: {group['difference']['mean']:.2f} ± {group['difference']['half']:.2f} left, "
              f"{group['right']:.0f} of 30 still right")
    layers = [layer[COUNTRY] for layer in kept["feed-forward"]["mean"]]
    print(f"feed-forward layers patched at the country: the first restores {layers[0]:.2f}, "
          f"every other at most {max(map(abs, layers[1:])):.2f}")


def print_other_words(kept):
    """Patches of the stream at the country between different sentences. kept: the measurement pretrained_capitals"""
    other, question = kept["other words"], kept["another question"]
    layers = ("0", "12", "23", "24")
    print(f"{'share restored by a patch after':<36}" + "".join(f"{layer + ' blocks':>14}" for layer in layers))
    for sentence, rows in (
            ("from “The people of … love the city of” into “The capital of … is the city of”:",
             {"the next country's capital": other["next country"], "control, the same country": other["same country"]}),
            ("from “The capital of … is the city of” into “The people of … speak the language called”:",
             {"the next country's language": question})):
        print(sentence)
        for name, found in rows.items():
            shares = (f"{near_zero(found[layer]['mean']):.2f} ± {found[layer]['half']:.2f}" if layer in found else ""
                      for layer in layers)
            print(f"    {name:<32}{''.join(f'{share:>14}' for share in shares)}".rstrip())
