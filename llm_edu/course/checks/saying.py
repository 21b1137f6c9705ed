"""Say in words what was judged: the facts are all there, nothing is run or decided here any more."""

from llm_edu.course.checks.exercise import Case, Exercise, Scenario
from llm_edu.course.checks.facts import LACKS, Judgement, advice, returns_what_is_expected
from llm_edu.course.checks.kinds import kind
from llm_edu.course.checks.running import Outcome, first_by_name
from llm_edu.course.checks.showing import Code, Report, apart, escaped, in_full, looks_doubtful, shown

LINES = 5  # of what the learner's code prints
WARNINGS = 3
# Headlines for what is right as each case calls it, and wrong in another way.
WAYS = {
    "keywords": "right, but not when its arguments are handed over by name.",
    "again": "right at the first call, but not at a later one.",
    "shared": "right, but a later call changes what an earlier one has returned.",
    "fresh": "the right numbers, but not in a new object.",
    "dtype": "right, but not with numbers of another kind.",
    "texts": "right, but not with every text.",
    "gradient": "the result is right, but the notebook trains through it.",
    "borrowed": "the work has to be your own here.",
}


def report_on(exercise: Exercise, found: Judgement) -> Report:
    """A judgement in words."""
    name, more = exercise.name, f'Stuck? `hint("{exercise.name}")`'
    if found.status == "right":
        headline = f"passes all {found.cases} cases." if found.cases > 1 else "passes."
        return Report("right", name, headline, [*_deep(found), *_noises([outcome for _, outcome in found.ran], found)])
    if found.status == "blank":
        if found.begun:
            headline = "begun. A part of it still says `raise NotImplementedError`."
        else:
            headline = "write your code in place of `raise NotImplementedError`, then run the cell again."
        return Report("blank", name, headline, [f"Until then the notebook goes on with the course's own. {more}"])
    parts: list[str | Code] = []
    if found.way != "borrowed":
        call = call_text(exercise, found.trial.case, found.way == "keywords")
        lines = [Code(call, "for"), *_expected_and_got(exercise, found)]
        parts += [Code(escaped(line.text), line.label) for line in lines] if looks_doubtful(call) else lines
    parts += _explanation(exercise, found)
    parts += _noises([found.outcome], found)
    parts.append(f"The notebook goes on with the course's own. {more}")
    return Report("wrong", name, _headline(exercise, found), parts)


def _headline(exercise: Exercise, found: Judgement) -> str:
    outcome = found.outcome
    if found.way:
        return WAYS[found.way.partition(" ")[0]]
    if outcome.kind == "timeout":
        if outcome.error.args:
            return f"{outcome.error.args[0]}."
        return f"it takes longer than {exercise.time_limit:g} seconds and was stopped."
    if outcome.kind == "error":
        return f"it stops with {_name(outcome.error)}."
    expected = found.trial.expected
    if outcome.value is None and expected.value is not None and expected.kind == "value" and not found.mistake:
        if not found.elsewhere:
            return "it returns None. Did you forget `return`?"
        if not found.none_is_right:
            return "it returns None here. Does every way through it return a value?"
    return "here is the smallest case that fails."


def _expected_and_got(exercise: Exercise, found: Judgement) -> list[Code]:
    """Two lines to compare, which never look the same: shapes are in them when tensors are long."""
    expected, outcome = found.trial.expected, found.outcome
    right_value = returns_what_is_expected(exercise, found.trial, outcome) and found.reason != LACKS
    left, right = _results(exercise, expected, outcome, right_value)
    lines = [Code(left, "expected")] if left != right else []
    if outcome.kind != "timeout" and left != right:
        lines.append(Code(right, "got"))
    if outcome.line:
        lines.append(Code(outcome.line, "at"))
    return lines


def _results(exercise: Exercise, expected: Outcome, outcome: Outcome, right_value: bool) -> tuple[str, str]:
    """What was expected and what came; of a function in place the arguments, where what is returned is right."""
    if expected.kind != "value" or outcome.kind != "value":
        wanted = expected.kind == "value" and _alone(exercise, expected)
        return wanted or _name(expected.error), _alone(exercise, outcome)
    if right_value and not exercise.in_place:
        return "", ""
    left, right = apart(expected.value, outcome.value)
    if exercise.in_place and (right_value or left == right or outcome.value is None):
        left, right = apart(list(expected.arguments), list(outcome.arguments))
        return f"arguments become {left[1:-1]}", f"arguments become {right[1:-1]}"
    return left, right


def _name(error: BaseException) -> str:
    """The error's name: that of a bad pattern is only "error"."""
    return "re.error" if type(error).__name__ == "error" else type(error).__name__


def _alone(exercise: Exercise, outcome: Outcome) -> str:
    if outcome.kind in ("error", "timeout"):
        message = " ".join(str(outcome.error).split())[:200]
        return f"{_name(outcome.error)}: {message}" if message else _name(outcome.error)
    if exercise.in_place and outcome.value is None:
        return f"arguments become {', '.join(map(shown, outcome.arguments))}"
    return shown(outcome.value)


def _explanation(exercise: Exercise, found: Judgement) -> list[str]:
    """The planted mistake's own message where there is one; else what differs, and advice for the usual errors."""
    expected, outcome = found.trial.expected, found.outcome
    if found.way:
        return _of_way(exercise, found)
    if found.mistake:
        of_shapes = (outcome.kind == "value" and kind(expected.value) in ("tensor", "NumPy array")
                     and (exercise.in_place or not outcome.changed))    # what is changed, the mistake's message says
        return [found.reason, found.mistake] if of_shapes and found.reason != LACKS else [found.mistake]
    return [*_what_differs(exercise, found), *_what_is_kept(found)]


def _what_is_kept(found: Judgement) -> list[str]:
    kept = " and ".join(f"`{name}`" for name in found.kept)
    return [f"It keeps {kept} from one call to the next. A call may come at any time, and alone: whatever it needs, "
            "make it anew, inside of the function."] if kept else []


def _what_differs(exercise: Exercise, found: Judgement) -> list[str]:
    expected, outcome = found.trial.expected, found.outcome
    if isinstance(outcome.error, RecursionError):
        if not found.elsewhere:
            return ["It calls itself without end: is there a case in which it stops?"]
        return ["It calls itself more often than Python allows. Once for each of many items? A loop has no such "
                "limit. Or is there a case in which it never stops?"]
    if outcome.kind == "error":
        return [found.reason] if expected.kind == "error" else []
    forgot = outcome.value is None and expected.value is not None and expected.kind == "value"
    told = forgot or found.reason == "The value differs."  # the headline or the two lines say it
    sentences = [] if told and outcome.kind == "value" else [found.reason]
    if outcome.changed and not (exercise.in_place or exercise.trains) and outcome.changed not in found.reason:
        sentences.append(f"The call also changes `{outcome.changed}`: {advice(outcome.changed)}.")
    return sentences


def _of_way(exercise: Exercise, found: Judgement) -> list[str]:
    way, _, dtype = found.way.partition(" ")
    if way == "keywords":
        names = exercise.keywords
        missing = next((name for name in names if f"'{name}'" in str(found.outcome.error)), names[0])
        return [f"The notebook calls it with `{missing}=…`: keep the name of that parameter."]
    if way == "again":
        kept = " and ".join(f"`{name}`" for name in found.kept) or "something"
        return [f"It keeps {kept} from one call to the next, and goes on with what the call before has left there. "
                "Whatever a call needs, it has to make anew, inside of the function."]
    if way == "shared":
        return ["It returns the same list, dictionary or array each time, which is made outside of the function or as "
                "a default value. Make it anew, inside of the function."]
    if way == "fresh":
        return [f"What it returns is the `{found.reason}` that it was handed, or a part of it: whoever changes the one "
                "then changes the other. Make a new one in every case, here too."]
    if way == "borrowed":
        return [f"Yours calls the course's own `{exercise.name}`. Where work is graded (LLM_EDU_STRICT=1), write it "
                "yourself."]
    told = found.reason == "The value differs."
    if way == "dtype":
        what = "whole numbers" if "int" in dtype else "numbers"
        return [f"Here it is handed {what} ({dtype}).", *([] if told else [found.reason])]
    if way == "texts":
        return ["Any text may come: with accents apart from their letters, line ends of two characters, signs that "
                "nobody sees, spaces, or nothing in it. What the exercise does not name stays as it is.",
                *([] if told else [found.reason])]
    return [] if told else [found.reason]


def _deep(found: Judgement) -> list[str]:
    if not any(outcome.deep for _, outcome in found.ran):
        return []
    return ["It calls itself more often than Python allows by itself (1,000 times, one in another): on long inputs it "
            "will stop with a RecursionError. A loop has no such limit."]


def _noises(outcomes: list[Outcome], found: Judgement) -> list[Code]:
    """What the learner's code has printed, and warnings that it, unlike the course's own, has caused: a few lines."""
    printed = [line for outcome in outcomes for line in outcome.printed.strip().split("\n") if line.strip()]
    if found.status == "right":  # the same at each case, mostly
        printed = list(dict.fromkeys(printed))
    usual = {warning for trial, _ in found.ran for warning in trial.expected.warned}
    if found.trial is not None:
        usual |= set(found.trial.expected.warned)
    warned = [text for text in dict.fromkeys(text for outcome in outcomes for text in outcome.warned)
              if text not in usual]
    return [*_some(printed, LINES, "printed"), *_some(warned, WARNINGS, "warned")]


def _some(lines: list[str], most: int, label: str) -> list[Code]:
    text = "\n".join([line[:100] for line in lines[:most]] + (["…"] if len(lines) > most else []))
    return [Code(text, label)] if text else []


def call_text(exercise: Exercise, case: Case | Scenario, by_name: bool = False) -> str:
    """The call as the learner would write it: ``merge_pair([1, 2, 1, 2], (1, 2), 9)``."""
    if case.label:
        return case.label
    positional = [in_full(value, 200) for value in case.arguments]
    named = [(key, in_full(value, 200)) for key, value in case.keywords.items()]
    if by_name:
        names = [name if name in exercise.keywords else "" for name in exercise.parameters()]
        place = first_by_name(len(positional), names)
        positional, named = positional[:place], [*zip(names[place:], positional[place:]), *named]
    arguments = [*positional, *(f"{key}={text}" for key, text in named)]
    line = f"{exercise.name}({', '.join(arguments)})"
    if len(line) <= 100:
        return line
    names = exercise.parameters()
    if len(names) < len(positional):
        return "\n".join(arguments)
    return "\n".join(f"{name} = {text}" for name, text in [*zip(names, positional), *named])
