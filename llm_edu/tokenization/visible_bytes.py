"""Bytes as visible characters: how vocabulary files write tokens that are not valid text.

GPT-2 gave each of the 256 bytes a printable character of its own, and most vocabularies have followed. Printable ASCII
and Latin-1 characters mean themselves; the other 68 bytes take the characters above U+00FF. So a space is written Ġ.

>>> bytes_to_visible(" café\\n".encode())
'ĠcafÃ©Ċ'
>>> visible_to_bytes("ĠcafÃ©Ċ").decode()
' café\\n'
"""

_PRINTABLE = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
_REST = [byte for byte in range(256) if byte not in _PRINTABLE]
CHARACTER = {byte: chr(byte) for byte in _PRINTABLE} | {byte: chr(0x100 + place) for place, byte in enumerate(_REST)}

# For str.translate: each visible character to the Latin-1 character of its byte; the characters of the other bytes,
# which never occur in such a file, to one that Latin-1 does not have, so that they are noticed.
_TO_LATIN1 = {byte: "\ufffd" for byte in _REST} | {ord(character): chr(byte) for byte, character in CHARACTER.items()}


def bytes_to_visible(token: bytes) -> str:
    """A token's bytes as one visible character each."""
    return token.decode("latin-1").translate(CHARACTER)


def visible_to_bytes(text: str) -> bytes:
    """The bytes that a token's visible characters stand for. Raises ValueError for any other character."""
    try:
        return text.translate(_TO_LATIN1).encode("latin-1")
    except UnicodeEncodeError as problem:
        raise ValueError(f"{text!r} holds {text[problem.start]!r}, which stands for no byte") from None
