"""Programs that take more than they may, crash, or end as no program should; see `hostile_kinds`."""

from hostile_kinds import (
    FAILED,
    FORBIDDEN,
    MEMORY,
    OUTPUT,
    PASSED,
    TIMEOUT,
    same,
)

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
