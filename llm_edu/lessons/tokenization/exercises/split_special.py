"""``split_special``: special tokens cut out of a text."""

import re

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.tokenization import demos

IM = ["<|im_start|>", "<|im_end|>"]
NESTED = ["<|a|>", "<|a|><|b|>"]


def _split(text, special_tokens, *, escape=re.escape, group="({})", order=None, keep_empty=False):
    if not special_tokens:
        return [text] if text or keep_empty else []
    order = order or (lambda tokens: sorted(tokens, key=len, reverse=True))
    pieces = re.split(group.format("|".join(map(escape, order(special_tokens)))), text)
    return [piece for piece in pieces if piece is not None and (piece or keep_empty)]


def _with(**changes):
    return lambda text, special_tokens: _split(text, special_tokens, **changes)


exercise = Exercise(
    reference=demos.split_special,
    cases=[
        case("", IM), case("a", []), case("hello", []), case("", []), case("hello", IM), case("<|im_end|>", IM),
        case("a<|im_end|>b", IM),
        case("<|im_start|>user\nhi<|im_end|>\n", IM), case("<|im_end|><|im_end|>", IM), case("<|im|> <im_end>", IM),
        case("x<|a|><|b|>y<|a|>z", NESTED), case("<|a|><|b|>", NESTED[::-1]),
        case("a.b+c", [".", "+"]), case("a|b", ["|"]), case("a<|a|>", NESTED[::-1]),
        case("<eot>one<eot>two<eot>", ["<eot>"]), case("a<|IM_END|>b", IM), case("a b", [" "]),
        case("abcd", ["ab", "bcd"]), case("aaa", ["aa"]),  # from left to right
    ],
    random_case=lambda rng: (
        "".join(rng.choice(["a", " ", "<|a|>", "<|b|>"]) for _ in range(rng.randrange(7))), NESTED,
    ),
    valid=lambda text, special_tokens: all(token in NESTED for token in special_tokens),
    texts=["text"],
    hints=(
        "re.split(\"(x|y)\", text) cuts at x and y, and keeps them because of the parentheses. But | and other signs "
        "have a meaning in a pattern.",
        "if there are no special tokens: the text alone (or nothing, if it is empty)\n"
        "longest first, each through re.escape, joined with |, in parentheses\nre.split(…), without the empty pieces",
    ),
)

exercise.mistake("The special tokens themselves are lost. re.split keeps the text that it cuts at if the pattern is in "
                 "parentheses.", _with(group="(?:{})"))
exercise.mistake("In a pattern, | means “or” and . means “any character”, so <|im_end|> is three choices, not one "
                 "token. re.escape takes this meaning away.", _with(escape=str))
exercise.mistake("Your list contains empty pieces: re.split makes one where two special tokens touch, or where one is "
                 "at an end of the text. Leave them out.", _with(keep_empty=True))
exercise.mistake("If one special token begins like another, the longer one must win: put the longest first.",
                 _with(order=lambda tokens: sorted(tokens, key=len)))
exercise.mistake("Your result depends on the order in which the special tokens are listed. Put the longest first, so "
                 "that <|a|> does not take the beginning of <|a|><|b|>.", _with(order=list))


@exercise.mistake("You escape the signs | between the special tokens, too, so they no longer mean “or”. Use re.escape "
                  "on each token, and join them after that.")
def _escapes_what_is_joined(text, special_tokens):
    if not special_tokens:
        return [text] if text else []
    longest_first = sorted(special_tokens, key=len, reverse=True)
    return [piece for piece in re.split("(" + re.escape("|".join(longest_first)) + ")", text) if piece]


@exercise.mistake("Only the special tokens are left. re.findall returns the matches alone; re.split also returns the "
                  "text between them.")
def _only_what_matches(text, special_tokens):
    return [piece for piece in demos.split_special(text, special_tokens) if piece in special_tokens]


@exercise.mistake("If the list of special tokens is empty, so is your pattern, and an empty pattern cuts between all "
                  "letters. Without special tokens, the text is one piece.")
def _without_tokens_cut_everywhere(text, special_tokens):
    return demos.split_special(text, special_tokens) if special_tokens else list(text)


@exercise.mistake("You stop at the first special token. Continue to the end of the text.")
def _first_special_only(text, special_tokens):
    pieces = demos.split_special(text, special_tokens)
    for number, piece in enumerate(pieces):
        if piece in special_tokens:
            rest = "".join(pieces[number + 1:])
            return pieces[:number + 1] + ([rest] if rest else [])
    return pieces


@exercise.mistake("You cut the whole text at one special token, then at the next. If two overlap, the one that begins "
                  "further left counts, long or short: search for all of them at the same time.")
def _one_token_after_the_other(text, special_tokens):
    pieces = [text]
    for token in sorted(special_tokens, key=len, reverse=True):
        pieces = [part for piece in pieces
                  for part in ([piece] if piece in special_tokens else demos.split_special(piece, [token]))]
    return [piece for piece in pieces if piece]
