"""Byte-pair encoding in forty lines: what you build by hand in lesson 01, simple instead of fast.

Everything here works on the text's bytes as one long list, counts all pairs again after every merge, and needs no
class. ``training`` and ``merging`` do the same with better algorithms; the tests hold them to this file.

>>> merges = train_bpe("low lower lowest", merges=3)
>>> merges
[(111, 119), (108, 256), (257, 101)]
>>> ids = encode_with_merges("slow lows", merges)
>>> ids
[115, 257, 32, 257, 115]
>>> decode_with_merges(ids, merges)
'slow lows'

Source: Sennrich, Haddow and Birch 2016, *Neural Machine Translation of Rare Words with Subword Units*,
arXiv:1508.07909; on bytes as in GPT-2 (Radford et al. 2019).
"""

FIRST_NEW_ID = 256  # ids 0-255 are the bytes themselves; merge number i makes the id 256 + i


def count_pairs(ids: list[int]) -> dict[tuple[int, int], int]:
    """How often each pair of neighbours occurs.

    >>> count_pairs([1, 2, 3, 1, 2])
    {(1, 2): 2, (2, 3): 1, (3, 1): 1}
    """
    counts: dict[tuple[int, int], int] = {}
    for pair in zip(ids, ids[1:]):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


def merge_pair(ids: list[int], pair: tuple[int, int], new_id: int) -> list[int]:
    """Replace each occurrence of ``pair`` by ``new_id``, from left to right. Returns a new list.

    >>> merge_pair([1, 2, 3, 1, 2], (1, 2), 4)
    [4, 3, 4]
    >>> merge_pair([7, 7, 7], (7, 7), 8)
    [8, 7]
    """
    merged = []
    position = 0
    while position < len(ids):
        if tuple(ids[position:position + 2]) == tuple(pair):
            merged.append(new_id)
            position += 2
        else:
            merged.append(ids[position])
            position += 1
    return merged


def train_bpe(text: str, merges: int) -> list[tuple[int, int]]:
    """The first ``merges`` merges of byte-pair encoding, learned on the whole text's bytes.

    The most frequent pair merges first. Among equally frequent pairs, the greater one merges first, compared as pairs
    of byte strings: without such a rule, two runs could learn different vocabularies. Returns fewer merges when the
    text becomes a single token before. Raises ValueError for a negative number (Sennrich et al. 2016).

    >>> train_bpe("abab", merges=5)
    [(97, 98), (256, 256)]
    """
    if merges < 0:
        raise ValueError(f"merges must be 0 or more, not {merges}")
    ids = list(text.encode("utf-8"))
    spelling = {byte: bytes([byte]) for byte in range(256)}
    learned: list[tuple[int, int]] = []
    while len(learned) < merges and len(ids) > 1:
        counts = count_pairs(ids)
        best = max(counts, key=lambda pair: (counts[pair], spelling[pair[0]], spelling[pair[1]]))
        new_id = FIRST_NEW_ID + len(learned)
        ids = merge_pair(ids, best, new_id)
        spelling[new_id] = spelling[best[0]] + spelling[best[1]]
        learned.append(best)
    return learned


def encode_with_merges(text: str, merges: list[tuple[int, int]]) -> list[int]:
    """Text to ids: start from the bytes and apply the merges in the order in which they were learned.

    >>> encode_with_merges("banana", [(97, 110), (256, 97)])
    [98, 256, 257]
    """
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        ids = merge_pair(ids, pair, FIRST_NEW_ID + number)
    return ids


def decode_with_merges(ids: list[int], merges: list[tuple[int, int]]) -> str:
    """Ids to text. Bytes that are not valid UTF-8, such as half an emoji, become the character U+FFFD.

    Raises ValueError for an id that these merges do not make.

    >>> decode_with_merges([98, 256, 257], [(97, 110), (256, 97)])
    'banana'
    """
    spelling = {byte: bytes([byte]) for byte in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[FIRST_NEW_ID + number] = spelling[left] + spelling[right]
    unknown = [token_id for token_id in ids if token_id not in spelling]
    if unknown:
        raise ValueError(f"id {unknown[0]} is not in this vocabulary, whose ids are 0 to {len(spelling) - 1}")
    return b"".join(spelling[token_id] for token_id in ids).decode("utf-8", errors="replace")
