"""Damage, drawn from a seed: to bytes, and to the values inside JSON, safetensors and GGUF; and a watch over a loader.

What a loader may answer: an object, or an error of the course's own, soon, and without taking much memory.
"""

import copy
import json
import linecache
import struct
import time
from contextlib import contextmanager
from pathlib import Path

import llm_edu
from llm_edu.errors import CourseError

SECONDS, BYTES = 5.0, 500_000_000
HUGE = (2**31 - 1, 2**31, 2**32 - 1, 10**9, 2**40, 2**63, 2**64 - 1)
DEEP = "@deep@"    # stands for 100,000 brackets, which json.dumps cannot write
VALUES = (None, True, False, 0, -1, 1, 2, 7, 0.5, -0.0, 1e308, 10**30, *HUGE, "", "x", "1", "\ud800", "\x00", "Ġ", [], {},
          [[]], [0], [None], ["x", "x"], {"a": 1}, {"": {}}, DEEP, "a" * 10_000, list(range(1000)))
PATTERNS = ("(?R)", "a(?R)|.", "(?0)", "(?:a{1000}){1000}", "a{99999999}", "(?:" * 5000, "(", "(a)", "[", "", "\\", "(?1)",
            r"\p{Foo}", r"\L<x>", "(?P<x>a)", "(?i", r"\s+|.", "(?:a|b){1,3}")


@contextmanager
def watched(file_size=0):
    """Fail when what happens in here takes more than 5 s of this process's time, or 500 MB beyond a file (on Linux)."""
    limits = None
    try:
        import resource

        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        limits = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (used + BYTES + file_size, limits[1]))
    except (ImportError, OSError):    # another system: then only the time is watched
        pass
    began = time.process_time()
    try:
        yield
    finally:
        if limits is not None:
            resource.setrlimit(resource.RLIMIT_AS, limits)
    assert time.process_time() - began < SECONDS, "a hang"


def answer(load, *errors, file_size=0):
    """Call a loader: True where it gives something, False where it raises an error of the course's own.

    errors: besides CourseError, those that it may raise with its own words   file_size: bytes that it may take besides
    """
    with watched(file_size):
        try:
            load()
        except CourseError:
            return False
        except errors as error:
            assert written_here(error), f"a raw error: {error!r}"
            return False
    return True


def written_here(error):
    """Whether an error comes from a `raise` in the course's code."""
    place = error.__traceback__
    while place.tb_next is not None:
        place = place.tb_next
    file = Path(place.tb_frame.f_code.co_filename)
    line = linecache.getline(str(file), place.tb_lineno)
    return Path(llm_edu.__file__).parent in file.parents and line.strip().startswith("raise")


def damaged_bytes(data, chance, most=None):
    """Bytes with something cut off, put in, repeated, or changed in the first `most` of them."""
    data, end = bytearray(data), min(most or len(data), len(data))
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        place, kind = chance.randrange(max(1, end)), chance.randrange(6)
        if kind == 0:
            del data[place:]
        elif kind == 1:
            del data[place:place + chance.choice((1, 4, 8, 100))]
        elif kind == 2:
            data[place:place] = chance.randbytes(chance.choice((1, 4, 8, 100)))
        elif kind == 3:
            data[place:place + 8] = struct.pack("<Q", chance.choice(HUGE))
        elif kind == 4:
            data[place:place + 4] = struct.pack("<I", chance.choice((0, 1, 9, 100_000, 2**31, 2**32 - 1)))
        elif data:
            data[min(place, len(data) - 1)] = chance.randrange(256)
    return bytes(data)


def damaged_json(content, chance, patterns=False):
    """The text of JSON in which one to three values are others, missing, or too many."""
    content = copy.deepcopy(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        place = content
        while isinstance(place, (dict, list)) and place:
            key = chance.choice(list(place)) if isinstance(place, dict) else chance.randrange(len(place))
            inside = isinstance(place[key], (dict, list)) and place[key]
            if inside and chance.random() < 0.8:
                place = place[key]
                continue
            kind = chance.randrange(8)
            if kind == 0:
                del place[key]
            elif kind == 1 and isinstance(place, list):
                place.append(place[key])
            elif kind == 2 and isinstance(place, dict):
                place[chance.choice(("", "x", "a", "Ġa", "/", "../x"))] = place[key]
            elif kind == 3 and isinstance(place[key], str) and patterns:
                place[key] = chance.choice(PATTERNS)
            else:
                place[key] = copy.deepcopy(chance.choice(VALUES))
            break
    text = json.dumps(content)
    return text.replace(f'"{DEEP}"', "[" * 100_000 + "]" * 100_000)


def damaged_safetensors(data, chance):
    """A safetensors file with damage to its bytes, or to what its header says."""
    if chance.random() < 0.4:
        return damaged_bytes(data, chance, 2000)
    (length,) = struct.unpack("<Q", data[:8])
    header = damaged_json(json.loads(data[8:8 + length]), chance).encode()
    if chance.random() < 0.3:
        header = header.replace(b'"F32"', chance.choice((b'"F64"', b'"I64"', b'"U8"', b'"F8_E4M3"', b'"F16"', b'"C64"')), 1)
    return struct.pack("<Q", len(header)) + header + data[8 + length:]


def gguf_value(value, depth=0):
    """Any value as GGUF writes it, its type in front."""
    if isinstance(value, bool):
        return struct.pack("<I?", 7, value)
    if isinstance(value, int):
        return struct.pack("<Iq", 11, value) if -2**63 <= value < 2**63 else struct.pack("<IQ", 10, min(value, 2**64 - 1))
    if isinstance(value, float):
        return struct.pack("<Id", 12, value)
    if isinstance(value, (list, tuple)):
        items = [gguf_value(item, depth + 1) for item in value]
        kind = items[0][:4] if items else struct.pack("<I", 4)
        return struct.pack("<I", 9) + kind + struct.pack("<Q", len(items)) + b"".join(item[4:] for item in items)
    data = str(value).encode("utf-8", "surrogatepass")
    return struct.pack("<IQ", 8, len(data)) + data


def gguf_bytes(settings, tensors):
    """A GGUF file. tensors: (name, dimensions, kind, offset); their numbers are zeros, as many as dimensions say."""
    body = b"".join(gguf_value(name)[4:] + gguf_value(value) for name, value in settings.items())
    for name, shape, kind, offset in tensors:
        body += gguf_value(name)[4:] + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)
    return struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(settings)) + body
