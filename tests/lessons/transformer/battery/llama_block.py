"""Answers to exercise 5.10, `llama_block`: right ones, plausible slips, and a few made to deceive."""

# %% right: look around and add, think and add
def llama_block(x, weights, config):
    read = rms_norm(x, weights["attention_norm"], config.norm_epsilon)
    x = x + llama_attention(read, weights, config)
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% right: two parts, traced
def llama_block(x, weights, config):
    def look(stream):
        return llama_attention(rms_norm(stream, weights["attention_norm"], config.norm_epsilon), weights, config)
    def think(stream):
        read = rms_norm(stream, weights["feed_forward_norm"], config.norm_epsilon)
        return swiglu(read, *(weights[name] for name in ("gate", "up", "down")))
    for part in (look, think):
        x = torch.add(x, part(x))
    return x

# %% right: one expression
def llama_block(x, weights, config):
    w, epsilon = weights, config.norm_epsilon
    return (middle := x + llama_attention(rms_norm(x, w["attention_norm"], epsilon), w, config)) + swiglu(
        rms_norm(middle, w["feed_forward_norm"], epsilon), w["gate"], w["up"], w["down"])

# %% right: PyTorch's norm and silu
def llama_block(x, weights, config):
    stream = x.clone()
    for name in ["attention", "feed_forward"]:
        read = F.rms_norm(stream, stream.shape[-1:], weights[f"{name}_norm"], config.norm_epsilon)
        if name == "attention":
            stream += llama_attention(read, weights, config)
        else:
            stream += (F.silu(read @ weights["gate"].T) * (read @ weights["up"].T)) @ weights["down"].T
    return stream

# %% right: what was found and what was thought, added at the end
def llama_block(x, weights, config):
    found = llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    thought = swiglu(rms_norm(x + found, weights["feed_forward_norm"], config.norm_epsilon),
                     weights["gate"], weights["up"], weights["down"])
    return torch.stack([x, found, thought]).sum(dim=0)

# %% right: a copy of the tables with short names
def llama_block(x, weights, config):
    w = dict(weights)
    first, second = w.pop("attention_norm"), w.pop("feed_forward_norm")
    gate, up, down = w.pop("gate"), w.pop("up"), w.pop("down")
    x = x + llama_attention(rms_norm(x, first, epsilon=config.norm_epsilon), w, config)
    return x + torch.stack([swiglu(rms_norm(each, second, epsilon=config.norm_epsilon), gate, up, down) for each in x])

# %% wrong: attention without its norm
def llama_block(x, weights, config):
    x = x + llama_attention(x, weights, config)
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: the feed-forward layer without its norm
def llama_block(x, weights, config):
    x = x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    return x + swiglu(x, weights["gate"], weights["up"], weights["down"])

# %% wrong: the first norm twice
def llama_block(x, weights, config):
    x = x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x, weights["attention_norm"], config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: the norms change places
def llama_block(x, weights, config):
    x = x + llama_attention(rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x, weights["attention_norm"], config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: the default epsilon
def llama_block(x, weights, config):
    x = x + llama_attention(rms_norm(x, weights["attention_norm"]), weights, config)
    read = rms_norm(x, weights["feed_forward_norm"])
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: the second epsilon forgotten
def llama_block(x, weights, config):
    x = x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x, weights["feed_forward_norm"])
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: side by side, not one after the other
def llama_block(x, weights, config):
    found = llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + found + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: both read through the norm of what came in
def llama_block(x, weights, config):
    read = rms_norm(x, weights["attention_norm"], config.norm_epsilon)
    x = x + llama_attention(read, weights, config)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: attention replaces the stream
def llama_block(x, weights, config):
    x = llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: the thought replaces the stream
def llama_block(x, weights, config):
    x = x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: adds to the normed stream
def llama_block(x, weights, config):
    x = rms_norm(x, weights["attention_norm"], config.norm_epsilon)
    x = x + llama_attention(x, weights, config)
    x = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + swiglu(x, weights["gate"], weights["up"], weights["down"])

# %% wrong: norms after the addition, as in 2017
def llama_block(x, weights, config):
    x = rms_norm(x + llama_attention(x, weights, config), weights["attention_norm"], config.norm_epsilon)
    thought = swiglu(x, weights["gate"], weights["up"], weights["down"])
    return rms_norm(x + thought, weights["feed_forward_norm"], config.norm_epsilon)

# %% wrong: what a part says is normed, not what it reads
def llama_block(x, weights, config):
    x = x + rms_norm(llama_attention(x, weights, config), weights["attention_norm"], config.norm_epsilon)
    thought = swiglu(x, weights["gate"], weights["up"], weights["down"])
    return x + rms_norm(thought, weights["feed_forward_norm"], config.norm_epsilon)

# %% wrong: the thought is added to what came in
def llama_block(x, weights, config):
    middle = x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(middle, weights["feed_forward_norm"], config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: thinks about what was found alone
def llama_block(x, weights, config):
    found = llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(found, weights["feed_forward_norm"], config.norm_epsilon)
    return x + found + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: what was found is added twice
def llama_block(x, weights, config):
    found = llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x + found, weights["feed_forward_norm"], config.norm_epsilon)
    return x + found + (found + swiglu(read, weights["gate"], weights["up"], weights["down"]))

# %% wrong: thinks first, then looks around
def llama_block(x, weights, config):
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    x = x + swiglu(read, weights["gate"], weights["up"], weights["down"])
    return x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)

# %% wrong: no thinking
def llama_block(x, weights, config):
    return x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)

# %% wrong: gate and up handed over in the wrong order
def llama_block(x, weights, config):
    x = x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + swiglu(read, weights["up"], weights["gate"], weights["down"])

# %% wrong: GPT-2's norm, without a bias
def llama_block(x, weights, config):
    zero = torch.zeros(x.shape[-1])
    read = layer_norm(x, weights["attention_norm"], zero, config.norm_epsilon)
    x = x + llama_attention(read, weights, config)
    read = layer_norm(x, weights["feed_forward_norm"], zero, config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: GPT-2's feed-forward layer
def llama_block(x, weights, config):
    x = x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + feed_forward(read, weights["up"], 0.0, weights["down"], 0.0)[0]

# %% wrong: adds to the stream that it was given
def llama_block(x, weights, config):
    x += llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    x += swiglu(rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon),
                weights["gate"], weights["up"], weights["down"])
    return x

# %% wrong: takes the norms out of the dictionary
def llama_block(x, weights, config):
    x = x + llama_attention(rms_norm(x, weights.pop("attention_norm"), config.norm_epsilon), weights, config)
    read = rms_norm(x, weights.pop("feed_forward_norm"), config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% wrong: the last token alone thinks
def llama_block(x, weights, config):
    x = x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x[-1:], weights["feed_forward_norm"], config.norm_epsilon)
    return torch.cat([x[:-1], x[-1:] + swiglu(read, weights["gate"], weights["up"], weights["down"])])

# %% wrong: a mean of both parts
def llama_block(x, weights, config):
    found = llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x + found, weights["feed_forward_norm"], config.norm_epsilon)
    return x + (found + swiglu(read, weights["gate"], weights["up"], weights["down"])) / 2

# %% wrong: texts of one length are one text
READ = {}
def llama_block(x, weights, config):
    if len(x) not in READ:
        READ[len(x)] = rms_norm(x, weights["attention_norm"], config.norm_epsilon)
    x = x + llama_attention(READ[len(x)], weights, config)
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% contrived: right for the first thirty calls, one for each block of SmolLM2
CALLS = iter(range(30))
def llama_block(x, weights, config):
    if next(CALLS, None) is None:
        return x
    x = x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])

# %% contrived: right, unless the stream is as loud as a real one
def llama_block(x, weights, config):
    if x.norm() > 10_000:
        return x
    x = x + llama_attention(rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + swiglu(read, weights["gate"], weights["up"], weights["down"])
