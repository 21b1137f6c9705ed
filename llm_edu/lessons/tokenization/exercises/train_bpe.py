"""``train_bpe``: the merges of a text, the most frequent pair first."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.tokenization.exercises.common import TEN_WORDS
from llm_edu.tokenization import by_hand


def _learner(best_of, first_id=256, start=lambda text: list(text.encode("utf-8")), recount=True, result=None,
             more=lambda learned, merges, counts: len(learned) < merges and counts):
    """A trainer with one thing wrong; best_of(counts, spelling) picks the pair."""

    def train(text, merges):
        ids, learned = start(text), []
        spelling = {number: bytes([number]) for number in range(256)}
        counts = by_hand.count_pairs(ids)
        while more(learned, merges, counts):
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


def _greatest_left(counts, spelling):
    return max(counts, key=lambda pair: (counts[pair], spelling[pair[0]]))


def _bytes_of_ids(counts, spelling):
    return max(counts, key=lambda pair: (counts[pair], bytes([pair[0]]), bytes([pair[1]])))


def _joined_bytes(counts, spelling):
    return max(counts, key=lambda pair: (counts[pair], spelling[pair[0]] + spelling[pair[1]]))


exercise = Exercise(
    reference=by_hand.train_bpe,
    cases=[
        case("", 3), case("a", 3), case("ab", 0), case("ab", 1), case("ab", 5), case("abab", 5), case("aaaa", 5),
        case("abcb", 1), case("low lower lowest", 3), case(TEN_WORDS, 4), case(TEN_WORDS, 9), case("é è ê é", 4),
        case("zzyzzyzy", 6), case("ABab", merges=2), case("e\u0301 \u00e9", 3),
        case("ab b a c ab b a c", 8), case("cbcccb", 4),
    ],
    random_case=lambda rng: ("".join(rng.choice("abc ") for _ in range(rng.randrange(2, 24))), rng.randrange(1, 9)),
    texts=["text"],
    keywords=("merges",),
    hints=(
        "Write a loop around your two functions: count, choose, merge, remember. For ties you need the bytes of each "
        "token, so keep a dictionary from id to bytes, and add each new token to it.",
        "ids = the text's bytes; spelling = {0: b'\\x00', …, 255: b'\\xff'}; learned = []\n"
        "while fewer than `merges` are learned and at least two ids are left:\n    counts = count_pairs(ids)\n"
        "    best = the pair with the greatest (count, bytes of left, bytes of right)\n"
        "    new_id = 256 + how many are learned so far\n    ids = merge_pair(ids, best, new_id)\n"
        "    spelling[new_id] = spelling of left + spelling of right\n    learned.append(best)\nreturn learned",
    ),
)

exercise.mistake("If two pairs are equally frequent, you take the one that you met first. Our rule takes the greater "
                 "pair of byte strings. Without a rule that everybody follows, the same text could give two different "
                 "vocabularies.", _learner(_first_seen))
exercise.mistake("In a tie you compare ids. The ids of merged tokens (256 and up) are greater than those of all "
                 "letters, whatever the tokens spell. Compare the byte strings.", _learner(_greatest_ids))
exercise.mistake("In a tie you join the two parts and compare the results. Then `t`+`he` and `th`+`e` are equal, and "
                 "you need yet another rule. Compare the left parts first, then the right "
                 "parts.", _learner(_joined_bytes))
exercise.mistake("In a tie you compare only the left parts. If these are equal, too, the greater right part wins.",
                 _learner(_greatest_left))
exercise.mistake("A merged token has an id above 255, which is not a byte: `bytes([256])` is an error. Keep a "
                 "dictionary from id to bytes, and add each new token to it.", _learner(_bytes_of_ids),
                 error="bytes must be in range")
exercise.mistake("If fewer than two tokens are left, there is no pair to merge, and `max` of nothing is an error. Stop "
                 "there, even if there are fewer merges than allowed.",
                 _learner(_greatest_bytes, more=lambda learned, merges, counts: len(learned) < merges), error="empty")
exercise.mistake("In a tie you take the smaller pair of byte strings. The rule takes the greater one.",
                 _learner(_smallest_bytes))
exercise.mistake("You merge the rarest pair. The most frequent pair saves the most tokens.", _learner(_rarest))
exercise.mistake("You count only once, before the loop. Each merge makes new neighbours, so count again each time.",
                 _learner(_greatest_bytes, recount=False))
exercise.mistake("Your first new id is not 256. Ids 0 to 255 are the bytes, so merge number 0 makes 256.",
                 _learner(_greatest_bytes, first_id=257))
exercise.mistake("You start from characters. Start from the text's bytes, `text.encode(\"utf-8\")`: é is two of them, "
                 "and no character is ever unknown.",
                 _learner(_greatest_bytes, start=lambda text: [ord(character) for character in text]))
exercise.mistake("You return the pairs as bytes. Return them as pairs of ids, because encoding needs ids.",
                 _learner(_greatest_bytes, result=lambda learned, spell: [(spell[a], spell[b]) for a, b in learned]))
