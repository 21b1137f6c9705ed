"""``tensor_places``: where in a safetensors file each tensor lies."""

import ast
import json
import math

import torch
from safetensors.torch import save

from llm_edu.course.checks.exercise import Exercise, case

NOTES = "__metadata__"


def _made(tensors, notes=None, indent=None, padding=0, escaped=False):
    """A safetensors file with everything in its place. tensors: {name: (kind, shape, bytes)}, in the header's order"""
    header, numbers = {NOTES: notes} if notes is not None else {}, b""
    for name, (kind, shape, data) in tensors.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(numbers), len(numbers) + len(data)]}
        numbers += data
    return _file(header, numbers, indent, padding, escaped)


def _file(header, numbers, indent=None, padding=0, escaped=False):
    text = json.dumps(header, ensure_ascii=escaped, indent=indent).encode() + b" " * padding
    return len(text).to_bytes(8, "little") + text + numbers


def _reference(data):
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    return {name: (entry["dtype"], tuple(entry["shape"]), *(8 + length + offset for offset in entry["data_offsets"]))
            for name, entry in header.items() if name != NOTES}


KINDS = {"F16": 2, "F32": 4, "BF16": 2, "U8": 1, "I64": 8, "BOOL": 1, "F8_E4M3": 1}


def _file_case(rng):
    tensors = {}
    for number in range(rng.randrange(5)):
        kind, shape = rng.choice(list(KINDS)), [rng.randrange(1, 4) for _ in range(rng.randrange(3))]
        tensors[rng.choice(["hat", "cat.weight", "blocks.0.up", "Größe", "__init__"]) + str(number)] = (
            kind, shape, rng.randbytes(KINDS[kind] * math.prod(shape)))
    notes = rng.choice([None, {}, {"format": "pt"}])
    return (_made(tensors, notes, rng.choice([None, 1]), rng.choice([0, 0, 3, 300])),)


def _shuffled():
    """The header names the tensors in another order than their numbers lie in; two begin at the same byte."""
    return _file({"second": {"dtype": "F16", "shape": [2], "data_offsets": [4, 8]},
                  "first": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]},
                  "none": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}}, bytes(range(8)))


def _keys_shuffled():
    """What each entry says is in another order, too, and the notes come last."""
    return _file({"hat": {"shape": [3], "dtype": "F16", "data_offsets": [0, 6]},
                  "cats": {"dtype": "F16", "data_offsets": [6, 10], "shape": [2, 1]}, NOTES: {"format": "pt"}},
                 b"\0<\0@\0\xb8\0B\0D")


def _cases():
    hat, cats = ("F16", [3], b"\0<\0@\0\xb8"), ("F16", [2, 1], b"\0B\0D")
    return [
        case(_made({"hat": hat})), case(_made({"hat": hat, "cats": cats})), case(_made({}, padding=6)),
        case(_made({"hat": hat}, {"format": "pt"})), case(_made({"hat": hat}, {})), case(_shuffled()),
        case(_keys_shuffled()), case(_made({"hat": hat}, {"dtype": "F16", "shape": "as it was", "data_offsets": "ok"})),
        case(_made({"small": ("F8_E4M3", [3], b"\0\1\2"), "yes": ("BOOL", [2], b"\1\0")})),
        case(_made({"empty": ("F32", [0, 4], b""), "one": ("U8", [], b"\7")})),
        case(_made({"Größe {0}": cats, "a, b: [c]": hat})),
        case(_made({"__metadata__.weight": hat, "__hidden__": cats})),
        case(_made({"\N{TOP HAT}": hat}, escaped=True)), case(_made({"hat": hat}, indent=2)),
        case(_made({"hat": hat}, {"note": "made by hand"}, padding=250)),
        case(_made({"long": cats}, padding=70_000)), case(save({"norm": torch.ones(4), "up": torch.ones(2, 3).half()})),
        case(_made({"dtype": ("I64", [1], bytes(8)), "shape": ("U8", [1, 1, 2], b"{}")})),
    ]


exercise = Exercise(
    reference=_reference,
    cases=_cases,
    random_case=_file_case,
    valid=lambda data: len(data) >= 10 and _is_whole(data),
    hints=(
        "There are three steps. How long is the header (int.from_bytes)? What does it say (json.loads takes bytes, "
        "spaces at the end included)? And where does it end? The data_offsets count from there.",
        "length = the first 8 bytes as a whole number, least significant byte first\nheader = json.loads(the length "
        "bytes after them)\nfor each name and entry, but not \"__metadata__\":\n    start, stop = the entry's "
        "data_offsets, each + 8 + length\n    places[name] = kind, shape as a tuple, start, stop",
    ),
)


def _is_whole(data):
    try:
        begin = 8 + int.from_bytes(data[:8], "little")
        return all(stop <= len(data) for stop in (begin, *(place[3] for place in _reference(data).values())))
    except (ValueError, TypeError, KeyError, AttributeError):
        return False


def _off(by=lambda length, text: 8 + length, shape=tuple, length=lambda data: int.from_bytes(data[:8], "little"),
         text=lambda data, length: data[8:8 + length], keep=lambda name, header: name != NOTES, loads=json.loads,
         entry=lambda kind, shape, start, stop: (kind, shape, start, stop)):
    """A tensor_places with one thing wrong."""
    def tensor_places(data):
        size = length(data)
        said = text(data, size)
        header = loads(said)
        return {name: entry(each["dtype"], shape(each["shape"]),
                            *(by(size, said) + place for place in each["data_offsets"]))
                for name, each in header.items() if keep(name, header)}
    return tensor_places


exercise.mistake("Your places count from the end of the header. They should count from the beginning of the file: 8 "
                 "bytes and the header come before the numbers.", _off(by=lambda length, text: 0))
exercise.mistake("You left out the first 8 bytes: the numbers begin after the length *and* the header.",
                 _off(by=lambda length, text: length))
exercise.mistake("You left out the header's own length: the numbers begin after the header, not right after the first "
                 "8 bytes.",
                 _off(by=lambda length, text: 8))
exercise.mistake("The shapes are lists, as they are in JSON. Make them tuples.", _off(shape=list))
exercise.mistake("You read the length from the first byte alone. It has 8 bytes: a header of 256 bytes or more needs "
                 "two of them.",
                 _off(length=lambda data: data[0]))
exercise.mistake("You read the length from two bytes. It has 8 bytes: a header of 65,536 bytes or more needs three of "
                 "them.",
                 _off(length=lambda data: int.from_bytes(data[:2], "little")))
exercise.mistake("Your header begins with the 8 bytes of the length, which are not JSON. The header comes after them.",
                 _off(text=lambda data, length: data[:length]))
exercise.mistake("Your header ends 8 bytes too early: it begins at byte 8, so it ends at 8 + length.",
                 _off(text=lambda data, length: data[8:length]))
exercise.mistake("You take the length to be the byte at which the header ends. But it counts from where the header "
                 "begins, at byte 8.", _off(by=lambda length, text: length, text=lambda data, length: data[8:length]))
exercise.mistake("Your numbers begin where the JSON ends. The spaces after it belong to the header: the length counts "
                 "them.", _off(by=lambda length, text: 8 + len(text.rstrip())))
exercise.mistake("You count the header's characters. Its length is in bytes, and a letter such as ö takes two.",
                 _off(by=lambda length, text: 8 + len(text.decode())))
exercise.mistake("You gave JSON everything up to the end of the file, and the numbers are not JSON. Cut where the "
                 "header ends. (If you do: did you read its length with the *least significant* byte first?)",
                 _off(text=lambda data, length: data[8:]))
exercise.mistake("The notes under \"__metadata__\" are not a tensor: leave them out.",
                 _off(keep=lambda name, header: True), error="dtype|shape|data_offsets|str")
exercise.mistake("You leave out the notes only if they come first. They may be anywhere in the header.",
                 _off(keep=lambda name, header: name != NOTES or next(iter(header)) != NOTES),
                 error="dtype|shape|data_offsets")
exercise.mistake("You leave out every name that begins with two underscores. Leave out only \"__metadata__\" itself.",
                 _off(keep=lambda name, header: not name.startswith("__")))
exercise.mistake("You leave out every name that contains \"__metadata__\". Leave out only that name itself.",
                 _off(keep=lambda name, header: NOTES not in name))
exercise.mistake("You recognise the notes by what they lack. But notes may mention anything, even a dtype. Only their "
                 "name tells you: \"__metadata__\".",
                 _off(keep=lambda name, header: "dtype" in header[name]), error="str")
exercise.mistake("You assume two bytes for each number. That is right for F16, but there are other kinds. The "
                 "data_offsets say where a tensor stops.",
                 _off(entry=lambda kind, shape, start, stop: (kind, shape, start, start + 2 * math.prod(shape))))
exercise.mistake("The first tensor is missing: you skip whatever comes first, as if there always were notes.",
                 _off(keep=lambda name, header: name not in (NOTES, next(iter(header)))))
exercise.mistake("The last number of each of your entries is the tensor's length in bytes. It should be where the "
                 "tensor stops.",
                 _off(entry=lambda kind, shape, start, stop: (kind, shape, start, stop - start)))
exercise.mistake("Kind and shape are swapped: (kind, shape, start, stop).",
                 _off(entry=lambda kind, shape, start, stop: (shape, kind, start, stop)))
exercise.mistake("Your start and stop are a pair of their own. Put all four side by side: (kind, shape, start, stop).",
                 _off(entry=lambda kind, shape, start, stop: (kind, shape, (start, stop))))
exercise.mistake("Each entry is a list. Make it a tuple: (kind, shape, start, stop).",
                 _off(entry=lambda kind, shape, start, stop: [kind, shape, start, stop]))
exercise.mistake("Your stop is the tensor's last byte. In Python, a stop is the byte *after* it, as in data_offsets.",
                 _off(entry=lambda kind, shape, start, stop: (kind, shape, start, stop - 1)))


@exercise.mistake("You delete the notes, but many files have none. Leave them out only if there are some.")
def _deleted_notes(data):
    length = int.from_bytes(data[:8], "little")
    del json.loads(data[8:8 + length])[NOTES]
    return _reference(data)


@exercise.mistake("You have moved the start, but not the stop. Both data_offsets count from the end of the header.")
def _only_the_start(data):
    before = 8 + int.from_bytes(data[:8], "little")
    return {name: (kind, shape, start, stop - before) for name, (kind, shape, start, stop) in _reference(data).items()}


@exercise.mistake("You placed the tensors one after the other, in the order of the header. Their order in the file may "
                  "differ: each tensor's own data_offsets say where it is.")
def _in_order_of_the_header(data):
    start, places = 8 + int.from_bytes(data[:8], "little"), {}
    for name, (kind, shape, begin, stop) in _reference(data).items():
        places[name] = kind, shape, start, start + stop - begin
        start += stop - begin
    return places


@exercise.mistake("You read an entry in the order of the example. JSON may have its keys in any order: ask for each "
                  "one by its name.")
def _by_position(data):
    length = int.from_bytes(data[:8], "little")
    entries = {name: list(entry.values()) for name, entry in json.loads(data[8:8 + length]).items() if name != NOTES}
    return {name: (kind, tuple(shape), 8 + length + start, 8 + length + stop)
            for name, (kind, shape, (start, stop)) in entries.items()}


exercise.mistake("An empty shape, (), is a tensor of one number. It should be there, too.",
                 lambda data: {name: place for name, place in _reference(data).items() if place[1]})
exercise.mistake("A tensor of zero bytes is still a tensor. It should be there, too.",
                 lambda data: {name: place for name, place in _reference(data).items() if place[2] < place[3]})
exercise.mistake("You return a list of places without names. It should be {name: (kind, shape, start, stop)}.",
                 lambda data: list(_reference(data).values()))
exercise.mistake("You decode the header as Latin-1 or ASCII, so a name such as Größe comes out wrong. JSON is in "
                 "UTF-8, and json.loads knows that.",
                 _off(text=lambda data, length: data[8:8 + length].decode("latin-1")))
exercise.mistake("You look for the header's end by a pair of brackets, `}}`. But a name or a note may contain those, "
                 "too, or there may be spaces between them. The first 8 bytes say how long the header is.",
                 _off(text=lambda data, length: data[8:data.index(b"}}") + 2]))
exercise.mistake("You read the header as Python. JSON is another language: it writes a hat as \\ud83c\\udfa9, which "
                 "Python reads as two halves of a character. And `eval` would run whatever the file says. Use "
                 "json.loads.",
                 _off(loads=lambda text: ast.literal_eval(text.decode())), error="invalid|malformed|surrogate")
