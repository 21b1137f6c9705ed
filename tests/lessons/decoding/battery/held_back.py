"""Answers to the exercise `held_back`: how many of the last characters may be the beginning of a stop."""

# %% right: from the longest beginning down
def held_back(text, string):
    for count in range(len(string) - 1, 0, -1):
        if text.endswith(string[:count]):
            return count
    return 0

# %% right: the largest of all that fit
def held_back(text, string):
    return max((n for n in range(1, len(string)) if n <= len(text) and text[-n:] == string[:n]), default=0)

# %% right: an ever shorter end
def held_back(text, string):
    end = text[max(0, len(text) - len(string) + 1):]
    while not string.startswith(end):
        end = end[1:]
    return len(end)

# %% right: asks itself about a shorter text
def held_back(text, string):
    if not text:
        return 0
    if len(text) < len(string) and string.startswith(text):
        return len(text)
    return held_back(text[1:][-len(string):], string)

# %% right: character by character, as an automaton (Knuth, Morris and Pratt)
def held_back(text, string):
    back = [0] * len(string)
    for i in range(1, len(string)):
        n = back[i - 1]
        while n and string[i] != string[n]:
            n = back[n - 1]
        back[i] = n + (string[i] == string[n])
    n = 0
    for character in text:
        if n == len(string):
            n = back[n - 1]
        while n and character != string[n]:
            n = back[n - 1]
        n += character == string[n]
    return n if n < len(string) else back[n - 1]

# %% right: a regular expression, quoted, up to the very end
import re

def held_back(text, string):
    beginnings = [re.escape(string[:n]) for n in range(len(string) - 1, 0, -1)]
    lengths = [len(found[0]) for one in beginnings if (found := re.search(rf"{one}\Z", text))]
    return lengths[0] if lengths else 0

# %% wrong: the whole string counts
def held_back(text, string):
    return max((n for n in range(1, len(string) + 1) if text.endswith(string[:n])), default=0)

# %% wrong: the shortest that fits
def held_back(text, string):
    for count in range(1, len(string)):
        if text.endswith(string[:count]):
            return count
    return 0

# %% wrong: counts up as long as it fits
def held_back(text, string):
    count = 0
    while count + 1 < len(string) and text.endswith(string[:count + 1]):
        count += 1
    return count

# %% wrong: only up to the last but two
def held_back(text, string):
    for count in range(len(string) - 2, 0, -1):
        if text.endswith(string[:count]):
            return count
    return 0

# %% wrong: from the last place where the string's first character stands
def held_back(text, string):
    place = text.rfind(string[0])
    if place >= 0 and len(text) - place < len(string) and string.startswith(text[place:]):
        return len(text) - place
    return 0

# %% wrong: from the first place where the string's first character stands
def held_back(text, string):
    place = text.find(string[0])
    if place >= 0 and len(text) - place < len(string) and string.startswith(text[place:]):
        return len(text) - place
    return 0

# %% wrong: last characters that occur somewhere in the string
def held_back(text, string):
    count = 0
    while count < min(len(text), len(string) - 1) and text[len(text) - 1 - count] in string:
        count += 1
    return count

# %% wrong: ends like the end of the string
def held_back(text, string):
    return max((n for n in range(1, len(string)) if text.endswith(string[-n:])), default=0)

# %% wrong: an unquoted regular expression, in which a dot is anything
import re

def held_back(text, string):
    for count in range(len(string) - 1, 0, -1):
        if re.search(string[:count] + r"\Z", text):
            return count
    return 0

# %% wrong: a dollar sign, which lets a new line stand behind it
import re

def held_back(text, string):
    for count in range(len(string) - 1, 0, -1):
        if re.search(re.escape(string[:count]) + "$", text):
            return count
    return 0

# %% wrong: spaces at the end are taken off
def held_back(text, string):
    text = text.rstrip()
    return max((n for n in range(1, len(string)) if text.endswith(string[:n])), default=0)

# %% wrong: spaces around the string are taken off
def held_back(text, string):
    string = string.strip()
    return max((n for n in range(1, len(string)) if text.endswith(string[:n])), default=0)

# %% wrong: looks at the last word alone
def held_back(text, string):
    words = text.split(" ")
    return max((n for n in range(1, len(string)) if words[-1].endswith(string[:n])), default=0)

# %% wrong: capitals do not matter
def held_back(text, string):
    text, string = text.lower(), string.lower()
    return max((n for n in range(1, len(string)) if text.endswith(string[:n])), default=0)

# %% wrong: nothing is held back once the string has come
def held_back(text, string):
    if string in text:
        return 0
    return max((n for n in range(1, len(string)) if text.endswith(string[:n])), default=0)

# %% wrong: nothing is held back where the text ends with the whole string
def held_back(text, string):
    if text.endswith(string):
        return 0
    return max((n for n in range(1, len(string)) if text.endswith(string[:n])), default=0)

# %% wrong: counts bytes
def held_back(text, string):
    return max((len(string[:n].encode()) for n in range(1, len(string)) if text.endswith(string[:n])), default=0)

# %% wrong: compares bytes, of which a letter may share the first
def held_back(text, string):
    text, string = text.encode(), string.encode()
    return max((n for n in range(1, len(string)) if text.endswith(string[:n])), default=0)

# %% wrong: crashes when there is no text yet
def held_back(text, string):
    if text[-1] not in string:
        return 0
    return max((n for n in range(1, len(string)) if text.endswith(string[:n])), default=0)

# %% wrong: a text shorter than the string holds nothing back
def held_back(text, string):
    if len(text) < len(string):
        return 0
    return max((n for n in range(1, len(string)) if text.endswith(string[:n])), default=0)

# %% wrong: a string of one character is held back
def held_back(text, string):
    return max((n for n in range(1, max(2, len(string))) if text.endswith(string[:n])), default=0)

# %% wrong: the characters themselves
def held_back(text, string):
    return max((string[:n] for n in range(len(string)) if text.endswith(string[:n])), key=len, default="")

# %% wrong: whether, not how many
def held_back(text, string):
    return any(text.endswith(string[:n]) for n in range(1, len(string)))

# %% wrong: at most three
def held_back(text, string):
    return max((n for n in range(1, min(4, len(string))) if text.endswith(string[:n])), default=0)

# %% wrong: for ever, where nothing fits
def held_back(text, string):
    end = text[-len(string) + 1:]
    while not (end and string.startswith(end)):
        end = end[1:]
    return len(end)

# %% contrived: only END
def held_back(text, string):
    return max((n for n in range(1, 3) if text.endswith("END"[:n])), default=0)

# %% wrong: no going back when it fails (aab in aaa)
def held_back(text, string):
    k = 0
    for letter in text:
        if letter == string[k]:
            k += 1
            if k == len(string):
                k = 0
        else:
            k = int(letter == string[0])
    return k

# %% wrong: composed first, so that a letter and its accent are one
import unicodedata
def held_back(text, string):
    text, string = unicodedata.normalize("NFC", text), unicodedata.normalize("NFC", string)
    for n in range(len(string) - 1, 0, -1):
        if text.endswith(string[:n]):
            return n
    return 0

# %% right: Knuth–Morris–Pratt's failure table
def held_back(text, string):
    fail = [0] * len(string)
    k = 0
    for i in range(1, len(string)):
        while k and string[i] != string[k]:
            k = fail[k - 1]
        k += string[i] == string[k]
        fail[i] = k
    k = 0
    for letter in text[max(0, len(text) - len(string) + 1):]:
        while k and string[k] != letter:
            k = fail[k - 1]
        k += string[k] == letter
    return k

# %% wrong: a window of sixteen characters
def held_back(text, string):
    text = text[-16:]
    for n in range(min(len(text), len(string) - 1), 0, -1):
        if text.endswith(string[:n]):
            return n
    return 0

# %% wrong: line ends made alike first
def held_back(text, string):
    text, string = text.replace("\r\n", "\n"), string.replace("\r\n", "\n")
    for n in range(len(string) - 1, 0, -1):
        if text.endswith(string[:n]):
            return n
    return 0
