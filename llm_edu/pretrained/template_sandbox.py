"""Jinja as Hugging Face's chat templates expect it, in Jinja's sandbox, as a program that renders what it is asked to.

The sandbox lets a template reach nothing but what it is given. It sets no bounds on time and memory, so a template runs
only in a process of its own, this file started by `template_process`, which ends that process when it takes too much.
Neither imports the other: this one starts in a tenth of a second because it knows nothing of the course.

It reads requests as lines of JSON, {"source": …, "values": …}, and answers each with a line: {"text": …}, or what went
wrong while the template was read ({"damaged": …}) or rendered ({"refused": …}).

Sandbox: https://jinja.palletsprojects.com/sandbox; what templates expect: `transformers/utils/chat_template_utils.py`
"""

import datetime
import faulthandler
import json
import os
import sys
from functools import lru_cache
from pathlib import Path

from jinja2 import TemplateRuntimeError
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from jinja2.utils import Namespace

LONGEST_TEXT = 1_000_000    # characters: more than any model of the course reads
ORPHAN_SECONDS = 60    # after which a rendering ends by itself, should the process that asked for it have died


def make_environment():
    """A sandbox with the filters and functions of chat templates."""
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    environment.filters["tojson"] = to_json
    environment.globals |= {"raise_exception": raise_exception, "strftime_now": strftime_now, "namespace": Names,
                            "dict": lambda *pairs, **named: dict(*pairs, **named)}
    return environment


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
    """A template calls this to refuse the messages."""
    raise TemplateRuntimeError(str(message))


def strftime_now(form):
    """Today, as some templates write it."""
    return datetime.datetime.now().strftime(form)


def to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    """JSON with `<` as it is, which Jinja's own filter writes otherwise."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


@lru_cache(maxsize=8)
def compiled(source):
    return make_environment().from_string(source)


def answer(source, values):
    """The answer to a request. A template is a program from elsewhere: it may raise anything.

    Raises MemoryError where there is not enough memory.
    """
    fault = "damaged"
    try:
        template = compiled(source)
        fault = "refused"
        text = template.render(values)
    except MemoryError:
        raise
    except Exception as problem:
        return {fault: described(problem)}
    if len(text) > LONGEST_TEXT:
        return {"refused": f"it writes {len(text):,} characters, and {LONGEST_TEXT:,} are the most"}
    return {"text": text}


def described(problem):
    return f"{str(problem) or type(problem).__name__:.300}"


def limit_memory(most):
    """Let this process take no more than so many bytes beyond what it has, where the system can promise that (Linux).

    Elsewhere the process that started this one looks at its memory now and then.
    """
    if sys.platform == "linux":
        import resource

        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + most, used + most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(requests, answers, nowhere):
    """Answer requests until there are no more."""
    for line in requests:
        faulthandler.dump_traceback_later(ORPHAN_SECONDS, exit=True, file=nowhere)
        try:
            content = json.dumps(answer(**json.loads(line)))
        except MemoryError:    # what is left of it would be in the way of the next rendering
            content = ""
        answers.write(content.encode() + b"\n")
        answers.flush()
        if not content:
            break
        faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    limit_memory(int(sys.argv[1]))
    with open(os.devnull, "w") as nowhere:
        serve(sys.stdin.buffer, sys.stdout.buffer, nowhere)
