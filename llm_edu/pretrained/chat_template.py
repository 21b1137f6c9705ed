"""A model's own chat template: how a conversation is written for it, as a small program in Jinja.

The program comes from people you do not know, so it runs in a sandbox, in a process of its own (`template_process`).

Format: https://huggingface.co/docs/transformers/chat_templating
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from llm_edu.pretrained import template_process

LONGEST_TEMPLATE = 200_000    # characters


@dataclass(frozen=True)
class ChatTemplate:
    """A template from a model's file, with the texts and ids that belong to it.

    source: the template   variables: the texts that it may use, such as bos_token
    stop_ids: the ids that end the assistant's turn
    """

    source: str
    variables: Mapping[str, str] = field(default_factory=dict)
    stop_ids: tuple[int, ...] = ()

    def __post_init__(self):
        if not isinstance(self.source, str) or len(self.source) > LONGEST_TEMPLATE:
            raise ValueError(f"a chat template is a text of at most {LONGEST_TEMPLATE:,} characters")
        if any(not isinstance(value, str) for value in self.variables.values()):
            raise ValueError("a chat template's variables are texts")

    def render(self, messages, add_generation_prompt=True, **options):
        """The conversation as the model saw it in training.

        messages: a list of {"role": …, "content": …}   options: other variables of this template, such as
        enable_thinking=False for Qwen3
        Raises CourseError where the template is damaged, refuses the messages, or takes too much time or memory.
        """
        return template_process.renderer.render(self.source, {
            "tools": None, "documents": None, **self.variables, **options,
            "messages": messages, "add_generation_prompt": add_generation_prompt})
