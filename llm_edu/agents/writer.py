"""What writes the steps of a desk: a model that remembers what it has read.

From step to step a conversation only grows at its end. So the keys and values of its beginning stay in the cache
(lesson 07), and each step reads only what is new: a question, or the result of a call.
"""

from collections.abc import Callable, Iterator, Sequence

import torch

from llm_edu.agents.tool_tokens import ToolCalls
from llm_edu.agents.tools import Tool
from llm_edu.decoding import Constrained, Greedy, Strategy, StreamDecoder, Written
from llm_edu.decoding.fast import decoding_twin
from llm_edu.decoding.generating import next_ids
from llm_edu.pretrained import encode_chat
from llm_edu.pretrained.conversation import Messages, Tokenizer, ends_of_turn
from llm_edu.transformer import KVCache, Transformer

# messages, and the tools that may be called (None: any text) -> one step, in pieces
Writer = Callable[[Messages, Sequence[Tool] | None], Iterator[str]]


def model_writer(model: Transformer, tokenizer: Tokenizer, constrained: bool = True, max_new_tokens: int = 160
                 ) -> "ModelWriter":
    """A writer of steps for `Desk`.

    model: a chat model; one with LoRA's changes is faster after `finetuning.merge`
    constrained: whether a call can only be a valid one   max_new_tokens: of a step; what is longer is cut off
    """
    return ModelWriter(model, tokenizer, constrained, max_new_tokens)


class ModelWriter:
    """See `model_writer`. It writes for one desk at a time; a second one would make it forget and read again.

    read: how many tokens it has had to read for the latest step   written: and how many it has written
    """

    def __init__(self, model: Transformer, tokenizer: Tokenizer, constrained: bool, max_new_tokens: int):
        self.model, self.tokenizer, self.max_new_tokens = model, tokenizer, max_new_tokens
        self.constrained = constrained
        self.ends = ends_of_turn(tokenizer)
        self.fast = decoding_twin(model)
        self.ids: list[int] = []    # whose keys and values are in the cache
        self.cache: KVCache | None = None
        self.read = self.written = 0
        self._constraints: dict[str, ToolCalls] = {}    # the tools' names and schemas -> what they allow

    def count(self, messages: Messages) -> int:
        """The tokens of a conversation, for `Conversation`."""
        return len(encode_chat(self.tokenizer, messages))

    def __call__(self, messages: Messages, tools: Sequence[Tool] | None = None) -> Iterator[str]:
        """One step in pieces: a call of one of these tools, or a reply. tools: None allows any text"""
        ids = encode_chat(self.tokenizer, messages)
        strategy: Strategy = Greedy()
        if tools and self.constrained:
            strategy = Constrained(Greedy(), self.constraint(tools))
        written = Written(ids)
        decoder = StreamDecoder(self.tokenizer)
        new = self.unread(ids)
        self.read, self.written = len(new), 0
        for _ in range(self.max_new_tokens):
            token = self.step(new, strategy, written)
            if token in self.ends:
                return
            self.written += 1
            written.new.append(token)
            new = [token]
            if piece := decoder.feed(token):
                yield piece

    def read_ahead(self, messages: Messages) -> None:
        """Read a conversation before it is needed, such as the system message while nobody has asked yet."""
        ids = encode_chat(self.tokenizer, messages)
        self.step(self.unread(ids), Greedy(), Written(ids))

    def unread(self, ids: list[int]) -> list[int]:
        """Forget what these ids do not begin with; the ids that are left to read, at least one."""
        if self.cache is None or len(ids) + self.max_new_tokens > self.cache.capacity:
            room = max(2 * len(ids), 1024) + self.max_new_tokens
            self.cache, self.ids = self.model.new_cache(1, min(room, self.model.config.context_length)), []
        same = 0
        while same < min(len(self.ids), len(ids) - 1) and self.ids[same] == ids[same]:
            same += 1
        self.ids, self.cache.length = self.ids[:same], same
        return ids[same:]

    def step(self, ids: list[int], strategy: Strategy, written: Written) -> int:
        """Read ids, and choose the next one."""
        assert self.cache is not None
        chosen = next_ids(self.fast, torch.tensor([ids]), self.cache, None, strategy, torch.Generator(), [written])
        self.ids += ids
        return int(chosen)

    def constraint(self, tools: Sequence[Tool]) -> ToolCalls:
        """What allows calls of these tools and text; made once for the same tools."""
        key = repr([(tool.name, tool.parameters) for tool in tools])
        if key not in self._constraints:
            self._constraints[key] = ToolCalls(self.tokenizer, tools, self.ends, or_text=True)
        return self._constraints[key]
