"""System calls that a program here has no business with, refused by Linux itself: "Operation not permitted".

A small program for the kernel's own little machine (classic BPF, seccomp(2)) compares the number of each call with a
list. The list of old calls is closed; calls newer than those are refused unless they are named here, so a new kernel
opens no new door. A filter sees numbers only, never what a pointer points to: a path, for instance.
"""

import ctypes
import os

# name: number on x86_64, on aarch64 (None: not there)
REFUSED = {
    # other processes, the kernel, other worlds
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "migrate_pages": (256, 238), "move_pages": (279, 239), "perf_event_open": (298, 241), "bpf": (321, 280),
    "userfaultfd": (323, 282), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "syslog": (103, 116), "personality": (135, 92), "modify_ldt": (154, None), "init_module": (175, 105),
    "finit_module": (313, 273), "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "setpriority": (141, 140), "ioprio_set": (251, 30), "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119), "sched_setattr": (314, 274), "sched_setaffinity": (203, 122),
    "open_by_handle_at": (304, 265), "fanotify_init": (300, 262), "quotactl": (179, 60),
    # the network, and messages that carry open files to where nobody counts them
    "socket": (41, 198), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "setsockopt": (54, 208),  # larger buffers, which the guard counts by their usual size
    # memory that belongs to no process, or to somebody else
    "memfd_create": (319, 279), "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "msgget": (68, 186),
    "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187), "semget": (64, 190), "semop": (65, 193),
    "semtimedop": (220, 192), "semctl": (66, 191), "mq_open": (240, 180), "mq_unlink": (241, 181),
    "vmsplice": (278, 75), "splice": (275, 76), "tee": (276, 77), "io_setup": (206, 0),
    "inotify_init": (253, None), "inotify_init1": (294, 26),
}  # fmt: skip
WITHOUT_NAMESPACES = {
    # there the program could reach the user's other processes, or leave its group and survive
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "setsid": (112, 157),
    "setpgid": (109, 154),
    # what Landlock does not see: owners, modes, times and attributes of files, and cutting them off (before version 3)
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "chown": (92, None), "fchown": (93, 55),
    "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None), "futimesat": (261, None),
    "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "truncate": (76, 45),
    "fallocate": (285, 47),  # takes the whole disk in no time
}  # fmt: skip
NEWER = (335, 294)  # from this number on a call is refused, but for these:
NEW_AND_HARMLESS = {"close_range": 436, "faccessat2": 439, "epoll_pwait2": 441, "futex_waitv": 449}
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL, NOT_PERMITTED, NO_SUCH_CALL = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06  # BPF: load a word, mask it, two jumps, the end
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # where a word lies; arguments are 8 bytes apart, the low word first
ALL_BITS, NEW_USERS, CUT_OFF = 0xFFFFFFFF, 0x10000000, 0x200
SHARED, PRIVATE, VALIDATED, NAMELESS, HUGE = 0x1, 0x2, 0x3, 0x20, 0x40000  # mmap(2)


def allowed_arguments(process: int, alone: bool) -> dict[str, tuple]:
    """Calls that are allowed with some arguments only: (numbers, which argument, its bits that count, their values)."""
    always = {
        "clone": ((56, 220), 0, NEW_USERS, (0,)),
        # not who gets a file's signals (F_SETOWN, F_SETSIG), no lease that keeps others out, no larger pipe
        "fcntl": ((72, 25), 1, ALL_BITS, (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)),
        # a terminal's settings and size, how much there is to read, close-on-exec, non-blocking, a file's clone
        "ioctl": ((16, 29), 1, ALL_BITS, (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5450, 0x5451, 0x5421, 0x40049409)),
        "socketpair": ((53, 199), 1, 0xF, (1,)),  # streams only: a datagram socket can write to any service
        # memory shared without a file stays when no process has it in its pages any more, so nobody could count it
        "mmap": ((9, 222), 3, VALIDATED | NAMELESS | HUGE, (SHARED, PRIVATE, VALIDATED, PRIVATE | NAMELESS)),
    }
    if alone:
        return always
    reading_or_writing = (0, 1, 2, CUT_OFF | 1, CUT_OFF | 2)  # but not "to read, and cut it off"
    return always | {
        "kill": ((62, 129), 0, ALL_BITS, (process,)),
        "tgkill": ((234, 131), 0, ALL_BITS, (process,)),
        "prlimit64": ((302, 261), 0, ALL_BITS, (0,)),  # its own limits
        "open": ((2, None), 1, CUT_OFF | 3, reading_or_writing),
        "openat": ((257, 56), 2, CUT_OFF | 3, reading_or_writing),
    }


class Step(ctypes.Structure):
    """One instruction: what to do, how far to jump if yes and if no, with which value."""

    _fields_ = [("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32)]


class Steps(ctypes.Structure):
    """The whole filter, as the kernel takes it."""

    _fields_ = [("count", ctypes.c_uint16), ("steps", ctypes.POINTER(Step))]


def filter_steps(machine: str, process: int, alone: bool) -> list[tuple[int, int, int, int]]:
    """The filter for a processor; ``alone`` when namespaces already keep other processes out of reach."""
    column = list(ARCHITECTURES).index(machine)
    steps = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, ARCHITECTURES[machine]), (RETURN, 0, 0, KILL)]
    steps += [(LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":
        steps += [(AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, KILL)]  # a second set of numbers (x32)
    for number in NEW_AND_HARMLESS.values():
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ALLOW)]
    steps += [(AT_LEAST, 0, 1, NEWER[column]), (RETURN, 0, 0, NO_SUCH_CALL)]  # the C library then takes an older one
    for numbers in (REFUSED if alone else REFUSED | WITHOUT_NAMESPACES).values():
        if numbers[column] is not None:
            steps += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, NOT_PERMITTED)]
    for numbers, argument, bits, values in allowed_arguments(process, alone).values():
        if numbers[column] is not None:
            jumps = [(EQUAL, len(values) - place, 0, value) for place, value in enumerate(values)]
            steps += [(EQUAL, 0, len(values) + 4, numbers[column]), (LOAD, 0, 0, FIRST_ARGUMENT + 8 * argument),
                      (AND, 0, 0, bits), *jumps, (RETURN, 0, 0, NOT_PERMITTED), (RETURN, 0, 0, ALLOW)]  # fmt: skip
    return [*steps, (RETURN, 0, 0, ALLOW)]


def restrict(alone: bool) -> None:
    """From now on, for this process and all its children, for good."""
    steps = filter_steps(os.uname().machine, os.getpid(), alone)
    array = (Step * len(steps))(*(Step(*step) for step in steps))
    system = ctypes.CDLL(None, use_errno=True)
    set_seccomp, mode_filter = 22, 2
    if system.prctl(set_seccomp, mode_filter, ctypes.byref(Steps(len(steps), array)), 0, 0):
        raise OSError(ctypes.get_errno(), "the filter of system calls was refused")
