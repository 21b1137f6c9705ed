"""``read_label``: a label out of a reply in JSON, if the reply has the form."""

import ast
import json
import re

from llm_edu.course.checks.exercise import Exercise
from llm_edu.course.checks.exercise import case as case_of
from llm_edu.prompting import read_label as _reference

LABELS = ["negative", "positive"]
GOOD = '{"sentiment": "positive"}'


def _reply(text, labels=LABELS):
    return case_of(text, list(labels))


FILLINGS = ['"positive"', '"negative"', '"Positive"', '"good"', '["positive"]', "null", "1", '" positive"', '""']
FRAMES = ["{{{key}: {value}}}", " {{ {key} :\n{value} }}\n", "{value}", "[{{{key}: {value}}}]", "{{{key}: {value},}}",
          "{{{key}: {value}", "Sure! {{{key}: {value}}}", "{{{key}: {value}}}.", "```json\n{{{key}: {value}}}\n```",
          '{{{key}: {value}, "sure": true}}', "{{{key}: {{{key}: {value}}}}}"]


def _random_reply(rng):
    key = rng.choice(['"sentiment"', '"sentiment"', '"Sentiment"', '"label"', "'sentiment'"])
    text = rng.choice(FRAMES).format(key=key, value=rng.choice(FILLINGS[:2] if rng.random() < 0.6 else FILLINGS))
    return text, LABELS if rng.random() < 0.8 else ["good", "bad"]


exercise = Exercise(
    reference=_reference,
    names=("reply", "labels"),    # the course's own can look for another key
    cases=[
        _reply(GOOD), _reply('{"sentiment": "negative"}'), _reply(""), _reply("positive"), _reply('"positive"'),
        _reply("{}"), _reply("[]"), _reply("null"), _reply("3"), _reply("true"), _reply('["sentiment", "positive"]'),
        _reply('["sentiment"]'), _reply('"sentiment"'), _reply('[["sentiment", "positive"]]'),
        _reply('{"sentiment":"positive"}'), _reply(f" \n{GOOD}\n\t"), _reply('{\n  "sentiment" : "positive"\n}'),
        _reply('{"sentiment": "Positive"}'), _reply('{"sentiment": "POSITIVE"}'), _reply('{"Sentiment": "positive"}'),
        _reply('{"SENTIMENT": "positive"}'), _reply('{"sentiment ": "positive"}'),
        _reply('{"sentiment": " positive"}'), _reply('{"sentiment": "positive."}'), _reply('{"sentiment": "good"}'),
        _reply('{"sentiment": "pos"}'), _reply('{"sentiment": "very positive"}'), _reply('{"sentiment": ""}'),
        _reply('{"sentiment": null}'), _reply('{"sentiment": 1}'), _reply('{"sentiment": true}'),
        _reply('{"sentiment": ["positive"]}'), _reply('{"sentiment": {"positive": 1}}'), _reply('{"sentiment": []}'),
        _reply('{"label": "positive"}'), _reply('{"positive": "sentiment"}'), _reply('{"positive": "positive"}'),
        _reply('{"sentiment": "positive", "reason": "funny"}'), _reply('{"reason": "funny", "sentiment": "positive"}'),
        _reply('{"sentiment": "positive", "other": null}'),
        _reply("{'sentiment': 'positive'}"), _reply('{sentiment: "positive"}'), _reply('{"sentiment": positive}'),
        _reply('{"sentiment": "positive",}'), _reply('{"sentiment": "positive"'), _reply('"sentiment": "positive"'),
        _reply('{"sentiment": "posi'), _reply("{"), _reply(f"Here it is: {GOOD}"), _reply(f"{GOOD} I hope it helps!"),
        _reply(f"{GOOD}."), _reply(f"{GOOD}{GOOD}"), _reply(f"{GOOD}\n{GOOD}"), _reply(f"[{GOOD}]"),
        _reply(f"```json\n{GOOD}\n```"), _reply(f"```\n{GOOD}\n```"), _reply(f"`{GOOD}`"),
        _reply('{"result": {"sentiment": "positive"}}'), _reply("NaN"),
        _reply('{"sentiment": NaN}'),
        _reply('"{\\"sentiment\\": \\"positive\\"}"'), _reply('{"sentiment": "\\u0070ositive"}'),
        _reply('{"sentiment": "good"}', ["good", "bad"]), _reply('{"sentiment": "positive"}', ["good", "bad"]),
        _reply('{"sentiment": "neutral"}', ["negative", "neutral", "positive"]), _reply('{"sentiment": "a"}', ["a"]),
        _reply('{"sentiment": "Good"}', ["Good", "Bad"]), _reply('{"sentiment": "good"}', ["Good", "Bad"]),
        _reply('{"sentiment": "sentiment"}', ["sentiment"]), _reply('{"sentiment": "très bien"}', ["très bien", "mal"]),
        _reply('{"sentiment": "not good"}', ["good", "not good"]), _reply('{"sentiment": "o"}', ["good", "bad"]),
        _reply('{"sentiment": "positive!"}', ["positive!", "x"]), _reply('{"sentiment": "negative positive"}'),
        _reply('{"sentiment": "c"}', ["a", "b", "c"]), _reply('{"sentiment": "d"}', ["a", "b", "c", "d"]),
        _reply('{"sentiment": 1}', ["1", "2"]), _reply('{"sentiment": null}', ["None", "null"]),
        _reply('{"sentiment": "good"}', [" good", "bad"]), _reply('{"sentiment": " good"}', [" good", "bad"]),
        _reply('{"sentiment": ""}', ["", "positive"]), _reply('{"sentiment": "so+"}', ["so+", "so-"]),
        _reply('{"sentiment": "\\"good\\""}', ['"good"', "good"]), _reply(f"\u00a0{GOOD}"), _reply(f"{GOOD}\x0c"),
        _reply('{"sentiment": "so\nso"}', ["so\nso", "bad"]), _reply('{"sentiment": "so\\nso"}', ["so\nso", "bad"]),
        _reply("[" * 100_000), _reply("9" * 5000),
        _reply('{"sentiment":' * 12_000),    # too deep for every Python; more, and a search by a pattern takes a minute
    ],
    random_case=_random_reply,
    valid=lambda reply, labels: len(labels) > 0,
    random_cases=60,
    hints=(
        "json.loads reads a text, or raises an error. What can it return, besides the dictionary that you hope for?",
        "try to read the reply; if anything goes wrong: None\nif it is a dictionary with one key, that key is "
        "\"sentiment\", and its value is one of the labels: that value\notherwise None",
    ),
)


def _label(read=json.loads, has_form=lambda found: isinstance(found, dict) and list(found) == ["sentiment"],
           value=lambda found: found["sentiment"], fits=lambda value, labels: value in labels,
           failing=(ValueError, RecursionError), otherwise=None, told=lambda value: value):
    """A read_label with one thing wrong."""
    def read_label(reply, labels):
        try:
            found = read(reply)
        except failing:
            return otherwise
        if has_form(found) and fits(value(found), labels):
            return told(value(found))
        return otherwise
    return read_label


def _text(fits):
    return lambda value, labels: isinstance(value, str) and fits(value, labels)


def _inside(pattern=r"\{.*\}"):
    """json.loads of what a pattern finds in a reply."""
    def read(reply):
        found = re.search(pattern, reply[:1000], re.DOTALL)
        if not found:
            raise ValueError("nothing found")
        return json.loads(found.group())
    return read


exercise.mistake("You accept other keys next to \"sentiment\". The form has this one key and nothing else.",
                 _label(has_form=lambda found: isinstance(found, dict) and "sentiment" in found))
exercise.mistake("You take the value of any key, whatever its name. The key has to be \"sentiment\".",
                 _label(has_form=lambda found: isinstance(found, dict) and len(found) == 1,
                        value=lambda found: list(found.values())[0]))
exercise.mistake("Your function accepts any value. The value has to be one of the labels.",
                 _label(fits=lambda value, labels: True))
exercise.mistake("You accept a text that is not one of the labels. Check whether it is one of them.",
                 _label(fits=_text(lambda value, labels: True)))
exercise.mistake("The statement says *letter for letter*, so capitals matter. You ignore them on both sides.",
                 _label(fits=_text(lambda value, labels: value.lower() in [label.lower() for label in labels])))
exercise.mistake("The statement says *letter for letter*: “Positive” is not “positive”.",
                 _label(fits=_text(lambda value, labels: value.lower() in labels), told=str.lower))
exercise.mistake("The statement says *letter for letter*: “Positive” is not “positive”, and what you return is not "
                 "even one of the labels.",
                 _label(fits=_text(lambda value, labels: value.lower() in labels)))
exercise.mistake("White space inside the quotation marks belongs to the value: “ positive” is not “positive”.",
                 _label(fits=_text(lambda value, labels: value.strip() in labels), told=lambda value: value.strip()))
exercise.mistake("A label among other words is not a label. The value has to be one of the labels, letter for letter.",
                 _label(fits=_text(lambda value, labels: any(label in value for label in labels))))
exercise.mistake("A part of a label is not a label. Between two texts, `in` looks for the first inside the second.",
                 _label(fits=_text(lambda value, labels: any(value in label for label in labels))))
exercise.mistake("The labels are given, and need not be \"negative\" and \"positive\".",
                 _label(fits=lambda value, labels: value in ("negative", "positive")))
exercise.mistake("You search the reply for braces. Anything before or after the object is a fault: a program that "
                 "works with replies cannot rely on your search.", _label(read=_inside()))
exercise.mistake("You search for the shortest piece in braces. Anything before or after the object is a fault.",
                 _label(read=_inside(r"\{.*?\}")))
exercise.mistake("You remove the fence of a code block. Anything before the object is a fault, even a fence.",
                 _label(read=lambda reply: json.loads(re.sub(r"^```(json)?|```$", "", reply.strip()))))
exercise.mistake("You turn ' into \" first. In JSON, texts are between \", and a reply without them does not have the "
                 "form.", _label(read=lambda reply: json.loads(reply.replace("'", '"'))))
exercise.mistake("An object without the key causes a KeyError: check for the key before you take its value.",
                 _label(has_form=lambda found: isinstance(found, dict) and len(found) < 2), error="sentiment")
exercise.mistake("One key need not be the key \"sentiment\": any other causes a KeyError.",
                 _label(has_form=lambda found: isinstance(found, dict) and len(found) == 1), error="sentiment")
exercise.mistake("raw_decode stops where the object ends, whatever comes after it. Anything there is a fault.",
                 _label(read=lambda reply: json.JSONDecoder().raw_decode(reply.lstrip(" \t\r\n"))[0]))
exercise.mistake("JSON can also be a list, a number, a text or null. Check whether it is a dictionary before you ask "
                 "for its keys.", _label(has_form=lambda found: list(found) == ["sentiment"]),
                 error="not iterable|indices|not subscriptable|has no attribute|must be integers|has no len")
exercise.mistake("A reply that is not JSON causes an error. No reply may do that: catch the error, and return None.",
                 _label(failing=()),
                 error="Expecting|Extra data|control character|delimiter|decode|property name|Unterminated|"
                       "Illegal|recursion|limit")
exercise.mistake("A number of 5,000 digits is JSON, too, but Python reads integers of at most 4,300 digits: "
                 "json.loads raises a ValueError that is not a JSONDecodeError. No reply may cause an error.",
                 _label(failing=(json.JSONDecodeError, RecursionError)), error="limit")
exercise.mistake("JSONDecodeError is not the only possible error: a number of more than 4,300 digits raises another "
                 "ValueError, and brackets that are nested too deep raise a RecursionError. No reply may cause an "
                 "error.",
                 _label(failing=json.JSONDecodeError), error="recursion|limit")
exercise.mistake("100,000 brackets, one inside the other, are too deep for json.loads, which raises a RecursionError. "
                 "No reply may cause an error.", _label(failing=ValueError), error="recursion")
exercise.mistake("If the reply does not have the form, the result is None, not an empty text.", _label(otherwise=""))
exercise.mistake("If the reply does not have the form, the result is None, not False.", _label(otherwise=False))
exercise.mistake("You return whether the reply has the form. Return the label.",
                 lambda reply, labels: _reference(reply, labels) is not None)
exercise.mistake("You return the number of the label. Return the label.",
                 lambda reply, labels: None if (found := _reference(reply, labels)) is None else labels.index(found))
exercise.mistake("You return the whole dictionary. Return the label in it.",
                 _label(told=lambda value: {"sentiment": value}))
exercise.mistake("You search the reply for a label. It may be there without any JSON, or in a sentence.",
                 lambda reply, labels: next((label for label in labels if label in reply), None))
exercise.mistake("You search for the key and its value with a pattern. Then anything around them passes, too.",
                 lambda reply, labels: next((label for label in labels
                                             if re.search(f'"sentiment"\\s*:\\s*"{re.escape(label)}"', reply)), None))
exercise.mistake("You compare with only one way to write the object. White space does not matter where JSON allows it.",
                 lambda reply, labels: next((label for label in labels
                                             if reply == f'{{"sentiment": "{label}"}}'), None))
exercise.mistake("White space inside the object does not matter either, and JSON may write a letter as a code "
                 "(\\u0070).",
                 lambda reply, labels: next((label for label in labels
                                             if reply.strip() == f'{{"sentiment": "{label}"}}'), None))
exercise.mistake("You turn the value into a text. The number 1 is not the text \"1\", and null is not \"None\".",
                 _label(fits=lambda value, labels: str(value) in labels, told=str))
exercise.mistake("There may be more than two labels.", lambda reply, labels: _reference(reply, labels[:2]))
exercise.mistake("An empty text may be a label, too. It is not None.",
                 lambda reply, labels: _reference(reply, labels) or None)
exercise.mistake("strip removes more than JSON's white space: it also removes non-breaking spaces and form feeds. "
                 "JSON allows spaces, tabs and line breaks, and json.loads accepts them without your help.",
                 lambda reply, labels: _reference(reply.strip(), labels))
exercise.mistake("strip removes more than JSON's white space. And JSONDecodeError is not the only possible error: a "
                 "number that is too long raises another ValueError, and brackets that are nested too deep raise a "
                 "RecursionError.",
                 _label(read=lambda reply: json.loads(reply.strip()), failing=json.JSONDecodeError),
                 error="recursion|limit")
for _kinds, _more in (((ValueError, RecursionError), ""),
                      (ValueError, " And brackets that are nested too deep raise a RecursionError."),
                      (json.JSONDecodeError, " And JSONDecodeError is not the only error that json.loads can raise.")):
    exercise.mistake("JSON can also be a list, a number, a text or null, and none of these has a key. First check "
                     "whether it is a dictionary, and whether \"sentiment\" is its only key." + _more,
                     _label(has_form=lambda found: True, failing=_kinds),
                     error="indices|not subscriptable|must be integers|sentiment|recursion|limit")
exercise.mistake("A list that contains one object is not an object.",
                 lambda reply, labels: _reference(reply.strip().removeprefix("[").removesuffix("]"), labels))
exercise.mistake("You add a missing brace. A reply that is cut off does not have the form.",
                 lambda reply, labels: _reference(reply, labels) or _reference(reply + "}", labels))
exercise.mistake("literal_eval reads Python, not JSON: it accepts single quotes, which JSON does not.",
                 _label(read=ast.literal_eval, failing=(ValueError, SyntaxError, RecursionError, MemoryError)))
exercise.mistake("You turn everything into lower case. The statement says *letter for letter*, and the key has to "
                 "match, too.",
                 lambda reply, labels: _reference(reply.lower(), labels))
