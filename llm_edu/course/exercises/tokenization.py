"""The exercises of lesson 01: cleaning, counting, merging, training, encoding, decoding."""

import html
import re
import unicodedata
from collections import Counter

from llm_edu.course.demos import tokenization as demos
from llm_edu.course.demos.tokenization import split_bytes, split_words
from llm_edu.course.exercise import Exercise, Mistake, Question, Quiz, QuizItem, case
from llm_edu.tokenization import by_hand, cleaning

LESSON = "01_tokenization"
TEN_WORDS = "there the fat cat sat on the rat that sat"


# --- characters_per_token


def _mean_of_ratios(texts, encode):
    ratios = [len(text) / len(encode(text)) for text in texts if len(encode(text))]
    return sum(ratios) / len(ratios) if ratios else 0.0


def _mean_without_a_guard(texts, encode):
    return sum(len(text) / len(encode(text)) for text in texts) / len(texts)


def _tokens_per_character(texts, encode):
    characters = sum(map(len, texts))
    return sum(len(encode(text)) for text in texts) / characters if characters else 0.0


def _bytes_per_token(texts, encode):
    tokens = sum(len(encode(text)) for text in texts)
    return sum(len(text.encode("utf-8")) for text in texts) / tokens if tokens else 0.0


def _counts_kinds(texts, encode):
    kinds = {token for text in texts for token in encode(text)}
    return sum(map(len, texts)) / len(kinds) if kinds else 0.0


def _divides_by_zero(texts, encode):
    return sum(map(len, texts)) / sum(len(encode(text)) for text in texts)


def _joined_first(texts, encode):
    tokens = [token for text in texts for token in encode(text)]
    return len("".join(texts)) / len(tokens) if tokens else 0.0


characters_per_token = Exercise(
    "characters_per_token",
    lesson=LESSON,
    reference=demos.characters_per_token,
    # The ways to cut are those that the lesson has imported, so that a learner can repeat the call. The text without
    # tokens is long and has characters: a short one would come first, and hide an upside-down fraction behind 0 / 0.
    cases=[
        case(["ab"], split_words),
        case(["é"], split_bytes),
        case(["ab cd ef"], split_words),
        case(["a b", "cdefgh"], split_words),
        case(["one two", "three four five six seven", "eight"], split_words),
        case(["déjà vu", "ça"], split_words),
        case(["the the the", "the"], split_words),
        case(["naïve", "ab", "abcd ef"], split_bytes),
        case([" " * 20], split_words),
    ],
    random_case=lambda rng: (
        [" ".join("ab" * rng.randrange(1, 4) for _ in range(rng.randrange(1, 5))) for _ in range(rng.randrange(1, 4))],
        split_words,
    ),
    valid=lambda texts, encode: any(map(encode, texts)),
    hints=(
        "Two totals over all texts, then one division at the very end.",
        "characters = 0, tokens = 0\nfor each text: add len(text) to the one, len(encode(text)) to the other\n"
        "if there are no tokens: return 0.0\nreturn characters / tokens",
    ),
    mistakes=[
        Mistake(_mean_of_ratios, "You divide for each text and then take the mean, so that a text of three words "
                "counts as much as one of three thousand. Add everything up first and divide once."),
        Mistake(_mean_without_a_guard,
                "You divide for each text and then take the mean: a text of three words counts as "
                "much as one of three thousand, and one without tokens divides by zero. Add everything up first."),
        Mistake(_tokens_per_character, "That is tokens per character: the fraction stands upside down."),
        Mistake(_bytes_per_token, "You count bytes. `len(text)` counts characters, and é is one of them."),
        Mistake(_counts_kinds, "You divide by the number of *different* tokens. A token that occurs ten times is paid "
                "for ten times."),
        Mistake(_divides_by_zero, "Right, but for texts without a single token it divides by zero. Return 0.0 there."),
    ],
    also_right=[_joined_first],
    compare="close",
)


# --- count_pairs


def _forgets_the_last_pair(ids):
    return by_hand.count_pairs(ids[:-1])


def _steps_by_two(ids):
    return dict(Counter(zip(ids[::2], ids[1::2])))


def _ignores_order(ids):
    return dict(Counter(tuple(sorted(pair)) for pair in zip(ids, ids[1:])))


def _each_pair_once(ids):
    return {pair: 1 for pair in zip(ids, ids[1:])}


def _starts_at_zero(ids):
    counts = {}
    for pair in zip(ids, ids[1:]):
        counts[pair] = counts[pair] + 1 if pair in counts else 0
    return counts


def _around_the_corner(ids):
    return dict(Counter(zip(ids, ids[1:] + ids[:1])))


def _no_overlap(ids):
    counts, position = {}, 0
    while position < len(ids) - 1:
        pair = (ids[position], ids[position + 1])
        counts[pair] = counts.get(pair, 0) + 1
        position += 2 if ids[position:position + 3] == [pair[0]] * 3 else 1
    return counts


def _with_a_counter(ids):
    return dict(Counter(zip(ids, ids[1:])))


def _with_indices(ids):
    counts = {}
    for i in range(1, len(ids)):
        counts.setdefault((ids[i - 1], ids[i]), 0)
        counts[ids[i - 1], ids[i]] += 1
    return counts


def _few_ids(rng, longest=12):
    return [rng.randrange(4) for _ in range(rng.randrange(longest))]


count_pairs = Exercise(
    "count_pairs",
    lesson=LESSON,
    reference=by_hand.count_pairs,
    cases=[
        case([]), case([5]), case([5, 6]), case([1, 2, 3, 1, 2]), case([7, 7, 7]), case([1, 2, 1, 2, 1]),
        case([3, 1, 2, 1, 3, 1]), case(list(TEN_WORDS.encode())),
    ],
    random_case=lambda rng: (_few_ids(rng),),
    hints=(
        "Which numbers stand next to each other? `zip(ids, ids[1:])` pairs each with its right neighbour.",
        "counts = {}\nfor each pair of neighbours (left, right):\n    one more for that pair, starting from 0\nreturn "
        "counts",
    ),
    mistakes=[
        Mistake(_forgets_the_last_pair, "The last pair is missing. With n numbers there are n − 1 pairs of "
                "neighbours."),
        Mistake(_steps_by_two, "You step by two, so each number is in one pair only. In 1 2 3 there are two pairs: (1, "
                "2) and (2, 3)."),
        Mistake(_ignores_order, "(1, 2) and (2, 1) are two different pairs: `at` is not `ta`. Keep them in the order "
                "in which they stand."),
        Mistake(_each_pair_once, "Every pair has the count 1: you set the count each time instead of adding one to "
                "it."),
        Mistake(_starts_at_zero, "Your counts are one too small. The first time you meet a pair you have met it once."),
        Mistake(_around_the_corner, "You pair the last number with the first. The text is a line, not a ring."),
        Mistake(_no_overlap, "In 7 7 7 you count one pair. There are two: (first, second) and (second, third). That "
                "only one of them can be *merged* is merge_pair's problem."),
    ],
    also_right=[_with_a_counter, _with_indices],
)


# --- merge_pair


def _reuses_the_second(ids, pair, new_id):
    merged = []
    for position, token in enumerate(ids):
        merged.append(new_id if tuple(ids[position:position + 2]) == pair else token)
    return merged


def _loses_the_last(ids, pair, new_id):
    merged, position = [], 0
    while position < len(ids) - 1:
        if (ids[position], ids[position + 1]) == pair:
            merged.append(new_id)
            position += 2
        else:
            merged.append(ids[position])
            position += 1
    return merged


def _first_only(ids, pair, new_id):
    for position in range(len(ids) - 1):
        if tuple(ids[position:position + 2]) == pair:
            return ids[:position] + [new_id] + ids[position + 2:]
    return list(ids)


def _either_of_the_two(ids, pair, new_id):
    return [new_id if token in pair else token for token in ids]


def _from_the_right(ids, pair, new_id):
    return by_hand.merge_pair(ids[::-1], pair[::-1], new_id)[::-1]


def _in_either_order(ids, pair, new_id):
    merged, position = [], 0
    while position < len(ids):
        if tuple(ids[position:position + 2]) in (pair, pair[::-1]):
            merged.append(new_id)
            position += 2
        else:
            merged.append(ids[position])
            position += 1
    return merged


def _drops_the_pair(ids, pair, new_id):
    return [token for token in by_hand.merge_pair(ids, pair, new_id) if token != new_id]


def _list_against_tuple(ids, pair, new_id):
    merged, position = [], 0
    while position < len(ids):
        found = ids[position:position + 2] == pair
        merged.append(new_id if found else ids[position])
        position += 2 if found else 1
    return merged


def _for_each_neighbour(ids, pair, new_id):
    return [new_id if (ids[i], ids[i + 1]) == pair else ids[i] for i in range(len(ids) - 1)]


def _appending(ids, pair, new_id):
    merged = []
    held = None  # the number that waits for its right neighbour
    for token in ids:
        if held is not None and (held, token) == pair:
            merged.append(new_id)
            held = None
        else:
            if held is not None:
                merged.append(held)
            held = token
    return merged if held is None else merged + [held]


def _recursive(ids, pair, new_id):
    if len(ids) < 2:
        return list(ids)
    if (ids[0], ids[1]) == tuple(pair):
        return [new_id] + _recursive(ids[2:], pair, new_id)
    return [ids[0]] + _recursive(ids[1:], pair, new_id)


merge_pair = Exercise(
    "merge_pair",
    lesson=LESSON,
    reference=by_hand.merge_pair,
    cases=[
        case([], (1, 2), 9), case([1], (1, 2), 9), case([1, 2], (1, 2), 9), case([2, 1], (1, 2), 9),
        case([1, 2, 3, 1, 2], (1, 2), 4), case([7, 7, 7], (7, 7), 8), case([7, 7, 7, 7], (7, 7), 8),
        case([1, 2, 3], (2, 3), 9), case([1, 1, 2], (1, 2), 9), case([3, 1, 3, 2], (1, 2), 9),
        case([1, 2, 1, 2, 2], (1, 2), 256),
    ],
    random_case=lambda rng: (_few_ids(rng), (rng.randrange(4), rng.randrange(4)), 256),
    hints=(
        "Walk along with a position of your own. What do you add, and how far do you step, when the pair stands there? "
        "And when it doesn't?",
        "merged = [], position = 0\nwhile position is inside the list:\n"
        "    if there is a right neighbour and the two are the pair: add new_id, step 2\n"
        "    else: add the number, step 1\nreturn merged",
    ),
    mistakes=[
        Mistake(_reuses_the_second, "You add new_id, and then the right half of the pair once more. After a merge step "
                "over both numbers."),
        Mistake(_loses_the_last, "The last number gets lost when no pair ends there: your loop stops one too early. "
                "The check for a right neighbour belongs inside the loop."),
        Mistake(_first_only, "Only the first occurrence is merged. Go on to the end of the list."),
        Mistake(_either_of_the_two, "You replace each of the two numbers wherever it stands. Only the two *side by "
                "side* become one."),
        Mistake(_from_the_right, "In 7 7 7 you merge the last two. From left to right, the first two are the pair: "
                "everybody must do it in the same direction, or the same text gets different ids."),
        Mistake(_in_either_order, "You merge (2, 1) as well as (1, 2). The order counts."),
        Mistake(_list_against_tuple,
                "Nothing is merged: your comparison is never true. A slice of a list is a list, and "
                "[1, 2] == (1, 2) is False: compare tuple(ids[i:i+2])."),
        Mistake(_for_each_neighbour, "Your loop visits every position: also the second half of a pair that is already "
                "merged, and never the last number. After a merge, step over both: `while`, with a position of your "
                "own. (In a `for` loop, changing i does nothing.)"),
        Mistake(_drops_the_pair, "The pair is gone and nothing stands in its place. Add new_id there."),
    ],
    also_right=[_appending, _recursive],
)


# --- train_bpe


def _learner(best_of, first_id=256, start=lambda text: list(text.encode("utf-8")), recount=True, result=None):
    """A trainer with one thing wrong; best_of(counts, spelling) picks the pair."""

    def train(text, merges):
        ids, learned = start(text), []
        spelling = {number: bytes([number]) for number in range(256)}
        counts = by_hand.count_pairs(ids)
        while len(learned) < merges and counts:
            best = best_of(counts, spelling)
            new_id = first_id + len(learned)
            ids = by_hand.merge_pair(ids, best, new_id)
            spelling[new_id] = spelling.get(best[0], b"?") + spelling.get(best[1], b"?")
            learned.append(best)
            counts.pop(best)
            if recount:
                counts = by_hand.count_pairs(ids)
        return result(learned, spelling) if result else learned

    return train


def _greatest_bytes(counts, spelling):
    return max(counts, key=lambda pair: (counts[pair], spelling.get(pair[0], b""), spelling.get(pair[1], b"")))


def _first_seen(counts, spelling):
    return max(counts, key=counts.get)


def _greatest_ids(counts, spelling):
    return max(counts, key=lambda pair: (counts[pair], pair))


def _rarest(counts, spelling):
    return min(counts, key=lambda pair: (counts[pair], spelling[pair[0]], spelling[pair[1]]))


def _smallest_bytes(counts, spelling):
    return min(counts, key=lambda pair: (-counts[pair], spelling[pair[0]], spelling[pair[1]]))


def _joined_bytes(counts, spelling):
    return max(counts, key=lambda pair: (counts[pair], spelling[pair[0]] + spelling[pair[1]]))


def _sorting(text, merges):
    ids, learned, spelling = [*text.encode()], [], [bytes([number]) for number in range(256)]
    for number in range(merges):
        counts = Counter(zip(ids, ids[1:]))
        if not counts:
            break
        ranked = sorted(counts.items(), key=lambda item: (item[1], [spelling[part] for part in item[0]]))
        learned.append(ranked[-1][0])
        spelling.append(spelling[learned[-1][0]] + spelling[learned[-1][1]])
        ids = _appending(ids, learned[-1], 256 + number)
    return learned


train_bpe = Exercise(
    "train_bpe",
    lesson=LESSON,
    reference=by_hand.train_bpe,
    cases=[
        case("", 3), case("a", 3), case("ab", 0), case("ab", 1), case("ab", 5), case("abab", 5), case("aaaa", 5),
        case("abcb", 1), case("low lower lowest", 3), case(TEN_WORDS, 4), case(TEN_WORDS, 9), case("é è ê é", 4),
        case("zzyzzyzy", 6),
        case("ab b a c ab b a c", 8), case("cbcccb", 4),
    ],
    random_case=lambda rng: ("".join(rng.choice("abc ") for _ in range(rng.randrange(2, 24))), rng.randrange(1, 9)),
    hints=(
        "A loop around your two functions: count, choose, merge, remember. For the tie you need each token's bytes, so "
        "keep a dictionary from id to bytes and add to it.",
        "ids = the text's bytes; spelling = {0: b'\\x00', …, 255: b'\\xff'}; learned = []\n"
        "while fewer than `merges` are learned and at least two ids are left:\n    counts = count_pairs(ids)\n"
        "    best = the pair with the greatest (count, bytes of left, bytes of right)\n"
        "    new_id = 256 + how many are learned so far\n    ids = merge_pair(ids, best, new_id)\n"
        "    spelling[new_id] = spelling of left + spelling of right\n    learned.append(best)\nreturn learned",
    ),
    mistakes=[
        Mistake(_learner(_first_seen), "Where two pairs are equally frequent, you take the one that you met first. The "
                "rule here: the greater pair of byte strings. Without a rule that everybody follows, the same text "
                "gives two vocabularies."),
        Mistake(_learner(_greatest_ids), "In a tie you compare ids. Those of merged tokens (256 and up) are greater "
                "than any letter's, whatever they spell. Compare the byte strings."),
        Mistake(_learner(_joined_bytes), "In a tie you compare the two joined into one: `t`+`he` and `th`+`e` are then "
                "equal, and you need a rule again. Compare left with left first, then right with right."),
        Mistake(_learner(_smallest_bytes), "In a tie you take the smaller pair of byte strings; the rule says the "
                "greater."),
        Mistake(_learner(_rarest), "You merge the rarest pair. It is the most frequent one that saves the most."),
        Mistake(_learner(_greatest_bytes, recount=False), "You count once, before the loop. After a merge the "
                "neighbours are new ones: count again each time."),
        Mistake(_learner(_greatest_bytes, first_id=257), "Your first new id is not 256. Ids 0 to 255 are the bytes, so "
                "merge number 0 makes 256."),
        Mistake(_learner(_greatest_bytes, start=lambda text: [ord(character) for character in text]), "You start from "
                "characters. Start from the text's bytes, `text.encode(\"utf-8\")`: é is two of them, and no character "
                "is ever unknown."),
        Mistake(_learner(_greatest_bytes, result=lambda learned, spell: [(spell[a], spell[b]) for a, b in learned]),
                "You return the pairs as bytes. Return them as pairs of ids: encode will need those."),
    ],
    also_right=[_sorting],
    equivalent_mutants={
        "list(text.encode('utf-8')) → text.encode('utf-8') in: ids = list(text.encode('utf-8'))":
            "bytes give the same numbers as the list made of them.",
        "bytes([byte]) → [byte] in: spelling = {byte: bytes([byte]) for byte in range(256)}":
            "lists of bytes are joined and compared as bytes are.",
        "256 → 255 in: spelling = {byte: bytes([byte]) for byte in range(256)}":
            "byte 255 does not occur in UTF-8.",
    },
)


# --- encode_with_merges and decode_with_merges

BANANA = [(97, 110), (256, 97)]  # an, ana
HAND = by_hand.train_bpe(TEN_WORDS, 8)
ACCENTS = by_hand.train_bpe("é è ê é ü", 4)


def _last_merge_first(text, merges):
    ids = list(text.encode("utf-8"))
    for number in reversed(range(len(merges))):
        ids = by_hand.merge_pair(ids, merges[number], 256 + number)
    return ids


def _starts_from_characters(text, merges):
    ids = [ord(character) for character in text]
    for number, pair in enumerate(merges):
        ids = by_hand.merge_pair(ids, pair, 256 + number)
    return ids


def _ids_off(shift):
    def encode(text, merges):
        ids = list(text.encode("utf-8"))
        for number, pair in enumerate(merges):
            ids = by_hand.merge_pair(ids, pair, shift + number)
        return ids

    return encode


def _gives_up_early(text, merges):
    ids = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        merged = by_hand.merge_pair(ids, pair, 256 + number)
        if len(merged) == len(ids):
            break
        ids = merged
    return ids


def _each_merge_from_the_bytes(text, merges):
    ids = result = list(text.encode("utf-8"))
    for number, pair in enumerate(merges):
        result = by_hand.merge_pair(ids, pair, 256 + number)
    return result


def _lowest_merge_first(text, merges):
    """As GPT-2's encoder does it: of the pairs that are there, the one that was learned first."""
    number_of = {tuple(pair): number for number, pair in reversed(list(enumerate(merges)))}
    ids = list(text.encode("utf-8"))
    while True:
        known = [number_of[pair] for pair in zip(ids, ids[1:]) if pair in number_of]
        if not known:
            return ids
        ids = _appending(ids, tuple(merges[min(known)]), 256 + min(known))


encode_with_merges = Exercise(
    "encode_with_merges",
    lesson=LESSON,
    reference=by_hand.encode_with_merges,
    cases=[
        case("", BANANA), case("a", []), case("an", BANANA), case("ana", BANANA), case("banana", BANANA),
        case("the", HAND), case("that hat", HAND), case("the theatre", HAND),
        case("cat", HAND), case("é", ACCENTS), case("été", ACCENTS),
        case(TEN_WORDS, HAND), case("🦙", HAND),
    ],
    random_case=lambda rng: ("".join(rng.choice("theas ") for _ in range(rng.randrange(14))), HAND[:rng.randrange(9)]),
    hints=(
        "Training already did this to its own text. Do the same merges, in the same order, to another one.",
        "ids = the text's bytes\nfor number, pair in enumerate(merges):\n    ids = merge_pair(ids, pair, 256 + "
        "number)\nreturn ids",
    ),
    mistakes=[
        Mistake(_last_merge_first, "You apply the last merge first. A later merge is built on what earlier ones made, "
                "so they go in the order in which they were learned."),
        Mistake(_starts_from_characters, "You start from characters; `ord(\"é\")` is 233, but as bytes it is 195, 169. "
                "Start from the bytes."),
        Mistake(_ids_off(0), "Merge number 0 must make the id 256. Below that are the bytes, and your ids collide with "
                "them."),
        Mistake(_ids_off(257), "Your new ids are one too high: merge number 0 makes 256."),
        Mistake(_gives_up_early, "You stop at the first merge that does not occur in this text. The next one may."),
        Mistake(_each_merge_from_the_bytes, "Each merge begins again from the plain bytes. Go on from what the merge "
                "before has left."),
    ],
    also_right=[_lowest_merge_first],
)


def _token_by_token(ids, merges):
    spelling = demos.spellings(merges)
    return "".join(spelling[token].decode("utf-8", errors="replace") for token in ids)


def _decode(errors):
    def decode(ids, merges):
        spelling = demos.spellings(merges)
        return b"".join(spelling[token] for token in ids).decode("utf-8", errors=errors)

    return decode


def _one_level_only(ids, merges):
    out = []
    for token in ids:
        for part in merges[token - 256] if token >= 256 else [token]:
            out.append(part if part < 256 else 63)  # 63 is "?"
    return bytes(out).decode("utf-8", errors="replace")


def _as_characters(ids, merges):
    spelling = {number: chr(number) for number in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return "".join(spelling[token] for token in ids)


def _returns_bytes(ids, merges):
    spelling = demos.spellings(merges)
    return b"".join(spelling[token] for token in ids)


def _right_before_left(ids, merges):
    spelling = {byte: bytes([byte]) for byte in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[right] + spelling[left]
    return b"".join(spelling[token] for token in ids).decode("utf-8", errors="replace")


def _zero_bytes(ids, merges):
    spelling = {byte: bytes(byte) for byte in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[256 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[token] for token in ids).decode("utf-8", errors="replace")


def _numbered_from_257(ids, merges):
    spelling = {byte: bytes([byte]) for byte in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[257 + number] = spelling[left] + spelling[right]
    return b"".join(spelling[token] for token in ids).decode("utf-8", errors="replace")


def _with_spaces(ids, merges):
    spelling = demos.spellings(merges)
    return b" ".join(spelling[token] for token in ids).decode("utf-8", errors="replace")


def _unmerging(ids, merges):
    for number in reversed(range(len(merges))):
        ids = [part for token in ids for part in (merges[number] if token == 256 + number else [token])]
    return bytes(ids).decode("utf-8", errors="replace")


def _recursing(ids, merges):
    def spell(token):
        return bytes([token]) if token < 256 else b"".join(spell(part) for part in merges[token - 256])

    return str(b"".join(map(spell, ids)), "utf-8", "replace")


decode_with_merges = Exercise(
    "decode_with_merges",
    lesson=LESSON,
    reference=by_hand.decode_with_merges,
    cases=[
        case([], []), case([98], []), case([256], BANANA), case([257], BANANA), case([98, 256, 257], BANANA),
        case([195, 169], []), case([195], []), case([97, 169, 98], []), case([98, 0xF0, 0x9F], BANANA), case([255], []),
        case([0xF0, 0x9F, 0xA6, 0x99], []), case(by_hand.encode_with_merges(TEN_WORDS, HAND), HAND),
        case(by_hand.encode_with_merges("été", ACCENTS), ACCENTS), case([261, 258, 263], HAND),
    ],
    random_case=lambda rng: (
        by_hand.encode_with_merges("".join(rng.choice("theas é🦙") for _ in range(rng.randrange(9))), HAND), HAND,
    ),
    valid=lambda ids, merges: all(0 <= token < 256 + len(merges) for token in ids),
    hints=(
        "What does each id spell? A byte spells itself; a merged token spells its left part, then its right part, and "
        "both have smaller ids. Join all bytes *before* you turn them into text.",
        "spelling = each byte spells itself\nfor number, (left, right) in enumerate(merges):\n"
        "    spelling[256 + number] = spelling[left] + spelling[right]\n"
        "return the joined spellings .decode(\"utf-8\", errors=\"replace\")",
    ),
    mistakes=[
        Mistake(_token_by_token, "You decode token by token. A character may be cut across two tokens, and half an é "
                "is no text. Join the bytes of all tokens first, then decode once."),
        Mistake(_decode("strict"), "A model can say any ids in any order, also half an emoji. Your decoder stops there "
                "with an error; errors=\"replace\" shows � and goes on."),
        Mistake(_decode("ignore"), "Bytes that are no text vanish without a trace. errors=\"replace\" shows a � in "
                "their place, so that somebody notices."),
        Mistake(_one_level_only, "A merged token's parts may be merged tokens themselves: `ana` is `an` and `a`, and "
                "`an` is `a` and `n`. Build up the spellings merge by merge."),
        Mistake(_as_characters, "You make a character of each byte, and é comes out as Ã©. Collect bytes, and decode "
                "them as UTF-8 at the end."),
        Mistake(_returns_bytes, "These are the right bytes. Turn them into text: .decode(\"utf-8\", "
                "errors=\"replace\")."),
        Mistake(_right_before_left, "You put the right part of a merged token before the left one."),
        Mistake(_zero_bytes,
                "bytes(98) makes 98 bytes that are all zero. The one byte with the number 98 is bytes([98]), "
                "with a list."),
        Mistake(_numbered_from_257,
                "You number the merged tokens from 257, so 256 spells nothing. Merge number 0 makes "
                "256."),
        Mistake(_with_spaces, "You put spaces between the tokens. The spaces of the text are already inside them."),
    ],
    also_right=[_unmerging, _recursing],
)


# --- clean_page and deduplicate


def _cleaner(*steps):
    def clean(page):
        for step in steps:
            page = step(page)
        return page

    return clean


def _no_tags(text):
    return demos.TAG.sub("", text)


def _compose(text):
    return unicodedata.normalize("NFC", text)


def _one_space(text):
    return " ".join(text.split())


def _decompose(text):
    return unicodedata.normalize("NFD", text)


def _compatible(text):
    return unicodedata.normalize("NFKC", text)


clean_page = Exercise(
    "clean_page",
    lesson=LESSON,
    reference=demos.clean_page,
    cases=[
        case(""), case("   "), case("a"), case("a  b"), case(" a\n\tb "), case("<b>a</b>"), case("a &amp; b"),
        case("cafe\u0301"), case("caf&eacute;"), case("cafe&#769;"), case("x&sup2; + x\u00b2"), case("a\u00a0b&nbsp;c"),
        case("write &lt;b&gt; for bold"), case("1 &lt; 2 and 3 > 2"), case("a < b and b > c"),
        case('<p class="x">A <a href="/hat">hat</a>.</p>'), case("<h1>Hats</h1>&nbsp;<i>of</i>  felt"),
        case("&amp;lt;"),
    ],
    hints=(
        "Four steps. Which of tags and entities must go first? Try &lt;b&gt;, which somebody wrote to *show* a tag.",
        "take all matches of TAG out\nhtml.unescape(…)\nunicodedata.normalize(\"NFC\", …)\n"
        "split at white space and join with one space",
    ),
    mistakes=[
        Mistake(_cleaner(html.unescape, _no_tags, _compose, _one_space), "&lt;b&gt; is a text *about* a tag. You turn "
                "it into <b> first and then throw it out as if it were one. Tags first, entities after."),
        Mistake(_cleaner(_no_tags, html.unescape, _one_space), "é in two characters stays two: the Unicode step (NFC) "
                "is missing."),
        Mistake(_cleaner(_no_tags, _compose, html.unescape, _one_space), "You compose accents before the entities are "
                "characters, so an accent that came as an entity is left out. Entities first."),
        Mistake(_cleaner(_no_tags, html.unescape, _decompose, _one_space), "NFD takes é apart into e and an accent. "
                "NFC puts them together, which is how most texts are written."),
        Mistake(_cleaner(_no_tags, html.unescape, _compatible, _one_space), "NFKC goes too far: x² becomes x2, another "
                "number. NFC changes how a character is written, not which."),
        Mistake(_cleaner(_no_tags, _compose, _one_space), "The entities are still there: &amp; should become &."),
        Mistake(_cleaner(html.unescape, _compose, _one_space), "The tags are still there."),
        Mistake(_cleaner(_no_tags, html.unescape, _compose), "The white space is as it was: make every run of it one "
                "space, and none at the ends."),
        Mistake(_cleaner(_no_tags, html.unescape, _compose, lambda text: re.sub(" +", " ", text).strip(" ")), "You "
                "only look at the ordinary space. Line breaks, tabs and the no-break space are white space too: "
                "text.split() without an argument knows them all."),
        Mistake(_cleaner(_one_space, _no_tags, html.unescape, _compose), "White space must come last: taking out tags "
                "and turning &nbsp; into a space makes new runs of it."),
        Mistake(_cleaner(lambda text: demos.TAG.sub(" ", text), html.unescape, _compose, _one_space), "You put a space "
                "where a tag stood: <i>hat</i>. becomes “hat .”, with a gap before the full stop."),
    ],
    also_right=[
        lambda page: re.sub(r"\s+", " ", _compose(html.unescape(re.sub(demos.TAG, "", page)))).strip(),
        _cleaner(_no_tags, html.unescape, _one_space, _compose),
    ],
)


def _key(document):
    return " ".join(document.casefold().split())


def _exact_only(documents):
    return list(dict.fromkeys(documents))


def _keeps_the_last(documents):
    return cleaning.deduplicate(list(documents)[::-1])[::-1]


def _returns_the_keys(documents):
    return list(dict.fromkeys(map(_key, documents)))


def _neighbours_only(documents):
    return [document for number, document in enumerate(documents)
            if number == 0 or _key(document) != _key(documents[number - 1])]


def _loses_the_order(documents):
    return sorted(cleaning.deduplicate(documents))


def _throws_all_copies_away(documents):
    counts = Counter(map(_key, documents))
    return [document for document in documents if counts[_key(document)] == 1]


def _forgets_capitals(documents):
    return list({" ".join(document.split()): document for document in documents[::-1]}.values())[::-1]


def _spaces_removed(documents):
    first = {}
    for document in documents:
        first.setdefault("".join(document.casefold().split()), document)
    return list(first.values())


def _quadratic(documents):
    kept = []
    for document in documents:
        if all(_key(document) != _key(other) for other in kept):
            kept.append(document)
    return kept


deduplicate = Exercise(
    "deduplicate",
    lesson=LESSON,
    reference=cleaning.deduplicate,
    cases=[
        case([]), case(["A hat."]), case(["A hat.", "A hat."]), case(["A hat.", "A  HAT. "]),
        case(["a", "b", "a", "c", "b"]), case(["b", "A", "a", "B"]), case(["now here", "nowhere"]),
        case(["A hat.", "A\nhat.", "a green hat.", "A GREEN HAT."]), case(["x", "y", "z"]), case(["Straße", "STRASSE"]),
        case(["a b", "ab", "a  b"]),
    ],
    random_case=lambda rng: ([rng.choice(["a", "A", "b c", "B  c", "bc", " d "]) for _ in range(rng.randrange(7))],),
    hints=(
        "Keep two things: what you have seen (in a form where equal texts are really equal) and what you return (as it "
        "was).",
        "seen = an empty set, kept = []\nfor each document:\n    key = casefolded, split at white space, joined with "
        "one space\n    if key is not in seen: remember the key, keep the document\nreturn kept",
    ),
    mistakes=[
        Mistake(_exact_only, "You compare letter by letter. “A hat.” and “A  HAT.” are the same document here: compare "
                "them in a form without capitals and extra white space."),
        Mistake(_keeps_the_last, "Of equal documents you keep the last. Keep the first."),
        Mistake(_returns_the_keys, "You return the simplified texts. They are for comparing only; return the documents "
                "as they were."),
        Mistake(_neighbours_only, "You compare each document with the one before it. The copy may stand a million "
                "documents away: remember all that you have seen."),
        Mistake(_loses_the_order, "The order has changed. Keep the documents as they came."),
        Mistake(_throws_all_copies_away, "Of a text that occurs twice nothing is left. Keep one."),
        Mistake(_forgets_capitals, "“A hat.” and “A HAT.” both stay: casefold() the text before you compare."),
        Mistake(_spaces_removed, "Without any spaces, “now here” and “nowhere” are the same. Make each run of "
                "white space one space."),
    ],
    also_right=[_quadratic],
    equivalent_mutants={
        "' ' → ' x' in: key = ' '.join(document.casefold().split())":
            "any separator that begins with white space tells the words of two keys apart.",
    },
)


# --- split_special

IM = ["<|im_start|>", "<|im_end|>"]
NESTED = ["<|a|>", "<|a|><|b|>"]


def _split(text, special_tokens, *, escape=re.escape, group="({})", order=None, keep_empty=False):
    if not special_tokens:
        return [text] if text or keep_empty else []
    order = order or (lambda tokens: sorted(tokens, key=len, reverse=True))
    pieces = re.split(group.format("|".join(map(escape, order(special_tokens)))), text)
    return [piece for piece in pieces if piece is not None and (piece or keep_empty)]


def _with(**changes):
    return lambda text, special_tokens: _split(text, special_tokens, **changes)


def _first_special_only(text, special_tokens):
    pieces = demos.split_special(text, special_tokens)
    for number, piece in enumerate(pieces):
        if piece in special_tokens:
            rest = "".join(pieces[number + 1:])
            return pieces[:number + 1] + ([rest] if rest else [])
    return pieces


def _only_what_matches(text, special_tokens):
    return [piece for piece in demos.split_special(text, special_tokens) if piece in special_tokens]


def _without_tokens_cut_everywhere(text, special_tokens):
    return demos.split_special(text, special_tokens) if special_tokens else list(text)


def _by_searching(text, special_tokens):
    pieces, start, position = [], 0, 0
    while position < len(text):
        found = max((token for token in special_tokens if text.startswith(token, position)), key=len, default="")
        if found:
            pieces += [piece for piece in (text[start:position], found) if piece]
            start = position = position + len(found)
        else:
            position += 1
    return pieces + ([text[start:]] if start < len(text) else [])


split_special = Exercise(
    "split_special",
    lesson=LESSON,
    reference=demos.split_special,
    cases=[
        case("", IM), case("a", []), case("hello", []), case("", []), case("hello", IM), case("<|im_end|>", IM),
        case("a<|im_end|>b", IM),
        case("<|im_start|>user\nhi<|im_end|>\n", IM), case("<|im_end|><|im_end|>", IM), case("<|im|> <im_end>", IM),
        case("x<|a|><|b|>y<|a|>z", NESTED), case("<|a|><|b|>", NESTED[::-1]),
        case("a.b+c", [".", "+"]), case("a|b", ["|"]), case("a<|a|>", NESTED[::-1]),
        case("<eot>one<eot>two<eot>", ["<eot>"]),
    ],
    random_case=lambda rng: (
        "".join(rng.choice(["a", " ", "<|a|>", "<|b|>"]) for _ in range(rng.randrange(7))), NESTED,
    ),
    valid=lambda text, special_tokens: all(token in NESTED for token in special_tokens),
    hints=(
        "re.split(\"(x|y)\", text) cuts at x and y and, because of the parentheses, keeps them. But | and other signs "
        "mean something in a pattern.",
        "if there are no special tokens: the text alone (or nothing, if it is empty)\n"
        "longest first, each through re.escape, joined with |, in parentheses\nre.split(…), without the empty pieces",
    ),
    mistakes=[
        Mistake(_with(group="(?:{})"), "The special tokens themselves are lost. re.split keeps what it cuts at when "
                "the pattern stands in parentheses."),
        Mistake(_with(escape=str), "In a pattern | means “or” and . means “any character”, so <|im_end|> is three "
                "choices, not one token. re.escape makes the signs ordinary."),
        Mistake(_with(keep_empty=True), "There are empty pieces in your list: re.split makes one where two tokens "
                "touch or one stands at an end. Leave them out."),
        Mistake(_with(order=lambda tokens: sorted(tokens, key=len)), "Where one special token begins like another, the "
                "longer one must win: put the longest first."),
        Mistake(_with(order=list), "Your result depends on the order in which the special tokens are listed. Put the "
                "longest first, so that <|a|> does not take the beginning of <|a|><|b|>."),
        Mistake(_only_what_matches, "Only the special tokens are left. re.findall gives what matches; re.split gives "
                "what stands between, too."),
        Mistake(_without_tokens_cut_everywhere,
                "When the list of special tokens is empty, so is your pattern. An empty "
                "pattern cuts between all letters: without special tokens the text is one piece."),
        Mistake(_first_special_only, "You stop at the first special token. Go on to the end of the text."),
    ],
    also_right=[_by_searching],
)


# --- questions and quiz

fifth_merge = Question(
    "fifth_merge",
    lesson=LESSON,
    answer=("the", " "),
    hints=(
        "After four merges the text reads the|r|e|·|the|·|f|at·|c|at·|s|at·|o|n|·|the|·|r|at·|th|at·|s|at. Which pairs "
        "stand there more than once?",
        "three pairs occur twice: the + ·, at· + s, · + the\nin a tie the greater left part wins, in the order of the "
        "alphabet, and a space comes before all letters",
    ),
    mistakes=[
        (("at ", "s"), "It occurs twice, like two others. In a tie the greater left part wins: compare “at·” with "
                "“the”."),
        ((" ", "the"), "It occurs twice, like two others. In a tie the greater left part wins, and a space is smaller "
                       "than any letter."),
        (("e", " "), "That was three times before the last merge. The `e` of each `the` is no longer alone: one e· is "
                     "left, in `there·`."),
        (("th", "at "), "`th` stands before `at·` once only: in `that·`."),
        (("th", "e"), "That was the fourth merge."),
        ((259, 32), "The right pair, but write strings, not ids."),
        ((116, 32), "Write strings, not ids: (\"t\", \" \"). "
                    "And every t of this text is part of a longer token by now."),
        ("the ", "Two strings, please: the left one, then the right one."),
        (("the", "·"), "The right pair; write the space as a space: (\"the\", \" \")."),
    ],
    explanation="the· with its space, at· with its space: nothing yet tells the algorithm where a word ends.",
)

tokenization_quiz = Quiz(
    "tokenization_quiz",
    lesson=LESSON,
    questions=[
        QuizItem("b", {
            "a": "The other way round: words are the longer pieces, so there are fewer of them.",
            "b": "Right. You measured it: after nine thousand pages, new pages still brought new words, and most had "
                 "at least one. Pieces can spell them.",
            "c": "Anything in a list can have a number. The trouble is what is not in the list.",
        }),
        QuizItem("c", {
            "a": "Nothing is unknown to a byte-level tokenizer: every text is bytes.",
            "b": "The file is fine. Decode the tokens together and the character is there.",
            "c": "Right. A character of several bytes may be cut between them, and half of it is no character.",
        }),
        QuizItem("a", {
            "a": "Right, and that is what makes the mistake hard to find: no error, the text comes back, and the model "
                 "answers worse.",
            "b": "The ids are all in the vocabulary, and their bytes join to the same text.",
            "c": "You saw it: the same words in other pieces gave another probability for the next token.",
        }),
        QuizItem("b", {
            "a": "Then the user's text ends the user's turn, and the user can write the system's.",
            "b": "Right. Only your own program puts special tokens in; what comes from outside is characters.",
            "c": "That loses part of what the user wrote, and the next clever spelling gets through.",
        }),
        QuizItem("c", {
            "a": "Only the first doubling, from 256 to 512, halved the tokens. This one bought nothing in English.",
            "b": "Somebody paid for those entries: one row of the embedding table each.",
            "c": "Right. You measured the same length within a percent: the new entries had gone to other languages "
                 "and to code.",
        }),
        QuizItem("b", {
            "a": "The context counts tokens, and French takes more of them for the same content.",
            "b": "Right: 1 / 1.75 = 0.57.",
            "c": "It is the other way round: more tokens for the same content, so less content fits.",
        }),
        QuizItem("a", {
            "a": "Right. It may have learned the spelling of the piece from other texts, or not.",
            "b": "The ids are numbers in a list; no letter is in them.",
            "c": "It can count in some texts. What it lacks here is the letters.",
        }),
    ],
)

EXERCISES = [
    characters_per_token, clean_page, deduplicate, fifth_merge, count_pairs, merge_pair, train_bpe, encode_with_merges,
    decode_with_merges, split_special, tokenization_quiz,
]
