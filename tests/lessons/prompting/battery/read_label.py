"""Unforeseen answers to the exercise read_label."""

# %% right: whatever goes wrong, None
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except Exception:
        return None
    if not isinstance(found, dict) or len(found) != 1:
        return None
    value = found.get("sentiment")
    return value if value in labels else None

# %% right: compares with what would be right
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    for label in labels:
        if found == {"sentiment": label}:
            return label
    return None

# %% right: all of it tried
def read_label(reply, labels):
    try:
        found = json.loads(reply)
        assert type(found) is dict and found.keys() == {"sentiment"}
        return labels[labels.index(found["sentiment"])]
    except Exception:
        return None

# %% right: match
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    match found:
        case {"sentiment": str(value), **rest} if not rest and value in labels:
            return value
        case _:
            return None

# %% right: next
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (RecursionError, ValueError):
        found = None
    return next((label for label in labels if found == dict(sentiment=label)), None)

# %% right: the pairs of the object
def read_label(reply, labels):
    try:
        found = json.JSONDecoder(object_pairs_hook=tuple).decode(reply)
    except (ValueError, RecursionError):
        return None
    for label in labels:
        if found == (("sentiment", label),):
            return label

# %% right: raw_decode, and JSON's white space taken off by hand
def read_label(reply, labels):
    text = reply.strip(" \t\r\n")
    try:
        found, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    if end != len(text) or type(found) is not dict:
        return None
    if list(found.keys()) == ["sentiment"] and list(found.values())[0] in labels:
        return found["sentiment"]
    return None

# %% right: a regular expression, the texts left to JSON
import re

def read_label(reply, labels):
    space, string = r"[ \t\r\n]*", r'("(?:[^"\\]|\\.)*")'
    parts = re.fullmatch(rf"{space}\{{{space}{string}{space}:{space}{string}{space}\}}{space}", reply, re.DOTALL)
    if not parts:
        return None
    try:
        key, value = json.loads(parts[1]), json.loads(parts[2])
    except ValueError:
        return None
    return value if key == "sentiment" and value in labels else None

# %% right: a read that cannot fail
from contextlib import suppress

def read_label(reply, labels):
    found = None
    with suppress(Exception):
        found = json.loads(reply)
    if isinstance(found, dict) and set(found) == {"sentiment"}:
        matching = [label for label in labels if label == found["sentiment"]]
        if matching:
            return matching[0]
    return None

# %% right: written out again
def read_label(reply, labels):
    try:
        again = json.dumps(json.loads(reply))
    except (ValueError, RecursionError):
        return None
    return {json.dumps({"sentiment": label}): label for label in labels}.get(again)

# %% right: unpacked
def read_label(reply, labels):
    try:
        found = json.loads(reply)
        if not isinstance(found, dict):
            return None
        (key, value), = found.items()
        return value if (key, isinstance(value, str), value in labels) == ("sentiment", True, True) else None
    except (ValueError, RecursionError):
        return None

# %% right: recursion over the labels
def read_label(reply, labels):
    def search(found, rest):
        if not rest:
            return None
        return rest[0] if found == {"sentiment": rest[0]} else search(found, rest[1:])
    try:
        return search(json.loads(reply), labels)
    except (ValueError, RecursionError):
        return None

# %% right: a set, once it is known to be a text
def read_label(reply, labels):
    allowed = frozenset(labels)
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or "sentiment" not in found or len(found) > 1:
        return None
    value = found["sentiment"]
    if not isinstance(value, str):
        return None
    return value if value in allowed else None

# %% wrong: a label somewhere in the reply
def read_label(reply, labels):
    return next((label for label in labels if label in reply), None)

# %% wrong: the reply is the label
def read_label(reply, labels):
    return reply.strip() if reply.strip() in labels else None

# %% wrong: a JSON text will do
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"]:
        found = found["sentiment"]
    return found if found in labels else None

# %% wrong: searches for the object in the text
import re

def read_label(reply, labels):
    part = re.search(r"\{.*\}", reply, re.DOTALL)
    try:
        found = json.loads(part.group()) if part else None
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: from the first bracket to the last
def read_label(reply, labels):
    try:
        found = json.loads(reply[reply.find("{"):reply.rfind("}") + 1])
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: what stands behind does not matter
def read_label(reply, labels):
    try:
        found, _ = json.JSONDecoder().raw_decode(reply.lstrip(" \t\r\n"))
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: raw_decode, which takes no white space in front
def read_label(reply, labels):
    try:
        found, end = json.JSONDecoder().raw_decode(reply)
    except (ValueError, RecursionError):
        return None
    if reply[end:].strip(" \t\r\n"):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: the first line alone
def read_label(reply, labels):
    try:
        found = json.loads(reply.strip().splitlines()[0])
    except (ValueError, RecursionError, IndexError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: fences are taken off
def read_label(reply, labels):
    text = reply.strip(" \t\r\n").removeprefix("```json").removesuffix("```")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: a full stop behind is forgiven
def read_label(reply, labels):
    try:
        found = json.loads(reply.rstrip(" \n.;,"))
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: more keys
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and found.get("sentiment") in labels:
        return found["sentiment"]
    return None

# %% wrong: more keys behind the first
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and found and list(found)[0] == "sentiment" and found["sentiment"] in labels:
        return found["sentiment"]
    return None

# %% wrong: whatever key
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and len(found) == 1:
        value = next(iter(found.values()))
        return value if value in labels else None
    return None

# %% wrong: the key in any case
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict):
        found = {key.lower(): value for key, value in found.items()}
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: the key without its blanks
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict):
        found = {key.strip(): value for key, value in found.items()}
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: the value in any case
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"] and isinstance(found["sentiment"], str):
        for label in labels:
            if label.lower() == found["sentiment"].lower():
                return label
    return None

# %% wrong: the whole reply in small letters
def read_label(reply, labels):
    try:
        found = json.loads(reply.lower())
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: the value without its blanks
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"] and isinstance(found["sentiment"], str):
        value = found["sentiment"].strip()
        return value if value in labels else None
    return None

# %% wrong: any value
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    return found["sentiment"] if isinstance(found, dict) and list(found) == ["sentiment"] else None

# %% wrong: any text
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"] and isinstance(found["sentiment"], str):
        return found["sentiment"]
    return None

# %% wrong: the value made a text
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"] and str(found["sentiment"]) in labels:
        return str(found["sentiment"])
    return None

# %% wrong: a label within the value
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"]:
        return next((label for label in labels if label in str(found["sentiment"])), None)
    return None

# %% wrong: the beginning of a label
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"] and isinstance(found["sentiment"], str):
        return next((label for label in labels if label.startswith(found["sentiment"])), None)
    return None

# %% wrong: a part of the labels joined
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"] and isinstance(found["sentiment"], str):
        return found["sentiment"] if found["sentiment"] in " ".join(labels) else None
    return None

# %% wrong: a list with one label
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or list(found) != ["sentiment"]:
        return None
    value = found["sentiment"]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if value in labels else None

# %% wrong: a list with one object
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: the object may lie deeper
def read_label(reply, labels):
    def search(found):
        if isinstance(found, dict):
            if list(found) == ["sentiment"] and found["sentiment"] in labels:
                return found["sentiment"]
            return next((label for label in map(search, found.values()) if label), None)
        return None
    try:
        return search(json.loads(reply))
    except (ValueError, RecursionError):
        return None

# %% wrong: without try
def read_label(reply, labels):
    found = json.loads(reply)
    if isinstance(found, dict) and list(found) == ["sentiment"] and found["sentiment"] in labels:
        return found["sentiment"]
    return None

# %% wrong: fails at JSON that is no object
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if list(found) == ["sentiment"] and found["sentiment"] in labels:
        return found["sentiment"]
    return None

# %% wrong: fails at a list with that text
def read_label(reply, labels):
    try:
        found = json.loads(reply)
        if len(found) == 1 and "sentiment" in found and found["sentiment"] in labels:
            return found["sentiment"]
    except ValueError:
        return None

# %% wrong: fails where the key is missing
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and len(found) == 1 and found["sentiment"] in labels:
        return found["sentiment"]
    return None

# %% wrong: fails where there is no value for get
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    value = found.get("sentiment")
    return value if len(found) == 1 and value in labels else None

# %% wrong: fails at a value without a hash
def read_label(reply, labels):
    allowed = set(labels)
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"] and found["sentiment"] in allowed:
        return found["sentiment"]
    return None

# %% wrong: fails at many brackets
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except ValueError:
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"] and found["sentiment"] in labels:
        return found["sentiment"]
    return None

# %% wrong: fails at many brackets and at numbers of five thousand digits
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except json.JSONDecodeError:
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: fails at an empty reply
def read_label(reply, labels):
    if reply.strip()[0] != "{":
        return None
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: Python's own notation
import ast

def read_label(reply, labels):
    try:
        found = ast.literal_eval(reply.strip())
    except Exception:
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: eval
def read_label(reply, labels):
    try:
        found = eval(reply)
    except Exception:
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"] and found["sentiment"] in labels:
        return found["sentiment"]
    return None

# %% wrong: single quotes made double ones
def read_label(reply, labels):
    try:
        found = json.loads(reply.replace("'", '"'))
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: a comma too much is taken out
def read_label(reply, labels):
    try:
        found = json.loads(reply.replace(",}", "}"))
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: any white space in front and behind
def read_label(reply, labels):
    try:
        found = json.loads(reply.strip())
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: one way to write it
def read_label(reply, labels):
    for label in labels:
        if reply == f'{{"sentiment": "{label}"}}':
            return label
    return None

# %% wrong: one way to write it, white space around
def read_label(reply, labels):
    for label in labels:
        if reply.strip(" \t\r\n") == json.dumps({"sentiment": label}):
            return label
    return None

# %% wrong: all white space taken out
def read_label(reply, labels):
    text = "".join(reply.split())
    for label in labels:
        if text == f'{{"sentiment":"{label}"}}':
            return label
    return None

# %% wrong: all blanks taken out, of the labels, too
def read_label(reply, labels):
    text = "".join(reply.split())
    for label in labels:
        if text == json.dumps({"sentiment": "".join(label.split())}, separators=(",", ":")):
            return label
    return None

# %% wrong: a pattern that does not know escapes
import re

def read_label(reply, labels):
    found = re.fullmatch(r'[ \t\r\n]*\{[ \t\r\n]*"sentiment"[ \t\r\n]*:[ \t\r\n]*"([^"]*)"[ \t\r\n]*\}[ \t\r\n]*', reply)
    return found[1] if found and found[1] in labels else None

# %% wrong: a pattern with labels as patterns
import re

def read_label(reply, labels):
    found = re.match(r'\s*{\s*"sentiment"\s*:\s*"(' + "|".join(labels) + r')"\s*}\s*$', reply)
    return found.group(1) if found else None

# %% wrong: fixed labels
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    return next((label for label in ("positive", "negative") if found == {"sentiment": label}), None)

# %% wrong: two labels at most
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels[:2] if found == {"sentiment": label}), None)

# %% wrong: the first label in doubt
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return labels[0]
    return next((label for label in labels if found == {"sentiment": label}), labels[0])

# %% wrong: an empty text in doubt
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return ""
    return next((label for label in labels if found == {"sentiment": label}), "")

# %% wrong: a text "None" in doubt
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return "None"
    return next((label for label in labels if found == {"sentiment": label}), "None")

# %% wrong: False in doubt
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return False
    return next((label for label in labels if found == {"sentiment": label}), False)

# %% wrong: a ValueError in doubt
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        found = None
    for label in labels:
        if found == {"sentiment": label}:
            return label
    raise ValueError(f"no label: {reply}")

# %% wrong: the object
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    return found if any(found == {"sentiment": label} for label in labels) else None

# %% wrong: whether it has the form
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return False
    return any(found == {"sentiment": label} for label in labels)

# %% wrong: the label's place
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    return next((i for i, label in enumerate(labels) if found == {"sentiment": label}), None)

# %% wrong: the label as JSON
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    return next((json.dumps(label) for label in labels if found == {"sentiment": label}), None)

# %% wrong: an empty label is none
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"] and found["sentiment"] in labels:
        return found["sentiment"] or None
    return None

# %% wrong: changes the labels
def read_label(reply, labels):
    labels.sort(key=len)
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: the last good label holds
last_label = None

def read_label(reply, labels):
    global last_label
    try:
        found = json.loads(reply)
        for label in labels:
            if found == {"sentiment": label}:
                last_label = label
    except (ValueError, RecursionError):
        pass
    return last_label

# %% wrong: null is no fault
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"]:
        return labels[0] if found["sentiment"] is None else next((x for x in labels if x == found["sentiment"]), None)
    return None

# %% contrived: fails at numbers of five thousand digits
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (json.JSONDecodeError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% contrived: not strict about line breaks within a label
def read_label(reply, labels):
    try:
        found = json.loads(reply, strict=False)
    except (ValueError, RecursionError):
        return None
    return next((label for label in labels if found == {"sentiment": label}), None)

# %% wrong: JSONDecodeError only
def read_label(reply, labels):
    try:
        found = json.loads(reply)
    except (json.JSONDecodeError, RecursionError):
        return None
    if isinstance(found, dict) and list(found) == ["sentiment"] and found["sentiment"] in labels:
        return found["sentiment"]
    return None
