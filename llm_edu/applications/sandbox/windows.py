"""Job objects of Windows: limits that hold for a process and all that it starts, and end them together."""

import ctypes
from ctypes import Structure, c_int64, c_size_t, c_uint32, c_uint64
from typing import Any

EXTENDED_LIMITS = 9
ACTIVE_PROCESSES, JOB_MEMORY, DIE_ON_EXCEPTION, KILL_ON_CLOSE = 0x8, 0x200, 0x400, 0x2000
UI_RESTRICTIONS, EVERYTHING = 4, 0xFF  # no clipboard, no windows of others, no log-off


class Basic(Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = [
        ("process_time", c_int64), ("job_time", c_int64), ("flags", c_uint32), ("least_set", c_size_t),
        ("most_set", c_size_t), ("processes", c_uint32), ("affinity", c_size_t), ("priority", c_uint32),
        ("scheduling", c_uint32),
    ]  # fmt: skip


class Extended(Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = [
        ("basic", Basic), ("counters", c_uint64 * 6), ("process_memory", c_size_t), ("job_memory", c_size_t),
        ("peak_process", c_size_t), ("peak_job", c_size_t),
    ]  # fmt: skip


class Job:
    """A new job with limits; ``take`` puts a process into it, ``end`` kills all that is in it.

    ``system`` is the library of Windows (``ctypes.windll.kernel32``).
    """

    def __init__(self, memory: int, processes: int, system: Any = None) -> None:
        self.system = system or ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore] # on Windows only
        self.system.CreateJobObjectW.restype = ctypes.c_void_p
        self.handle = ctypes.c_void_p(self._check(self.system.CreateJobObjectW(None, None), "CreateJobObject"))
        limits = Extended()
        limits.basic.flags = ACTIVE_PROCESSES | JOB_MEMORY | DIE_ON_EXCEPTION | KILL_ON_CLOSE
        limits.basic.processes, limits.job_memory = processes, memory
        for kind, value in ((EXTENDED_LIMITS, limits), (UI_RESTRICTIONS, c_uint32(EVERYTHING))):
            done = self.system.SetInformationJobObject(self.handle, kind, ctypes.byref(value), ctypes.sizeof(value))
            self._check(done, "SetInformationJobObject")

    def take(self, process_handle: int) -> None:
        """Puts a process into the job; all that it starts later is in it as well."""
        done = self.system.AssignProcessToJobObject(self.handle, ctypes.c_void_p(process_handle))
        self._check(done, "AssignProcessToJobObject")

    def end(self) -> None:
        """Kills every process of the job."""
        self.system.TerminateJobObject(self.handle, 1)
        self.system.CloseHandle(self.handle)

    @staticmethod
    def _check(result: int, what: str) -> int:
        if not result:
            number = getattr(ctypes, "get_last_error", lambda: 0)()
            raise OSError(f"{what} failed (error {number} of Windows)")
        return result
