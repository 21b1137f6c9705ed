"""The merges of a vocabulary that is published without them, as tiktoken's are.

To find them takes seconds for 200,000 tokens. A merge is known from the position at which it cuts its token in two, one
byte for each token; these bytes are kept in a file of the course's cache. Published vocabularies never change, so the
sha256 of that file is written here: a file that is out of date, damaged or forged is not used, but computed again.
"""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from llm_edu.tokenization.merging import merge_ids

# Of the cuts of each published vocabulary, by its name.
CUTS_SHA256 = {
    "cl100k": "411552ea5ec9a572475f38b6ee1dacdd1435ec4c502c5af181b019b800a383fc",
    "o200k": "d8ce662bbdcc4df6c1f9eaf7d7bf6e79dba3eae7e312bbe079452e4885b5d83e",
}


def recover_merges(vocab: dict[int, bytes]) -> list[tuple[bytes, bytes]]:
    """The merges of a vocabulary that is given without them, when ids are in the order of merges.

    Merge the bytes of each token with the merges before it. Two tokens are left: the pair that its own merge joins.
    Raises ValueError when more are left.

    >>> recover_merges({97: b"a", 110: b"n", 256: b"an", 257: b"ana"})
    [(b'a', b'n'), (b'an', b'a')]
    """
    byte_ids = {token[0]: token_id for token_id, token in vocab.items() if len(token) == 1}
    ranks: dict[tuple[int, int], int] = {}
    merged_ids: list[int] = []
    merges = []
    for token_id, token in sorted(vocab.items()):
        if len(token) == 1:
            continue
        if not all(byte in byte_ids for byte in token):
            raise ValueError(f"token {token_id}, {token!r}, holds a byte that has no token")
        parts = merge_ids([byte_ids[byte] for byte in token], ranks, merged_ids)
        if len(parts) != 2:
            raise ValueError(f"token {token_id}, {token!r}, is not a pair of earlier tokens")
        ranks[parts[0], parts[1]] = len(merged_ids)
        merged_ids.append(token_id)
        merges.append((vocab[parts[0]], vocab[parts[1]]))
    return merges


def remembered_merges(vocab: dict[int, bytes], name: str, folder: Path) -> list[tuple[bytes, bytes]]:
    """``recover_merges`` of the published vocabulary ``name``, quickly if it has been done before.

    folder: where the cuts are kept. If it cannot be read or written (a shared cache, say), that costs only time.
    """
    path = folder / f"{name}.cuts"
    tokens = [token for _, token in sorted(vocab.items()) if len(token) > 1]
    cuts = read_cuts(path, len(tokens), CUTS_SHA256[name])
    if cuts is not None:
        return [(token[:cut], token[cut:]) for token, cut in zip(tokens, cuts, strict=True)]
    merges = recover_merges(vocab)
    write_cuts(path, bytes(len(left) for left, _ in merges), CUTS_SHA256[name])
    return merges


def read_cuts(path: Path, size: int, sha256: str) -> bytes | None:
    """The file's bytes, if they have the right size and sha256."""
    with contextlib.suppress(OSError):
        if path.is_file() and path.stat().st_size == size:
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() == sha256:
                return data
    return None


def write_cuts(path: Path, data: bytes, sha256: str) -> None:
    """Write the file, if its content is right and the folder can be written. It appears whole or not at all."""
    if hashlib.sha256(data).hexdigest() != sha256:
        return
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")    # others may write it, too
        try:
            with open(handle, "wb") as file:
                file.write(data)
            os.replace(unfinished, path)
        except OSError:
            os.unlink(unfinished)
            raise
