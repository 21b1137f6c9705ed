"""Applying merges to one pre-token: which neighbours become one token, and in which order.

The rule is short: *of all neighbouring pairs, merge the one that was learned first (lowest rank, then leftmost); repeat
until no pair has a merge.* Two functions follow it, with the same result. Plain lists are fastest for a word of eight
bytes, although each step looks at all pairs. A megabyte of the letter a would take hours that way, so long pre-tokens
use a priority queue and a linked list, where a step costs log n.
"""

import heapq

NO_MERGE = 1 << 62  # greater than any rank
LONG = 200  # ids from which the priority queue is faster (measured: they are equal at 150 to 300)

Pair = tuple[int, int]


def merge_ids(ids: list[int], ranks: dict[Pair, int], merged_ids: list[int]) -> list[int]:
    """Merge neighbours until nothing is left to merge.

    ids: the ids of a pre-token's bytes. The list may be changed; use the returned list.
    ranks: pair -> its number in the order of merges.   merged_ids: rank -> id of the merged token.

    >>> ranks = {(1, 2): 0, (10, 3): 1}      # 1 2 -> 10, then 10 3 -> 11
    >>> merge_ids([1, 2, 3, 1, 2], ranks, [10, 11])
    [11, 10]
    """
    return merge_long(ids, ranks, merged_ids) if len(ids) > LONG else merge_short(ids, ranks, merged_ids)


def merge_short(ids: list[int], ranks: dict[Pair, int], merged_ids: list[int]) -> list[int]:
    """Merge with two parallel lists: the ids, and the rank of each pair of neighbours."""
    rank_of = ranks.get
    pair_ranks = [rank_of(pair, NO_MERGE) for pair in zip(ids, ids[1:])]  # one shorter than ids
    while pair_ranks:
        rank = min(pair_ranks)
        if rank == NO_MERGE:
            break
        place = pair_ranks.index(rank)  # the leftmost
        ids[place:place + 2] = [merged_ids[rank]]
        del pair_ranks[place]
        if place > 0:
            pair_ranks[place - 1] = rank_of((ids[place - 1], ids[place]), NO_MERGE)
        if place < len(pair_ranks):
            pair_ranks[place] = rank_of((ids[place], ids[place + 1]), NO_MERGE)
    return ids


def merge_long(ids: list[int], ranks: dict[Pair, int], merged_ids: list[int]) -> list[int]:
    """Merge with a priority queue over a linked list: n log n instead of n²."""
    count = len(ids)
    following = list(range(1, count + 1))  # place of the next token; count = none
    previous = list(range(-1, count - 1))  # place of the token before; -1 = none

    def rank_at(place: int) -> int | None:
        after = following[place]
        return ranks.get((ids[place], ids[after])) if after < count else None

    # An entry is rank · count + place, one number: it sorts by rank, then by place.
    queue = [rank * count + place for place in range(count) if (rank := rank_at(place)) is not None]
    heapq.heapify(queue)
    while queue:
        rank, place = divmod(heapq.heappop(queue), count)
        # An entry is out of date when a merge since then took one of its two tokens. (A token that was merged into its
        # left neighbour has id -1, which is in no pair.)
        if rank_at(place) != rank:
            continue
        after = following[place]
        ids[place], ids[after] = merged_ids[rank], -1
        following[place] = following[after]
        if following[place] < count:
            previous[following[place]] = place
        for changed in (previous[place], place):
            if changed >= 0 and (new_rank := rank_at(changed)) is not None:
                heapq.heappush(queue, new_rank * count + changed)
    return [token_id for token_id in ids if token_id >= 0]
