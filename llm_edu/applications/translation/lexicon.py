"""The words of Talune: the kind of each English word of Storyland, and its word in Talune.

Talune is made up, so nobody has ever read a sentence of it. A seed builds its words from syllables, and their endings
say what they are. A verb ends in *-u*, in the past in *-en*, as a participle in *-ad*. A word that goes with a noun
ends in *-o* beside a sun noun and in *-a* beside a moon noun. The noun itself does not show which it is.
"""

from dataclasses import dataclass
from random import Random

from llm_edu.storyland import village

ENDINGS = {"base": "u", "past": "en", "participle": "ad", "sun": "o", "moon": "a", "": ""}

NOUNS = """bedtime birthday bit blanket box bricks bush corn corner day days dinner dark drop end evening eyes father
    fish flower friend glue grass ground half hedge hide hours house iron joy lantern leaves letter light
    milk moon morning mother mud nails name night noise noon nose paint picnic pot prize race rest road roof
    secret seed seek sick stars stone storm sun ten tree trees twenty village water way weeks wind wood word wounds
    mess""".split()
ADJECTIVES = """angry best broken cold easy first free good happy hard hot hungry last late long new next open sorry
    thin tired warm wet""".split()
DETERMINERS = "a the my your her his its some every one all whose any two this".split()
PRONOUNS = "i you he she it they me him her them nobody nothing everyone both neither".split()
PREPOSITIONS = """after among as at behind by for from in into like of on over since than to under with
    without""".split()
ADVERBS = """again almost back before better close down even ever home more nearly now once only out outside past so
    soon still then there together too up well""".split()
OPENERS = "because for how that to until when where while who".split()    # a clause begins with them
JOINERS = "and but".split()
HELPERS = "be can have must will".split()    # "did" is not translated: its verb shows the past
BASE = """bake bend bind bring buy carve catch come find go grow hang heal help hope keep laugh lay learn look meet need
    open paint plant rain read see sew share stop take thank think want win wonder worry""".split()
PAST = """asked=ask ate=eat began=begin brought=bring called=call came=come carried=carry clapped=clap counted=count
    crept=creep cried=cry danced=dance dreamed=dream fell=fall found=find gave=give had=have heard=hear held=hold
    hid=hide hoped=hope hugged=hug jumped=jump kept=keep kissed=kiss laughed=laugh lay=lie lent=lend looked=look
    lost=lose loved=love met=meet needed=need nodded=nod opened=open paid=pay painted=paint picked=pick played=play
    promised=promise pulled=pull pushed=push put=put rained=rain ran=run rang=ring read=read rose=rise said=say
    sang=sing sat=sit saw=see searched=search shone=shine shook=shake shouted=shout slept=sleep smiled=smile
    snowed=snow stole=steal stood=stand swam=swim talked=talk thanked=thank thought=think told=tell took=take
    waited=wait wanted=want was=be went=go wept=weep were=be whispered=whisper woke=wake worked=work wrote=write
    could=can would=will""".split()
PARTICIPLES = """been=be caught=catch forgotten=forget hidden=hide left=leave running=run smiling=smile
    stuck=stick""".split()
PRESENT = "comes=come hangs=hang is=be looks=look takes=take thinks=think".split()
PUNCTUATION = tuple(". , ! ? “ ”".split())


@dataclass(frozen=True, slots=True)
class Entry:
    """An English word. kind: "noun", "verb" …   lemma: the word in the lexicon   form: a verb's ending; the gender
    of a noun, pronoun or name"""

    kind: str
    lemma: str
    form: str = ""


def english_entries() -> dict[tuple[str, str], Entry]:
    """(kind, English word in lower case, or a name) -> `Entry`. Some words come twice: "saw" is a noun and a verb."""
    nouns = [*NOUNS, *village.PLACES, *village.FOODS, *village.PETS, *village.SEASONS, *village.DAYS,
             *village.PAINTABLES, *village.HIDING_PLACES, *village.SKILLS, *village.PERSONAL_THINGS,
             *village.SMALL_THINGS, *village.BIG_THINGS]
    random = Random(1)
    genders = {noun: "sun" if random.random() < 0.5 else "moon" for noun in dict.fromkeys(nouns)}
    found = [Entry("noun", noun, gender) for noun, gender in genders.items()]
    found += [Entry("name", name, "moon") for name in village.WOMEN]
    found += [Entry("name", name, "sun") for name in village.MEN]
    found += [Entry("pronoun", word, "moon" if word in ("she", "her") else "sun") for word in PRONOUNS]
    for kind, words in (("adjective", [*ADJECTIVES, *village.COLOURS]), ("determiner", DETERMINERS),
                        ("preposition", PREPOSITIONS), ("adverb", ADVERBS), ("opener", OPENERS), ("joiner", JOINERS),
                        ("not", ["not"]), ("did", ["did"]), ("genitive", ["'s"]), ("mark", PUNCTUATION)):
        found += [Entry(kind, word) for word in words]
    entries = {(entry.kind, entry.lemma): entry for entry in found}
    entries |= {("base", word): Entry("verb", word, "base") for word in [*HELPERS, *BASE]}
    for form, pairs in (("base", PRESENT), ("past", PAST), ("participle", PARTICIPLES)):
        for word, lemma in (pair.split("=") for pair in pairs):
            entries[form, word] = Entry("verb", lemma, form)
    return entries


def talune_words(entries: dict[tuple[str, str], Entry], seed: int = 0) -> dict[tuple[str, str], dict[str, str]]:
    """For each entry its forms in Talune: ending -> word. A word that does not change has the only form ``""``.

    Small words (prepositions, "and") have one syllable, the others two. No form comes twice, and none is a word of
    Storyland's English. The same seed makes the same words on every computer.
    """
    random, taken = Random(seed), {word for _, word in entries}
    words: dict[tuple[str, str], dict[str, str]] = {}
    for entry in entries.values():
        key = (entry.kind, entry.lemma)
        if key in words:
            continue
        if entry.kind in ("name", "mark"):
            words[key] = {"": entry.lemma}    # these stay as they are
            continue
        endings = {"verb": ("base", "past", "participle"), "adjective": ("sun", "moon"),
                   "determiner": ("sun", "moon")}.get(entry.kind, ("",))
        while True:
            stem = make_stem(random, entry.kind)
            forms = {ending: stem + ENDINGS[ending] for ending in endings}
            if taken.isdisjoint(forms.values()):
                break
        taken.update(forms.values())
        words[key] = forms
    return words


def make_stem(random: Random, kind: str) -> str:
    """A new stem of syllables: small words end in a vowel, all others in a consonant."""
    def pick(letters: str) -> str:
        return letters[int(random.random() * len(letters))]

    start = pick("bdfgklmnprstvz") + pick("aeiou")
    if kind in ("noun", "pronoun"):
        return start + pick("lmnrstv") + pick("aeiou") + pick("lmnrsk")
    if kind in ("verb", "adjective", "adverb"):
        return start + pick("lmnr") + pick("dgklmst")
    return start + (pick("lmnrst") if kind == "determiner" else "")
