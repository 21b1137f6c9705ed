"""Unforeseen answers to the exercise few_shot_prompt."""

# %% right: parts, joined
def few_shot_prompt(instruction, examples, review):
    parts = [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    if instruction:
        parts.insert(0, instruction)
    parts.append(f"Review: {review}\nSentiment:")
    return "\n\n".join(parts)

# %% right: from behind
def few_shot_prompt(instruction, examples, review):
    prompt = "Review: " + review + "\nSentiment:"
    for text, label in reversed(examples):
        prompt = "Review: " + text + "\nSentiment: " + label + "\n\n" + prompt
    return instruction + "\n\n" + prompt if instruction != "" else prompt

# %% right: recursion
def few_shot_prompt(instruction, examples, review):
    if instruction:
        return instruction + "\n\n" + few_shot_prompt("", examples, review)
    if not examples:
        return "Review: " + review + "\nSentiment:"
    (text, label), *rest = examples
    return "Review: " + text + "\nSentiment: " + label + "\n\n" + few_shot_prompt("", rest, review)

# %% right: reduce
from functools import reduce

def few_shot_prompt(instruction, examples, review):
    head = instruction + "\n\n" if len(instruction) > 0 else ""
    body = reduce(lambda told, pair: told + "Review: %s\nSentiment: %s\n\n" % pair, map(tuple, examples), head)
    return body + "Review: %s\nSentiment:" % (review,)

# %% right: lines of a list
def few_shot_prompt(instruction, examples, review):
    lines = []
    if instruction:
        lines += [instruction, ""]
    for i in range(len(examples)):
        lines.append("Review: " + examples[i][0])
        lines.append("Sentiment: " + examples[i][1])
        lines.append("")
    lines.append("Review: " + review)
    lines.append("Sentiment:")
    return "\n".join(lines)

# %% right: a stream
import io

def few_shot_prompt(instruction, examples, review):
    out = io.StringIO()
    if instruction:
        print(instruction, end="\n\n", file=out)
    for text, label in examples:
        print("Review:", text, file=out)
        print("Sentiment:", label, end="\n\n", file=out)
    print("Review:", review, file=out)
    out.write("Sentiment:")
    return out.getvalue()

# %% right: format with names
def few_shot_prompt(instruction, examples, review):
    shown = "".join("Review: {}\nSentiment: {}\n\n".format(text, label) for text, label in examples)
    first = "{}\n\n".format(instruction) if instruction else ""
    return "{}{}Review: {}\nSentiment:".format(first, shown, review)

# %% right: the empty label, without its last space
def few_shot_prompt(instruction, examples, review):
    blocks = [f"Review: {text}\nSentiment: {label}" for text, label in [*examples, (review, "")]]
    blocks[-1] = blocks[-1][:-1]
    return "\n\n".join([instruction] * bool(instruction) + blocks)

# %% right: a template with format_map
def few_shot_prompt(instruction, examples, review):
    form = "Review: {text}\nSentiment: {label}"
    blocks = [form.format_map({"text": text, "label": label}) for text, label in examples]
    blocks.append("Review: {text}\nSentiment:".format(text=review))
    return "\n\n".join(blocks if not instruction else [instruction] + blocks)

# %% right: string.Template
from string import Template

def few_shot_prompt(instruction, examples, review):
    form = Template("Review: $text\nSentiment:$label")
    blocks = [form.substitute(text=text, label=" " + label) for text, label in examples]
    blocks.append(form.substitute(text=review, label=""))
    if instruction:
        blocks = [instruction, *blocks]
    return "\n\n".join(blocks)

# %% right: a generator
def few_shot_prompt(instruction, examples, review):
    def parts():
        if instruction:
            yield instruction
        for example in examples:
            yield "Review: " + example[0] + "\nSentiment: " + example[1]
        yield "Review: " + review + "\nSentiment:"
    return "\n\n".join(parts())

# %% right: filled in letter by letter
def few_shot_prompt(instruction, examples, review):
    letters = []
    if instruction:
        letters.extend(instruction)
        letters.extend("\n\n")
    for text, label in examples:
        for piece in ("Review: ", text, "\n", "Sentiment: ", label, "\n", "\n"):
            letters.extend(piece)
    letters.extend("Review: " + review + "\nSentiment:")
    return "".join(letters)

# %% right: a helper and a while
def few_shot_prompt(instruction, examples, review):
    def block(text, label=None):
        return f"Review: {text}\nSentiment:" + ("" if label is None else f" {label}")
    result, i = "", 0
    while i < len(examples):
        result += block(*examples[i]) + "\n\n"
        i += 1
    result += block(review)
    return result if not instruction else f"{instruction}\n\n{result}"

# %% wrong: a space at the end
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in [*examples, (review, "")]]
    return "\n\n".join(parts)

# %% wrong: a line break at the end
def few_shot_prompt(instruction, examples, review):
    lines = [instruction, ""] if instruction else []
    for text, label in examples:
        lines += [f"Review: {text}", f"Sentiment: {label}", ""]
    lines += [f"Review: {review}", "Sentiment:"]
    return "".join(line + "\n" for line in lines)

# %% wrong: an empty line at the end
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    for text, label in examples:
        prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return prompt + f"Review: {review}\nSentiment:\n\n"

# %% wrong: two empty lines where there is no instruction
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n"
    for text, label in examples:
        prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return prompt + f"Review: {review}\nSentiment:"

# %% wrong: the empty instruction is joined
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] + [f"Review: {t}\nSentiment: {l}" for t, l in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: no empty lines
def few_shot_prompt(instruction, examples, review):
    lines = [instruction] if instruction else []
    for text, label in examples:
        lines += [f"Review: {text}", f"Sentiment: {label}"]
    return "\n".join(lines + [f"Review: {review}", "Sentiment:"])

# %% wrong: no empty line behind the instruction
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n" if instruction else ""
    for text, label in examples:
        prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return prompt + f"Review: {review}\nSentiment:"

# %% wrong: no empty line before the last review
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    prompt = "\n\n".join(parts)
    return prompt + ("\n" if prompt else "") + f"Review: {review}\nSentiment:"

# %% wrong: two empty lines between parts
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: the examples without their labels
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment:" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: no space before a label
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment:{label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: no space before a review
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review:{text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review:{review}\nSentiment:"])

# %% wrong: no space before the last review alone
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review:{review}\nSentiment:"])

# %% wrong: label and review exchanged
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for label, text in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: the sentiment comes first
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Sentiment: {label}\nReview: {text}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: the instruction behind the examples
def few_shot_prompt(instruction, examples, review):
    parts = [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    parts += [instruction] if instruction else []
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: the review first
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {review}\nSentiment:"]
    return "\n\n".join(parts + [f"Review: {text}\nSentiment: {label}" for text, label in examples])

# %% wrong: no examples
def few_shot_prompt(instruction, examples, review):
    return (instruction + "\n\n" if instruction else "") + f"Review: {review}\nSentiment:"

# %% wrong: no instruction
def few_shot_prompt(instruction, examples, review):
    parts = [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: no review that is asked about
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    return "\n\n".join(parts + [f"Review: {text}\nSentiment: {label}" for text, label in examples])

# %% wrong: only "Review:" of the last
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}"])

# %% wrong: only the first example
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    for text, label in examples:
        prompt += f"Review: {text}\nSentiment: {label}\n\n"
        return prompt + f"Review: {review}\nSentiment:"
    return prompt + f"Review: {review}\nSentiment:"

# %% wrong: only the last example
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    shown = ""
    for text, label in examples:
        shown = f"Review: {text}\nSentiment: {label}\n\n"
    return prompt + shown + f"Review: {review}\nSentiment:"

# %% wrong: the last example is left out
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    for i in range(len(examples) - 1):
        prompt += f"Review: {examples[i][0]}\nSentiment: {examples[i][1]}\n\n"
    return prompt + f"Review: {review}\nSentiment:"

# %% wrong: the first example is left out
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    for text, label in examples[1:]:
        prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return prompt + f"Review: {review}\nSentiment:"

# %% wrong: needs an example
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    text, label = examples[0]
    prompt += f"Review: {text}\nSentiment: {label}"
    for text, label in examples[1:]:
        prompt += f"\n\nReview: {text}\nSentiment: {label}"
    return prompt + f"\n\nReview: {review}\nSentiment:"

# %% wrong: examples from behind
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in reversed(examples)]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: examples sorted
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in sorted(examples)]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: examples in a dictionary, so that one said twice comes once
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in dict(examples).items()]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: examples with the same label come together
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in sorted(examples, key=lambda e: e[1])]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: texts are stripped
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text.strip()}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review.strip()}\nSentiment:"])

# %% wrong: labels are stripped
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label.strip()}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: the instruction is stripped
def few_shot_prompt(instruction, examples, review):
    parts = [instruction.strip()] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: the whole is stripped
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n"
    for text, label in examples:
        prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return (prompt + f"Review: {review}\nSentiment:").strip()

# %% wrong: an instruction of spaces counts as none
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction.strip() else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: empty parts are dropped, empty reviews too
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    for text, label in examples:
        if text:
            prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return prompt + f"Review: {review}\nSentiment:"

# %% wrong: no label, no example
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    for text, label in examples:
        if label:
            prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return prompt + f"Review: {review}\nSentiment:"

# %% wrong: replace, and the text holds what is replaced
def few_shot_prompt(instruction, examples, review):
    form = "Review: {text}\nSentiment: {label}"
    prompt = instruction + "\n\n" if instruction else ""
    for text, label in examples:
        prompt += form.replace("{text}", text).replace("{label}", label) + "\n\n"
    return prompt + f"Review: {review}\nSentiment:"

# %% wrong: format twice, so that braces in a review fail
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    for text, label in examples:
        prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return (prompt + "Review: {review}\nSentiment:").format(review=review)

# %% wrong: a per cent in an example fails
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    for text, label in examples:
        prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return (prompt + "Review: %s\nSentiment:") % review

# %% wrong: line breaks within a review become spaces
def few_shot_prompt(instruction, examples, review):
    def flat(text):
        return " ".join(text.split("\n"))
    parts = [instruction] if instruction else []
    parts += [f"Review: {flat(text)}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {flat(review)}\nSentiment:"])

# %% wrong: triple empty lines are tidied up
import re

def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n"
    for text, label in examples:
        prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return re.sub(r"\n{3,}", "\n\n", (prompt + f"Review: {review}\nSentiment:").lstrip("\n"))

# %% wrong: indented by a triple-quoted text
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    for text, label in examples:
        prompt += f"""Review: {text}
        Sentiment: {label}

"""
    return prompt + f"""Review: {review}
        Sentiment:"""

# %% wrong: starts with a line break
def few_shot_prompt(instruction, examples, review):
    prompt = f"""
{instruction}

""" if instruction else ""
    for text, label in examples:
        prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return prompt + f"Review: {review}\nSentiment:"

# %% wrong: in one line
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text} Sentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review} Sentiment:"])

# %% wrong: a backslash and an n
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [rf"Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [rf"Review: {review}\nSentiment:"])

# %% wrong: a list of parts
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    return parts + [f"Review: {review}\nSentiment:"]

# %% wrong: printed, not returned
def few_shot_prompt(instruction, examples, review):
    if instruction:
        print(instruction, end="\n\n")
    for text, label in examples:
        print(f"Review: {text}\nSentiment: {label}", end="\n\n")
    print(f"Review: {review}\nSentiment:", end="")

# %% wrong: bytes
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"]).encode()

# %% wrong: the caller's list grows
def few_shot_prompt(instruction, examples, review):
    examples.append((review, ""))
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts)[:-1]

# %% wrong: the caller's list is used up
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    while examples:
        text, label = examples.pop(0)
        prompt += f"Review: {text}\nSentiment: {label}\n\n"
    return prompt + f"Review: {review}\nSentiment:"

# %% wrong: parts live on in a default argument
def few_shot_prompt(instruction, examples, review, parts=[]):
    if instruction:
        parts.append(instruction)
    for text, label in examples:
        parts.append(f"Review: {text}\nSentiment: {label}")
    parts.append(f"Review: {review}\nSentiment:")
    return "\n\n".join(parts)

# %% wrong: representations
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text!r}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review!r}\nSentiment:"])

# %% wrong: small letters
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"review: {text}\nsentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"review: {review}\nsentiment:"])

# %% wrong: labels in small letters
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label.lower()}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: only negative and positive
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {'positive' if label == 'positive' else 'negative'}"
              for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: "Instruction:" before the instruction
def few_shot_prompt(instruction, examples, review):
    parts = ["Instruction: " + instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: the instruction before each review
def few_shot_prompt(instruction, examples, review):
    head = instruction + "\n\n" if instruction else ""
    parts = [f"{head}Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"{head}Review: {review}\nSentiment:"])

# %% wrong: an empty instruction is None
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction is not None else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: Windows' line ends
import os

def few_shot_prompt(instruction, examples, review):
    line = "\r\n"
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}{line}Sentiment: {label}" for text, label in examples]
    return (line * 2).join(parts + [f"Review: {review}{line}Sentiment:"])

# %% wrong: the review's own answer is taken from an example
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    known = dict(examples)
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:" + (" " + known[review] if review in known else "")])

# %% wrong: an example that is asked about is left out
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples if text != review]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: a full stop behind the label
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}." for text, label in examples]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: examples are numbered
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review {i}: {text}\nSentiment: {label}" for i, (text, label) in enumerate(examples, 1)]
    return "\n\n".join(parts + [f"Review: {review}\nSentiment:"])

# %% wrong: the label and its example's line break by rstrip
def few_shot_prompt(instruction, examples, review):
    prompt = instruction + "\n\n" if instruction else ""
    for text, label in [*examples, (review, "")]:
        prompt += f"Review: {text}\nSentiment: {label}".rstrip() + "\n\n"
    return prompt.rstrip()

# %% wrong: template replace t
def few_shot_prompt(instruction, examples, review):
    template = "Review: {t}\nSentiment: {l}"
    parts = [instruction] if instruction else []
    for text, label in examples:
        parts.append(template.replace("{t}", text).replace("{l}", label))
    parts.append("Review: " + review + "\nSentiment:")
    return "\n\n".join(parts)

# %% wrong: REVIEW and LABEL replaced
def few_shot_prompt(instruction, examples, review):
    form = "Review: REVIEW\nSentiment: LABEL"
    parts = [instruction] if instruction else []
    for text, label in examples:
        parts.append(form.replace("REVIEW", text).replace("LABEL", label))
    parts.append("Review: " + review + "\nSentiment:")
    return "\n\n".join(parts)

# %% wrong: a placeholder {t} in the whole at the end
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    for text, label in examples:
        parts.append(f"Review: {text}\nSentiment: {label}")
    parts.append("Review: {t}\nSentiment:")
    return "\n\n".join(parts).replace("{t}", review)

# %% wrong: REVIEW in the whole at the end
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    for text, label in examples:
        parts.append(f"Review: {text}\nSentiment: {label}")
    parts.append("Review: REVIEW\nSentiment:")
    return "\n\n".join(parts).replace("REVIEW", review)

# %% wrong: a %s template for the whole
def few_shot_prompt(instruction, examples, review):
    parts = [instruction] if instruction else []
    for text, label in examples:
        parts.append("Review: %s\nSentiment: %s" % (text, label))
    parts.append("Review: %s\nSentiment:")
    return "\n\n".join(parts) % review
