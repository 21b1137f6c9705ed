"""Unforeseen answers to the exercise tensor_places."""

# %% right: step by step
import json

def tensor_places(data):
    length = int.from_bytes(data[:8], "little")
    begin = 8 + length
    header = json.loads(data[8:begin].decode("utf-8"))
    places = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, stop = entry["data_offsets"]
        places[name] = (entry["dtype"], tuple(entry["shape"]), begin + start, begin + stop)
    return places

# %% right: struct and one comprehension
import json
import struct

def tensor_places(data):
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (t["dtype"], tuple(t["shape"]), *(8 + size + offset for offset in t["data_offsets"]))
            for name, t in header.items()}

# %% right: reads as from a file
import io

def tensor_places(data):
    with io.BytesIO(data) as file:
        size = int.from_bytes(file.read(8), byteorder="little", signed=False)
        header = json.loads(str(file.read(size), "utf8"))
        end = file.tell()
    out = dict()
    for name in sorted(header):
        if name != "__metadata__":
            info = header[name]
            out[name] = info["dtype"], tuple(info["shape"]), info["data_offsets"][0] + end, info["data_offsets"][-1] + end
    return out

# %% right: the number by powers of 256
def tensor_places(data):
    size = sum(byte * 256 ** power for power, byte in enumerate(data[:8]))
    text = data[8:size + 8].decode().rstrip()
    return {k: (v["dtype"], tuple(v["shape"]), size + 8 + v["data_offsets"][0], size + 8 + v["data_offsets"][1])
            for k, v in json.loads(text).items() if k != "__metadata__"}

# %% right: reduce, with shifts
from functools import reduce

def tensor_places(data):
    size = reduce(lambda sum_so_far, byte: sum_so_far << 8 | byte, reversed(data[:8]))
    base = size + 8

    def place(entry):
        return (entry["dtype"], tuple(map(int, entry["shape"])), *map(base.__add__, entry["data_offsets"]))

    tensors = filter(lambda item: item[0] != "__metadata__", json.loads(data[8:base]).items())
    return {name: place(entry) for name, entry in tensors}

# %% right: numpy reads the length
import numpy as np

def tensor_places(data):
    n = int(np.frombuffer(data, dtype="<u8", count=1)[0])
    header = json.loads(bytes(data[8:8 + n]))
    result = {}
    for key in header.keys() - {"__metadata__"}:
        offsets = np.array(header[key]["data_offsets"], dtype=np.int64) + 8 + n
        start, stop = offsets.tolist()
        result[key] = (header[key]["dtype"], tuple(header[key]["shape"]), start, stop)
    return result

# %% right: torch reads the length
import torch

def tensor_places(data):
    length = torch.frombuffer(bytearray(data[:8]), dtype=torch.int64).item()
    header = json.loads(data[8:length + 8].decode())
    if "__metadata__" in header:
        del header["__metadata__"]
    return {name: (info["dtype"], tuple(torch.Size(info["shape"])), 8 + length + info["data_offsets"][0],
                   8 + length + info["data_offsets"][1]) for name, info in header.items()}

# %% right: a decoder that stops where the JSON ends
def tensor_places(data):
    size = int.from_bytes(data[0:8], "little")
    header, _ = json.JSONDecoder().raw_decode(data[8:8 + size].decode("utf-8"))
    begin = size + 8
    return {name: (e["dtype"], tuple(e["shape"]), begin + e["data_offsets"][0], begin + e["data_offsets"][1])
            for name, e in header.items() if not name == "__metadata__"}

# %% right: a named tuple for each place
from typing import NamedTuple

class Place(NamedTuple):
    kind: str
    shape: tuple
    start: int
    stop: int

def tensor_places(data):
    begin = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:begin])
    return {name: Place(h["dtype"], tuple(h["shape"]), begin + h["data_offsets"][0], begin + h["data_offsets"][1])
            for name, h in header.items() if name != "__metadata__"}

# %% right: a class for the header
class Header:
    def __init__(self, data):
        self.size = int.from_bytes(data[:8], "little")
        self.entries = json.loads(data[8:8 + self.size])

    def __iter__(self):
        for name, entry in self.entries.items():
            if name != "__metadata__":
                yield name, self.place(**entry)

    def place(self, dtype, shape, data_offsets):
        first, last = data_offsets
        return dtype, tuple(shape), first + 8 + self.size, last + 8 + self.size

def tensor_places(data):
    return dict(Header(data))

# %% right: a lambda
import json
tensor_places = lambda data: (lambda n: {
    k: (v["dtype"], (*v["shape"],), v["data_offsets"][0] + n, v["data_offsets"][1] + n)
    for k, v in json.loads(data[8:n]).items() if k != "__metadata__"})(int.from_bytes(data[:8], "little") + 8)

# %% right: recursion over the entries
def tensor_places(data):
    begin = int.from_bytes(data[:8], "little") + 8

    def places_of(items):
        if not items:
            return {}
        (name, entry), *others = items
        here = {}
        if name != "__metadata__":
            start, stop = entry["data_offsets"]
            here = {name: (entry["dtype"], tuple(entry["shape"]), start + begin, stop + begin)}
        return here | places_of(others)

    return places_of(list(json.loads(data[8:begin]).items()))

# %% right: memory views, and the stop from the size
def tensor_places(data):
    view = memoryview(data)
    size = int.from_bytes(view[:8], "little")
    header = json.loads(view[8:8 + size].tobytes())
    found = {}
    for name, info in header.items():
        match info:
            case {"dtype": kind, "shape": shape, "data_offsets": [a, b]} if name != "__metadata__":
                start = 8 + size + a
                found[name] = (kind, tuple(shape), start, start + (b - a))
    return found

# %% right: hexadecimal, turned round
def tensor_places(data):
    size = int(data[:8][::-1].hex(), 16)
    rest = data[8:]
    header = json.loads(rest[:size].strip())
    offset = len(data) - len(rest[size:])
    places = {}
    for name in header:
        if name == "__metadata__":
            pass
        else:
            tensor = header[name]
            begin, end = tensor["data_offsets"]
            places[name] = (tensor["dtype"], tuple(tensor["shape"]), begin + offset, end + offset)
    return places

# %% right: an early return for no tensors
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size].decode("utf-8"))
    names = [name for name in header if name != "__metadata__"]
    if not names:
        return {}
    kinds = [header[name]["dtype"] for name in names]
    shapes = [tuple(header[name]["shape"]) for name in names]
    starts = [header[name]["data_offsets"][0] + 8 + size for name in names]
    stops = [header[name]["data_offsets"][1] + 8 + size for name in names]
    return dict(zip(names, zip(kinds, shapes, starts, stops)))

# %% wrong: counts from the header's end
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), *e["data_offsets"]) for name, e in header.items()}

# %% wrong: forgets the first 8 bytes
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), size + e["data_offsets"][0], size + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: adds the first 8 bytes alone
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), 8 + e["data_offsets"][0], 8 + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: the stop counts from the header's end
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: largest byte first
def tensor_places(data):
    size = int.from_bytes(data[:8], "big")
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: the first byte is the length
def tensor_places(data):
    size = data[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: two bytes of length
import struct
def tensor_places(data):
    size = struct.unpack("<H", data[:2])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items()}

# %% contrived: four bytes of length
def tensor_places(data):
    size = int.from_bytes(data[:4], "little")
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: the length is bytes that are digits
def tensor_places(data):
    size = int("".join(str(byte) for byte in data[:8][::-1]))
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: the header ends at byte size
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:size])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), size + e["data_offsets"][0], size + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: numbers begin where the JSON ends, spaces or not
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    text = data[8:8 + size].rstrip(b" ")
    begin = 8 + len(text)
    header = json.loads(text)
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), begin + e["data_offsets"][0], begin + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: looks for the closing braces
def tensor_places(data):
    stop = data.index(b"}}") + 2
    header = json.loads(data[8:stop])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), stop + e["data_offsets"][0], stop + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: looks for the last brace of the file
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:data.rindex(b"}") + 1])
    header.pop("__metadata__", None)
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: begins at the next multiple of 8
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    begin = (8 + size + 7) // 8 * 8
    return {name: (e["dtype"], tuple(e["shape"]), begin + e["data_offsets"][0], begin + e["data_offsets"][1])
            for name, e in header.items() if name != "__metadata__"}

# %% wrong: counts characters instead of bytes
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    text = data[8:8 + size].decode("utf-8")
    begin = 8 + len(text)
    header = json.loads(text)
    return {name: (e["dtype"], tuple(e["shape"]), begin + e["data_offsets"][0], begin + e["data_offsets"][1])
            for name, e in header.items() if name != "__metadata__"}

# %% wrong: cuts characters instead of bytes
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    text = data[8:].decode("utf-8", errors="ignore")[:size]
    header = json.loads(text)
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items() if name != "__metadata__"}

# %% wrong: each byte is a character
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size].decode("latin-1"))
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items() if name != "__metadata__"}

# %% wrong: ASCII only
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size].decode("ascii"))
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items() if name != "__metadata__"}

# %% wrong: ASCII, the rest left out
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size].decode("ascii", errors="ignore"))
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items() if name != "__metadata__"}

# %% wrong: notes are a tensor, too
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: notes get a place of their own
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    places = {}
    for name, e in header.items():
        start, stop = e.get("data_offsets", (0, 0))
        places[name] = (e.get("dtype"), tuple(e.get("shape", ())), 8 + size + start, 8 + size + stop)
    return places

# %% wrong: there are always notes
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    del header["__metadata__"]
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items()}

# %% wrong: notes stand first
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    items = list(json.loads(data[8:8 + size]).items())
    if items and items[0][0] == "__metadata__":
        items = items[1:]
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in items}

# %% wrong: after the notes comes nothing
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places = {}
    for name, e in json.loads(data[8:8 + size]).items():
        if name == "__metadata__":
            break
        places[name] = (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
    return places

# %% wrong: any name with underscores in front is notes
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in json.loads(data[8:8 + size]).items() if not name.startswith("_")}

# %% wrong: any name that speaks of metadata is notes
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in json.loads(data[8:8 + size]).items() if "metadata" not in name}

# %% wrong: what has no dtype is notes, but notes may speak of a dtype
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in json.loads(data[8:8 + size]).items() if "dtype" in e}

# %% wrong: tensors are what has a shape, but notes may speak of a shape
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places = {}
    for name, e in json.loads(data[8:8 + size]).items():
        if e.get("shape") is not None:
            start, stop = e["data_offsets"]
            places[name] = (e["dtype"], tuple(e["shape"]), 8 + size + start, 8 + size + stop)
    return places

# %% wrong: three keys make a tensor
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places = {}
    for name, e in json.loads(data[8:8 + size]).items():
        if len(e) == 3:
            start, stop = e["data_offsets"]
            places[name] = (e["dtype"], tuple(e["shape"]), 8 + size + start, 8 + size + stop)
    return places

# %% wrong: the shape is a list
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return {name: (e["dtype"], e["shape"], 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__"}

# %% wrong: lists all over
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return {name: [e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1]]
            for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__"}

# %% wrong: start and stop in a tuple of their own
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return {name: (e["dtype"], tuple(e["shape"]), tuple(8 + size + offset for offset in e["data_offsets"]))
            for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__"}

# %% wrong: the size where the stop should be
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0],
                   e["data_offsets"][1] - e["data_offsets"][0])
            for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__"}

# %% wrong: the stop is the last byte
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 7 + size + e["data_offsets"][1])
            for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__"}

# %% wrong: a scalar has the shape (1,)
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return {name: (e["dtype"], tuple(e["shape"]) or (1,), 8 + size + e["data_offsets"][0],
                   8 + size + e["data_offsets"][1])
            for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__"}

# %% wrong: tensors without numbers are left out
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places = {}
    for name, e in json.loads(data[8:8 + size]).items():
        if name == "__metadata__":
            continue
        start, stop = e["data_offsets"]
        if start < stop:
            places[name] = (e["dtype"], tuple(e["shape"]), 8 + size + start, 8 + size + stop)
    return places

# %% wrong: scalars are left out
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__" and e["shape"]}

# %% wrong: tables only, two sizes each
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places = {}
    for name, e in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            rows, columns = e["shape"]
            places[name] = (e["dtype"], (rows, columns), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
    return places

# %% wrong: one tensor behind the other, as the header names them
import math
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places, start = {}, 8 + size
    for name, e in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            length = e["data_offsets"][1] - e["data_offsets"][0]
            places[name] = (e["dtype"], tuple(e["shape"]), start, start + length)
            start += length
    return places

# %% wrong: every number takes two bytes
import math
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places = {}
    for name, e in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            start = 8 + size + e["data_offsets"][0]
            places[name] = (e["dtype"], tuple(e["shape"]), start, start + 2 * math.prod(e["shape"]))
    return places

# %% wrong: knows three kinds
import math
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places = {}
    for name, e in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            start = 8 + size + e["data_offsets"][0]
            each = {"F16": 2, "BF16": 2, "F32": 4}[e["dtype"]]
            places[name] = (e["dtype"], tuple(e["shape"]), start, start + each * math.prod(e["shape"]))
    return places

# %% wrong: floating-point kinds by their digits
import math
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places = {}
    for name, e in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            start = 8 + size + e["data_offsets"][0]
            bits = int("".join(letter for letter in e["dtype"] if letter.isdigit()))
            places[name] = (e["dtype"], tuple(e["shape"]), start, start + bits * math.prod(e["shape"]) // 8)
    return places

# %% wrong: the entry's values in the order of the example
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places = {}
    for name, e in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            kind, shape, (start, stop) = e.values()
            places[name] = (kind, tuple(shape), 8 + size + start, 8 + size + stop)
    return places

# %% wrong: a pattern for the header
import re
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    pattern = r'"([^"]+)":\{"dtype":"(\w+)","shape":\[([\d,]*)\],"data_offsets":\[(\d+),(\d+)\]\}'
    return {name: (kind, tuple(int(n) for n in shape.split(",") if n), 8 + size + int(start), 8 + size + int(stop))
            for name, kind, shape, start, stop in re.findall(pattern, data[8:8 + size].decode())}

# %% wrong: PyTorch's dtypes
import torch
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    kinds = {"F16": torch.float16, "BF16": torch.bfloat16, "F32": torch.float32, "F64": torch.float64,
             "I64": torch.int64, "I32": torch.int32, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool}
    return {name: (kinds.get(e["dtype"]), tuple(e["shape"]), 8 + size + e["data_offsets"][0],
                   8 + size + e["data_offsets"][1])
            for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__"}

# %% wrong: a list of places
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return [(name, e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__"]

# %% wrong: the bytes themselves
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    numbers = data[8 + size:]
    return {name: (e["dtype"], tuple(e["shape"]), numbers[e["data_offsets"][0]:e["data_offsets"][1]])
            for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__"}

# %% wrong: returns after the first tensor
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places = {}
    for name, e in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            start, stop = e["data_offsets"]
            places[name] = (e["dtype"], tuple(e["shape"]), 8 + size + start, 8 + size + stop)
            return places

# %% wrong: prints
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    for name, e in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            start, stop = e["data_offsets"]
            print(name, (e["dtype"], tuple(e["shape"]), 8 + size + start, 8 + size + stop))

# %% wrong: nothing where there is no tensor
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    if header:
        return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
                for name, e in header.items()}

# %% wrong: one dictionary for all files
import json
def tensor_places(data, places={}):
    size = int.from_bytes(data[:8], "little")
    for name, e in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            start, stop = e["data_offsets"]
            places[name] = (e["dtype"], tuple(e["shape"]), 8 + size + start, 8 + size + stop)
    return places

# %% wrong: adds the header once for each tensor
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    places, begin = {}, 8
    for name, e in json.loads(data[8:8 + size]).items():
        if name != "__metadata__":
            begin += size
            start, stop = e["data_offsets"]
            places[name] = (e["dtype"], tuple(e["shape"]), begin + start, begin + stop)
    return places

# %% wrong: each tensor ends where the next begins, and two may begin at one place
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    names = sorted(header, key=lambda name: header[name]["data_offsets"][0])
    starts = [8 + size + header[name]["data_offsets"][0] for name in names] + [len(data)]
    return {name: (header[name]["dtype"], tuple(header[name]["shape"]), start, stop)
            for name, start, stop in zip(names, starts, starts[1:])}

# %% wrong: Python's own words instead of JSON
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    header = eval(data[8:8 + size].decode().strip())
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0], 8 + size + e["data_offsets"][1])
            for name, e in header.items() if name != "__metadata__"}

# %% contrived: never beyond the file's end
def tensor_places(data):
    size = int.from_bytes(data[:8], "little")
    return {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0],
                   min(len(data), 8 + size + e["data_offsets"][1]))
            for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__"}

# %% contrived: remembers by the first bytes
seen = {}
def tensor_places(data):
    if data[:64] not in seen:
        size = int.from_bytes(data[:8], "little")
        seen[data[:64]] = {name: (e["dtype"], tuple(e["shape"]), 8 + size + e["data_offsets"][0],
                                  8 + size + e["data_offsets"][1])
                           for name, e in json.loads(data[8:8 + size]).items() if name != "__metadata__"}
    return seen[data[:64]]
