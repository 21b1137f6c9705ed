"""``content_overlap``: which share of a claim's content words is in the evidence?"""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.grounding import verification
from llm_edu.retrieval import split_into_words

IGNORED = set("a the of in to was is not and s".split())
WORDS = "Mia Ben lent gave red blue hat in 1922 1927 to a the was not founded Founded BBC art party it's".split()


def _overlap(words_of=split_into_words, ignored_in=("claim", "evidence"), count=set, share=None, nothing=0.0):
    """A content_overlap with one thing wrong. share: of two counted texts, the claim's and the evidence's"""
    share = share or (lambda claim, evidence: (len(claim & evidence), len(claim)))

    def content_overlap(claim, evidence, ignored):
        said, there = ([word for word in words_of(text) if word not in ignored or name not in ignored_in]
                       for name, text in (("claim", claim), ("evidence", evidence)))
        part, whole = share(count(said), count(there))
        return part / whole if whole or nothing == "raise" else nothing
    return content_overlap


def _repeated(claim, evidence):
    return sum(word in evidence for word in claim), len(claim)


def _substring(claim, evidence, ignored):
    words = set(split_into_words(claim)) - set(ignored)
    return sum(word in evidence.lower() for word in words) / len(words) if words else 0.0


def _capitals(text):
    from llm_edu.retrieval.bm25 import WORD
    return WORD.findall(text)


def _random_texts(rng):
    claim, evidence = (" ".join(rng.choice(WORDS) for _ in range(rng.randrange(0, most))) for most in (8, 14))
    return claim + rng.choice(["", "."]), evidence + rng.choice(["", "."]), IGNORED


exercise = Exercise(
    reference=lambda claim, evidence, ignored: verification.content_overlap(claim, evidence, ignored),
    cases=[
        case("", "", IGNORED), case("the", "the", IGNORED), case("hat", "", IGNORED), case("hat", "hat", IGNORED),
        case("Hat", "hat", IGNORED), case("hat.", "A hat", IGNORED), case("art", "party", IGNORED),
        case("hat", "hats", IGNORED),
        case("1922", "in 1922", IGNORED), case("hat hat cap", "hat", IGNORED), case("hat cap", "cap cap", IGNORED),
        case("a hat", "a dog", IGNORED), case("a red hat", "red", set()), case("It was red", "it is", {"red"}),
        case("Mia lent a red hat to Ben.", "Mia lent Ben a blue hat.", IGNORED),
        case("Ben lent a blue hat to Mia.", "Mia lent Ben a blue hat.", IGNORED),
        case("Mia did not lend a hat.", "Mia lent a hat, and was not sorry.", IGNORED),
        case("The BBC was founded in 1922.", "The BBC is British. It was founded in 1922, not 1927.", IGNORED),
        case("Mia's dog", "Mia has a dog; the dog is old, and the house is red.", IGNORED),
    ],
    random_case=_random_texts,
    random_cases=40,
    hints=(
        "Work with sets: the claim's words without the ignored ones, and the evidence's words. What do they share, and "
        "by the size of which set do you divide?",
        "words = set of the claim's words, minus those in ignored\nif words is empty: return 0.0\nreturn how many of "
        "words are among the evidence's words / how many words there are",
    ),
    compare="close",
)

exercise.mistake("You divide by the evidence's words. Long evidence would then make every claim look false: divide by "
                 "the claim's.", _overlap(share=lambda claim, evidence: (len(claim & evidence), len(evidence))))
exercise.mistake("You divide by the words of both texts together (the Jaccard index). Divide by the claim's words: "
                 "evidence may say more than the claim.",
                 _overlap(share=lambda claim, evidence: (len(claim & evidence), len(claim | evidence))))
exercise.mistake("You count the words that are missing. Count those that the evidence has.",
                 _overlap(share=lambda claim, evidence: (len(claim - evidence), len(claim))))
exercise.mistake("You count a word again each time the claim repeats it. Count each different word once.",
                 _overlap(count=list, share=_repeated))
exercise.mistake("Words such as *the* still count in your result. Leave out the claim's words that are in `ignored`.",
                 _overlap(ignored_in=()))
exercise.mistake("Ignored words still count in the number that you divide by. Leave them out of the claim before you "
                 "count its words.",
                 _overlap(ignored_in=("evidence",)))
exercise.mistake("You look for letters inside the evidence's text, so *art* is found in *party*. Compare whole words.",
                 _substring)
exercise.mistake("*Hat* and *hat* are different words in your result. Use `split_into_words` on both texts: it makes "
                 "lower case.", _overlap(words_of=_capitals))
exercise.mistake("Your words keep their full stops and commas, so *hat.* is not *hat*. Use `split_into_words`.",
                 _overlap(words_of=lambda text: text.lower().split()))
exercise.mistake("Numbers are missing in your result. They are content words, too, and often the most important ones.",
                 _overlap(words_of=lambda text: [word for word in split_into_words(text) if not word.isdigit()]))
exercise.mistake("A claim without content words gets 1.0 in your result. Nothing supports it: the statement asks for "
                 "0.0.", _overlap(nothing=1.0))
exercise.mistake("A claim may have no content word at all, and then you divide by 0. Return 0.0 for it.",
                 _overlap(nothing="raise"), error="division by zero")
exercise.mistake("You use `FUNCTION_WORDS` itself. Leave out the words of the argument `ignored`: it may hold others.",
                 lambda claim, evidence, ignored: verification.content_overlap(claim, evidence,
                                                                               verification.FUNCTION_WORDS))
