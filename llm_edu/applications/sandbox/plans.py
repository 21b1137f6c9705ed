"""The walls that there are on each system, the highest first."""

import os
import sys

Plan = frozenset[str]
PLANS = {
    "linux": (
        {"namespaces", "seccomp"},
        {"namespaces"},
        {"landlock", "seccomp"},
        {"seccomp"},
        {"landlock"},
        set(),
    ),
    "darwin": ({"sandbox-exec"}, set()),
    "win32": ({"job"}, set()),
}  # fmt: skip
SEATBELT = """(version 1)
(allow default)
(deny network*)
(deny process-fork)
(deny signal (target others))
(deny file-write* (require-not (require-any (subpath "{folder}") (literal "/dev/null"))))
(deny file-read* (require-all (subpath "/Users") {readable}))
"""


def plans(platform: str = sys.platform) -> list[Plan]:
    """What to try on a system, the best first; the last, with nothing but a process of its own, works everywhere."""
    return [frozenset(plan) for plan in PLANS.get(platform, ({*()},))]


def seatbelt(folder: str, readable: list[str]) -> str:
    """The profile for ``sandbox-exec`` (macOS): no network, no further process, no file outside, no home."""
    exceptions = " ".join(f'(require-not (subpath "{path}"))' for path in (folder, *readable))
    return SEATBELT.format(folder=folder, readable=exceptions)


def open_to_all(path: str) -> bool:
    """Whether any user may read a folder or a file: each folder on the way lets them through."""
    path = os.path.realpath(path)
    while True:
        if os.stat(path).st_mode & 0o005 != 0o005:
            return False
        parent = os.path.dirname(path)
        if parent == path:
            return True
        path = parent
