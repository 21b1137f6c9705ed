"""Programs that take memory, disk, time or processes by detours; see `hostile_kinds`."""

from hostile_kinds import (
    ALL_MEMORY,
    FAILED,
    MEMORY,
    OUTPUT,
    PASSED,
    PROCESSES,
    SIGNALS,
    SURVIVES,
    TIMEOUT,
    Hostile,
    takes_disk,
    takes_memory,
)

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
time.sleep(0.3)
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
pages = mmap.mmap(-1, 140 * 2**20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for place in range(0, 140 * 2**20, 2**20):
    pages[place:place + 2**20] = b'x' * 2**20
    got()
time.sleep(30)
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
""", walls=(TIMEOUT,), needs=SIGNALS, endless=True),
    Hostile("fork bomb that forgets its children", """
for _ in range(200):
    child(lambda: child(lambda: time.sleep(30)))
""", walls=(PASSED, FAILED), needs=PROCESSES),
    Hostile("a process for each that is killed", """
def next_one():
    while True:
        if os.fork():
            os._exit(0)
for _ in range(8):
    child(next_one)
time.sleep(0.3)
""", walls=(PASSED, FAILED), needs=SURVIVES),
    Hostile("says that its guard has spoken", "os.write(1, b'L\"memory\"\\n')\nfor n in range(3, 9):\n    try: "
            "os.write(n, b'\\nL\"disk\"\\n')\n    except OSError: pass", walls=(PASSED, OUTPUT)),
    takes_disk("disk by programs that are deleted and run on without their text", """
program = bytes.fromhex('''
7f454c4602010100000000000000000002003e00010000007800400000000000400000000000000000000000000000000000
00004000380001000000000000000100000005000000000000000000000000004000000000000000400000000000c9000000
00000000c9000000000000000010000000000000b80900000031ffbe00100000ba0700000041ba2200000049c7c0ffffffff
4531c90f054889c74889c3beaf004000b91a000000f3a4ffe3b80b000000bf00004000be001000000f05b8220000000f05eb
f7
''')  # x86_64: it moves itself elsewhere, unmaps its file, and waits
for number in range(12):
    where = os.open('it', os.O_CREAT | os.O_WRONLY, 0o755)
    written = os.write(where, program.ljust(15 * 2**20))
    os.close(where)
    os.posix_spawn('it', ['it'], {})
    time.sleep(0.05)
    os.unlink('it')
    got(written // 2**20)
"""),
    takes_memory("memory while its guard reads", """
where = '/'.join(['d' * 250] * 15)
os.makedirs(where)
os.chdir(where)
file = os.open('f' * 200, os.O_RDWR | os.O_CREAT)
os.ftruncate(file, 4096)
def map_often():
    for number in range(50000):
        system.mmap(None, 4096, 1 + number % 2 * 2, 1, file, 0)  # not one with the last: one more line
    time.sleep(30)
for _ in range(6):
    child(map_often)
time.sleep(1.5)
for _ in range(8):
    child(lambda: grow(100))
time.sleep(30)
""", MEMORY, OUTPUT, seconds=20.0),
    Hostile("larger buffers of sockets", "attempt(lambda: socket.socketpair()[0].setsockopt(1, 7, 2**30 - 1))", needs=ALL_MEMORY),
]
