"""``longest_copied``: the longest run of words that occurs elsewhere."""

from llm_edu.course.checks.exercise import Exercise, case


def _runs(text, length):
    return {tuple(text[start:start + length]) for start in range(len(text) - length + 1)}


def _longest_copied(words, texts):
    longest = 0
    while any(_runs(words, longest + 1) & _runs(text, longest + 1) for text in texts):
        longest += 1
    return longest


def _beyond_the_ends(words, texts):
    """Counts on as long as words agree, and looks nowhere whether a list ends."""
    best = 0
    for text in texts:
        for start in range(len(words)):
            for place in range(len(text)):
                length = 0
                while words[start + length] == text[place + length]:
                    length += 1
                best = max(best, length)
    return best


def _runs_one_short(words, texts):
    def all_but_the_last(text, length):
        return {tuple(text[start:start + length]) for start in range(len(text) - length)}

    longest = 0
    while any(all_but_the_last(words, longest + 1) & all_but_the_last(text, longest + 1) for text in texts):
        longest += 1
    return longest


def _some_words(rng, most):
    return [rng.choice(["a", "blue", "hat", "fell"]) for _ in range(rng.randrange(most))]


A_BLUE_HAT = ["a", "blue", "hat", "fell"]
LONG = [f"w{number}" for number in range(60)]

exercise = Exercise(
    reference=_longest_copied,
    cases=[case([], [["a"]]), case(["a"], []), case(["a"], [["a"]]), case(["a"], [["b"]]), case(["a"], [["b"], ["a"]]),
           case(A_BLUE_HAT, [["my", "blue", "hat"], ["hat", "fell"]]), case(A_BLUE_HAT, [A_BLUE_HAT]),
           case(A_BLUE_HAT, [["a", "blue"], ["hat", "fell"]]), case(A_BLUE_HAT, [["a", "hat", "blue", "fell"]]),
           case(A_BLUE_HAT, [["fell", "hat", "blue", "a"]]), case(["a", "b", "a", "b", "c"], [["a", "b", "c"]]),
           case(["x", "a", "b"], [["y", "y", "a", "b"]]), case(["a", "x", "b", "y", "c"], [["a", "b", "c"]]),
           case(["at"], [["hat"]]), case(["a", "hat"], [["a", "hats"]]),
           case(["a", "b"], [["c", "a"], ["a", "c", "a", "b"]]), case(["The", "hat"], [["the", "hat"]]),
           case(["a", "hat"], [["a", "a", "hat"]]), case(["a", "a", "hat"], [["a", "hat"]]),
           case(["hat", "the", "blue"], [["the", "hat"] * 100]), case(LONG, [["x"], ["x", *LONG, "x"]])],
    random_case=lambda rng: (_some_words(rng, 6), [_some_words(rng, 6) for _ in range(rng.randrange(4))]),
    random_cases=40,
    valid=lambda words, texts: isinstance(words, list) and isinstance(texts, list) and all(
        word for text in [words, *texts] for word in text),
    texts=["words", "texts"],
    hints=(
        "If no run of three words was copied, no run of four was. So try 1, then 2, then 3 … How would you collect all "
        "runs of one length in a text?",
        "runs(text, length) = the set of tuple(text[start:start + length]) for every start that has enough words "
        "left\nlongest = 0\nwhile some text has a run of longest + 1 words in common with words: longest += "
        "1\nreturn longest",
    ),
)


@exercise.mistake("You allow gaps. The words of a run are side by side in both texts.")
def _with_gaps(words, texts):
    """The longest common subsequence."""
    best = 0
    for text in texts:
        table = [[0] * (len(text) + 1) for _ in range(len(words) + 1)]
        for i, word in enumerate(words):
            for j, other in enumerate(text):
                table[i + 1][j + 1] = table[i][j] + 1 if word == other else max(table[i][j + 1], table[i + 1][j])
        best = max(best, table[-1][-1])
    return best


exercise.mistake("You count the words that both texts have, wherever they are. A run has the same words in the same "
                 "order, side by side.",
                 lambda words, texts: max((len(set(words) & set(text)) for text in texts), default=0))


@exercise.mistake("You compare the same positions of both texts. A run may be anywhere in the other text.")
def _same_place(words, texts):
    best = 0
    for text in texts:
        length = 0
        for word, other in zip(words, text):
            length = length + 1 if word == other else 0
            best = max(best, length)
    return best


@exercise.mistake("When a run breaks off, you go on behind the word at which it broke. A run may begin with that very "
                  "word: in “a a hat”, “a hat” begins at the second a.")
def _behind_the_break(words, texts):
    best = 0
    for text in texts:
        for start in range(len(words)):
            length = 0
            for other in text:
                length = length + 1 if words[start + length:start + length + 1] == [other] else 0
                best = max(best, length)
    return best


exercise.mistake("You have joined the texts end to end, so a run can begin in one text and continue in the next. No "
                 "single text contains it.",
                 lambda words, texts: _longest_copied(words, [[word for text in texts for word in text]]))
exercise.mistake("One too few: you stop one length too early.",
                 lambda words, texts: max(0, _longest_copied(words, texts) - 1))
exercise.mistake("The last run of each text is missing: n words have n − length + 1 runs of one length.",
                 _runs_one_short)


@exercise.mistake("You look for a string in a string, so that “at” is found in “hat”. Compare lists of words, word for "
                  "word.")
def _in_a_string(words, texts):
    return max((len(run) for text in texts for length in range(1, len(words) + 1) for run in _runs(words, length)
                if " ".join(run) in " ".join(text)), default=0)


exercise.mistake("You keep counting beyond the ends of the lists. A run ends where either list ends.",
                 _beyond_the_ends)
exercise.mistake("There may be no texts at all, and `max` of nothing is an error (give it a `default=`). Then nothing "
                 "is copied: 0.", lambda words, texts: max(_longest_copied(words, [text]) for text in texts))
exercise.mistake(
    "If nothing is copied there is no run, and `max` of nothing is an error (give it a `default=`). The result should "
    "be 0.",
    lambda words, texts: max(len(run) for text in texts for length in range(1, len(words) + 1) for run in
                             _runs(words, length) & _runs(text, length)),
)
