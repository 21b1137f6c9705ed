"""``clean_page``: tags, entities, accents and white space, in an order that works."""

import html
import re
import unicodedata

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.tokenization import demos


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


def _compatible(text):
    return unicodedata.normalize("NFKC", text)


PIECES = ["a", "b", "e", "<b>", "</b>", "<", ">", "<i\nid=x>", "&amp;", "&lt;b&gt;", "&nbsp;", " ", "\n", "\u0301",
          "&#769;"]

exercise = Exercise(
    reference=demos.clean_page,
    cases=[
        case(""), case("   "), case("a"), case("a  b"), case(" a\n\tb "), case("<b>a</b>"), case("a &amp; b"),
        case("cafe\u0301"), case("caf&eacute;"), case("cafe&#769;"), case("x&sup2; + x\u00b2"), case("a\u00a0b&nbsp;c"),
        case("write &lt;b&gt; for bold"), case("1 &lt; 2 and 3 > 2"), case("a < b and b > c"),
        case('<p class="x">A <a href="/hat">hat</a>.</p>'), case("<h1>Hats</h1>&nbsp;<i>of</i>  felt"),
        case("&amp;lt;"), case("&nbsp;a"), case("a&#32;&#10;"), case("<b> A </b>"),
        case("a <b> </b> b"), case("<a\nhref=\"x\">a</a>\nb"), case("<<b>b>x"), case("a <!-- b --> c"),
        case("<script>a</script>"), case("a\u2003b\u3000 c"), case("\u2009a\x1f\u2028"),
        case("a&emsp;&#x3000;b&thinsp;"),
    ],
    random_case=lambda rng: ("".join(rng.choice(PIECES) for _ in range(rng.randrange(9))),),
    texts=["page"],
    hints=(
        "There are four steps. Which must come first, tags or entities? Try &lt;b&gt;: its author wanted to *show* a "
        "tag.",
        "remove all matches of TAG\nhtml.unescape(…)\nunicodedata.normalize(\"NFC\", …)\n"
        "split at white space, and join with one space",
    ),
)

exercise.mistake("&lt;b&gt; is a text *about* a tag. You turn it into <b> first, and then remove it as if it were a "
                 "tag. Remove tags first, and turn entities into characters after "
                 "that.", _cleaner(html.unescape, _no_tags, _compose, _one_space))
exercise.mistake("An é that is written as two characters stays two: the Unicode step (NFC) is missing.",
                 _cleaner(_no_tags, html.unescape, _one_space))
exercise.mistake("You compose accents before the entities become characters. So an accent that was written as an "
                 "entity is never composed. Entities come "
                 "first.", _cleaner(_no_tags, _compose, html.unescape, _one_space))
exercise.mistake("NFKC goes too far: x² becomes x2, which means something else. NFC only changes how a character is "
                 "written.",
                 _cleaner(_no_tags, html.unescape, _compatible, _one_space))
exercise.mistake("The entities are still there: &amp; should become &.", _cleaner(_no_tags, _compose, _one_space))
exercise.mistake("The tags are still there.", _cleaner(html.unescape, _compose, _one_space))
exercise.mistake("The white space is unchanged: make every run of it one space, and leave none at the ends.",
                 _cleaner(_no_tags, html.unescape, _compose))
exercise.mistake("You look only for the ordinary space. Line breaks, tabs and the no-break space are white space, too: "
                 "text.split() without an argument finds all of them.",
                 _cleaner(_no_tags, html.unescape, _compose, lambda text: re.sub(" +", " ", text).strip(" ")))
exercise.mistake("White space must come last: when you remove tags and turn &nbsp; into a space, new runs of it "
                 "appear.",
                 _cleaner(_one_space, _no_tags, html.unescape, _compose))
exercise.mistake("You put a space in place of a tag: <i>hat</i>. becomes “hat .”, with a gap before the full stop.",
                 _cleaner(lambda text: demos.TAG.sub(" ", text), html.unescape, _compose, _one_space))


@exercise.mistake("You remove tags until none is left. Do it only once: what looks like a tag after that was written "
                  "to be seen.")
def _tags_again_and_again(page):
    while demos.TAG.search(page):
        page = _no_tags(page)
    return demos.clean_page(page)


@exercise.mistake("You miss a tag that begins on one line and ends on the next.")
def _line_by_line(page):
    return _one_space(" ".join(map(demos.clean_page, page.splitlines())))
