"""Runs the program, or the check that judges it. Standard library only; started by ``python -I -S runner.py``.

Standard input brings one line with the source, then (where there is a check) questions; standard output takes
messages, one a line, the first byte its kind: S started, E ended, F tried something forbidden, Q question, A answer.
Whatever the program prints goes to standard error, under both names.
"""

import builtins
import json
import os
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import plain
import watching

del sys.path[0]


class ProgramError(Exception):
    """An error of the program that is not one of Python's own ordinary ones, as the check sees it."""

    kind = ""  # its type over there


class Program:
    """The program as its check sees it: ``program.add(2, 3)`` asks the other process, and only plain values return."""

    def __init__(self, ask):
        self.__ask = ask

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *arguments, **named: self.__ask([name, list(arguments), named])


def asking(questions, send):
    """The function that sends a question and returns what the answer holds, or raises the error it tells of."""

    def ask(question):
        send(b"Q" + plain.write(plain.encode(question)))
        line = questions.readline(plain.LIMIT + 2)
        try:
            answer = json.loads(line)
            if "error" not in answer:
                return plain.decode(answer["value"])
        except (ValueError, TypeError, KeyError, RecursionError):
            answer = {"error": "ProgramError", "message": "an answer that is none"}
        raise error_of(answer)

    return ask


def error_of(answer: dict) -> Exception:
    """The exception that an answer tells of: one of Python's own where it is one, with the program's line.

    Not those by which Python itself ends a loop: in the check, ``all(map(program.add, …))`` would take StopIteration
    for the end of its values, and be content.
    """
    name, message = str(answer["error"]), str(answer.get("message"))
    kind = getattr(builtins, name, None)
    error = ProgramError(message)
    error.kind = name
    ends_loops = name in ("StopIteration", "StopAsyncIteration")
    if isinstance(kind, type) and issubclass(kind, Exception) and not ends_loops:
        try:
            error = kind(message)
        except TypeError:  # UnicodeDecodeError wants more
            pass
    error.program_line = answer.get("line")
    return error


def flush():
    """What has been printed goes out now: later the process may be killed. The program may have spoilt its streams."""
    try:
        sys.stdout.flush()
    except BaseException:
        pass


def answering(questions, namespace, send):
    """Answers one question after another until there are no more."""
    for line in iter(lambda: questions.readline(plain.LIMIT + 2), b""):
        try:
            name, arguments, named = plain.decode(json.loads(line))
            if name not in namespace:
                raise NameError(f"the program has no {name!r}")
            answer = plain.write({"value": plain.encode(namespace[name](*arguments, **named))})
        except BaseException as error:
            answer = plain.write(told(error))
        send(b"A" + answer)
        flush()


def told(error: BaseException, source: str = "", name: str = "<program>") -> dict:
    """An error in words: its type, its message (or the line that raised it), the program's line where it left it."""
    line, trace = None, error.__traceback__
    if isinstance(error, SyntaxError):
        line = error.lineno
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    try:
        message = str(error)[:500]
    except BaseException:
        message = "(its message cannot be shown)"
    lines = source.split("\n")
    if not message and isinstance(line, int) and 0 < line <= len(lines):
        message = lines[line - 1].strip()[:500]
    if name != "<program>":  # the check's own lines mean nothing to a reader of the program
        line = getattr(error, "program_line", None)
    kind = error.kind if type(error) is ProgramError else type(error).__name__
    return {"error": kind, "message": message, "line": line if isinstance(line, int) else None}


def run(source: str, namespace: dict, name: str = "<program>") -> dict | None:
    """Runs a source text; None when it came to its end, otherwise how it failed."""
    try:
        exec(compile(source, name, "exec"), namespace)
        for thread in threading.enumerate():  # as Python itself does: a program ends when its threads have ended
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join()
        sys.stdout.flush()
        return None
    except BaseException as error:
        return told(error, source, name)


def rearranged_streams():
    """(questions, messages): the first two streams, away from where a program prints and reads; two file numbers."""
    questions, messages = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return os.fdopen(questions, "rb"), messages


def main() -> None:
    questions, messages = rearranged_streams()
    header = json.loads(questions.readline())
    os_write, os_exit, own, own_id = os.write, os._exit, os.getpid, os.getpid()

    def send(line):
        while own() == own_id and line:  # not in a child that the program has forked
            line = line[os_write(messages, line):]

    def end(how):
        try:
            send(b"E" + plain.write(how))
        finally:
            os_exit(0)

    sys.stdout.reconfigure(line_buffering=True)
    if header["role"] == "judge":
        send(b"S\n")
        end(run(header["source"], {"program": Program(asking(questions, send))}, "<check>") or {"ok": True})
    namespace = {"__name__": "__main__", "__builtins__": builtins, "exit": sys.exit, "quit": sys.exit}
    if header["watch"]:
        watching.start(os.getcwd(), messages)
    send(b"S\n")
    failure = run(header["source"], namespace)
    if own() != own_id:
        os_exit(0)
    if failure or not header["has_check"]:
        end(failure or {"token": header["token"]})
    answering(questions, namespace, send)
    os_exit(0)


if __name__ == "__main__":
    main()
