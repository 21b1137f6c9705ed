"""Talune: its rules on sentences worked out by hand, and what must hold for every sentence of Storyland."""

from random import Random

import pytest

from llm_edu.applications.translation.language import dictionary, same_stem, translate
from llm_edu.applications.translation.nonsense import make_nonsense
from llm_edu.applications.translation.pairs import sample_sentences
from llm_edu.storyland import World

# English, and its words in the order of Talune: "did+want" is one word that comes from two
ORDERS = {
    "Mia lost her green hat .": "Mia hat her green lost .",
    "So Nora carried the cat to Ravi 's house by the bridge .":
        "So Nora cat the house 's Ravi to bridge the by carried .",
    "Ben had one and did not want it .": "Ben one had and it did+want not .",
    "In the evening the gate was not red but blue .": "evening the In gate the red but blue not was .",
    "Mia went to buy soup , nuts and a red pan .": "Mia went to soup , nuts and pan a red buy .",
    "Hana , the baker , came to help .": "Hana , baker the , came to help .",
    "“ Thank you , ” said Leo , and they ate the nuts together .":
        "“ you Thank , ” Leo said , and they nuts the together ate .",
    "The nurse was tired , for the road was long .": "nurse The tired was , for road the long was .",
    "She worked for hours with wood and glue .": "She hours for wood and glue with worked .",
    "While they slept , a pony came and ate all the soup .": "While they slept , pony a came and soup all the ate .",
    "There was the blue glove !": "There glove the blue was !",
    "“ I think it is Omar 's , ” said Mei .": "“ I it 's Omar is think , ” Mei said .",
}


@pytest.mark.parametrize("english", ORDERS)
def test_word_order(english):
    found = translate(english.split())
    assert " ".join("+".join(found.source[place] for place in sources) for sources in found.alignment) == ORDERS[english]


def words_for(english, place):
    """The words of Talune that come from the English word at this place."""
    found = translate(english.split())
    return [word for word, sources in zip(found.words, found.alignment) if place in sources]


@pytest.mark.parametrize(("one", "other"), [
    (("Ben gave her hot soup .", 2), ("Ben lost her hot soup .", 2)),
    (("She stood by the well .", 4), ("It went well .", 2)),
    (("Nobody saw the lake .", 1), ("Nobody took the red saw .", 4)),
    (("He came to help .", 2), ("He came to school .", 2)),
    (("She was tired , for the road was long .", 4), ("She sang for joy .", 2)),
    (("He found it and read the name .", 4), ("He could read .", 2)),
    (("In it lay a hat .", 2), ("He could lay bricks .", 2)),
    (("The door was open .", 3), ("“ Open it , ” he said .", 1)),
    (("He had a pot of blue paint .", 6), ("She could paint well .", 2)),
], ids=lambda case: case[0])
def test_what_stands_around_a_word_decides_its_translation(one, other):
    assert words_for(*one) != words_for(*other)


def test_words_agree_with_their_noun():
    _, words = dictionary()
    endings = {}
    for thing in ("hat", "kite"):
        found = translate(f"The green {thing} was blue .".split()).words
        endings[thing] = {word[-1] for word in found[1:4]}
    assert endings == {"hat": {"a"}, "kite": {"a"}}    # both are of the moon
    assert {word[-1] for word in translate("Her green coat was blue .".split()).words[1:4]} == {"o"}
    assert words["noun", "coat"] != words["noun", "hat"]


def test_an_adjective_alone_agrees_with_the_subject():
    tired = [translate(f"{who} was tired of the green coat .".split()).words[1] for who in ("Mia", "Otto")]
    assert tired[0] != tired[1] and same_stem(*tired)


def test_every_sentence_is_covered_and_every_word_aligned():
    for sentence in sample_sentences(150):
        found = translate(sentence)
        reached = [place for sources in found.alignment for place in sources]
        assert sorted(reached) == list(range(len(sentence))), sentence    # none is lost, none comes twice


def test_whatever_has_the_right_words_is_covered():
    vocabulary, random = World(seed=0).vocabulary[1:], Random(0)
    for _ in range(2_000):
        words = [vocabulary[int(random.random() * len(vocabulary))] for _ in range(1 + int(random.random() * 12))]
        found = translate(words)
        reached = sorted(place for sources in found.alignment for place in sources)
        assert reached == [place for place in range(len(words)) if place in reached]
        assert all(words[place] == "did" for place in set(range(len(words))) - set(reached))


def test_no_form_comes_twice():
    forms = [form for words in dictionary()[1].values() for form in words.values()]
    assert len(forms) == len(set(forms))


def test_unknown_words_are_named():
    with pytest.raises(ValueError, match="'computer' is not in the lexicon"):
        translate("the computer".split())


def test_nonsense_keeps_the_grammar_and_the_words_of_storyland():
    random, known = Random(0), set(World(seed=0).vocabulary)
    sentence = tuple("Mia lost her green hat under the bed .".split())
    made = {make_nonsense(sentence, random) for _ in range(50)}
    assert len(made) > 40
    assert all(len(words) == len(sentence) and words[2] == "her" and known.issuperset(words) for words in made)
    assert make_nonsense(sentence, random, share=0.0) == sentence
