"""End the OpenMP threads of the thread that starts a training, so that the training's own stay awake.

On Linux, PyTorch divides its work among the threads of an OpenMP library, libgomp. Every thread that computes gets a
team of its own, and keeps it when it has nothing to do. As soon as the number of OpenMP threads, of all teams together,
is above the number of processors, each goes to sleep after every product and has to be woken for the next, a thousand
times a step: with small models, half of the speed.

Source: OpenMP 5.0, section 3.2.43, `omp_pause_resource_all`.
"""

import ctypes
import functools

SOFT = 1    # omp_pause_soft: what it has set may stay


def release_openmp_threads() -> bool:
    """End this thread's OpenMP threads; its next large product starts new ones. Whether a library could be asked."""
    asked = [library.omp_pause_resource_all(SOFT) == 0 for library in openmp_libraries()]    # all, not up to the first
    return any(asked)


@functools.cache
def openmp_libraries() -> list[ctypes.CDLL]:
    """The libraries libgomp that this process has loaded and that know the call; none but on Linux."""
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
            paths = {line.split(maxsplit=5)[-1].strip() for line in maps if "libgomp" in line}
    except OSError:    # another system
        return []
    libraries = []
    for path in sorted(paths):
        try:
            libraries.append(ctypes.CDLL(path))    # loaded already: this only finds it
        except OSError:    # its file has been replaced meanwhile
            continue
    return [library for library in libraries if hasattr(library, "omp_pause_resource_all")]
