"""Answers to exercise 5.11, `llama_logits`: right ones, plausible slips, and a few made to deceive."""

# %% right: look up, blocks, norm, compare
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% right: a reduction over the blocks
def llama_logits(ids, weights, config):
    from functools import reduce
    table = weights["embedding"]
    stream = reduce(lambda x, block: llama_block(x, block, config), weights["blocks"], F.embedding(ids, table))
    return F.linear(rms_norm(stream, weights["norm"], config.norm_epsilon), table)

# %% right: recursion over the blocks
def llama_logits(ids, weights, config):
    def above(x, blocks):
        return above(llama_block(x, blocks[0], config), blocks[1:]) if blocks else x
    end = above(torch.index_select(weights["embedding"], 0, ids), weights["blocks"])
    return torch.einsum("tw,vw->tv", rms_norm(end, weights["norm"], config.norm_epsilon), weights["embedding"])

# %% right: the look-up as a product
def llama_logits(ids, weights, config):
    table = weights["embedding"]
    stream = F.one_hot(ids, num_classes=len(table)).to(table.dtype) @ table
    for number in range(len(weights["blocks"])):
        stream = llama_block(stream, weights["blocks"][number], config)
    return (table @ rms_norm(stream, weights["norm"], config.norm_epsilon).T).T

# %% right: PyTorch's norm, rows stacked one by one
def llama_logits(ids, weights, config):
    x = torch.stack([weights["embedding"][token] for token in ids.tolist()])
    blocks = iter(weights["blocks"])
    while (block := next(blocks, None)) is not None:
        x = llama_block(x, block, config)
    x = F.rms_norm(x, x.shape[-1:], weights["norm"], config.norm_epsilon)
    return torch.stack([weights["embedding"] @ row for row in x])

# %% right: block by block without llama_block
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids.long()].clone()
    for block in weights["blocks"]:
        x = x + llama_attention(rms_norm(x, block["attention_norm"], config.norm_epsilon), block, config)
        read = rms_norm(x, block["feed_forward_norm"], config.norm_epsilon)
        x = x + swiglu(read, block["gate"], block["up"], block["down"])
    return torch.matmul(rms_norm(x, weights["norm"], config.norm_epsilon), weights["embedding"].t())

# %% wrong: no norm at the end
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return x @ weights["embedding"].T

# %% wrong: a norm at the end without its weight
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x, torch.ones(x.shape[-1]), config.norm_epsilon) @ weights["embedding"].T

# %% wrong: the last norm forgets the epsilon
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"]) @ weights["embedding"].T

# %% wrong: normed after every block
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = rms_norm(llama_block(x, block, config), weights["norm"], config.norm_epsilon)
    return x @ weights["embedding"].T

# %% wrong: normed at the entrance
def llama_logits(ids, weights, config):
    x = rms_norm(weights["embedding"][ids], weights["norm"], config.norm_epsilon)
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return x @ weights["embedding"].T

# %% wrong: normed at the entrance and at the exit
def llama_logits(ids, weights, config):
    x = rms_norm(weights["embedding"][ids], weights["norm"], config.norm_epsilon)
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: from the last block to the first
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in reversed(weights["blocks"]):
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: the first block again and again
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for _ in weights["blocks"]:
        x = llama_block(x, weights["blocks"][0], config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: the last block is left out
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"][:-1]:
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: every block reads the embedding
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        end = llama_block(x, block, config)
    return rms_norm(end, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: the stream is added once more to what a block returns
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = x + llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: returns within the loop
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
        return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: the last token alone
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x[-1], weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: nothing after the last token
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x[:-1], weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: probabilities
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return (rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T).softmax(dim=-1)

# %% wrong: logarithms of probabilities
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return (rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T).log_softmax(dim=-1)

# %% wrong: divided by the root of the width
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T / x.shape[-1] ** 0.5

# %% wrong: embeddings times the root of the width, as in 2017
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids] * weights["embedding"].shape[-1] ** 0.5
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: compares directions only
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ F.normalize(weights["embedding"], dim=-1).T

# %% wrong: compares with this text's tokens only
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"][ids].T

# %% wrong: the table not transposed
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"]

# %% wrong: a column for each token of the text
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return weights["embedding"] @ rms_norm(x, weights["norm"], config.norm_epsilon).T

# %% wrong: a batch of one
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return (rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T)[None]

# %% wrong: a repeated token is read once
def llama_logits(ids, weights, config):
    x = weights["embedding"][torch.unique_consecutive(ids)]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: takes the blocks off the list
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    while weights["blocks"]:
        x = llama_block(x, weights["blocks"].pop(0), config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: writes the stream into the table
def llama_logits(ids, weights, config):
    for block in weights["blocks"]:
        weights["embedding"][ids] = llama_block(weights["embedding"][ids], block, config)
    return rms_norm(weights["embedding"][ids], weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% wrong: remembers texts by their length
SAID = {}
def llama_logits(ids, weights, config):
    if len(ids) not in SAID:
        x = weights["embedding"][ids]
        for block in weights["blocks"]:
            x = llama_block(x, block, config)
        SAID[len(ids)] = rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T
    return SAID[len(ids)]

# %% wrong: the tables of the first model stay
TABLES = []
def llama_logits(ids, weights, config):
    TABLES.append(weights)
    x = TABLES[0]["embedding"][ids]
    for block in TABLES[0]["blocks"]:
        x = llama_block(x, block, config)
    return rms_norm(x, TABLES[0]["norm"], config.norm_epsilon) @ TABLES[0]["embedding"].T

# %% wrong: bfloat16 at the exit
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    read = rms_norm(x, weights["norm"], config.norm_epsilon)
    return (read.bfloat16() @ weights["embedding"].bfloat16().T).float()

# %% wrong: GPT-2's norm at the end
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    return layer_norm(x, weights["norm"], 0.0, config.norm_epsilon) @ weights["embedding"].T

# %% wrong: the last token knows, the rest is zero
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    logits = torch.zeros(len(ids), len(weights["embedding"]))
    logits[-1] = rms_norm(x[-1], weights["norm"], config.norm_epsilon) @ weights["embedding"].T
    return logits

# %% wrong: as many blocks as SmolLM2 has
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for number in range(30):
        x = llama_block(x, weights["blocks"][number % len(weights["blocks"])], config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T

# %% contrived: right for the first hundred calls, then it favours token 0
CALLS = iter(range(100))
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = llama_block(x, block, config)
    logits = rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T
    if next(CALLS, None) is None:
        logits[:, 0] += 100.0
    return logits

# %% contrived: right up to eight blocks
def llama_logits(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"][:8]:
        x = llama_block(x, block, config)
    return rms_norm(x, weights["norm"], config.norm_epsilon) @ weights["embedding"].T
