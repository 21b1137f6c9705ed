"""``supporting_sentences``: the sentences that have an answer and are about its subject."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.grounding import citing
from llm_edu.lessons.grounding.citing import PRONOUNS, sentences_of, words_of

BBC = "The BBC is British. It was founded in 1922. Radio was new in 1922."
NAMED = ["The BBC is old.", "Otto Hahn came home in 1922.", "The Birth of a Nation ran in 1915.", "Dr. No is a film."]
OTHERS = ["It was founded in 1922.", "His hat was red in 1927.", "Radio was new in 1922.", "With it came 1915.",
          "In the 1920s it grew.", "She said so."]


def _random_case(rng):
    passages = [" ".join(rng.choice(NAMED if rng.random() < 0.4 else OTHERS) for _ in range(rng.randrange(5)))
                for _ in range(rng.randrange(4))]
    answer = rng.choice(["1922", "1927", "1915", "red hat", "film", ""])
    return answer, rng.choice(["BBC", "Otto Hahn", "The Birth of a Nation", "Dr. No"]), passages


exercise = Exercise(
    reference=citing.supporting_sentences,
    cases=[
        case("1922", "BBC", [BBC]), case("", "BBC", [BBC]), case("the", "BBC", ["The BBC is old."]),
        case("1922", "BBC", []), case("1922", "BBC", [""]),
        case("1922", "BBC", ["The BBC is old.", "It began in 1922."]),
        case("1922", "BBC", ["It began in 1922. The BBC is old."]),
        case("1922", "BBC", ["Radio was new. It began in 1922."]), case("BBC is old", "BBC", ["The BBC is old."]),
        case("1927", "BBC", ["The BBC is old. Radio was new. Jazz was new. It grew in 1927."]),
        case("1922", "BBC", ["The BBC has 19221 films.", "The BBC was new in the 1922s.", "In 1922, the bbc began."]),
        case("1922", "BBC", ["The BBC is old. Britain lived with radio in 1922."]),    # "it" is inside of words
        case("Otto Hahn", "fission", ["Fission was found by Otto Hahn.", "Fission was found by Hahn.",
                                      "Hahn, whose first name was Otto, found fission."]),
        case("1921", "Albert Einstein", ["Einstein won in 1921. Alberta lost in 1921."]),
        case("1915", "The Birth of a Nation", ["The war began in 1915.", "This nation saw the film in 1915."]),
        case("1962", "Dr. No", ["Dr. No is a film. It came out in 1962, in the U.K. first."]),
        case("1922", "BBC", ["The BBC is old. In 1922 it began."]),
        case("1922", "BBC", ["BBC: 1922."]), case("Hahn.", "fission", ["Fission was found by Hahn."]),
        case("1915", "Nation (film)", ["This film ran in 1915."]),
        case("Her hat", "Mia", ["Mia lost a hat.", "Mia lost her hat."]),
        case("it", "Mia", ["Mia lost.", "Mia has it."]),
        case("7", "Hahn", ["Hahn ran. He has 7. She has 7. It has 7. His 7 are red. Her 7 are red. Its 7 are red."]),
        case("7", "BBC", ["The BBC has 7. 7 are at the BBC."]),
        case("1922", "BBC", ["The BBC began in 1922. It was in London in 1922."]),
        case("1922", "BBC", ["Radio was new. The BBC is old. It began in 1922."]),
        case("1922", "BBC", ["It was old. It grew in 1922."]),
        case("1922", "BBC", ["The BBC is old. They began in 1922."]),
        case("BBC 1922", "BBC", ["The BBC is old. It began in 1922."]),
        case("1879", "Albert Einstein", ["Albert was born in 1879."]),
        case("1922", "BBC", ["The BBC began in 1922.", "Its rival is ITV.", "The BBC began in 1922."]),
        case("1922", "BBC", ["It began in 1922. The BBC is old. It began in 1922."]),
        case("1867", "Marie Curie", ["Marie Curie was born in Warsaw. HER birth was in 1867. Pierre met her in 1894."]),
    ],
    random_case=_random_case,
    hints=(
        "Go through the passages, and in each through its sentences. You need to remember one thing while you go: "
        "whether this passage has named the subject already. When does that memory begin afresh?",
        "if the answer has no words: return []\nfor each passage: named = False\n    for each sentence:\n"
        "        here = do its words and the subject's overlap?\n"
        "        if all words of the answer are in it, and (here, or named and a pronoun): keep the sentence\n"
        "        if here: named = True",
    ),
)


def _looped(support=lambda wanted, words, sentence, answer: wanted <= words,
            named_here=lambda name, words: name & words,
            about=lambda here, named, words: here or (named and words & PRONOUNS),
            empty=lambda wanted: not wanted, start=lambda passage, name: False,
            after=lambda here, named, words: here or named, reset=True):
    """The reference with one part replaced."""
    def wrong(answer, subject, passages):
        wanted, name, found, named = words_of(answer), words_of(subject), [], False
        if empty(wanted):
            return []
        for passage in passages:
            named = start(passage, name) if reset else named
            for sentence in sentences_of(passage):
                words = words_of(sentence)
                here = bool(named_here(name, words))
                if support(wanted, words, sentence, answer) and about(here, named, words):
                    found.append(sentence)
                named = after(here, named, words)
        return found
    return wrong


def _one_each(answer, subject, passages):
    return [sentence for passage in passages for sentence in _looped()(answer, subject, [passage])[:1]]


def _by_first_place(answer, subject, passages):
    wanted, name, found = words_of(answer), words_of(subject), []
    for sentences in [sentences_of(passage) for passage in passages if wanted]:
        for sentence in sentences:
            words, before = words_of(sentence), sentences[:sentences.index(sentence)]
            if wanted <= words and (words & name or words & PRONOUNS and any(words_of(each) & name for each in before)):
                found.append(sentence)
    return found


exercise.mistake("You look for the answer as a piece of text. 1922 is in 19221 as well. Compare whole words.",
                 _looped(support=lambda wanted, words, sentence, answer: answer.lower() in sentence.lower()))
exercise.mistake("You accept a sentence with one word of the answer. It must have all of them.",
                 _looped(support=lambda wanted, words, sentence, answer: wanted & words))
exercise.mistake("You don't ask what a sentence is about: any sentence with the answer counts. A year alone says "
                 "nothing about the subject.", _looped(about=lambda here, named, words: True))
exercise.mistake("Sentences with a pronoun are missing: “It was founded in 1922” is about the BBC if the BBC was "
                 "named before.", _looped(about=lambda here, named, words: here))
exercise.mistake("You accept any sentence with a pronoun. Whom does “it” mean if the passage hasn't named the "
                 "subject yet?", _looped(about=lambda here, named, words: here or words & PRONOUNS))
exercise.mistake("You look for the letters of a pronoun: “he” is in “they”, and “it” in “with”. Compare whole words.",
                 _looped(about=lambda here, named, words: here or (named and any(
                     pronoun in word for word in words for pronoun in PRONOUNS))))
exercise.mistake("Once the subject is named, you take every later sentence. It still needs a pronoun, or the subject "
                 "itself.", _looped(about=lambda here, named, words: here or named))
exercise.mistake("You remember the subject's name into the next passage. A new passage is another text: “it” means "
                 "something else there.", _looped(reset=False))
exercise.mistake("You look only at the sentence right before the pronoun. Any earlier sentence of the passage may "
                 "name the subject.", _looped(after=lambda here, named, words: here))
exercise.mistake("You let a later sentence name the subject, too. Only an earlier one tells what a pronoun means.",
                 _looped(start=lambda passage, name: bool(name & words_of(passage))))
exercise.mistake("Where a sentence occurs twice in a passage, you take its first place for both, as `index` does. What "
                 "comes before the second place may name the subject.", _by_first_place)
exercise.mistake("You let only the first sentence of a passage name the subject. Any earlier one may.",
                 _looped(start=lambda passage, name: bool(name & words_of(" ".join(sentences_of(passage)[:1]))),
                         after=lambda here, named, words: named))
exercise.mistake("A pronoun in an earlier sentence doesn't name the subject. Remember only a word of the subject "
                 "itself.",
                 _looped(after=lambda here, named, words: here or named or words & PRONOUNS))
exercise.mistake("You keep one sentence of each passage at most. All that support the answer are wanted.", _one_each)
exercise.mistake("You want all words of the subject in the sentence. “Einstein” alone names Albert Einstein: one word "
                 "is enough.", _looped(named_here=lambda name, words: name <= words))
exercise.mistake("You find an answer without words in every sentence. It has no support: return an empty list.",
                 _looped(empty=lambda wanted: False))
exercise.mistake("You leave the pronouns of the answer out. They are words of it like any others: the sentence must "
                 "have them.",
                 _looped(support=lambda wanted, words, sentence, answer: wanted - PRONOUNS <= words,
                         empty=lambda wanted: not wanted - PRONOUNS))
exercise.mistake("You stop at the first sentence. Return all that support the answer, from all passages.",
                 lambda answer, subject, passages: citing.supporting_sentences(answer, subject, passages)[:1])
