"""Programs that take more than they may, crash, or end as no program should; see `hostile_kinds`."""

from hostile_kinds import (
    FAILED,
    FORBIDDEN,
    MEMORY,
    OUTPUT,
    PASSED,
    PROCESSES,
    TIMEOUT,
    Hostile,
    same,
    takes_disk,
    takes_memory,
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

MORE_THAN_THEY_MAY = [
    takes_memory("memory of orphans", """
for _ in range(8):
    child(lambda: child(lambda: grow(100)))  # the one between ends at once
time.sleep(30)
"""),
    takes_memory("memory of a brother", """
number = {'x86_64': 56, 'aarch64': 220}[os.uname().machine]
for _ in range(8):
    if system.syscall(number, 0x8000 | 17, 0, 0, 0, 0) == 0:  # CLONE_PARENT: a child of the program's parent
        grow(100)
time.sleep(30)
"""),
    takes_memory("memory of a process whose first thread has left", """
for _ in range(4):
    if os.fork() == 0:
        threading.Thread(target=grow, args=(100,)).start()
        system.syscall({'x86_64': 60, 'aarch64': 93}[os.uname().machine], 0)
time.sleep(30)
"""),
    takes_memory("memory that is shared and let go of", """
def keep():
    kept = []
    while True:
        block = mmap.mmap(-1, 32 * 2**20)
        for place in range(0, 32 * 2**20, 2**20):
            block[place:place + 2**20] = b'x' * 2**20
            got()
        block.madvise(mmap.MADV_DONTNEED)
        kept.append(block)
attempt(keep)
""", PASSED, MEMORY),
    takes_memory("memory out of a device", """
def keep():
    zero = os.open('/dev/zero', os.O_RDWR)
    for _ in range(40):
        block = mmap.mmap(zero, 2**23)
        for place in range(0, 2**23, 2**20):
            block[place:place + 2**20] = b'x' * 2**20
            got()
        block.madvise(mmap.MADV_DONTNEED)
        globals()[f'block{_}'] = block
attempt(keep)
""", PASSED, MEMORY),
    takes_memory("memory in what sockets hold", """
def fill():
    pairs = [socket.socketpair() for _ in range(25)]
    for pair in pairs:
        for end in pair:
            end.setblocking(False)
            try:
                while True:
                    held = end.send(b'x' * 4096)
            except BlockingIOError:
                pass
    got(10)  # at least: 25 pairs, 2 directions, some 0.2 megabytes each
    time.sleep(30)
for _ in range(20):
    child(fill)
time.sleep(3)
print('HARM')
"""),
    takes_memory("memory in larger pipes", """
def fill():
    pairs = [os.pipe() for _ in range(25)]
    for reader, writer in pairs:
        os.set_blocking(writer, False)
        try:
            fcntl.fcntl(writer, 1031, 2**20)
        except OSError:
            pass
        try:
            while True:
                os.write(writer, b'x' * 4096)
        except BlockingIOError:
            pass
    time.sleep(30)
for _ in range(20):
    child(fill)
time.sleep(1)
""", PASSED, MEMORY),
    takes_disk("disk by files that are deleted and open", """
kept = []
for number in range(50):
    kept.append(os.open('x', os.O_CREAT | os.O_RDWR))
    os.unlink('x')
    for _ in range(8):
        os.write(kept[-1], bytes(2**20))
        got()
time.sleep(30)
"""),
    takes_disk("disk by files that are deleted, closed and mapped", """
kept = []
for number in range(50):
    file = os.open('x', os.O_CREAT | os.O_RDWR)
    os.unlink('x')
    for _ in range(8):
        os.write(file, bytes(2**20))
        got()
    system.mmap.restype = ctypes.c_void_p
    system.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    system.mmap(None, 4096, 1, 2, file, 0)
    os.close(file)
time.sleep(30)
"""),
    takes_disk("disk by files on their way", """
here, there = socket.socketpair()
for number in range(40):
    file = os.open('x', os.O_CREAT | os.O_RDWR)
    os.unlink('x')
    for _ in range(8):
        os.write(file, bytes(2**20))
        got()
    socket.send_fds(here, [b'x'], [file])
    os.close(file)
time.sleep(30)
"""),
    takes_disk("disk in a folder that nobody may list", """
os.mkdir('closed', 0o300)
for number in range(40):
    with open(f'closed/{number}', 'wb') as file:
        for _ in range(4):
            file.write(bytes(2**20))
            got()
time.sleep(30)
"""),
    takes_disk("disk deeper than a path is long", """
for _ in range(25):
    os.mkdir('x' * 250)
    os.chdir('x' * 250)
for number in range(40):
    with open(str(number), 'wb') as file:
        for _ in range(4):
            file.write(bytes(2**20))
            got()
time.sleep(30)
"""),
    takes_disk("disk while names come and go", """
def busy():
    while True:
        for name in 'abcdefgh':
            open(name, 'w').close()
            os.unlink(name)
child(busy)
for number in range(40):
    with open(f'big{number}', 'wb') as file:
        for _ in range(4):
            file.write(bytes(2**20))
            got()
time.sleep(30)
"""),
    takes_disk("disk reserved in one go", """
for number in range(40):
    os.posix_fallocate(os.open(f'big{number}', os.O_CREAT | os.O_RDWR), 0, 2**23)
    got(8)
time.sleep(30)
"""),
    takes_disk("disk by many at once", """
def write():
    for number in range(10):
        with open(f'{os.getpid()}-{number}', 'wb', buffering=0) as file:
            for _ in range(8):
                if file.write(bytes(2**20)) == 2**20:
                    got()
for _ in range(8):
    child(write)
for _ in range(8):
    os.wait()
""", PASSED, OUTPUT),
    takes_disk("disk behind a process that hides", """
system.prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE: nobody else may look at its files
kept = []
for number in range(50):
    kept.append(os.open('x', os.O_CREAT | os.O_RDWR))
    os.unlink('x')
    for _ in range(4):
        if os.write(kept[-1], bytes(2**20)) == 2**20:
            got()
"""),
    takes_memory("memory of a process that hides", """
system.prctl(4, 0, 0, 0, 0)
for _ in range(4):
    child(lambda: grow(100))
time.sleep(30)
""", MEMORY, OUTPUT),
    takes_memory("memory that Python knows nothing of", """
pages = mmap.mmap(-1, 180 * 2**20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for place in range(0, 180 * 2**20, 2**20):
    pages[place:place + 2**20] = b'x' * 2**20
    got()
"""),
    Hostile("zombies without end", """
for _ in range(200):
    if os.fork() == 0:
        os._exit(0)
print('HARM')
""", error="", needs=PROCESSES),
    Hostile("5,000 folders in one another", """
for number in range(5000):
    os.mkdir('in')
    os.chdir('in')
time.sleep(30)
""", walls=(OUTPUT, FAILED), seconds=4.0),
    Hostile("stops what watches over it", """
try:
    os.kill(os.getppid(), signal.SIGSTOP)
    os.kill(os.getppid(), signal.SIGKILL)
except OSError:
    pass
while True:
    pass
""", walls=(TIMEOUT,), needs="send signals to other processes", endless=True),
    Hostile("fork bomb that forgets its children", """
for _ in range(200):
    child(lambda: child(lambda: time.sleep(30)))
""", walls=(PASSED, FAILED), needs="start processes without end"),
    Hostile("a process for each that is killed", """
def next_one():
    while True:
        if os.fork():
            os._exit(0)
for _ in range(8):
    child(next_one)
time.sleep(0.3)
""", walls=(PASSED, FAILED), needs="survive"),
    Hostile("says that its guard has spoken", "os.write(1, b'L\"memory\"\\n')\nfor n in range(3, 9):\n    try: "
            "os.write(n, b'\\nL\"disk\"\\n')\n    except OSError: pass", walls=(PASSED, OUTPUT)),
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
