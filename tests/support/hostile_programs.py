"""Programs that mean harm, each with what the sandbox has to make of it.

Every one is safe by construction, should the sandbox fail: at most 200 children that sleep half a minute, some hundred
megabytes, signals that nobody minds (SIGWINCH) or to a process that is there to be killed. One that gets what it
wants prints HARM. The names in capitals are set before: see ``prelude``.
"""

from dataclasses import dataclass

PASSED, FAILED, TIMEOUT, MEMORY, OUTPUT, FORBIDDEN = "passed", "failed", "timeout", "memory", "output", "forbidden"


@dataclass(frozen=True)
class Hostile:
    """A program; the verdicts that are right where it is watched, and where only the walls are there."""

    name: str
    source: str
    watched: tuple[str, ...]
    walls: tuple[str, ...]
    error: str = ""  # part of what the outcome says in words, with walls only
    needs: str = ""  # the protection that is tried; where a machine has it not, nothing is asked
    endless: bool = False  # gets a short time only


def same(name: str, source: str, *verdicts: str, **more) -> Hostile:
    """One whose verdict does not depend on being watched."""
    return Hostile(name, source, verdicts, verdicts, **more)


def caught(name: str, source: str, *walls: str, **more) -> Hostile:
    """One that is seen where it is watched, and where not runs on to its end without success."""
    return Hostile(name, source, (FORBIDDEN,), walls or (PASSED,), **more)


def prelude(**values) -> str:
    """The first lines of each program: a name for its processes by which a survivor is found, and values."""
    lines = [
        "import ctypes, os, resource, signal, socket, sys, threading, time",
        "system = ctypes.CDLL(None, use_errno=True)",
        "if sys.platform == 'linux': system.prctl(15, NAME.encode(), 0, 0, 0)",
        "def attempt(action):",
        "    try:",
        "        result = action()",
        "    except (OSError, ValueError) as error:",
        "        print(type(error).__name__)",
        "    else:",
        "        print('HARM', repr(result)[:200])",
    ]
    return "\n".join([*(f"{name} = {value!r}" for name, value in values.items()), *lines, ""])


LIMITS = [
    same("fork bomb", """
for _ in range(200):
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
print('HARM')
""", FAILED, error="BlockingIOError", needs="start processes without end"),
    same("thread bomb", """
for _ in range(500):
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
print('HARM')
""", FAILED, error="RuntimeError"),
    same("memory in one piece", "block = bytearray(4 * 10**9)", MEMORY),
    same("memory in many pieces", "blocks = [bytes([n % 256]) * 10**6 for n in range(1500)]\nprint('HARM')", MEMORY),
    same("memory, again and again", """
blocks = []
while len(blocks) < 1500:
    try:
        blocks.append(b'x' * 10**6)
    except MemoryError:
        pass
print('HARM')
""", TIMEOUT, MEMORY, endless=True),
    same("memory of many processes", """
for _ in range(8):
    if os.fork() == 0:
        block = b'x' * (150 * 10**6)
        time.sleep(30)
        os._exit(0)
time.sleep(30)
print('HARM')
""", MEMORY),
    same("memory in files without a name", """
try:
    numbers = [os.memfd_create('x') for _ in range(40)]
    for number in numbers:
        os.write(number, bytes(10**7))
    print('HARM')
except OSError:
    pass
""", PASSED, needs="use the network"),  # i.e. where there is seccomp
    same("endless output", "for _ in range(10**7): print('la la la')\nprint('HARM')", OUTPUT),
    same("endless output to the other stream", "for _ in range(10**7): print('la', file=sys.stderr)", OUTPUT),
    same("a huge line", "print('x' * 20_000_000)\nprint('HARM')", OUTPUT),
    same("bytes that are no text", "os.write(1, bytes(range(256)))", PASSED),
    same("a file that fills the disk", """
with open('big', 'wb') as file:
    for _ in range(200):
        file.write(bytes(10**6))
print('HARM')
""", FAILED, error="OSError"),
    same("a file with a hole", "open('big', 'wb').truncate(10**12)\nprint('HARM')", FAILED, error="OSError"),
    same("many large files", """
for number in range(20):
    open(f'big{number}', 'wb').write(bytes(5 * 10**6))
time.sleep(30)
print('HARM')
""", FAILED, OUTPUT),
    same("many files", "for n in range(20_000): open(f'file{n}', 'x').close()\ntime.sleep(30)\nprint('HARM')", FAILED, OUTPUT),
    same("folders in folders, closed", """
for n in range(100):
    os.mkdir('in')
    os.chdir('in')
os.chmod('../../in', 0)
os.chmod('.', 0)
""", PASSED, FAILED),
    same("files kept open", "files = [open('x', 'w') for _ in range(2000)]\nprint('HARM')", FAILED, error="OSError"),
    same("sleeps for ever", "time.sleep(100)\nprint('HARM')", TIMEOUT, endless=True),
    same("ignores all signals", """
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass
""", TIMEOUT, endless=True),
    same("cannot be interrupted", """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
""", TIMEOUT, endless=True),
    same("threads that never end", """
def turn():
    while True:
        pass
for _ in range(4):
    threading.Thread(target=turn).start()
""", TIMEOUT, endless=True),
    same("stops itself", "os.kill(os.getpid(), signal.SIGSTOP)\ntime.sleep(100)", TIMEOUT, endless=True),
    same("raises its own limits", """
for name in ('RLIMIT_CPU', 'RLIMIT_AS', 'RLIMIT_FSIZE', 'RLIMIT_NOFILE', 'RLIMIT_NPROC'):
    attempt(lambda: resource.setrlimit(getattr(resource, name), (10**10, 10**10)))
""", PASSED),
]

CRASHES = [
    same("deep recursion", "def down(n): return down(n + 1) + 1\ndown(0)", FAILED, error="RecursionError"),
    same("deep recursion without a limit", "sys.setrecursionlimit(10**9)\ndef down(n): return down(n + 1) + 1\ndown(0)",
         FAILED, MEMORY, TIMEOUT, endless=True),
    same("deep recursion in C", "x = []\nfor _ in range(2 * 10**5): x = [x]\nsys.setrecursionlimit(10**9)\nrepr(x)",
         FAILED, MEMORY),
    same("reads where there is no memory", "ctypes.string_at(0)", FAILED, error="SIGSEGV"),
    same("aborts", "os.abort()", FAILED),
    same("kills itself", "os.kill(os.getpid(), signal.SIGKILL)", FAILED, error="SIGKILL"),
    same("no Python at all", "def (:", FAILED, error="SyntaxError"),
    same("a zero byte", "x = 1\0", FAILED),
    same("reads what nobody types", "input()", FAILED, error="EOFError"),
    same("an error that cannot be shown", """
class Worst(BaseException):
    def __str__(self):
        raise Worst
raise Worst
""", FAILED, error="Worst"),
]

ENDINGS = [  # that must not count as an end
    same("leaves before its tests", "os._exit(0)\nassert False", FAILED, error="exit code 0"),
    same("exits politely before its tests", "sys.exit(0)\nassert False", FAILED, error="SystemExit"),
    same("exits by the word", "exit()\nassert False", FAILED, error="SystemExit"),
    same("closes all its files", "os.closerange(0, 60)\nos._exit(0)", FAILED, error="exit code 0"),
    same("says that it has passed", """
for number in range(60):
    for word in (b'E{"ok": true}', b'E{"token": ""}', b'E{"token": "passed"}', b'passed', b'E{"token": null}'):
        try:
            os.write(number, word + b'\\n')
        except OSError:
            pass
os._exit(0)
""", FAILED),
    same("lets a child end in its place", "if os.fork():\n    os._exit(0)", FAILED),
    same("turns into something else", "os.closerange(0, 1)\nos.execv('/bin/true', ['true'])", FAILED, FORBIDDEN),
    same("ends only when it is told to", "import atexit\natexit.register(time.sleep, 100)", PASSED),
    same("replaces what the runner uses", """
import builtins, json
json.dumps = os.write = os._exit = print = builtins.len = builtins.isinstance = None
raise ValueError('mine')
""", FAILED),
]

REACHING_OUT = [
    caught("connects by IPv4", "attempt(lambda: socket.create_connection(('127.0.0.1', PORT), 5))", needs="use the network"),
    caught("connects by IPv6", "attempt(lambda: socket.socket(socket.AF_INET6).connect(('::1', PORT)))",
           needs="use the network"),
    caught("sends a packet", "attempt(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT)))",
           needs="use the network"),
    caught("listens", "attempt(lambda: socket.create_server(('127.0.0.1', 0)))", needs="use the network"),
    caught("looks up a name", "attempt(lambda: socket.getaddrinfo('localhost.example', 80))", needs="use the network"),
    Hostile("connects by a file", "attempt(lambda: socket.socket(socket.AF_UNIX).connect(SOCKET))",
            (FORBIDDEN, PASSED), (PASSED,), needs="use the network"),
    Hostile("connects by a name without a file", "attempt(lambda: socket.socket(socket.AF_UNIX).connect(ABSTRACT))",
            (FORBIDDEN, PASSED), (PASSED,), needs="use the network"),
    same("connects behind Python's back", """
number = system.socket(2, 1, 0)
address = (2).to_bytes(2, 'little') + PORT.to_bytes(2, 'big') + bytes([127, 0, 0, 1]) + bytes(8)
if number >= 0 and system.connect(number, address, 16) == 0:
    print('HARM')
""", PASSED, needs="use the network"),
    caught("signals its parent", "attempt(lambda: os.kill(PARENT, signal.SIGWINCH))", needs="send signals to other processes"),
    caught("signals everybody", "attempt(lambda: os.kill(-1, signal.SIGWINCH))", PASSED, FAILED,
           needs="send signals to other processes"),
    caught("kills a process", "attempt(lambda: os.kill(VICTIM, signal.SIGKILL))", needs="send signals to other processes"),
    same("kills behind Python's back", "if system.kill(VICTIM, 9) == 0: print('HARM')", PASSED,
         needs="send signals to other processes"),
    same("traces a process", "if system.ptrace(16, VICTIM, 0, 0) == 0: print('HARM')", PASSED,
         needs="send signals to other processes"),
    same("takes a process's limits", "attempt(lambda: resource.prlimit(VICTIM, resource.RLIMIT_NOFILE, (9, 9)))", PASSED,
         FAILED, needs="send signals to other processes"),
    caught("starts a program", "import subprocess\nattempt(lambda: subprocess.run(['/bin/cat', CANARY], check=True))",
           PASSED, FAILED, needs="read your files"),
]

FILES = [
    *(caught(f"reads {what}", f"attempt(lambda: open({path}).read())", needs="read your files") for what, path in (
        ("a file of mine", "CANARY"), ("the passwords", "'/etc/shadow'"), ("the users", "'/etc/passwd'"),
        ("the parent's environment", "f'/proc/{PARENT}/environ'"), ("the parent's memory", "f'/proc/{PARENT}/mem'"),
        ("the memory of all", "'/dev/mem'"))),
    caught("lists the home", """
names = []
try:
    names = os.listdir(HOME_OF_USER)
except OSError:
    pass
if set(names) - set(WAY_TO_PYTHON):
    print('HARM')
""", needs="read your files"),
    caught("lists my folder", "attempt(lambda: os.listdir(os.path.dirname(CANARY)))", needs="read your files"),
    caught("overwrites a file of mine", "attempt(lambda: open(CANARY, 'w').write('HARM'))", needs="write outside its folder"),
    caught("removes a file of mine", "attempt(lambda: os.remove(CANARY))", needs="write outside its folder"),
    caught("writes above its folder", "attempt(lambda: open('../escaped', 'w'))", needs="write outside its folder"),
    caught("writes into Python", "attempt(lambda: open(os.path.dirname(os.__file__) + '/x.pth', 'w'))",
           needs="write outside its folder"),
    caught("writes where all may", "attempt(lambda: open('/dev/shm/llm-edu-escaped', 'w'))",
           needs="write outside its folder"),
    caught("goes out by a link", "os.symlink(os.path.dirname(CANARY), 'link')\nattempt(lambda: open('link/canary').read())",
           needs="read your files"),
    same("writes behind Python's back", """
if system.open(CANARY.encode(), 1025) >= 0 or system.unlink(CANARY.encode()) == 0:
    print('HARM')
""", PASSED, needs="write outside its folder"),
    same("reads files left open", """
for number in range(3, 256):
    try:
        if SECRET.encode() in os.pread(number, 1000, 0):
            print('HARM')
    except OSError:
        pass
""", PASSED),
    same("reads the environment", "if 'LLM_EDU_SECRET' in os.environ or len(os.environ) > 6: print('HARM')", PASSED),
    same("imports the course", "import llm_edu", FAILED, error="ModuleNotFoundError"),
    same("imports what is installed", "import torch", FAILED, error="ModuleNotFoundError"),
]

RIGHTS = [
    same("becomes root", "attempt(lambda: os.setuid(0)) if os.getuid() else None", PASSED),
    same("makes itself root elsewhere", "if system.unshare(0x10000000) == 0: print('HARM')", PASSED,
         needs="use the network"),
    same("mounts", "if system.mount(b'tmpfs', b'.', b'tmpfs', 0, b'') == 0: print('HARM')", PASSED),
    same("changes the root", "if system.chroot(b'.') == 0: print('HARM')", PASSED),
    same("gives itself the file of another", "open('x', 'w').close()\nif os.getuid(): attempt(lambda: os.chown('x', 0, 0))",
         PASSED),
]

SURVIVING = [
    same("a daemon", """
if os.fork() == 0:
    try:
        os.setsid()
    except OSError:
        pass
    if os.fork() == 0:
        for number in range(60):
            try:
                os.close(number)
            except OSError:
                pass
        time.sleep(30)
    os._exit(0)
time.sleep(0.2)
""", PASSED, needs="survive"),
    same("children that nobody waits for", """
for _ in range(5):
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(30)
        os._exit(0)
""", PASSED),
    same("a child that closes all and changes its group", """
if os.fork() == 0:
    try:
        os.setpgid(0, 0)
    except OSError:
        pass
    os.closerange(0, 60)
    time.sleep(30)
    os._exit(0)
time.sleep(0.2)
""", PASSED, needs="survive"),
]

ALL = [*LIMITS, *CRASHES, *ENDINGS, *REACHING_OUT, *FILES, *RIGHTS, *SURVIVING]

# Answers to `def add(a, b)`, before the check `assert program.add(2, 3) == 5`: each cheats, none may pass.
CHEATS = {
    "equals everything": """
class Everything(int):
    def __eq__(self, other):
        return True
    __hash__ = int.__hash__
def add(a, b):
    return Everything(4)
""",
    "is no plain value": "class Anything:\n    def __eq__(self, other): return True\ndef add(a, b): return Anything()",
    "leaves": "def add(a, b):\n    os._exit(0)",
    "exits": "def add(a, b):\n    sys.exit(0)",
    "leaves at once": "os._exit(0)",
    "exits at once": "sys.exit(0)",
    "raises what is hardly caught": "def add(a, b):\n    raise BaseException('passed')",
    "interrupts": "def add(a, b):\n    raise KeyboardInterrupt",
    "traces": """
def trace(frame, event, argument):
    frame.f_trace_lines = False
    return None if event == 'exception' else trace
sys.settrace(trace)
threading.settrace(trace)
def add(a, b):
    return 0
""",
    "changes the builtins": """
import builtins
builtins.AssertionError = type('Fine', (Exception,), {})
builtins.isinstance = lambda *_: True
builtins.__build_class__ = None
def add(a, b):
    return 0
""",
    "changes the runner": """
import __main__
for name in ('run', 'told', 'answering', 'main'):
    setattr(__main__, name, lambda *_: None)
__main__.plain.encode = lambda value: value
__main__.plain.write = lambda value: b'{"ok": true}\\n'
def add(a, b):
    return 0
""",
    "finds the token and uses it": """
def tell():
    frame = sys._getframe()
    while frame:
        header = frame.f_locals.get('header')
        if header:
            frame.f_locals['send'](b'E{"token": "' + header['token'].encode() + b'"}\\n')
        frame = frame.f_back
tell()
def add(a, b):
    tell()
    return 0
""",
    "says the judge's word": """
def add(a, b):
    for number in range(60):
        try:
            os.write(number, b'E{"ok": true}\\nE{"verdict": "passed"}\\n')
        except OSError:
            pass
    return 0
""",
    "answers before it is asked": """
for number in range(60):
    try:
        os.write(number, b'A{"value": {"eval": "5"}}\\nA{"ok": true}\\nA[]\\nA5\\nA{"value": {"tuple": 5}}\\n')
    except OSError:
        pass
def add(a, b):
    return 0
""",
    "answers without end": """
def add(a, b):
    for _ in range(10**6):
        for number in range(3, 10):
            try:
                os.write(number, b'A{"value": 0}\\n' * 1000)
            except OSError:
                pass
    return 0
""",
    "answers too much": "def add(a, b):\n    return 'x' * 5_000_000",
    "answers too deep": "def add(a, b):\n    x = []\n    for _ in range(5000): x = [x]\n    return x",
    "answers a number of too many digits": "def add(a, b):\n    return 10**5000",
    "answers no number": "def add(a, b):\n    return float('nan')",
    "answers by and by": "def add(a, b):\n    yield 5",
    "holds the line": "def add(a, b):\n    for number in range(3, 10):\n        try: os.write(number, b'A')\n"
                      "        except OSError: pass\n    return 0",
    "has another name": "def plus(a, b): return a + b",
    "is not a function": "add = 5",
    "asks the other side": "def add(a, b):\n    return program.add(a, b)",
    "reads the questions ahead": """
lines = []
for number in range(3, 10):
    try:
        lines.append(os.read(number, 1000))
    except OSError:
        pass
def add(a, b):
    return 0
""",
}
