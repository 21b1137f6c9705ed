"""What the topics export: a sorted ``__all__`` without gaps, and types on every signature in it, for editors and mypy."""

import importlib
import inspect

import pytest

TOPICS = ("tokenization", "embeddings", "language_models", "attention", "transformer", "training", "decoding", "scaling",
          "pretrained", "interpretability", "finetuning", "alignment", "prompting", "applications", "bias", "retrieval",
          "grounding", "agents", "compression", "storyland")


def exported(topic):
    """A topic's module, and {name: what it exports by that name}; some are loaded only when they are asked for."""
    module = importlib.import_module(f"llm_edu.{topic}")
    return module, {name: getattr(module, name) for name in module.__all__}


def functions_of(name, thing):
    """An exported function, or what a class of the package has of its own: ``__init__``, public methods, properties."""
    if inspect.isfunction(thing):
        yield name, thing
    elif inspect.isclass(thing):
        for member, value in vars(thing).items():
            value = getattr(value, "fget", None) or getattr(value, "func", None) or getattr(value, "__func__", value)
            ours = inspect.isfunction(value) and value.__module__.startswith("llm_edu.")
            if ours and value.__code__.co_filename != "<string>" and (member == "__init__" or member[0] != "_"):
                yield f"{name}.{member}", value


def untyped(function):
    """What lacks a type in a signature: names of parameters, and "return"."""
    signature = inspect.signature(function)
    found = [parameter.name for at, parameter in enumerate(signature.parameters.values())
             if parameter.annotation is inspect.Parameter.empty and not (at == 0 and parameter.name in ("self", "cls"))]
    if signature.return_annotation is inspect.Signature.empty and function.__name__ != "__init__":
        found.append("return")
    return found


@pytest.mark.parametrize("topic", [*TOPICS, "assets", "remote", "widgets"])
def test_a_star_import_gives_all_that_a_topic_exports(topic):
    module, names = exported(topic)
    assert list(module.__all__) == sorted(set(names))
    earlier = {id(thing) for thing in names.values()}    # some of them may be called otherwise by older notebooks
    forgotten = [name for name, thing in vars(module).items() if name not in names and name[0] != "_"
                 and getattr(thing, "__module__", "").startswith("llm_edu.") and id(thing) not in earlier]
    assert forgotten == []


@pytest.mark.parametrize("topic", TOPICS)
def test_every_exported_signature_has_types(topic):
    found = {name: missing for exported_name, thing in exported(topic)[1].items()
             for name, function in functions_of(exported_name, thing) if (missing := untyped(function))}
    assert found == {}
