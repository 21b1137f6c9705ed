"""Start the course.

    python course.py lab               open JupyterLab on lesson 00
    python course.py lab 01            open it on lesson 01 (--no-browser, --port 8890)
    python course.py test              run the tests that a change can affect (--fresh, --all: more of them)
    python course.py doctor            check the installation, show what it takes, say how to remove it
    python course.py progress | reset | fetch | finetune | ask | serve | capstone | build | benchmark | measure
                                       the same as `llm-edu …`; add --help to any of them

Needs Python 3.11 or newer and nothing else. The first start makes an environment of its own in `.venv`, beside this
file, and installs the course there; later starts see that it is done and go straight on. Outside this folder it writes
only to two caches: the package client's downloads, and the course's models; Jupyter keeps its settings where it always
does.
"""

# Pythons too old for the course must be able to read this file and say so: standard library only, and no syntax that
# Python 3.6 lacks.
import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import platform
import queue
import re
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 14)  # the newest is the newest tested, not a limit
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
GIGABYTES_NEEDED = 3.0  # for .venv, pip's cache and the models
WINDOWS = os.name == "nt"
STARTED = time.time()


class Trouble(Exception):
    """A problem that the person at the keyboard can solve: the message says what happened and what to do."""


def main(arguments, root, version=sys.version_info):
    """Check, install what is missing, and hand the command over to the course. Returns the exit code."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        return fail(too_old(version))
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(__doc__.strip())
        return 0
    try:
        check_machine(root)
        if arguments[0] == "doctor" and not is_installed(root):
            raise Trouble("The course is not installed, or only half. `python course.py lab` installs it.\n"
                          "To be rid of it instead, delete the folder %s." % root)
        install(root, ["test"] if arguments[0] == "test" else [])
        return hand_over(root, arguments)
    except Trouble as trouble:
        return fail(str(trouble))
    except OSError as error:
        return fail(explain(error, root))
    except KeyboardInterrupt:
        return fail("Stopped. Run the same command again: what has been downloaded is kept.", code=130)


# --- checks before a long download ------------------------------------------------------------------------------------
def too_old(version, which=shutil.which):
    """What to say when Python is too old; names a newer one if this machine has it."""
    text = "Python %d.%d or newer is needed, you have %d.%d: " % (OLDEST_PYTHON + tuple(version[:2]))
    for minor in range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1):
        if which("python3.%d" % minor):
            return text + "this machine has a newer one, so type\n    python3.%d course.py lab" % minor
    return text + ("install a newer one from https://www.python.org/downloads/ (it can live beside the old one), "
                   "open a new terminal and run this command again.")


def check_machine(root, system=platform.system(), machine=platform.machine(), bits=8 * struct.calcsize("P")):
    """Raise Trouble where an installation cannot succeed."""
    for name in ("requirements.txt", "pyproject.toml", "llm_edu"):
        if not (root / name).exists():
            raise Trouble("%s is missing beside course.py. If you opened a ZIP, first unpack the whole of it to a "
                          "folder, then run course.py there." % name)
    hindrances = sorted(set(str(root)) & {"{", "}", "$", os.pathsep})
    if hindrances:  # venv and setuptools take them for separators and for variables
        raise Trouble("Nothing can be installed in a folder with %s in its path. Rename it, or move the course "
                      "elsewhere, and run course.py there.\nThe folder is %s" % (" and ".join(hindrances), root))
    if bits != 64 or (system, machine) == ("Darwin", "x86_64"):
        raise Trouble("PyTorch does not exist for this Python (%d bits, %s %s). Install the current 64-bit Python from "
                      "https://www.python.org/downloads/ and run this command with it. (Macs with an Intel processor "
                      "are no longer served by PyTorch.)" % (bits, system, machine))


def check_disk(root, free=None):
    """Raise Trouble when the disk is too full to begin (free: in bytes, measured by default)."""
    free = shutil.disk_usage(str(root)).free if free is None else free
    if free + size_of(root / ".venv") < GIGABYTES_NEEDED * 1e9:
        raise Trouble("Only %.1f GB are free on the disk of %s; the course needs about %.0f GB. Make room, or put the "
                      "folder on another disk, and run the same command again." % (free / 1e9, root, GIGABYTES_NEEDED))


def explain(error, root):
    """What an OSError means for the person at the keyboard."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return ("The disk is full, or your share of it (your quota). Free about %.0f GB and run the same command again."
                % GIGABYTES_NEEDED)
    if isinstance(error, PermissionError) or error.errno == 30:  # read-only file system
        return ("No permission to write %s. Put the course folder somewhere that is yours, such as your home folder, "
                "close other programs that use it, and run the same command again.\nThe folder is %s"
                % (error.filename or "a file", root))
    return "%s\n`python course.py doctor` may tell more." % error


# --- the environment, and the note in it that says how far its installation has come ----------------------------------
def python_of(venv, windows=WINDOWS):
    """The Python of a virtual environment.

    >>> python_of(Path("venv"), windows=False).as_posix(), python_of(Path("venv"), windows=True).as_posix()
    ('venv/bin/python', 'venv/Scripts/python.exe')
    """
    return venv / ("Scripts/python.exe" if windows else "bin/python")


def python_version(venv):
    """The version of a virtual environment's Python, as "3.12"; None when it does not run."""
    command = [str(python_of(venv)), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        printed = subprocess.check_output(command, stderr=subprocess.DEVNULL, timeout=60, env=clean())
        return re.match(r"\d+\.\d+$", printed.decode("utf-8", "replace").strip()).group()
    except (OSError, subprocess.SubprocessError, AttributeError):  # the last: it printed something else
        return None


def fingerprint(root):
    """The lists of packages as one hash: when they change, pip has work to do."""
    return hashlib.sha256(b"".join((root / name).read_bytes() for name in ("requirements.txt", "pyproject.toml"))
                          ).hexdigest()


def read_note(root):
    """The note in .venv; {} when there is none, or one that lacks something. Its state: "installing" (or killed),
    "incomplete" or "installed"."""
    file = root / ".venv" / "course.json"
    if not file.is_file():  # a pipe could be waited for without end
        return {}
    try:
        note = json.loads(file.read_text(encoding="utf-8"))
        fields = [note["state"], note["fingerprint"], note["root"]] + list(note["extras"])
        return note if all(isinstance(field, str) for field in fields) else {}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return {}


def write_note(root, state, extras):
    """Write the note; "installed" comes last of all, so that half an installation never passes for a whole one."""
    python = python_version(root / ".venv") if state == "installed" else None
    note = {"state": state, "fingerprint": fingerprint(root), "extras": extras, "root": str(root), "python": python}
    (root / ".venv").mkdir(exist_ok=True)
    new = root / ".venv" / "course.json.new"
    new.write_text(json.dumps(note, indent=1), encoding="utf-8")
    os.replace(str(new), str(root / ".venv" / "course.json"))


def is_installed(root, extras=()):
    """Whether .venv is whole and runs, lies where it was made, and holds what the lists of packages ask for."""
    note = read_note(root)
    return (note.get("state") == "installed" and note["fingerprint"] == fingerprint(root)
            and set(extras) <= set(note["extras"]) and why_rebuild(root, note) is None)


def why_rebuild(root, note):
    """Why .venv must be made anew, or None when it is fine or pip can complete it."""
    version = python_version(root / ".venv")
    if note.get("state") == "installing":
        return "its installation was cut off"
    if note.get("root", str(root)) != str(root):
        return "the course folder was moved"
    if version is None:
        return "its Python does not run"
    if tuple(int(part) for part in version.split(".")) < OLDEST_PYTHON:
        return "its Python is only %s" % version
    if note.get("python") not in (None, version):
        return "its Python was %s and is now %s" % (note["python"], version)
    return None


def install(root, extras):
    """Bring .venv up to date; does nothing when it is. Raises Trouble or OSError."""
    if is_installed(root, extras):
        return
    with one_at_a_time(root):
        if is_installed(root, extras):  # the one that we waited for has done it
            return
        say("Installing the course in %s (Python %s)" % (root, platform.python_version()))
        check_disk(root)
        note = read_note(root)
        extras = sorted(set(extras) | set(note.get("extras", [])))
        reason = why_rebuild(root, note) if os.path.lexists(str(root / ".venv")) else "new"
        if reason:
            make_venv(root, reason, extras)
        write_note(root, "installing", extras)
        try:
            install_packages(root, extras)
        except Trouble:  # pip has undone its last step, and completes the rest next time
            write_note(root, "incomplete", extras)
            raise
        subprocess.run([str(python_of(root / ".venv")), "-m", "compileall", "-qq", "-j", "0", "-x", r"[\\/]tests?[\\/]",
                        str(root / ".venv")], env=clean())  # on all cores, where pip would take one
        write_note(root, "installed", extras)
        say("Installed in %.0f s; .venv takes %.1f GB. Later starts skip this." % (
            time.time() - STARTED, size_of(root / ".venv") / 1e9))


def make_venv(root, reason, extras, ensurepip=importlib.util.find_spec("ensurepip")):
    """Make .venv, in place of an old one if there is one."""
    if ensurepip is None:
        raise Trouble("This Python cannot make virtual environments: Debian and Ubuntu keep that in a package of its "
                      "own. Type\n    sudo apt install python3-venv\nand run the same command again.")
    started = time.time()
    if reason != "new":
        say("  .venv is made anew, because %s" % reason)
        if (root / ".venv").is_dir() and not (root / ".venv").is_symlink():
            shutil.rmtree(str(root / ".venv"))
        else:  # a file, or a link: what it leads to is not ours
            os.remove(str(root / ".venv"))
    write_note(root, "installing", extras)
    base = getattr(sys, "_base_executable", None) or sys.executable  # this may be the very .venv that was removed
    done = subprocess.run([base, "-m", "venv", str(root / ".venv")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=clean())
    if done.returncode != 0:
        raise Trouble("Python could not make .venv:\n%s" % done.stdout.decode("utf-8", "replace").strip())
    say("  .venv made in %.1f s" % (time.time() - started))


@contextlib.contextmanager
def one_at_a_time(root):
    """Hold a lock, so that no second course.py installs here meanwhile. Outside Windows pip inherits it: should this
    process be killed alone, the next one waits for the pip that it left behind."""
    with open(str(root / ".venv.lock"), "a+") as handle:
        if not lock(handle):
            say("Another course.py is installing here: waiting for it to end.")
            while not lock(handle):
                time.sleep(1)
        yield


def lock(handle):
    """Lock an open file unless another has; the system unlocks it when the last process that holds it ends."""
    try:
        if WINDOWS:
            import msvcrt
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl
            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.set_inheritable(handle.fileno(), True)
    except OSError:
        return False
    return True


# --- pip --------------------------------------------------------------------------------------------------------------
PIP_TROUBLES = [  # what pip's output tells -> what to do
    (r"No space left|Errno 28|not enough space|[Qq]uota exceeded", "The disk is full, or your share of it, your quota "
     "(pip also unpacks in the temporary folder, which TMPDIR names). Free about %.0f GB and run the same command "
     "again." % GIGABYTES_NEEDED),
    (r"CERTIFICATE_VERIFY_FAILED|SSLError", "This network replaces certificates, as schools and firms do. Ask for its "
     "certificate file, set the variable PIP_CERT to the file's path, and run the same command again."),
    (r"NewConnectionError|NameResolution|getaddrinfo|name resolution|[Tt]imed? ?out|ProxyError|Connection (broken|"
     r"reset|aborted|refused)|[Nn]etwork is unreachable|IncompleteRead", "The network failed. Check the connection "
     "(behind a proxy, set HTTPS_PROXY) and run the same command again: what has been downloaded is kept."),
    (r"Permission denied|Errno 13|Access is denied|WinError (5|32)", "pip may not write here. Close other programs "
     "that use this folder (JupyterLab, an editor, a virus scanner) and run the same command again."),
    (r"No matching distribution found for torch|satisfies the requirement torch", "There is no PyTorch for this Python "
     "(%s, %s). Install Python %d.%d to %d.%d and run the same command with it." % (
         (platform.python_version(), platform.machine()) + OLDEST_PYTHON + NEWEST_PYTHON)),
    (r"Failed building wheel|error: command .* failed|Microsoft Visual C", "A package has no ready-made file for this "
     "Python and could not be built. Python %d.%d is the safest choice." % OLDEST_PYTHON),
]


def install_packages(root, extras):
    """Install the course and what it needs into .venv."""
    torch = [line.split("#")[0].strip() for line in (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
             if re.match(r"torch\b", line)]
    if torch and platform.system() == "Linux" and not has_nvidia():
        # The usual build for Linux brings several GB for NVIDIA's processors, of no use here.
        if answers(CPU_INDEX + "/torch/"):
            run_pip(root, torch + ["--index-url", CPU_INDEX])
        else:
            say("  PyTorch's index of CPU builds does not answer: torch comes from pip's usual source, which may hold "
                "a build several GB larger")
    run_pip(root, ["-r", "requirements.txt", "-e", ".[%s]" % ",".join(extras) if extras else "."])


def has_nvidia():
    """Whether this machine has an NVIDIA GPU with its driver."""
    return shutil.which("nvidia-smi") is not None or Path("/proc/driver/nvidia/version").exists()


def answers(url, patience=3.0):
    """Whether a web address answers within `patience` seconds; a thread, because looking up a name knows no limit."""
    result = queue.Queue()

    def ask():
        try:
            with urllib.request.urlopen(url, timeout=patience) as reply:
                result.put(reply.status == 200)
        except Exception:  # whatever the reason, it does not answer
            result.put(False)

    threading.Thread(target=ask, daemon=True).start()
    try:
        return result.get(timeout=patience)
    except queue.Empty:
        return False


def run_pip(root, arguments):
    """Run `pip install` in .venv, showing what it downloads, with sizes and time. Raises Trouble."""
    command = [str(python_of(root / ".venv")), "-m", "pip", "install", "--no-input", "--disable-pip-version-check",
               "--progress-bar", "off", "--no-compile"] + arguments
    started, output, arrived = time.time(), [], queue.Queue()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=str(root),
                               env=dict(clean(), PYTHONIOENCODING="utf-8"), close_fds=WINDOWS)  # it inherits the lock
    threading.Thread(target=lambda: [arrived.put(line) for line in process.stdout] + [arrived.put(None)],
                     daemon=True).start()
    while True:
        try:
            line = arrived.get(timeout=1)
        except queue.Empty:  # a long download: show that time goes on
            if sys.stdout.isatty():
                print("  %3.0f s" % (time.time() - started), end="\r", flush=True)
            continue
        if line is None:
            break
        output.append(line.decode("utf-8", "replace").rstrip())
        if describe(output[-1]):
            say("  %3.0f s  %s" % (time.time() - started, describe(output[-1])))
    if process.wait() != 0:
        advice = [advice for pattern, advice in PIP_TROUBLES if re.search(pattern, "\n".join(output))]
        advice.append("Run the same command again; if it fails again, show these lines to someone who can help.")
        raise Trouble("pip failed. Its last words:\n    %s\n\n%s" % ("\n    ".join(output[-12:]), advice[0]))


def describe(line):
    """What to show of a line of pip's: a download of a megabyte or more, and the unpacking.

    >>> describe("  Downloading torch-2.9.1-cp311-cp311-manylinux_2_28_x86_64.whl (104.1 MB)")
    'downloading torch 2.9.1 (104.1 MB)'
    >>> describe("Installing collected packages: numpy, torch")
    'unpacking 2 packages'
    """
    found = re.match(r"\s*Downloading (?:.*/)?([^/ -]+)-([\w.!]+)[^/ ]* (\([\d.]+ [MG]B\))", line)
    if found:
        return "downloading %s %s %s" % found.groups()
    return "unpacking %d packages" % (line.count(",") + 1) if line.startswith("Installing collected") else None


# --- small things -----------------------------------------------------------------------------------------------------
def hand_over(root, arguments):
    """Let the installed course carry out the command (-P: the installed one, not one in the present folder)."""
    command = [str(python_of(root / ".venv")), "-P", "-m", "llm_edu.course.cli"] + arguments
    environment = dict(clean(), LLM_EDU_STARTED=repr(STARTED))
    if WINDOWS:  # where a process cannot turn into another: wait for it, and leave Ctrl-C to it
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return subprocess.call(command, env=environment)
    sys.stdout.flush()
    os.execve(command[0], command, environment)


def clean(environment=os.environ):
    """The environment without what would lead Python or pip out of .venv."""
    astray = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
    return {name: value for name, value in environment.items() if name not in astray}


def size_of(folder):
    """The bytes of all files in a folder; 0 when there is no such folder."""
    return sum(os.lstat(os.path.join(place, name)).st_size
               for place, _, names in os.walk(str(folder)) for name in names)


def say(text):
    print(text, flush=True)


def fail(text, code=1):
    print("\n" + text, file=sys.stderr)
    return code


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows ?, not a traceback
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parent))
