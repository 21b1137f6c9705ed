"""Answers to split_special that its check has to judge."""

# %% right: a pattern with the longest first
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(re.escape(token) for token in sorted(special_tokens, key=len, reverse=True))
    return [piece for piece in re.split(f"({pattern})", text) if piece]


# %% right: sorted backwards, which puts the longer of two that begin alike first
def split_special(text, special_tokens):
    pattern = "|".join(map(re.escape, sorted(special_tokens, reverse=True))) or "(?!)"
    return list(filter(None, re.split("(" + pattern + ")", text)))


# %% right: from match to match
def split_special(text, special_tokens):
    pieces, end = [], 0
    if special_tokens:
        longest_first = sorted(special_tokens, key=lambda token: -len(token))
        for match in re.finditer("|".join(map(re.escape, longest_first)), text):
            if match.start() > end:
                pieces.append(text[end:match.start()])
            pieces.append(match.group())
            end = match.end()
    if end < len(text):
        pieces.append(text[end:])
    return pieces


# %% right: character by character, without a pattern
def split_special(text, special_tokens):
    pieces, plain, i = [], "", 0
    while i < len(text):
        here = [token for token in special_tokens if text.startswith(token, i)]
        if here:
            token = max(here, key=len)
            if plain:
                pieces.append(plain)
            pieces.append(token)
            plain = ""
            i += len(token)
        else:
            plain += text[i]
            i += 1
    return pieces + [plain] if plain else pieces


# %% right: recursion at the first special token
def split_special(text, special_tokens):
    found = [(text.find(token), -len(token), token) for token in special_tokens if token in text]
    if not found:
        return [text] if text else []
    start, _, token = min(found)
    before = [text[:start]] if start else []
    return before + [token] + split_special(text[start + len(token):], special_tokens)


# %% right: a generator and partition
def split_special(text, special_tokens):
    def pieces(rest):
        while rest:
            present = [token for token in special_tokens if token in rest]
            if not present:
                yield rest
                return
            token = min(present, key=lambda token: (rest.index(token), -len(token)))
            before, _, rest = rest.partition(token)
            if before:
                yield before
            yield token

    return [*pieces(text)]


# %% wrong: the longest tokens first, each in the pieces that are still text: not from left to right
def split_special(text, special_tokens):
    pieces = [(text, False)]
    for token in sorted(set(special_tokens), key=len, reverse=True):
        finer = []
        for piece, special in pieces:
            if special:
                finer.append((piece, True))
                continue
            for number, part in enumerate(piece.split(token)):
                if number:
                    finer.append((token, True))
                finer.append((part, False))
        pieces = finer
    return [piece for piece, _ in pieces if piece]


# %% wrong: | means or
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(sorted(special_tokens, key=len, reverse=True))
    return [piece for piece in re.split(f"({pattern})", text) if piece]


# %% wrong: only | is escaped
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    longest_first = sorted(special_tokens, key=len, reverse=True)
    pattern = "|".join(token.replace("|", r"\|") for token in longest_first)
    return [piece for piece in re.split(f"({pattern})", text) if piece]


# %% wrong: in the order of the list, where a shorter one may win
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, special_tokens))
    return [piece for piece in re.split(f"({pattern})", text) if piece]


# %% wrong: the shortest first
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len)))
    return [piece for piece in re.split(f"({pattern})", text) if piece]


# %% wrong: sorted forwards, where the shorter of two that begin alike wins
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens)))
    return [piece for piece in re.split(f"({pattern})", text) if piece]


# %% wrong: empty pieces
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return re.split(f"({pattern})", text)


# %% wrong: an empty piece at the end only
def split_special(text, special_tokens):
    pieces, end = [], 0
    longest_first = sorted(special_tokens, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first)) or "(?!)"
    for match in re.finditer(pattern, text):
        if match.start() > end:
            pieces.append(text[end:match.start()])
        pieces.append(match.group())
        end = match.end()
    return pieces + [text[end:]]


# %% wrong: an empty text is one empty piece
def split_special(text, special_tokens):
    if not any(token in text for token in special_tokens):
        return [text]
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return [piece for piece in re.split(f"({pattern})", text) if piece]


# %% wrong: the special tokens are gone
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return [piece for piece in re.split(pattern, text) if piece]


# %% wrong: what follows the last special token is gone
def split_special(text, special_tokens):
    pieces, end = [], 0
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True))) or "(?!)"
    for match in re.finditer(pattern, text):
        pieces += [text[end:match.start()], match.group()]
        end = match.end()
    return [piece for piece in pieces if piece]


# %% wrong: no special tokens, so every character by itself
def split_special(text, special_tokens):
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return [piece for piece in re.split(f"({pattern})", text) if piece]


# %% wrong: no special tokens are an error
def split_special(text, special_tokens):
    first = min(special_tokens, key=lambda token: (text.find(token) % (len(text) + 1), -len(token)))
    if first not in text:
        return [text] if text else []
    before, _, rest = text.partition(first)
    return [piece for piece in [before, first, *split_special(rest, special_tokens)] if piece]


# %% wrong: white space is taken for nothing
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text.strip() else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return [piece for piece in re.split(f"({pattern})", text) if piece.strip()]


# %% wrong: white space at the ends of the pieces is cut off
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return [piece.strip() for piece in re.split(f"({pattern})", text) if piece.strip()]


# %% wrong: white space around a special token is lost
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return [piece for piece in re.split(rf"\s*({pattern})\s*", text) if piece]


# %% wrong: capitals don't matter
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return [piece for piece in re.split(f"({pattern})", text, flags=re.IGNORECASE) if piece]


# %% wrong: a dot that stops at the end of a line
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return re.findall(f"{pattern}|.+?(?={pattern}|$)", text)


# %% wrong: line by line
def split_special(text, special_tokens):
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True))) or "(?!)"
    pieces = []
    for line in text.splitlines():
        pieces += [piece for piece in re.split(f"({pattern})", line) if piece]
    return pieces


# %% wrong: a line break as the mark of a cut
def split_special(text, special_tokens):
    for token in special_tokens:
        text = text.replace(token, f"\n{token}\n")
    return [piece for piece in text.split("\n") if piece]


# %% wrong: one after the other, so that a token is cut within a token
def split_special(text, special_tokens):
    pieces = [text]
    for token in special_tokens:
        finer = []
        for piece in pieces:
            finer += re.split(f"({re.escape(token)})", piece)
        pieces = finer
    return [piece for piece in pieces if piece]


# %% wrong: a long one is cut again by a short one within it
def split_special(text, special_tokens):
    pieces = [text]
    for token in sorted(special_tokens, key=len, reverse=True):
        pieces = [part for piece in pieces for part in re.split(f"({re.escape(token)})", piece)]
    return [piece for piece in pieces if piece]


# %% wrong: the first of each only
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return [piece for piece in re.split(f"({pattern})", text, maxsplit=len(special_tokens)) if piece]


# %% wrong: two in a row are one piece
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return [piece for piece in re.split(f"((?:{pattern})+)", text) if piece]


# %% wrong: whatever looks like a special token
def split_special(text, special_tokens):
    return [piece for piece in re.split(r"(<\|.*?\|>)", text) if piece]


# %% wrong: whatever looks like a special token and is on the list
def split_special(text, special_tokens):
    pieces, plain = [], ""
    for piece in re.split(r"(<\|\w+\|>)", text):
        if piece in special_tokens:
            pieces += [plain, piece]
            plain = ""
        else:
            plain += piece
    return [piece for piece in [*pieces, plain] if piece]


# %% wrong: only at the borders of words
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return [piece for piece in re.split(rf"(?<!\w)({pattern})(?!\w)", text) if piece]


# %% wrong: any character of a special token
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    characters = re.escape("".join(special_tokens))
    return [piece for piece in re.split(f"([{characters}]+)", text) if piece]


# %% wrong: equal pieces once
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True)))
    return list(dict.fromkeys(piece for piece in re.split(f"({pattern})", text) if piece))


# %% wrong: the pattern of the first call
pattern = None

def split_special(text, special_tokens):
    global pattern
    if not special_tokens:
        return [text] if text else []
    if pattern is None:
        longest_first = sorted(special_tokens, key=len, reverse=True)
        pattern = re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")
    return [piece for piece in pattern.split(text) if piece]


# %% wrong: a group for each token, which splits into too many
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(f"({re.escape(token)})" for token in sorted(special_tokens, key=len, reverse=True))
    return [piece or "" for piece in re.split(f"({pattern})", text) if piece != ""]


# %% wrong: stays at the first special token for ever
def split_special(text, special_tokens):
    pieces, position = [], 0
    longest_first = sorted(special_tokens, key=len, reverse=True)
    while position < len(text):
        starts = [text.find(token, position) for token in longest_first]
        start = min([found for found in starts if found >= 0], default=len(text))
        if start > position:
            pieces.append(text[position:start])
        for token in longest_first:
            if text.startswith(token, start):
                pieces.append(token)
                break
        position = start
    return pieces


# %% contrived: right for the first hundred calls, then not
calls = 0

def split_special(text, special_tokens):
    global calls
    calls += 1
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True))) or "(?!)"
    return [piece for piece in re.split(f"({pattern})", text) if piece or calls > 100]


# %% contrived: looks for special tokens in the first ten thousand characters
def split_special(text, special_tokens):
    pattern = "|".join(map(re.escape, sorted(special_tokens, key=len, reverse=True))) or "(?!)"
    pieces = re.split(f"({pattern})", text[:10_000])
    return [piece for piece in [*pieces, text[10_000:]] if piece]


# %% contrived: spaces in the pattern are ignored
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(re.escape(token).replace(r"\ ", " ")
                       for token in sorted(special_tokens, key=len, reverse=True))
    return [piece for piece in re.split(f"({pattern})", text, flags=re.VERBOSE) if piece]


# %% right: without patterns
def split_special(text, special_tokens):
    pieces, start, i = [], 0, 0
    while i < len(text):
        here = max((t for t in special_tokens if text.startswith(t, i)), key=len, default="")
        if here:
            pieces += [text[start:i], here]
            i += len(here)
            start = i
        else:
            i += 1
    return [p for p in pieces + [text[start:]] if p != ""]


# %% wrong: one special token after the other, the longest first
def split_special(text, special_tokens):
    pieces = [(text, False)]
    for token in sorted(special_tokens, key=len, reverse=True):
        after = []
        for piece, done in pieces:
            if done:
                after.append((piece, True))
                continue
            for place, part in enumerate(piece.split(token)):
                if place:
                    after.append((token, True))
                after.append((part, False))
        pieces = after
    return [piece for piece, _ in pieces if piece]


# %% wrong: a sign of its own to cut at
def split_special(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    pattern = "|".join(re.escape(t) for t in sorted(special_tokens, key=len, reverse=True))
    return [piece for piece in re.sub(pattern, lambda m: "\0" + m[0] + "\0", text).split("\0") if piece]
