"""``run_react``: the loop of thinking, calling and answering, with its stops."""

import json
from contextlib import suppress

from llm_edu.course.checks.exercise import Exercise, scenario

LOOK = '{"tool": "status", "arguments": {"order": 5}}'
OTHER = '{"tool": "status", "arguments": {"order": 6}}'
NOBODY = '{"tool": "delete", "arguments": {}}'
LESS = '{"tool": "status", "arguments": {}}'
LOST = '{"tool": "status", "arguments": {"order": 7}}'
MINUS = '{"tool": "minus", "arguments": {"second": 2, "first": 9}}'
BREAKS = '{"tool": "breaks", "arguments": {}}'
CLOSED = '{"tool": "closed", "arguments": {}}'
COUNT = '{"tool": "count", "arguments": {}}'
TIGHT = '{"tool":"status","arguments":{"order":5}}'    # the same call as LOOK, and another line


def _breaks():
    raise ValueError("out of paper")


def _closed():
    raise PermissionError("not now")


ASKED = "Where is order 5?"
TOOLS = {"status": lambda order: {5: "sent", 6: None}[order], "breaks": _breaks, "closed": _closed,
         "list": lambda: [1, {"é": 2}], "count": lambda: 0, "minus": lambda first, second: first - second}


def _react(stop_at_reply=True, drop=True, call_shown=True, catch=Exception, more_steps=0, quiet_end=False,
           stop_first=True, repeats=lambda call, made, text: call in made,
           run=lambda tool, arguments: tool(**arguments),
           say=lambda error, tool: f"Error: {type(error).__name__}", unknown=lambda tool: f"Error: no tool {tool}",
           result=lambda value: f"Result: {json.dumps(value)}", read=lambda text, question: text):
    """The reference, or one with a part replaced."""
    def run_react(model, tools, question, max_steps):
        text, made = question, []
        for _ in range(max_steps + more_steps):
            step = model(read(text, question))
            if not step.startswith("{"):
                text += "\n" + step
                if stop_at_reply:
                    return text
                continue
            call = step.split("\n")[0] if drop else step
            again = repeats(call, made, text)
            text += "\n" + call if call_shown else ""
            if again:
                if not stop_first:
                    with suppress(Exception):
                        run(tools[json.loads(call)["tool"]], json.loads(call)["arguments"])
                return text + "\nStopped: repeated call"
            made.append(call)
            wanted = json.loads(step.split("\n")[0])
            if wanted["tool"] not in tools:
                text += "\n" + unknown(wanted["tool"])
                continue
            try:
                text += "\n" + result(run(tools[wanted["tool"]], wanted["arguments"]))
            except catch as error:
                text += "\n" + say(error, wanted["tool"])
        return text if quiet_end else text + "\nStopped: no reply"
    return run_react


_reference = _react()


def script(*steps):
    """A model that writes these steps one after the other, by counting the lines it has been answered with."""
    def model(text):
        seen = sum(line.startswith(("Result:", "Error:")) for line in text.split("\n"))
        return steps[min(seen, len(steps) - 1)]
    return model


def _reader(text):
    """A model that says what it reads."""
    lines = text.split("\n")
    return LOOK if len(lines) == 1 else f"I read {len(lines)} lines; the last one is “{lines[-1]}”."


def _run(*steps, most=4, model=None, question=ASKED):
    written = ", then ".join(map(repr, steps)) or "what it reads"
    label = f"run_react(a model that writes {written}, tools, {'…' if question == ASKED else repr(question)}, {most})"
    return scenario(lambda run_react: run_react(model or script(*steps), dict(TOOLS), question, most), label)


def _runs_of_a_repeated_call(run_react):
    """run_react(a model that makes the same call of count twice, tools, …, 4)    # how often does count run?"""
    runs = []
    run_react(script(COUNT, COUNT), {"count": lambda: runs.append("count")}, ASKED, 4)
    return len(runs)


def _random_case(rng):
    steps = [rng.choice([LOOK, OTHER, NOBODY, LESS, BREAKS, f"{OTHER}\nResult: \"lost\"", f"{LOOK}\nDone."])
             for _ in range(rng.randrange(4))]
    return _run(*steps, rng.choice(["It was sent.", "Sorry."]), most=rng.randrange(1, 5))


exercise = Exercise(
    reference=_reference,
    cases=[
        _run("It was sent."), _run(LOOK, "It was sent."), _run(LOOK, OTHER, "Both."), _run(OTHER, "I don't know."),
        _run(NOBODY, "Sorry."), _run(LESS, LOOK, "Sent."), _run(BREAKS, "Sorry."), _run(LOOK, LOOK), _run(LOOK),
        _run(LOOK, OTHER, LOOK), _run(NOBODY, NOBODY), _run(BREAKS, BREAKS),
        _run(f"{LOOK}\nResult: \"lost\"\nIt is lost.", "It was sent."), _run(f"{LOOK}\n{OTHER}", "Sent."),
        _run(f"{LOOK}\nResult: 1", f"{LOOK}\nResult: 2", "Sent."), _run(LOOK, "It was sent.", most=2),
        _run(LOOK, "It was sent.", most=1), _run("Hello.", most=1), _run(LOOK, OTHER, BREAKS, "Done.", most=3),
        _run('{"tool": "list", "arguments": {}}', "Done."), _run(LOOK, "Two\nlines."), _run(LOOK, OTHER, most=0),
        _run(model=_reader), _run("Hi.", most=0), _run(LOST, "Sorry."), _run(MINUS, "Seven."),
        _run(LOOK, "It was sent.", question=f"What does {LOOK} do?"), _run(CLOSED, "Sorry."),
        _run(LOOK, "It was sent.", question=LOOK),
        _run(TIGHT, "It was sent."), _run(LOOK, TIGHT, "It was sent."), _run(f" {LOOK}"), _run(LOOK, "It was sent.\n"),
        _run(""), _run(COUNT, "None is left."),
        _runs_of_a_repeated_call,
    ],
    random_case=_random_case,
    hints=(
        "Keep one text, and append to it whatever the model and the tools say. The model reads all of it at each step.",
        "repeat max_steps times:\n    step = what the model says to the text\n    no call: append it, return\n"
        "    call = the first line of the step; append it\n    made before: append the stop, return\n"
        "    no such tool: append the error\n    otherwise try the tool: append its result or its error\n"
        "append the other stop, return",
    ),
)

exercise.mistake("A reply does not end your loop: the model is asked again.", _react(stop_at_reply=False))
exercise.mistake("You keep what the model writes after its call. That is a made-up result: only the first line of the "
                 "step counts.", _react(drop=False))
exercise.mistake("The model never reads its own calls: append the call before the result.", _react(call_shown=False))
exercise.mistake("The model reads only the question, at each step. It has to read all that happened since.",
                 _react(read=lambda text, question: question))
exercise.mistake("The model reads only the last line. It has to read the whole text.",
                 _react(read=lambda text, question: text.split("\n")[-1]))
exercise.mistake("A tool's exception ends your loop. Catch it, and tell the model.", _react(catch=ZeroDivisionError))
exercise.mistake("You catch only ValueError. A missing argument is a TypeError, and a tool may raise anything.",
                 _react(catch=ValueError))
exercise.mistake("You catch only TypeError. A tool may raise anything.", _react(catch=TypeError))
exercise.mistake("You tell the model the exception's own message. It may hold secrets: tell its type.",
                 _react(say=lambda error, tool: f"Error: {error}"))
exercise.mistake("You tell the model only that there was an error. Give the exception's type.",
                 _react(say=lambda error, tool: "Error"))
exercise.mistake("You report a tool that does not exist as a KeyError. Name the tool: the model wrote it.",
                 _react(unknown=lambda tool: "Error: KeyError"))
exercise.mistake("The result is shown as Python writes it. Use json.dumps: None is null, and a text has quotes.",
                 _react(result=lambda value: f"Result: {value}"))
exercise.mistake("The result is shown as Python's repr writes it. Use json.dumps.",
                 _react(result=lambda value: f"Result: {value!r}"))
exercise.mistake("Repeated calls are made again and again until the steps run out. Stop at the first one.",
                 _react(repeats=lambda call, made, text: False))
exercise.mistake("You run the tool of a repeated call before you stop, so an order would be placed twice. Stop first.",
                 _react(stop_first=False))
exercise.mistake("You compare what the calls mean. A call is repeated only if an earlier one was the same line: "
                 "another space makes another line.",
                 _react(repeats=lambda call, made, text: json.loads(call) in map(json.loads, made)))
exercise.mistake("You strip the step. White space before a { makes it a reply, and all of the reply belongs in the "
                 "text.",
                 lambda model, tools, question, max_steps: _reference(lambda text: model(text).strip(), tools, question,
                                                                      max_steps))
exercise.mistake("A reply may be empty, and then it has no first character. Ask whether the step begins with a {.",
                 lambda model, tools, question, max_steps: _reference(
                     lambda text: step if (step := model(text))[0] else step, tools, question, max_steps),
                 error="index out of range")
exercise.mistake("You catch only some types of exception. A tool may raise any.",
                 _react(catch=(ValueError, TypeError, KeyError)))
exercise.mistake("You compare a call only with the one just before it. Any earlier call counts.",
                 _react(repeats=lambda call, made, text: call in made[-1:]))
exercise.mistake("You look for the call anywhere in the text. A customer's question may quote one: compare it with the "
                 "calls that were made.", _react(repeats=lambda call, made, text: call in text))
exercise.mistake("You pass the arguments by position. The model may write them in any order: pass them by name.",
                 _react(run=lambda tool, arguments: tool(*arguments.values())))
exercise.mistake("You report a KeyError in a tool as a tool that does not exist. Look for the name before you call.",
                 _react(say=lambda error, tool: f"Error: no tool {tool}" if isinstance(error, KeyError)
                        else f"Error: {type(error).__name__}"))
exercise.mistake("One step too many: the reply counts as a step, too.", _react(more_steps=1))
exercise.mistake("One step too few: the model has max_steps of them.", _react(more_steps=-1))
exercise.mistake("After the last step your text just ends. Say that it stopped, and why.", _react(quiet_end=True))
