"""A chat model in this process, in the course's own code."""

import torch

from llm_edu.decoding import Sampling, StreamDecoder, stream
from llm_edu.decoding.stopping import StopText
from llm_edu.finetuning.streams import last_stream
from llm_edu.pretrained.byte_fallback import ByteFallbackTokenizer
from llm_edu.pretrained.conversation import encode_chat, ends_of_turn
from llm_edu.remote.chat_model import ChatModel, Ending

ROWS_AT_ONCE = 16    # continuations that are scored side by side


class LocalModel(ChatModel):
    """SmolLM2, or any other chat model that `llm_edu.pretrained` loads.

    model, tokenizer: as `load_smollm2`, `load_gguf` or `load_pretrained` give them
    system: the system message of conversations that have none; None: what the model's own template does then
    begin: a special token to put before a text that is to be scored, such as "<s>" for models that never saw a text
    without it   name: what to call it in tables and titles
    options: what the chat template knows besides, such as enable_thinking=False for Qwen3
    """

    def __init__(self, model, tokenizer, *, system=None, begin=None, name="local model", **options):
        self.model, self.tokenizer = model, tokenizer
        self.system, self.begin, self.name, self.options = system, begin, name, options
        if begin is not None and begin not in tokenizer.special_tokens:
            raise ValueError(f"begin is one of the tokenizer's special tokens, not {begin!r}")

    def __repr__(self):
        return f"LocalModel({self.name!r})"

    def start(self, request):
        ids = encode_chat(self.tokenizer, request.messages, **self.options)
        seed = None if request.seed is None else int(request.seed)
        new_ids = stream(self.model, ids, Sampling(temperature=request.temperature), request.max_new_tokens,
                         ends_of_turn(self.tokenizer), seed)    # what is wrong shows here
        return self.pieces(len(ids), new_ids, request)

    def pieces(self, prompt_tokens, new_ids, request):
        """Yield the text of new ids, up to a stop string; return the `Ending`."""
        decoder, stop, count = StreamDecoder(self.tokenizer), StopText(request.stop), 0
        for token in new_ids:
            count += 1
            known = token < self.tokenizer.vocab_size    # some models have rows without a token
            if piece := stop.feed(decoder.feed(token) if known else ""):
                yield piece
            if stop.reached:
                return Ending("stop", prompt_tokens, count)
        if rest := stop.feed(decoder.finish()) + stop.finish():
            yield rest
        return Ending("length" if count == request.max_new_tokens else "stop", prompt_tokens, count)

    def score_texts(self, prompt, continuations):
        if isinstance(prompt, str):
            ids = [] if self.begin is None else [self.tokenizer.special_tokens[self.begin]]
            ids += self.encode(prompt, first=True)
        else:
            ids = encode_chat(self.tokenizer, prompt, **self.options)
        return continuation_log_probabilities(self.model, ids, [self.encode(text) for text in continuations]).tolist()

    def encode(self, text, first=False):
        """The ids of a text. first: whether it stands at the beginning, where some tokenizers write it differently"""
        options = {"first": first} if isinstance(self.tokenizer, ByteFallbackTokenizer) else {}
        return self.tokenizer.encode(text, **options)


@torch.no_grad()
def continuation_log_probabilities(model, prompt, continuations):
    """Log P of each continuation after one prompt, in nats: (continuations,).

    prompt: a list of ids   continuations: lists of ids, none of them empty
    The prompt is read once: what the model remembers of it (a `KVCache`) serves all continuations.
    Raises ValueError where prompt and continuation are longer than the model's context.
    """
    longest = max(map(len, continuations))
    if not prompt or not min(map(len, continuations)):
        raise ValueError("the prompt and each continuation have at least one token")
    if len(prompt) + longest > model.config.context_length:
        raise ValueError(f"the prompt has {len(prompt)} tokens and the longest continuation {longest}; the model's "
                         f"context holds {model.config.context_length}: shorten the prompt")
    device = model.token_embedding.weight.device
    cache = model.new_cache(1, len(prompt))
    first = model(torch.tensor([prompt], device=device), cache=cache, last_only=True)[0, -1].float().log_softmax(-1)
    later = torch.cat([later_log_probabilities(model, cache, continuations[start:start + ROWS_AT_ONCE])
                       for start in range(0, len(continuations), ROWS_AT_ONCE)])
    return (first[torch.tensor([ids[0] for ids in continuations], device=device)].double() + later).cpu()


def later_log_probabilities(model, cache, continuations):
    """Log P of all tokens but the first of some continuations, behind what the cache remembers: (continuations,)."""
    device = model.token_embedding.weight.device
    longest = max(map(len, continuations))
    if longest == 1:
        return torch.zeros(len(continuations), dtype=torch.double, device=device)
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in continuations], device=device)
    counts = torch.tensor([[place < len(row) for place in range(1, longest)] for row in continuations], device=device)
    wide = cache.repeated(len(continuations), cache.length + longest - 1)
    stream = last_stream(model, ids[:, :-1], cache=wide)    # (continuations, longest - 1, width)
    nats = model.unembed(stream[counts]).float().log_softmax(-1).gather(-1, ids[:, 1:][counts][:, None])[:, 0]
    return torch.zeros(counts.shape, dtype=torch.double, device=device).masked_scatter(counts, nats.double()).sum(-1)
