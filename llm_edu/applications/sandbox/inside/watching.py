"""Sees what a program tries through Python's own functions, and ends it with a clear word (PEP 578, audit hooks).

This is for a good report, not for protection: what ctypes does is not seen here. The walls are the system's
(``namespaces``, ``seccomp``, ``landlock``), and hold without it.
"""

import json
import os
import sys

NETWORK = {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
           "socket.getnameinfo", "socket.sendto", "socket.sendmsg"}
PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn"}
READS = {"os.listdir", "os.scandir", "os.chdir"}
WRITES = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.chmod", "os.chown",
          "os.truncate", "os.utime", "os.mkfifo", "os.mknod"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
DEVICES = {os.devnull, "/dev/zero", "/dev/random", "/dev/urandom"}


def start(folder: str, messages: int) -> None:
    """From now on the first forbidden act is told on ``messages``, and refused."""
    import socket  # for AF_UNIX; only here, since it takes a while, and most runs of a test are not watched

    real, join, fsdecode, getpid = os.path.realpath, os.path.join, os.fsdecode, os.getpid
    write, dumps, own = os.write, json.dumps, folder_of(folder)
    readable = (own, "/usr/share/zoneinfo/", *{folder_of(path) for path in (*sys.path, sys.base_prefix)})
    unix = getattr(socket, "AF_UNIX", None)

    def place(path):
        return real(join(".", fsdecode(path)))

    def seen(event, arguments):
        what = forbidden(event, arguments)
        if what:
            write(messages, b"F" + dumps(what[:300]).encode() + b"\n")
            raise PermissionError(f"not allowed in the sandbox: {what}")

    def forbidden(event, arguments):
        if event == "open":
            path, flags = arguments[0], arguments[2]
            if isinstance(path, int) or path is None:
                return None
            where = place(path)
            if where in DEVICES or (where + os.sep).startswith(own):
                return None
            if flags & WRITING:
                return f"to write {where}"
            return None if where.startswith(readable) else f"to read {where}"
        if event in READS or event in WRITES:
            if not arguments or not isinstance(arguments[0], (str, bytes)):
                return None
            allowed = readable if event in READS else own
            paths = arguments[:2] if event in ("os.rename", "os.link") else arguments[:1]
            if event == "os.symlink":
                paths = arguments[1:2]
            outside = [each for each in map(place, paths) if not (each + os.sep).startswith(allowed)]
            return f"{event} {outside[0]}" if outside else None
        if event == "socket.__new__":
            return None if arguments[1] == unix else "the network"
        if event in NETWORK:
            return f"the network ({event})"
        if event in PROGRAMS:
            return f"to start another program ({event})"
        if event in ("os.kill", "os.killpg"):
            return None if arguments[0] == getpid() else "a signal to another process"
        return None

    sys.addaudithook(seen)


def folder_of(path: str) -> str:
    """A folder's real name, with the separator at its end."""
    return os.path.join(os.path.realpath(path), "")
