"""A world of its own on Linux, without being root: own users, processes, network, files (namespaces(7)).

What bubblewrap and containers do, in the few calls that it takes. Linux 5.12 or later, where users may make user
namespaces; some distributions forbid it (Ubuntu 24.04 by AppArmor, Docker by default).
"""

import ctypes
import os

FILES, NAMES, MESSAGES, USERS, PROCESSES, NETWORK, GROUPS = (
    0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x02000000)  # CLONE_NEW…
READ_ONLY, NO_SUID, NO_DEVICES, BIND, RECURSIVE, PRIVATE = 0x1, 0x2, 0x4, 0x1000, 0x4000, 0x40000  # MS_…
DETACH = 2
MOUNT_SETATTR, PIVOT_ROOT = 442, {"x86_64": 155, "aarch64": 41}  # system calls that the C library has no name for
DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")  # not zero: mapped shared, it is memory that nobody counts
LIBRARIES = ("/usr", "/lib", "/lib32", "/lib64", "/nix/store", "/etc/ld.so.cache")
SYSTEM = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None


def call(what: str, result: int) -> None:
    """Raises OSError with the system's reason when a call has failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def leave_the_machine(keep_root: bool, outside: int) -> None:
    """Moves this process into new namespaces; the next child is the first process of the new world.

    A user is called nobody (65534) in there, and stays who they are outside. Root stays root for the set-up alone
    (``keep_root``), and the program becomes the machine's nobody (``outside``): only root may give it another name.
    """
    user, group, process = os.getuid(), os.getgid(), os.getpid()
    ours, theirs = os.pipe()
    helper = os.fork()
    if helper == 0:  # stays outside, where it has the right to say who is who in there
        os.close(theirs)
        os.read(ours, 1)  # until this process has moved
        pairs = [(0, user), (outside, outside)] if keep_root else [(outside, user)]
        groups = [(0, group), (outside, outside)] if keep_root else [(outside, group)]
        try:
            write(f"/proc/{process}/setgroups", "allow" if keep_root else "deny")
            write(f"/proc/{process}/gid_map", "\n".join(f"{inner} {outer} 1" for inner, outer in groups))
            write(f"/proc/{process}/uid_map", "\n".join(f"{inner} {outer} 1" for inner, outer in pairs))
        except OSError:
            os._exit(1)
        os._exit(0)
    os.close(ours)
    kinds = USERS | PROCESSES | NETWORK | MESSAGES | NAMES | GROUPS
    call("unshare", SYSTEM.unshare(kinds))
    os.close(theirs)
    if os.waitpid(helper, 0)[1]:
        raise OSError("the users of the new namespace could not be named")


def write(path: str, text: str) -> None:
    """A file of /proc wants all in one write."""
    number = os.open(path, os.O_WRONLY)
    os.write(number, text.encode())
    os.close(number)


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """mount(2)."""
    call(f"mount {target}", SYSTEM.mount(source.encode(), target.encode(), kind.encode(), flags, data.encode()))


def new_root(folder: str, place: str, readable: list[str], disk: int, files: int) -> None:
    """A file system that holds Python and the system's libraries, to read, and an empty folder ``place`` in memory.

    ``disk`` bytes and ``files`` files at most fit into it, and it is gone with the last process. Nothing else exists in
    there: no home, no /etc, no /proc, no socket of the machine's services. It is built on ``folder``, and only this
    process and its children see it.
    """
    call("unshare", SYSTEM.unshare(FILES))
    mount("", "/", "", RECURSIVE | PRIVATE)
    mount("tmpfs", folder, "tmpfs", NO_SUID | NO_DEVICES, "size=1m,mode=755")
    paths = sorted({os.path.realpath(path) for path in (*readable, *DEVICES, *LIBRARIES) if os.path.exists(path)})
    done: list[str] = []
    for path in paths:
        if any(path.startswith(other + "/") for other in done):
            continue
        bind(path, folder + path)
        done.append(path)
    for path in LIBRARIES:
        if os.path.islink(path):  # /lib is /usr/lib on most systems
            os.symlink(os.readlink(path), folder + path)
    os.mkdir(folder + place)
    attributes = (ctypes.c_uint64 * 4)(READ_ONLY | NO_SUID, 0, 0, 0)
    at_recursive, here = 0x8000, -100
    call("mount_setattr", SYSTEM.syscall(MOUNT_SETATTR, here, folder.encode(), at_recursive, attributes, 32))
    mount("tmpfs", folder + place, "tmpfs", NO_SUID | NO_DEVICES, f"size={disk},nr_inodes={files},mode=1777")
    os.chdir(folder)
    call("pivot_root", SYSTEM.syscall(PIVOT_ROOT[os.uname().machine], b".", b"."))
    call("umount", SYSTEM.umount2(b".", DETACH))
    os.chdir(place)


def bind(source: str, target: str) -> None:
    """Shows a file or a folder at a second place."""
    if os.path.isdir(source):
        os.makedirs(target)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        open(target, "x").close()
    mount(source, target, "", BIND | RECURSIVE)
