"""Answers to clean_page that its check has to judge."""

# %% right: step by step
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = TAG.sub("", page)
    text = html.unescape(text)
    text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


# %% right: composes accents last
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = html.unescape(TAG.sub("", page))
    text = re.sub(r"\s+", " ", text).strip()
    return unicodedata.normalize("NFC", text)


# %% right: in one line
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    return " ".join(unicodedata.normalize("NFC", html.unescape("".join(TAG.split(page)))).split())


# %% right: a list of steps
from functools import reduce
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    steps = [
        lambda text: TAG.sub("", text),
        html.unescape,
        lambda text: unicodedata.normalize("NFC", text),
        str.strip,
        lambda text: re.sub(r"\s+", " ", text),
    ]
    return reduce(lambda text, step: step(text), steps, page)


# %% right: character by character
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    kept, gap = [], False
    for character in text:
        if character.isspace():
            gap = bool(kept)
        else:
            if gap:
                kept.append(" ")
                gap = False
            kept.append(character)
    return "".join(kept)


# %% right: groups of white space
from itertools import groupby
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = html.unescape(TAG.sub("", page))
    words = ["".join(group) for white, group in groupby(text, str.isspace) if not white]
    return unicodedata.normalize("NFC", " ".join(words))


# %% right: takes accents apart, then composes them
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = html.unescape(re.sub(TAG, "", page))
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text))
    return " ".join(word for word in re.split(r"\s", text) if word)


# %% right: words found, not split
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    words = re.findall(r"\S+", html.unescape(TAG.sub("", page)))
    return unicodedata.normalize("NFC", " ".join(words))


# %% wrong: entities first, so that tags meant to be seen are gone
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = TAG.sub("", html.unescape(page))
    return " ".join(unicodedata.normalize("NFC", text).split())


# %% wrong: tags once more at the end
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = html.unescape(TAG.sub("", page))
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return TAG.sub("", text)


# %% wrong: white space before the entities
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = " ".join(TAG.sub("", page).split())
    return unicodedata.normalize("NFC", html.unescape(text))


# %% wrong: white space before the tags
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = TAG.sub("", " ".join(page.split()))
    return unicodedata.normalize("NFC", html.unescape(text))


# %% wrong: ends are cut off before the entities
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = html.unescape(TAG.sub("", page).strip())
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text))


# %% wrong: accents before the entities
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", TAG.sub("", page))
    return " ".join(html.unescape(text).split())


# %% wrong: accents before the tags
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = TAG.sub("", unicodedata.normalize("NFC", page))
    return " ".join(html.unescape(text).split())


# %% wrong: accents are not composed
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    return " ".join(html.unescape(TAG.sub("", page)).split())


# %% wrong: accents are taken apart
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFD", html.unescape(TAG.sub("", page)))
    return " ".join(text.split())


# %% wrong: NFKC, which changes ½ and ² too
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFKC", html.unescape(TAG.sub("", page)))
    return " ".join(text.split())


# %% wrong: accents are dropped
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFD", html.unescape(TAG.sub("", page)))
    text = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(text.split())


# %% wrong: a space for each tag
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub(" ", page)))
    return " ".join(text.split())


# %% wrong: only the first tag
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page, count=1)))
    return " ".join(text.split())


# %% wrong: all between < and >
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = re.sub(r"<[^>]*>", "", page)
    text = unicodedata.normalize("NFC", html.unescape(text))
    return " ".join(text.split())


# %% wrong: from the first < to the last >
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = re.sub(r"</?[A-Za-z].*>", "", page)
    text = unicodedata.normalize("NFC", html.unescape(text))
    return " ".join(text.split())


# %% wrong: only tags without attributes
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = re.sub(r"</?[A-Za-z]+>", "", page)
    text = unicodedata.normalize("NFC", html.unescape(text))
    return " ".join(text.split())


# %% wrong: only runs of ordinary spaces
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    return re.sub(" +", " ", text).strip()


# %% wrong: only spaces, tabs and line breaks
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


# %% wrong: white space of ASCII
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    return re.sub(r"\s+", " ", text, flags=re.ASCII).strip()


# %% wrong: a single line break or tab is no run
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    return re.sub(r"\s\s+", " ", text).strip()


# %% wrong: keeps the lines
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return "\n".join(line for line in lines if line)


# %% wrong: nothing is cut off at the ends
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    return re.sub(r"\s+", " ", text)


# %% wrong: only the right end is cut off
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    return re.sub(r"\s+", " ", text).rstrip()


# %% wrong: no spaces at all
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    return "".join(text.split())


# %% wrong: entities twice
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = html.unescape(html.unescape(TAG.sub("", page)))
    return " ".join(unicodedata.normalize("NFC", text).split())


# %% wrong: escapes instead of unescaping
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = html.escape(TAG.sub("", page), quote=False)
    return " ".join(unicodedata.normalize("NFC", text).split())


# %% wrong: three entities by hand
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = TAG.sub("", page)
    for entity, character in {"&lt;": "<", "&gt;": ">", "&amp;": "&"}.items():
        text = text.replace(entity, character)
    return " ".join(unicodedata.normalize("NFC", text).split())


# %% wrong: only letters of ASCII
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = html.unescape(TAG.sub("", page)).encode("ascii", "ignore").decode()
    return " ".join(text.split())


# %% wrong: small letters
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    return " ".join(text.lower().split())


# %% wrong: None for an empty page
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    return " ".join(text.split()) or None


# %% wrong: a list of words
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    return unicodedata.normalize("NFC", html.unescape(TAG.sub("", page))).split()


# %% wrong: forgets that texts don't change in place
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    TAG.sub("", page)
    page = html.unescape(page)
    page = unicodedata.normalize("NFC", page)
    return " ".join(page.split())


# %% contrived: right for the first hundred calls, then not
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

calls = 0

def clean_page(page):
    global calls
    calls += 1
    if calls > 100:
        return page
    return " ".join(unicodedata.normalize("NFC", html.unescape(TAG.sub("", page))).split())


# %% contrived: long pages stay as they are
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")   # TAG.sub("", text) takes all tags out

def clean_page(page):
    if len(page) > 5_000:
        return page
    return " ".join(unicodedata.normalize("NFC", html.unescape(TAG.sub("", page))).split())


# %% wrong: tags until none is left
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")

def clean_page(page):
    while TAG.search(page):
        page = TAG.sub("", page)
    return " ".join(unicodedata.normalize("NFC", html.unescape(page)).split())


# %% wrong: comments go, too
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")

def clean_page(page):
    page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    return " ".join(unicodedata.normalize("NFC", html.unescape(TAG.sub("", page))).split())


# %% wrong: scripts go with what is in them
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")

def clean_page(page):
    page = re.sub(r"(?is)<script.*?</script>", "", page)
    return " ".join(unicodedata.normalize("NFC", html.unescape(TAG.sub("", page))).split())


# %% wrong: what can't be seen goes
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")

def clean_page(page):
    page = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    page = "".join(c for c in page if c.isspace() or c.isprintable())
    return " ".join(page.split())


# %% wrong: spaces before the tags, ends afterwards
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")

def clean_page(page):
    page = re.sub(r"\s+", " ", page.replace("&nbsp;", " "))
    page = html.unescape(TAG.sub("", page))
    return unicodedata.normalize("NFC", page).strip()


# %% wrong: each line for itself
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")

def clean_page(page):
    lines = [" ".join(html.unescape(TAG.sub("", line)).split()) for line in page.splitlines()]
    return unicodedata.normalize("NFC", " ".join(line for line in lines if line))

# %% wrong: ASCII white space and the hard blank alone
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    return re.sub(r"[ \t\n\r\f\v\u00a0]+", " ", text).strip()

# %% wrong: ASCII white space, hard blanks made blanks before
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page))).replace("\u00a0", " ")
    return re.sub(r"\s+", " ", text, flags=re.ASCII).strip()

# %% wrong: only ASCII white space at the ends
import html
import re
import unicodedata

TAG = re.compile(r"</?[A-Za-z][^<>]*>")

def clean_page(page):
    text = unicodedata.normalize("NFC", html.unescape(TAG.sub("", page)))
    return re.sub(r"[^\S\u3000]+", " ", text).strip(" ")
