"""``unsupported``: names and numbers of a summary that its source does not have."""

import re

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.finetuning.summaries import unsupported as reference
from llm_edu.finetuning.summaries import words_of


def _sentences(text):
    return re.split(r"[.!?]\s", text)


def _found(sentences=_sentences, known=lambda source: set(words_of(source.lower())),
           is_name=lambda word, place: word[0].isupper() and place > 0,
           is_number=lambda word: any(sign.isdigit() for sign in word),
           has=lambda word, known: word.lower() in known, once=True, end=list):
    """An unsupported with one thing wrong."""
    def function(summary, source):
        found, there = [], known(source)
        for sentence in sentences(summary):
            for place, word in enumerate(words_of(sentence)):
                if (is_name(word, place) or is_number(word)) and not has(word, there):
                    found.append(word)
        return end(list(dict.fromkeys(found)) if once else found)
    return lambda summary, source: function(summary, source)


SUMMARIES = ["Spanish painter from Madrid.", "Born in 1599! A court painter", "It lies by Lake Geneva", "the 2nd of 3",
             "Is he Diego? No, Juan", "a king of Spain"]


def _drawn_case(rng):
    summary = rng.choice([" ", "\n", "  "]).join(rng.choice(SUMMARIES) for _ in range(rng.randrange(1, 4)))
    words = words_of(summary + " river Spain 1660")
    source = " ".join(rng.choice([str, str.lower, str.upper])(word) + rng.choice(["", "", ".", "!\n"])
                      for word in words if rng.random() < 0.5)
    return summary, source + rng.choice(["", ".", "!"])


VELAZQUEZ = "Velázquez, born in 1599, was a Spanish painter at the court of King Philip IV."

exercise = Exercise(
    reference=reference,
    cases=[
        case("Spanish painter from Madrid (1599–1660)", VELAZQUEZ), case("A painter", VELAZQUEZ), case("", VELAZQUEZ),
        case("Spanish painter", ""), case("Court painter of King Philip", VELAZQUEZ), case("", ""), case("...", "a"),
        case("Madrid", "Paris"), case("In Madrid", "Paris"), case("He was born. Madrid was small", "a"),
        case("He was born in Madrid. Then Paris! And Rome? Then Bonn.", "Rome"),
        case("He lived in St. Louis and U.S. Army camps", ""), case("Ph.D. Miller met J.P. Morgan", "miller"),
        case("Is it 5? Yes, 5 of 6", "6"), case("1984 novel by Orwell", "A novel by ORWELL of 1949"),
        case("In 1984", "in 1984"), case("in 198", "in 1984"), case("the 90s", "the 1990s"),    # whole words
        case("a B2B firm", "B2B"), case("a 3D film of 1995", "3d film"), case("model T800_X", "x"),
        case("an mp3 player", "a player"), case("utf8 text", "text"), case("a b2b firm", "B2B"),
        case("the king of SPAIN", "spain"), case("a king of Spain", "SPAIN"), case("the BBC", "bbc news"),
        case("by Ann and by Ann and Bob", "x"), case("by Bob, 5 years, by Ann, 5 times", "x"),    # once, in order
        case("by Jean-Paul", "Paul Jean"), case("the O'Neill", "O Neill"), case("he met Émile", "emile"),
        case("he met Émile", "ÉMILE"), case("in Ωmega", "a"), case("by 李白 of Tang", "tang"),
        case("of 4½ years", "4 ½ years"),
        case("she is in Rome.Then in Bonn", "rome"),    # no white space, no end
        case("it rained.\nThen Ann came", "it"), case("it rained.\tAnn came with Bob", "it"),
        case("it ended!! Ann came", "it"), case("it ended… Ann came", "it"), case("one: Ann; two, Bob", "it"),
        case("“Ann” said Bob", "it"), case("it was “Ann”. “Bob” ran to Cy", "it"), case("a (Ann) b", "ann"),
        case("the pope", "The Pope"), case("he likes iPhones and eBay", "x"), case("Spanish French Dutch", "Spanish"),
        case("French painter", "A painter of France"), case("a French painter", "A painter of France"),
        case("Ann. Bob. Cy.", "x"), case("a Ann. Ann b", "x"), case("Ann a. a Ann", "x"), case("_Ann and a _Bob", "x"),
        case("Ann a Ann", "x"),    # the first word, again
        case("(by Ann.) Bob", "x"), case("“Go.” Bob", "x"),    # a sign, not white space, follows: no end
        case("a BBC", "x"), case("an iPod", "x"),
        case("by Ann in 1999", "It rained. Ann came in 1999."),    # sources of several sentences
        case("by Ann, Bob and Cy", "A film! Bob made it? With Cy.\nIt was\nlong."),
        case("an Ann of 5", "Long ago. Ann. 5."), case("a Bob of 1660", "Ann was born.\n\nBob died in 1660."),
    ],
    random_case=_drawn_case,
    random_cases=40,
    hints=(
        "Take three steps. Split the summary into sentences, so that you know which word comes first. In each, find "
        "the words that are a name or a number. Keep those that are not among the source's words.",
        "known = the words of the source, in lower case\nfor each sentence of re.split(r\"[.!?]\\s\", summary):\n"
        "    for place, word in enumerate(words_of(sentence)):\n"
        "        is it a name (a capital at its front, and place above 0) or a number (a digit in it)?\n"
        "        if so, and in lower case it is not in known, and it is not in the list yet: append it",
    ),
)

exercise.mistake("The first word of a sentence always has a capital, so it does not count as a name.",
                 _found(is_name=lambda word, place: word[0].isupper()))
exercise.mistake("You leave out only the first word of the summary. Each sentence has a first word.",
                 _found(sentences=lambda text: [text]))
exercise.mistake("A full stop alone does not end a sentence. White space has to follow, or every *Ph.D.* would end "
                 "two.",
                 _found(sentences=lambda text: re.split(r"[.!?]", text)))
exercise.mistake("Sentences end with ! or ?, too.", _found(sentences=lambda text: re.split(r"\.\s", text)))
exercise.mistake("White space is more than a blank: a new line may follow a full stop, too.",
                 _found(sentences=lambda text: re.split(r"[.!?] ", text)))
exercise.mistake("A new line alone does not end a sentence.",
                 _found(sentences=lambda text: re.split(r"[.!?]\s|\n", text)))
exercise.mistake("Capitals should not matter when you look a word up in the source.",
                 _found(known=lambda source: set(words_of(source)), has=lambda word, known: word in known))
exercise.mistake("You turned the source's words into lower case, but not the word that you look for.",
                 _found(has=lambda word, known: word in known))
exercise.mistake("You look through only the first sentence of the source. Any word of the source counts.",
                 _found(known=lambda source: set(words_of(_sentences(source.lower())[0]))))
exercise.mistake("You leave out the first words of the source's sentences. Any word of the source counts.",
                 _found(known=lambda source: {word for each in _sentences(source.lower())
                                              for word in words_of(each)[1:]}))
exercise.mistake("You look for the word anywhere in the source's text, and so find 198 within 1984. Compare whole "
                 "words.",
                 _found(known=str.lower))
exercise.mistake("Numbers are missing: a word with a digit in it.", _found(is_number=lambda word: False))
exercise.mistake("Names are missing: a word with a capital at its front that is not the first of its sentence.",
                 _found(is_name=lambda word, place: False))
exercise.mistake("A number is a word with *a* digit in it, such as 3D; you ask for all digits.",
                 _found(is_number=str.isdigit))
exercise.mistake("A number is a word with a digit *anywhere* in it, such as mp3; you ask for one at its front.",
                 _found(is_number=lambda word: word[0].isdigit()))
exercise.mistake("A number counts at the front of a sentence, too; only names do not.",
                 lambda summary, source: list(dict.fromkeys(
                     word for sentence in _sentences(summary) for word in words_of(sentence)[1:]
                     if (word[0].isupper() or any(map(str.isdigit, word)))
                     and word.lower() not in words_of(source.lower()))))
exercise.mistake("A capital at its front is enough for a name: *Madrid*. You ask for all capitals.",
                 _found(is_name=lambda word, place: word.isupper() and place > 0))
exercise.mistake("A name has its capital at the front. *iPhone* does not count here.",
                 _found(is_name=lambda word, place: any(map(str.isupper, word)) and place > 0))
exercise.mistake("You ask for a capital and then lower case, so you miss *BBC*. A capital at the front "
                 "is enough.", _found(is_name=lambda word, place: word.istitle() and place > 0))
exercise.mistake("Your list has every word that the source lacks. Return only names and numbers.",
                 _found(is_name=lambda word, place: True))
exercise.mistake("These are the names and numbers that the source *has*.",
                 _found(has=lambda word, known: word.lower() not in known))
exercise.mistake("You list a word as often as the summary has it. Once is enough.", _found(once=False))
exercise.mistake("Your list is in alphabetical order. Use the order of the summary.", _found(end=sorted))
exercise.mistake("A set has no order. Return a list, in the order of the summary.", _found(end=set))
exercise.mistake("That is how many there are. Which ones?", _found(end=len))
exercise.mistake("Yes or no is not enough: which ones?", _found(end=bool))
exercise.mistake("You return the words in lower case. Return them as they are in the summary.",
                 _found(end=lambda found: [word.lower() for word in found]))
exercise.mistake("These are names and numbers of the *source* that the summary lacks. Return the opposite: what the "
                 "source lacks.",
                 lambda summary, source: reference(source, summary))
exercise.mistake("Words are what words_of finds. You split only at white space, so that commas and brackets "
                 "stay with the words.",
                 lambda summary, source: list(dict.fromkeys(
                     word for sentence in _sentences(summary) for place, word in enumerate(sentence.split())
                     if ((word[0].isupper() and place > 0) or any(map(str.isdigit, word)))
                     and word.lower() not in source.lower().split())))
