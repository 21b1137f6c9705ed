"""System calls that a program here has no business with, refused by Linux itself: "Operation not permitted".

A small program for the kernel's own little machine (classic BPF, seccomp(2)) compares the number of each call with a
list.
"""

import ctypes
import os

# name: number on x86_64, on aarch64
REFUSED = {
    "socket": (41, 198), "io_uring_setup": (425, 425), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "kcmp": (312, 272), "pidfd_getfd": (438, 438), "perf_event_open": (298, 241),
    "bpf": (321, 280), "userfaultfd": (323, 282), "keyctl": (250, 219), "add_key": (248, 217),
    "request_key": (249, 218), "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "mount_setattr": (442, 442), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "memfd_create": (319, 279), "shmget": (29, 194),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180), "personality": (135, 92),
    "open_by_handle_at": (304, 265), "fanotify_init": (300, 262), "init_module": (175, 105),
    "finit_module": (313, 273), "kexec_load": (246, 104), "reboot": (169, 142), "setpriority": (141, 140),
    "ioprio_set": (251, 30), "sched_setscheduler": (144, 119), "sched_setattr": (314, 274),
}  # fmt: skip
WITHOUT_NAMESPACES = {  # there the program could reach the user's other processes, or leave its group and survive
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424), "setsid": (112, 157), "setpgid": (109, 154), "sched_setaffinity": (203, 122),
}  # fmt: skip
OWN_PROCESS_ONLY = {"kill": (62, 129), "tgkill": (234, 131)}
CLONE, CLONE3, PRLIMIT = (56, 220), (435, 435), (302, 261)
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL, NOT_PERMITTED, NO_SUCH_CALL = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
NEW_USERS = 0x10000000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF: load a word, three kinds of jump, the end
NUMBER, ARCHITECTURE, FIRST, SECOND = 0, 4, 16, 24  # where a word lies: the call, the processor, low words of arguments


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
    for numbers in (REFUSED if alone else REFUSED | WITHOUT_NAMESPACES).values():
        steps += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, NOT_PERMITTED)]
    steps += [(EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, NO_SUCH_CALL)]  # the C library then takes clone
    steps += [(EQUAL, 0, 4, CLONE[column]), (LOAD, 0, 0, FIRST), (ANY_BIT, 0, 1, NEW_USERS),
              (RETURN, 0, 0, NOT_PERMITTED), (RETURN, 0, 0, ALLOW)]  # fmt: skip
    if not alone:
        for numbers in OWN_PROCESS_ONLY.values():
            steps += [(EQUAL, 0, 4, numbers[column]), (LOAD, 0, 0, FIRST), (EQUAL, 0, 1, process),
                      (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, NOT_PERMITTED)]  # fmt: skip
        steps += [(EQUAL, 0, 4, PRLIMIT[column]), (LOAD, 0, 0, FIRST), (EQUAL, 0, 1, 0),  # 0: its own limits
                  (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, NOT_PERMITTED)]  # fmt: skip
    return [*steps, (RETURN, 0, 0, ALLOW)]


def restrict(alone: bool) -> None:
    """From now on, for this process and all its children, for good."""
    steps = filter_steps(os.uname().machine, os.getpid(), alone)
    array = (Step * len(steps))(*(Step(*step) for step in steps))
    system = ctypes.CDLL(None, use_errno=True)
    set_seccomp, mode_filter = 22, 2
    if system.prctl(set_seccomp, mode_filter, ctypes.byref(Steps(len(steps), array)), 0, 0):
        raise OSError(ctypes.get_errno(), "the filter of system calls was refused")
