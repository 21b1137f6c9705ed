"""Answers to the exercise `generate_with_cache`: greedy, each token read only once."""

# %% right: the prompt first, then the newest token alone
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens)
    unread, new = prompt, []
    while len(new) < max_new_tokens:
        token = model(torch.tensor([unread]), cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
        unread = [token]
    return new

# %% right: the prompt token by token, too, and no more room than is needed
def generate_with_cache(model, prompt, max_new_tokens, stop):
    if max_new_tokens == 0:
        return []
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens - 1)
    for id in prompt:
        logits = model(torch.tensor([[id]]), cache=cache)
    new = []
    for _ in range(max_new_tokens):
        if new:
            logits = model(torch.tensor([new[-1:]]), cache=cache)
        best = int(logits[0, -1].topk(1).indices)
        if best == stop:
            return new
        new.append(best)
    return new

# %% right: iter with a sentinel, cut by islice
from itertools import islice

def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens)
    unread = torch.tensor([prompt])

    def newest():
        nonlocal unread
        unread = model(unread, cache=cache)[:, -1:].argmax(-1)
        return unread.item()
    return list(islice(iter(newest, stop), max_new_tokens))

# %% right: recursion
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens)

    def after(ids, left):
        if left == 0:
            return []
        scores = model(torch.tensor([ids]), cache=cache)[0, -1].tolist()
        token = scores.index(max(scores))
        return [] if token == stop else [token, *after([token], left - 1)]
    return after(prompt, max_new_tokens)

# %% right: room for all that the model can read, and probabilities
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache = KVCache(model.config)
    ids = list(prompt)
    while len(ids) < len(prompt) + max_new_tokens:
        unread = torch.tensor(ids[cache.length:])[None]
        token = torch.softmax(model(unread, cache=cache)[0, -1], dim=0).max(0).indices
        if token == stop:
            break
        ids.append(token.item())
    return ids[len(prompt):]

# %% right: reads the last token as well, once (the statement does not forbid it)
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens)
    logits, new = model(torch.tensor([prompt]), cache=cache), []
    for _ in range(max_new_tokens):
        token = logits[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
        logits = model(torch.tensor([[token]]), cache=cache)
    return new

# %% wrong: no cache, everything is read again
def generate_with_cache(model, prompt, max_new_tokens, stop):
    ids = list(prompt)
    for _ in range(max_new_tokens):
        token = model(torch.tensor([ids]))[0, -1].argmax().item()
        if token == stop:
            break
        ids.append(token)
    return ids[len(prompt):]

# %% wrong: hands the whole text to a cache that has it already
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache, ids = KVCache(model.config), list(prompt)
    for _ in range(max_new_tokens):
        token = model(torch.tensor([ids]), cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        ids.append(token)
    return ids[len(prompt):]

# %% wrong: reads the prompt's last token twice
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens + 1)
    model(torch.tensor([prompt]), cache=cache)
    token, new = prompt[-1], []
    for _ in range(max_new_tokens):
        token = model(torch.tensor([[token]]), cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
    return new

# %% wrong: only the prompt's last token is read
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens)
    new = []
    for _ in range(max_new_tokens):
        token = model(torch.tensor([[new[-1] if new else prompt[-1]]]), cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
    return new

# %% wrong: the cache stays on the model for the next text
def generate_with_cache(model, prompt, max_new_tokens, stop):
    if not hasattr(model, "cache"):
        model.cache = KVCache(model.config)
    unread, new = prompt, []
    for _ in range(max_new_tokens):
        token = model(torch.tensor([unread]), cache=model.cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
        unread = [token]
    return new

# %% wrong: the list of new ones is that of the call before
def generate_with_cache(model, prompt, max_new_tokens, stop, new=[]):
    cache, unread = KVCache(model.config, capacity=len(prompt) + max_new_tokens), prompt
    for _ in range(max_new_tokens):
        token = model(torch.tensor([unread]), cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
        unread = [token]
    return new

# %% wrong: the stop is among the new ones
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache, unread, new = KVCache(model.config, capacity=len(prompt) + max_new_tokens), prompt, []
    while len(new) < max_new_tokens and new[-1:] != [stop]:
        new.append(model(torch.tensor([unread]), cache=cache)[0, -1].argmax().item())
        unread = new[-1:]
    return new

# %% wrong: the prompt is among the new ones
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache, unread, ids = KVCache(model.config, capacity=len(prompt) + max_new_tokens), prompt, list(prompt)
    for _ in range(max_new_tokens):
        token = model(torch.tensor([unread]), cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        ids.append(token)
        unread = [token]
    return ids

# %% wrong: at least one token, also when none is wanted
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens)
    new = [model(torch.tensor([prompt]), cache=cache)[0, -1].argmax().item()]
    while new[-1] != stop and len(new) < max_new_tokens:
        new.append(model(torch.tensor([new[-1:]]), cache=cache)[0, -1].argmax().item())
    return new[:-1] if new[-1] == stop else new

# %% wrong: does not look whether the first token is the stop
def generate_with_cache(model, prompt, max_new_tokens, stop):
    if max_new_tokens == 0:
        return []
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens)
    new = [model(torch.tensor([prompt]), cache=cache)[0, -1].argmax().item()]
    while len(new) < max_new_tokens:
        token = model(torch.tensor([new[-1:]]), cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
    return new

# %% wrong: one token fewer, since the prompt took a round
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache, new = KVCache(model.config, capacity=len(prompt) + max_new_tokens), []
    for turn in range(max_new_tokens):
        logits = model(torch.tensor([new[-1:] if turn else prompt]), cache=cache)
        token = logits[0, -1].argmax().item()
        if token == stop or turn == max_new_tokens - 1:
            break
        new.append(token)
    return new

# %% wrong: room for the new tokens only
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache, unread, new = KVCache(model.config, capacity=max_new_tokens), prompt, []
    while len(new) < max_new_tokens:
        token = model(torch.tensor([unread]), cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
        unread = [token]
    return new

# %% wrong: a stop of 0 is taken for none
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache, unread, new = KVCache(model.config, capacity=len(prompt) + max_new_tokens), prompt, []
    while len(new) < max_new_tokens:
        token = model(torch.tensor([unread]), cache=cache)[0, -1].argmax().item()
        if stop and token == stop:
            break
        new.append(token)
        unread = [token]
    return new

# %% right: puts the model in evaluation mode first
def generate_with_cache(model, prompt, max_new_tokens, stop):
    model.eval()
    cache, unread, new = KVCache(model.config, capacity=len(prompt) + max_new_tokens), prompt, []
    while len(new) < max_new_tokens:
        token = model(torch.tensor([unread]), cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
        unread = [token]
    return new

# %% contrived: reads everything again from the hundredth token on
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache, new = KVCache(model.config, capacity=len(prompt) + max_new_tokens), []
    while len(new) < max_new_tokens:
        unread, its_cache = (new[-1:] or prompt, cache) if len(new) < 100 else (prompt + new, None)
        token = model(torch.tensor([unread]), cache=its_cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
    return new

# %% wrong: the stop also ends it when it was in the prompt
def generate_with_cache(model, prompt, max_new_tokens, stop):
    if stop in prompt:
        return []
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens)
    new, reads = [], list(prompt)
    for _ in range(max_new_tokens):
        token = int(model(torch.tensor([reads]), cache=cache)[0, -1].argmax())
        if token == stop:
            break
        new.append(token)
        reads = [token]
    return new

# %% right: a generator inside, and islice
from itertools import islice, takewhile
def generate_with_cache(model, prompt, max_new_tokens, stop):
    def tokens():
        cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens)
        reads = list(prompt)
        while True:
            with torch.no_grad():
                token = model(torch.tensor([reads]), cache=cache)[0, -1].argmax().item()
            yield token
            reads = [token]
    return list(takewhile(lambda token: token != stop, islice(tokens(), max_new_tokens)))

# %% wrong: the last token of the prompt is read twice
def generate_with_cache(model, prompt, max_new_tokens, stop):
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens + 1)
    model(torch.tensor([prompt]), cache=cache)
    new, token = [], prompt[-1]
    for _ in range(max_new_tokens):
        token = int(model(torch.tensor([[token]]), cache=cache)[0, -1].argmax())
        if token == stop:
            break
        new.append(token)
    return new
