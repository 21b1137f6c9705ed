"""``longest_copied``: the longest run of words that stands elsewhere."""

from difflib import SequenceMatcher

from llm_edu.course.checks.exercise import Exercise, case


def _runs(text, length):
    return {tuple(text[start:start + length]) for start in range(len(text) - length + 1)}


def _longest_copied(words, texts):
    longest = 0
    while any(_runs(words, longest + 1) & _runs(text, longest + 1) for text in texts):
        longest += 1
    return longest


def _word_by_word(words, texts):
    longest = 0
    for text in texts:
        for start in range(len(words)):
            for place in range(len(text)):
                length = 0
                while words[start + length:start + length + 1] == text[place + length:place + length + 1] != []:
                    length += 1
                longest = max(longest, length)
    return longest


def _by_a_table(words, texts):
    longest = 0
    for text in texts:
        before = [0] * (len(text) + 1)
        for word in words:
            now = [0] * (len(text) + 1)
            for place, other in enumerate(text):
                now[place + 1] = before[place] + 1 if word == other else 0
            longest, before = max(longest, *now), now
    return longest


def _guarded(words_end, text_end):
    """Counts on as long as words agree, and looks where only one of the lists ends, or neither."""
    def function(words, texts):
        best = 0
        for text in texts:
            for start in range(len(words)):
                for place in range(len(text)):
                    length = 0
                    while ((not words_end or start + length < len(words)) and
                           (not text_end or place + length < len(text)) and
                           words[start + length] == text[place + length]):
                        length += 1
                    best = max(best, length)
        return best
    return function


def _runs_one_short(words, texts, also_of_words=True):
    """The runs of a text stop one place too early."""
    def all_but_the_last(text, length):
        return {tuple(text[start:start + length]) for start in range(len(text) - length)}

    longest, of_words = 0, all_but_the_last if also_of_words else _runs
    while any(of_words(words, longest + 1) & all_but_the_last(text, longest + 1) for text in texts):
        longest += 1
    return longest


def _by_difflib(words, texts, junk=False):
    return max((SequenceMatcher(None, words, text, autojunk=junk).find_longest_match().size for text in texts),
               default=0)


def _some_words(rng, most):
    return [rng.choice(["a", "blue", "hat", "fell"]) for _ in range(rng.randrange(most))]


A_BLUE_HAT = ["a", "blue", "hat", "fell"]

exercise = Exercise(
    reference=_longest_copied,
    cases=[case([], [["a"]]), case(["a"], []), case(["a"], [["a"]]), case(["a"], [["b"]]), case(["a"], [["b"], ["a"]]),
           case(A_BLUE_HAT, [["my", "blue", "hat"], ["hat", "fell"]]), case(A_BLUE_HAT, [A_BLUE_HAT]),
           case(A_BLUE_HAT, [["a", "blue"], ["hat", "fell"]]), case(A_BLUE_HAT, [["a", "hat", "blue", "fell"]]),
           case(A_BLUE_HAT, [["fell", "hat", "blue", "a"]]), case(["a", "b", "a", "b", "c"], [["a", "b", "c"]]),
           case(["x", "a", "b"], [["y", "y", "a", "b"]]), case(["a", "x", "b", "y", "c"], [["a", "b", "c"]]),
           case(["at"], [["hat"]]), case(["a", "hat"], [["a", "hats"]]),
           case(["a", "b"], [["c", "a"], ["a", "c", "a", "b"]]), case(["The", "hat"], [["the", "hat"]]),
           case(["hat", "the", "blue"], [["the", "hat"] * 100])],
    random_case=lambda rng: (_some_words(rng, 6), [_some_words(rng, 6) for _ in range(rng.randrange(4))]),
    random_cases=40,
    valid=lambda words, texts: isinstance(words, list) and isinstance(texts, list) and all(
        word for text in [words, *texts] for word in text),
    hints=(
        "If no run of three words was copied, no run of four was. So try 1, then 2, then 3 … How would you collect all "
        "runs of a given length of a text?",
        "runs(text, length) = the set of tuple(text[start:start + length]) for every start where so many words are "
        "left\nlongest = 0\nwhile some text has a run of longest + 1 words in common with words: longest += "
        "1\nreturn longest",
    ),
    also_right=[_word_by_word, _by_a_table, _by_difflib],
)


@exercise.mistake("You allow gaps. A run is words that stand side by side in both.")
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


exercise.mistake("You count words that both have, wherever they stand. A run has to have the same words in the same "
                 "order, side by side.",
                 lambda words, texts: max((len(set(words) & set(text)) for text in texts), default=0))
exercise.mistake("You add up over the texts. The longest single run is asked for.",
                 lambda words, texts: sum(_longest_copied(words, [text]) for text in texts))


@exercise.mistake("You compare beginnings only. A run may start anywhere, in both.")
def _from_the_beginning(words, texts):
    best = 0
    for text in texts:
        length = 0
        while length < min(len(words), len(text)) and words[length] == text[length]:
            length += 1
        best = max(best, length)
    return best


@exercise.mistake("You compare the same places of both. A run may stand anywhere in the other text.")
def _same_place(words, texts):
    best = 0
    for text in texts:
        length = 0
        for word, other in zip(words, text):
            length = length + 1 if word == other else 0
            best = max(best, length)
    return best


exercise.mistake("Only the first text is searched.", lambda words, texts: _longest_copied(words, texts[:1]))
exercise.mistake("You have laid the texts end to end, so that a run can begin in one and go on in the next. No text "
                 "holds it.", lambda words, texts: _longest_copied(words, [[word for text in texts for word in text]]))
exercise.mistake("One too few: you stop one length too early.",
                 lambda words, texts: max(0, _longest_copied(words, texts) - 1))
exercise.mistake("One too many: the last length that was tried was not found any more.",
                 lambda words, texts: _longest_copied(words, texts) + 1)
exercise.mistake("The last run of each is missing: of n words there are n − length + 1 runs of a length.",
                 _runs_one_short)
exercise.mistake("The last run of each *text* is missing: of n words there are n − length + 1 runs of a length.",
                 lambda words, texts: _runs_one_short(words, texts, also_of_words=False))


@exercise.mistake("Only the beginning of `words` is searched for. A run may start at any of its words.")
def _a_beginning_of_words(words, texts):
    return max((length for text in texts for length in range(1, len(words) + 1)
                if tuple(words[:length]) in _runs(text, length)), default=0)


@exercise.mistake("The word that breaks a run may begin the next one: in a, b, a, b, c the run a, b, c begins at the "
                  "second a. Try every place in `words` as a beginning.")
def _not_starting_again(words, texts):
    """Where a run breaks, the word that broke it begins no new one."""
    best = 0
    for text in texts:
        for begin in range(len(text)):
            place = begin
            for word in words:
                place = place + 1 if place < len(text) and word == text[place] else begin
                best = max(best, place - begin)
    return best


exercise.mistake("In a text of 200 words or more difflib leaves out those that are frequent, such as *the*. "
                 "autojunk=False switches that off.", lambda words, texts: _by_difflib(words, texts, junk=True))


@exercise.mistake("*The* and *the* are two words. Compare them as they stand.")
def _in_small_letters(words, texts):
    return _longest_copied([word.lower() for word in words], [[word.lower() for word in text] for text in texts])


@exercise.mistake("You count letters. Words are asked for.")
def _in_letters(words, texts):
    return max((len(" ".join(run)) for text in texts for length in range(1, len(words) + 1)
                for run in _runs(words, length) & _runs(text, length)), default=0)


@exercise.mistake("You look for a string in a string, so that “at” is found in “hat”. Compare lists of words, word for "
                  "word.")
def _in_a_string(words, texts):
    return max((len(run) for text in texts for length in range(1, len(words) + 1) for run in _runs(words, length)
                if " ".join(run) in " ".join(text)), default=0)


exercise.mistake("You count on beyond the ends of the lists. A run ends where either of them ends.",
                 _guarded(False, False))
exercise.mistake("You look where `words` ends, but not where the text does. A run ends there, too.",
                 _guarded(True, False))
exercise.mistake("You look where the text ends, but not where `words` does. A run ends there, too.",
                 _guarded(False, True))
exercise.mistake("There may be no texts at all, and of nothing `max` finds no largest (`default=` says what then). "
                 "Nothing is copied: 0.", lambda words, texts: max(_longest_copied(words, [text]) for text in texts))
exercise.mistake(
    "Where nothing is copied there is no run, and of nothing `max` finds no largest (`default=` says what then). Asked "
    "for is 0.",
    lambda words, texts: max(len(run) for text in texts for length in range(1, len(words) + 1) for run in
                             _runs(words, length) & _runs(text, length)),
)
exercise.mistake("Where nothing is copied you come to the end without a `return`. Asked for is 0.",
                 lambda words, texts: _longest_copied(words, texts) or None)


@exercise.mistake("At the end of a list a slice is shorter than you think: [\"a\"][0:3] has one word. So short pieces "
                  "pass for long ones; take only places where enough words are left.")
def _short_slices(words, texts):
    length = len(words)
    while length and not any(words[start:start + length] == text[place:place + length] for text in texts
                             for start in range(len(words)) for place in range(len(text))):
        length -= 1
    return length


@exercise.mistake("`index` finds only the *first* place of a word. A longer run may begin at a later one: try every "
                  "place.")
def _first_place_only(words, texts):
    best = 0
    for text in texts:
        for start, word in enumerate(words):
            if word in text:
                place, length = text.index(word), 0
                while words[start + length:start + length + 1] == text[place + length:place + length + 1] != []:
                    length += 1
                best = max(best, length)
    return best


@exercise.mistake("Your words stand side by side in `words`, but in the text they may stand anywhere. A run has to "
                  "stand there in the same order, side by side.")
def _neighbours_somewhere(words, texts):
    best = 0
    for text in texts:
        length = 0
        for word in words:
            length = length + 1 if word in text else 0
            best = max(best, length)
    return best


@exercise.mistake("Your runs never reach the last word of `words`: one of the ranges ends too early.")
def _never_the_last_word(words, texts):
    return max((length for text in texts for length in range(1, len(words)) for start in range(len(words) - length)
                if tuple(words[start:start + length]) in _runs(text, length)), default=0)


@exercise.mistake("That is the run. Asked for is how long it is.")
def _the_run_itself(words, texts):
    length = _longest_copied(words, texts)
    return next((list(run) for text in texts for run in _runs(words, length) & _runs(text, length)), [])


exercise.mistake("You count the texts that are the same. Asked for is the length of the longest run that `words` and a "
                 "text share.", lambda words, texts: sum(words == text for text in texts))
exercise.mistake("You count words that are found somewhere. Asked for is the longest run: the same words, in the same "
                 "order, side by side.", lambda words, texts: sum(word in text for text in texts for word in words))
exercise.mistake("You look for the whole text only. A part of it may be copied as well.",
                 lambda words, texts: int(any(words == text for text in texts)) * len(words))
