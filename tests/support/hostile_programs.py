"""Programs that reach for what is not theirs, and the list of all that mean harm; see `hostile_kinds`."""

from hostile_greed import MORE_THAN_THEY_MAY
from hostile_kinds import FAILED, FORBIDDEN, NETWORK, PASSED, READS, SIGNALS, WRITES, Hostile, caught, refused, same
from hostile_limits import CRASHES, ENDINGS, LIMITS

REACHING_OUT = [
    caught("connects by IPv4", "attempt(lambda: socket.create_connection(('127.0.0.1', PORT), 5))", needs=NETWORK),
    caught("connects by IPv6", "attempt(lambda: socket.socket(socket.AF_INET6).connect(('::1', PORT)))",
           needs=NETWORK),
    caught("sends a packet", "attempt(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT)))",
           needs=NETWORK),
    caught("listens", "attempt(lambda: socket.create_server(('127.0.0.1', 0)))", needs=NETWORK),
    caught("looks up a name", "attempt(lambda: socket.getaddrinfo('localhost.example', 80))", needs=NETWORK),
    Hostile("connects by a file", "attempt(lambda: socket.socket(socket.AF_UNIX).connect(SOCKET))",
            (FORBIDDEN, PASSED), (PASSED,), needs=NETWORK),
    Hostile("connects by a name without a file", "attempt(lambda: socket.socket(socket.AF_UNIX).connect(ABSTRACT))",
            (FORBIDDEN, PASSED), (PASSED,), needs=NETWORK),
    same("connects behind Python's back", """
number = system.socket(2, 1, 0)
address = (2).to_bytes(2, 'little') + PORT.to_bytes(2, 'big') + bytes([127, 0, 0, 1]) + bytes(8)
if number >= 0 and system.connect(number, address, 16) == 0:
    print('HARM')
""", PASSED, needs=NETWORK),
    caught("signals its parent", "attempt(lambda: os.kill(PARENT, signal.SIGWINCH))", needs=SIGNALS),
    caught("signals everybody", "attempt(lambda: os.kill(-1, signal.SIGWINCH))", PASSED, FAILED,
           needs=SIGNALS),
    caught("kills a process", "attempt(lambda: os.kill(VICTIM, signal.SIGKILL))", needs=SIGNALS),
    same("kills behind Python's back", "if system.kill(VICTIM, 9) == 0: print('HARM')", PASSED,
         needs=SIGNALS),
    same("traces a process", "if system.ptrace(16, VICTIM, 0, 0) == 0: print('HARM')", PASSED,
         needs=SIGNALS),
    same("takes a process's limits", "attempt(lambda: resource.prlimit(VICTIM, resource.RLIMIT_NOFILE, (9, 9)))", PASSED,
         FAILED, needs=SIGNALS),
    caught("starts a program", "import subprocess\nattempt(lambda: subprocess.run(['/bin/cat', CANARY], check=True))",
           PASSED, FAILED, needs=READS),
]

SENDING = [  # what reaches others by detours
    *(refused(f"has the system kill for it: {what}", f"""
reader, writer = socket.socketpair()
attempt(lambda: {how})
fcntl.fcntl(reader, 10, 9)  # F_SETSIG: not SIGIO but SIGKILL
fcntl.fcntl(reader, fcntl.F_SETFL, 0x2000 | os.O_NONBLOCK)  # O_ASYNC
writer.send(b'x')
time.sleep(0.05)
""", SIGNALS) for what, how in (
        ("F_SETOWN", "fcntl.fcntl(reader, 8, VICTIM)"),
        ("F_SETOWN_EX", "fcntl.fcntl(reader, 15, (1).to_bytes(4, 'little') + VICTIM.to_bytes(4, 'little'))"),
        ("FIOSETOWN", "fcntl.ioctl(reader, 0x8901, VICTIM.to_bytes(4, 'little'))"))),
    refused("signals its parent by a file", """
import fcntl
reader, writer = os.pipe()
attempt(lambda: fcntl.fcntl(reader, 8, PARENT))
fcntl.fcntl(reader, 10, signal.SIGWINCH)
""", SIGNALS),
    *(refused(f"sends to a service {how}", f"socket.socketpair(type=socket.SOCK_DGRAM)[0].sendto(b'x', {where})", NETWORK)
      for how, where in (("without a socket of its own", "DATAGRAMS"), ("by a name", "ABSTRACT_DATAGRAMS"))),
    *(refused(what, action, SIGNALS) for what, action in (
        ("slows its parent down", "os.setpriority(os.PRIO_PROCESS, PARENT, 19)"),
        ("moves a process to one core", "os.sched_setaffinity(VICTIM, {0})"),
        ("lends a process its limit on time", "resource.prlimit(VICTIM, resource.RLIMIT_CPU, (1, 1))"),
        ("puts a process at the back of the disk's queue", "call(system.syscall, IOPRIO_SET, 1, VICTIM, 3 << 13)"))),
    refused("traces by a file", "open(f'/proc/{VICTIM}/mem', 'r+b')", WRITES),
    refused("writes into its parent", "open(f'/proc/{PARENT}/mem', 'r+b')", WRITES),
    *(refused(f"{what} memory that is shared by a number", f"""
system.shmat.restype = ctypes.c_void_p
place = system.shmat(SHARED, None, 0)
if place not in (None, 2**64 - 1):
    {action}
""", WRITES) for what, action in (
        ("reads", "print('HARM', ctypes.string_at(place, 6))"),
        ("writes", "ctypes.memmove(place, b'HARM', 4)"))),
    refused("removes memory that is shared by a number", "call(system.shmctl, SHARED, 0, None)", WRITES),
]

CHANGES = [  # of files that are not its own, without opening them for writing
    *(refused(f"{what} {whose}", action.replace("FILE", file), WRITES)
      for whose, file in (("of a file of mine", "CANARY"), ("of a file that it may read", "LIBRARY"))
      for what, action in (
          ("changes the mode", "os.chmod(FILE, 0o600)"), ("changes the owner", "os.chown(FILE, -1, os.getgid())"),
          ("changes the dates", "os.utime(FILE, (1, 1))"), ("sets an attribute", "os.setxattr(FILE, 'user.x', b'x')"),
          ("cuts off the end", "os.truncate(FILE, 1)"), ("cuts off all", "os.open(FILE, os.O_RDONLY | os.O_TRUNC)"),
          ("makes a link", "os.link(FILE, 'mine')"), ("takes the place", "os.rename(FILE, 'mine')"))),
    *(refused(f"{what} through an open file", f"""
number = os.open(LIBRARY, os.O_RDONLY)
attempt(lambda: {action})
""", WRITES) for what, action in (
        ("changes a mode", "os.fchmod(number, 0o600)"), ("changes dates", "os.utime(number, (1, 1))"),
        ("sets an attribute", "os.setxattr(number, 'user.x', b'x')"),
        ("sets a flag", "fcntl.ioctl(number, 0x40086602, (0x40).to_bytes(8, 'little'))"),
        ("keeps others from writing", "fcntl.fcntl(number, 1024, fcntl.F_RDLCK)"))),
    *(refused(what, action, WRITES) for what, action in (
        ("makes a folder of mine", "os.mkdir(os.path.dirname(CANARY) + '/escaped')"),
        ("makes a pipe of mine", "os.mkfifo(os.path.dirname(CANARY) + '/escaped')"),
        ("makes a link of mine", "os.symlink('x', os.path.dirname(CANARY) + '/escaped')"),
        ("puts a file of its own there", "open('x', 'w').close() or os.rename('x', os.path.dirname(CANARY) + '/escaped')"),
        ("takes over its folder's mode", "os.chmod('..', 0o700)"))),
    refused("opens the terminal", "os.write(os.open('/dev/tty', os.O_RDWR), b'HARM')", WRITES),
    refused("writes to a service's log", "os.open('/dev/kmsg', os.O_WRONLY)", WRITES),
    refused("watches what others do", "call(system.inotify_add_watch, system.inotify_init(), b'/', 0xfff)", READS),
    refused("reads the kernel's log", "call(system.klogctl, 3, ctypes.create_string_buffer(99), 99)", READS),
    refused("reads a key of the user", "call(system.syscall, KEYCTL, 0, -4, 1)", READS),
    refused("reads another's open files", "os.listdir(f'/proc/{PARENT}/fd')", READS),
    refused("follows a link of its parent", "open(f'/proc/{PARENT}/cwd/' + CANARY).read()", READS),
]

FILES = [
    *(caught(f"reads {what}", f"attempt(lambda: open({path}).read())", needs=READS) for what, path in (
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
""", needs=READS),
    caught("lists my folder", "attempt(lambda: os.listdir(os.path.dirname(CANARY)))", needs=READS),
    caught("overwrites a file of mine", "attempt(lambda: open(CANARY, 'w').write('HARM'))", needs=WRITES),
    caught("removes a file of mine", "attempt(lambda: os.remove(CANARY))", needs=WRITES),
    caught("writes above its folder", "attempt(lambda: open('../escaped', 'w'))", needs=WRITES),
    caught("writes into Python", "attempt(lambda: open(os.path.dirname(os.__file__) + '/x.pth', 'w'))",
           needs=WRITES),
    caught("writes where all may", "attempt(lambda: open('/dev/shm/llm-edu-escaped', 'w'))",
           needs=WRITES),
    caught("goes out by a link", "os.symlink(os.path.dirname(CANARY), 'link')\nattempt(lambda: open('link/canary').read())",
           needs=READS),
    same("writes behind Python's back", """
if system.open(CANARY.encode(), 1025) >= 0 or system.unlink(CANARY.encode()) == 0:
    print('HARM')
""", PASSED, needs=WRITES),
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
         needs=NETWORK),
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

WALLS = [*LIMITS, *MORE_THAN_THEY_MAY, *REACHING_OUT, *SENDING, *CHANGES, *FILES, *RIGHTS, *SURVIVING]  # what walls hold back
ALL = [*WALLS, *CRASHES, *ENDINGS]
