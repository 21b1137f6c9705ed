"""A model's own chat template: how a conversation is written for it, as a small program in Jinja.

The program comes out of somebody else's file, so it runs in a sandbox (`template_sandbox`).

Format: https://huggingface.co/docs/transformers/chat_templating
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from llm_edu.errors import CourseError

LONGEST_TEMPLATE = 200_000    # characters
REFUSED = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, RecursionError, MemoryError)


@dataclass(frozen=True)
class ChatTemplate:
    """What a file says about conversations.

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

        messages: a list of {"role": …, "content": …}   options: what this template knows besides, such as
        enable_thinking=False for Qwen3
        Raises CourseError where the template refuses the messages, or is damaged.
        """
        from jinja2 import TemplateError

        environment, template = compiled(self.source)
        environment.refill()
        try:
            return environment.joined(template.generate(
                messages=messages, add_generation_prompt=add_generation_prompt,
                **{"tools": None, "documents": None} | dict(self.variables) | options))
        except (TemplateError, *REFUSED) as problem:
            raise CourseError(f"the model's chat template cannot write these messages: {str(problem):.300}"
                              ) from problem


@lru_cache(maxsize=8)
def compiled(source):
    """The sandbox, and a template compiled in it."""
    from jinja2 import TemplateError

    from llm_edu.pretrained.template_sandbox import make_environment

    environment = make_environment()
    try:
        return environment, environment.from_string(source)
    except (TemplateError, SyntaxError, *REFUSED) as problem:
        raise CourseError(f"the model's chat template is damaged, or written for another program ({str(problem):.300})"
                          ) from problem
