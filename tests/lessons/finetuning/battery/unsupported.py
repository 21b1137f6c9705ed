"""Unforeseen answers to the exercise unsupported."""

# %% right: sentences, then words
def unsupported(summary, source):
    known = {word.lower() for word in words_of(source)}
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for place, word in enumerate(words_of(sentence)):
            number = any(sign.isdigit() for sign in word)
            name = place > 0 and word[0].isupper()
            if (number or name) and word.lower() not in known and word not in found:
                found.append(word)
    return found

# %% right: where each word begins, and what stands between
def unsupported(summary, source):
    known = set(words_of(source.casefold()))
    found, end = {}, None
    for match in re.finditer(r"\w+", summary):
        between = summary[end:match.start()] if end is not None else ". "
        first = re.search(r"[.!?]\s", between) is not None
        word = match[0]
        end = match.end()
        if word.casefold() in known:
            continue
        if re.search(r"\d", word) or (word[:1].isupper() and not first):
            found[word] = True
    return list(found)

# %% right: letter by letter
def unsupported(summary, source):
    has = set(map(str.lower, words_of(source)))
    result, word, first = [], "", True
    text = summary + " "
    for i, sign in enumerate(text):
        if sign.isalnum() or sign == "_":
            word += sign
            continue
        if word:
            if any(map(str.isdigit, word)) or (word[0].isupper() and not first):
                if word.lower() not in has and word not in result:
                    result.append(word)
            word, first = "", False
        if sign in ".!?" and i + 1 < len(text) and text[i + 1].isspace():
            first = True
    return result

# %% right: a comprehension over sentences
def unsupported(summary, source):
    theirs = [word.casefold() for word in words_of(source)]
    pairs = [(i, word) for part in re.split(r"[.!?]\s", summary) for i, word in enumerate(words_of(part))]
    return list(dict.fromkeys(word for i, word in pairs if word.casefold() not in theirs
                              and (any(c.isdigit() for c in word) or i and word[0].isupper())))

# %% right: a mark for the end of a sentence
def unsupported(summary, source):
    source_words = {w.upper() for w in words_of(source)}
    marked = re.sub(r"[.!?](?=\s)", "\x00", summary)
    out = []
    for sentence in marked.split("\x00"):
        words = words_of(sentence)
        wanted = [w for w in words[:1] if re.search("[0-9]", w)]
        wanted += [w for w in words[1:] if re.search("[0-9]", w) or w[0] != w[0].lower()]
        for w in wanted:
            if w.upper() not in source_words and w not in out:
                out.append(w)
    return out

# %% right: pieces between white space
def unsupported(summary, source):
    known = {word.lower() for word in words_of(source)}
    out, fresh = [], True
    for piece in summary.split():
        for word in words_of(piece):
            if (not word.isalpha() and any(c.isdigit() for c in word)) or (not fresh and word[0].isupper()):
                if word.lower() not in known and word not in out:
                    out.append(word)
            fresh = False
        if piece[-1] in ".!?":
            fresh = True
    return out

# %% right: a generator
def names_and_numbers(text):
    for sentence in re.split(r"[.!?]+\s+", text):
        words = iter(words_of(sentence))
        first = next(words, "")
        if any(map(str.isdigit, first)):
            yield first
        yield from (w for w in words if w[0].isupper() or any(map(str.isdigit, w)))

def unsupported(summary, source):
    has = {w.casefold() for w in words_of(source)}
    seen = set()
    return [w for w in names_and_numbers(summary) if w.casefold() not in has and not (w in seen or seen.add(w))]

# %% right: the first words' places found beforehand
def unsupported(summary, source):
    starts = [0] + [m.end() for m in re.finditer(r"[.!?]\s", summary)]
    words = [(m.start(), m.group()) for m in re.finditer(r"\w+", summary)]
    firsts = {min((at for at, _ in words if at >= start), default=-1) for start in starts}
    known = " ".join(words_of(source.lower())).split()
    out = []
    for at, word in words:
        is_name = word[0].isupper() and at not in firsts
        is_number = not set("0123456789").isdisjoint(word)
        if (is_name or is_number) and known.count(word.lower()) == 0 and out.count(word) == 0:
            out += [word]
    return out

# %% wrong: the source is searched as a string
def unsupported(summary, source):
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in source.lower() and word not in found:
                    found.append(word)
    return found

# %% wrong: capitals make a difference
def unsupported(summary, source):
    known, found = set(words_of(source)), []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: only the summary is made small
def unsupported(summary, source):
    known, found = set(words_of(source)), []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: only as it is, or small
def unsupported(summary, source):
    known, found = set(words_of(source)), []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word not in known and word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: the first word of the text alone is spared
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for i, word in enumerate(words_of(summary)):
        if any(c.isdigit() for c in word) or i and word[0].isupper():
            if word.lower() not in known and word not in found:
                found.append(word)
    return found

# %% wrong: first words of sentences count, too
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    return list(dict.fromkeys(w for w in words_of(summary)
                              if (w[0].isupper() or any(map(str.isdigit, w))) and w.lower() not in known))

# %% wrong: numbers that begin a sentence are left out
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for word in words_of(sentence)[1:]:
            if any(c.isdigit() for c in word) or word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: every full stop ends a sentence
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"[.!?]", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: only a full stop ends one
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"\.\s", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: a question mark does not end one
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"[.!]\s", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: an exclamation mark does not end one
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"[.?]\s", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: only a blank, no new line, ends one
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"[.!?] ", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: a new line alone ends one
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"[.!?]\s|\n", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: a colon ends one
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"[.!?:;]\s", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: a closing bracket or quotation mark may stand behind the full stop
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"[.!?][)\"'”]*\s", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: a sentence begins only with a capital
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: numbers of digits alone
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if word.isdigit() or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: numbers that begin with a digit
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if word[0].isdigit() or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: names by istitle, so none in capitals
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word.istitle():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: names by A-Z, so no Émile
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and re.match("[A-Z]", word):
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: a capital anywhere
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and any(c.isupper() for c in word):
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: as often as they stand there
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    return [w for s in re.split(r"(?<=[.!?])\s+", summary) for i, w in enumerate(words_of(s))
            if (any(c.isdigit() for c in w) or i and w[0].isupper()) and w.lower() not in known]

# %% wrong: sorted
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    return sorted({w for s in re.split(r"(?<=[.!?])\s+", summary) for i, w in enumerate(words_of(s))
                   if (any(c.isdigit() for c in w) or i and w[0].isupper()) and w.lower() not in known})

# %% wrong: a set
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    return {w for s in re.split(r"(?<=[.!?])\s+", summary) for i, w in enumerate(words_of(s))
            if (any(c.isdigit() for c in w) or i and w[0].isupper()) and w.lower() not in known}

# %% wrong: made small
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    sentences = re.split(r"(?<=[.!?])\s+", summary)
    return list(dict.fromkeys(w.lower() for s in sentences for i, w in enumerate(words_of(s))
                              if (any(c.isdigit() for c in w) or i and w[0].isupper()) and w.lower() not in known))

# %% wrong: names first, then numbers
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    names, numbers = [], []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if word.lower() in known or word in names + numbers:
                continue
            if any(c.isdigit() for c in word):
                numbers.append(word)
            elif i and word[0].isupper():
                names.append(word)
    return names + numbers

# %% wrong: a word that begins a sentence is never a name, elsewhere either
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    sentences = [words_of(s) for s in re.split(r"(?<=[.!?])\s+", summary)]
    first = {words[0] for words in sentences if words}
    return list(dict.fromkeys(w for words in sentences for w in words if w.lower() not in known
                              and (any(c.isdigit() for c in w) or w[0].isupper() and w not in first)))

# %% wrong: the source split at white space
def unsupported(summary, source):
    known = set(source.lower().split())
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: only names and numbers of the source count
def unsupported(summary, source):
    def those(text):
        return [w for s in re.split(r"(?<=[.!?])\s+", text) for i, w in enumerate(words_of(s))
                if any(c.isdigit() for c in w) or i and w[0].isupper()]
    known = {w.lower() for w in those(source)}
    return list(dict.fromkeys(w for w in those(summary) if w.lower() not in known))

# %% wrong: the other way round, what the summary leaves out
def unsupported(summary, source):
    known = {w.lower() for w in words_of(summary)}
    return list(dict.fromkeys(w for s in re.split(r"(?<=[.!?])\s+", source) for i, w in enumerate(words_of(s))
                              if (any(c.isdigit() for c in w) or i and w[0].isupper()) and w.lower() not in known))

# %% wrong: names alone
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    return list(dict.fromkeys(w for s in re.split(r"(?<=[.!?])\s+", summary) for i, w in enumerate(words_of(s))
                              if i and w[0].isupper() and w.lower() not in known))

# %% wrong: numbers alone
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    return list(dict.fromkeys(w for w in words_of(summary) if any(c.isdigit() for c in w) and w.lower() not in known))

# %% wrong: every word
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    return list(dict.fromkeys(w for w in words_of(summary) if w.lower() not in known))

# %% wrong: words of letters alone, so a name with an underscore or digit is cut
def unsupported(summary, source):
    cut = lambda text: re.findall(r"[A-Za-z]+|\d+", text)
    known = {w.lower() for w in cut(source)}
    return list(dict.fromkeys(w for s in re.split(r"(?<=[.!?])\s+", summary) for i, w in enumerate(cut(s))
                              if (w.isdigit() or i and w[0].isupper()) and w.lower() not in known))

# %% wrong: both by index, where the first of equal words is found
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        words = words_of(sentence)
        for word in words:
            if any(c.isdigit() for c in word) or words.index(word) > 0 and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
    return found

# %% wrong: pieces between white space, of which the first may have two words
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, piece in enumerate(sentence.split()):
            for word in words_of(piece):
                if any(c.isdigit() for c in word) or i and word[0].isupper():
                    if word.lower() not in known and word not in found:
                        found.append(word)
    return found

# %% wrong: stripped instead of words_of, so a hyphen joins
def unsupported(summary, source):
    words = lambda text: [w.strip(".,;:!?()\"'") for w in text.split()]
    known = {w.lower() for w in words(source)}
    return list(dict.fromkeys(w for s in re.split(r"(?<=[.!?])\s+", summary) for i, w in enumerate(words(s))
                              if w and w.lower() not in known and (any(map(str.isdigit, w)) or i and w[0].isupper())))

# %% wrong: only the first sentence
def unsupported(summary, source):
    known = {w.lower() for w in words_of(source)}
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", summary):
        for i, word in enumerate(words_of(sentence)):
            if any(c.isdigit() for c in word) or i and word[0].isupper():
                if word.lower() not in known and word not in found:
                    found.append(word)
        return found

# %% wrong: only the first sentence has a first word
def unsupported(summary, source):
    known = words_of(source.lower())
    found = []
    for place, word in enumerate(words_of(summary)):
        if word in found or word.lower() in known: continue
        if any(c.isdigit() for c in word) or (word[0].isupper() and place > 0):
            found.append(word)
    return found

# %% wrong: known words from the first sentence of the source
def unsupported(summary, source):
    known = words_of(re.split(r"[.!?]\s", source.lower())[0])
    found = []
    for sentence in re.split(r"[.!?]\s", summary):
        for place, word in enumerate(words_of(sentence)):
            is_name = word[0].isupper() and place > 0
            is_number = any(sign.isdigit() for sign in word)
            if (is_name or is_number) and word.lower() not in known and word not in found:
                found.append(word)
    return found

# %% wrong: first words of the source's sentences do not count
def unsupported(summary, source):
    known = [w for s in re.split(r"[.!?]\s", source.lower()) for w in words_of(s)[0:]][:]
    firsts = [words_of(s)[:1] for s in re.split(r"[.!?]\s", source.lower())][1:]
    known = set(known) - {w for f in firsts for w in f}
    found = []
    for sentence in re.split(r"[.!?]\s", summary):
        for place, word in enumerate(words_of(sentence)):
            is_name = word[0].isupper() and place > 0
            is_number = any(sign.isdigit() for sign in word)
            if (is_name or is_number) and word.lower() not in known and word not in found:
                found.append(word)
    return found
