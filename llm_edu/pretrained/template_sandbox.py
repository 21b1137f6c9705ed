"""Jinja as Hugging Face's chat templates expect it, in Jinja's sandbox and within bounds.

The sandbox lets a template reach nothing but what it is given, and change nothing. The bounds are ours: a template can
neither run for ever nor take the machine's memory. All loops together have so many turns, a text has so many
characters, and what makes a long text of a short one is either measured before or left out.

Sandbox: https://jinja.palletsprojects.com/sandbox; what templates expect: `transformers/utils/chat_template_utils.py`
"""

import datetime
import json
import re

from jinja2 import TemplateRuntimeError, nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

LONGEST_TEXT = 4_000_000    # characters
MOST_TURNS = 300_000    # of all loops in one rendering
# Methods and filters that make long texts of short ones and that chat templates do without.
PADDING = {"ljust", "rjust", "center", "zfill", "expandtabs", "format", "format_map", "join", "translate"}
FILTERS = ("center", "format", "indent", "wordwrap", "batch", "slice", "xmlattr", "pprint", "tojson", "urlize")


def make_environment():
    """A sandbox with the filters and functions of chat templates."""
    environment = Bounded(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    for name in FILTERS:
        environment.filters.pop(name)
    environment.filters |= {"counted": environment.counted, "joined": environment.joined, "join": environment.join,
                            "replace": environment.replace, "tojson": to_json}
    environment.globals.pop("lipsum")    # writes as much as it is asked to
    environment.globals |= {"raise_exception": raise_exception, "strftime_now": strftime_now, "namespace": Names,
                            "dict": lambda *pairs, **named: dict(*pairs, **named)}
    return environment


class Bounded(ImmutableSandboxedEnvironment):
    """The sandbox, with bounds."""

    intercepted_binops = frozenset(["*", "**", "+", "%"])

    def refill(self):
        """Before each rendering."""
        self.turns_left = MOST_TURNS

    def _generate(self, source, *arguments, **options):
        return super()._generate(Watch().visit(source), *arguments, **options)

    def counted(self, values):
        """The values of a loop, one turn each."""
        for value in values:
            self.turns_left -= 1
            if self.turns_left < 0:
                raise TemplateRuntimeError("its loops do not end")
            yield value

    def joined(self, pieces):
        """Pieces put together, as long as that gets no longer than a text may be."""
        return self.join(pieces)

    def join(self, values, between="", attribute=None):
        """The filter, without `attribute`."""
        if attribute is not None:
            raise TemplateRuntimeError("it joins by an attribute, which is left out here")
        texts, size = [], 0
        for value in self.counted(values):
            texts.append(str(value))
            size += len(texts[-1]) + len(between)
            self.check_length(size)
        return between.join(texts)

    def replace(self, text, old, new, count=-1):
        """The filter, and the method of texts."""
        text, old, new = str(text), str(old), str(new)
        self.check_length(len(text) + (text.count(old)) * len(new))
        return text.replace(old, new, -1 if count is None else count)

    def check_length(self, size):
        if size > LONGEST_TEXT:
            raise TemplateRuntimeError("it writes without end")

    def call_binop(self, context, operator, left, right):
        if operator == "+" and hasattr(left, "__len__") and hasattr(right, "__len__"):
            self.check_length(len(left) + len(right))
        elif not all(isinstance(each, (int, float)) and abs(each) < 1e9 for each in (left, right)) or operator == "**":
            raise TemplateRuntimeError(f"it computes {type(left).__name__} {operator} {type(right).__name__}, which is "
                                       "left out here")
        return super().call_binop(context, operator, left, right)

    def call(__self, __context, __obj, *arguments, **named):
        if isinstance(getattr(__obj, "__self__", None), str) and __obj.__name__ == "replace":
            return __self.replace(__obj.__self__, *arguments, **named)
        return super().call(__context, __obj, *arguments, **named)

    def is_safe_attribute(self, owner, name, value):
        return super().is_safe_attribute(owner, name, value) and not (isinstance(owner, str) and name in PADDING)


class Watch(NodeTransformer):
    """Puts `counted` around what each loop runs over, and `joined` in the place of `~`."""

    def visit_For(self, node):
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, "counted", [], [], None, None, lineno=node.lineno)
        return node

    def visit_Concat(self, node):
        self.generic_visit(node)
        pieces = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(pieces, "joined", [], [], None, None, lineno=node.lineno)


class Generation(Extension):
    """The tag around what the assistant has written: for training; here it does nothing."""

    tags = {"generation"}

    def parse(self, parser):
        next(parser.stream)
        return parser.parse_statements(["name:endgeneration"], drop_needle=True)


class Names(Namespace):
    """Jinja's namespace without names such as `__class__`."""

    def __init__(*arguments, **named):
        self, arguments = arguments[0], arguments[1:]
        values = dict(*arguments, **named)
        for name in values:
            refuse_hidden(name)
        Namespace.__init__(self, values)

    def __setitem__(self, name, value):
        refuse_hidden(name)
        super().__setitem__(name, value)


def refuse_hidden(name):
    if str(name).startswith("_"):
        raise SecurityError(f"a template may not set {name!r}")


def raise_exception(message):
    """What a template calls that refuses the messages."""
    raise TemplateRuntimeError(str(message))


def strftime_now(form):
    """Today, as some templates write it."""
    if re.search(r"%[^a-zA-Z%-]", form):    # widths, which could be enormous
        raise ValueError(f"the date is to be written as {form!r}")
    return datetime.datetime.now().strftime(form)


def to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    """JSON with `<` as it is, which Jinja's own filter writes otherwise."""
    if indent is not None and not (isinstance(indent, int) and 0 <= indent <= 16):
        raise ValueError(f"indent is {indent!r}")
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)
