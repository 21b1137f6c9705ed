"""What a topic exports says its types, so that an editor can help whoever uses the topic alone."""

import importlib
import inspect

import pytest

TOPICS = ("tokenization", "embeddings", "language_models", "attention", "transformer", "decoding", "storyland")
MODULES = ("meet_an_llm", "timing", "intervals", "plotting", "wrapping", "files")


def functions(module):
    """What a module exports that can be called: functions, and the methods of classes but private ones."""
    for name in getattr(module, "__all__", None) or [name for name, thing in vars(module).items()
                                                     if getattr(thing, "__module__", None) == module.__name__]:
        thing = getattr(module, name)
        if inspect.isfunction(thing):
            yield name, thing
        elif inspect.isclass(thing):
            for method, value in vars(thing).items():
                value = getattr(value, "fget", None) or getattr(value, "__func__", value)
                if inspect.isfunction(value) and not method.startswith("_") and value.__module__.startswith("llm_edu"):
                    yield f"{name}.{method}", value


@pytest.mark.parametrize("name", TOPICS + MODULES)
def test_every_public_function_says_its_types(name):
    untyped = []
    for where, function in functions(importlib.import_module(f"llm_edu.{name}")):
        signature = inspect.signature(function)
        if signature.return_annotation is signature.empty or any(
                parameter.annotation is parameter.empty for parameter in signature.parameters.values()
                if parameter.name not in ("self", "cls")):
            untyped.append(where)
    assert not untyped
