"""Run by the tests in a process of its own: fetch one asset, and die, dawdle or refuse to write where told to.

Its one argument is JSON: ``asset`` and ``source``, and any of
- ``kill_at``: die, as by ``kill -9``, just before this step (1, 2, …); a step is a change of the cache or one read of
  a chunk, as the interpreter's own audit events report them;
- ``pause``: seconds to sleep at each chunk; ``chunk``: bytes in a chunk;
- ``forbid_writing``: exit with status 3 on any attempt to change the cache;
- ``as_nobody``: give up root's rights first, for which no permission counts.
Opening a member's own place for writing ends in status 3 in any case: a file must come there whole.
"""

import json
import os
import signal
import sys
import time
import zipfile
from pathlib import Path

import filelock  # noqa: F401 (imported before rights are given up: its files may be root's)

from llm_edu.assets import ASSETS, Asset, Member, cache_folder, fetch, fetching, path
from llm_edu.errors import CourseError

CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.utime", "os.link", "os.symlink"}


def die() -> None:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows: SIGTERM ends a process at once


def is_change(event: str, arguments: tuple) -> bool:
    if event not in CHANGES and event != "open":
        return False
    if not isinstance(arguments[0], (str, bytes)) or not os.fsdecode(arguments[0]).startswith(str(cache_folder())):
        return False
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
    return event != "open" or bool(arguments[2] & writing)


def main(spec: dict) -> int:
    members = tuple(Member(**member) for member in spec["asset"].pop("members"))
    asset = Asset(members=members, **spec["asset"])
    ASSETS[asset.name] = asset
    fetching.CHUNK = spec.get("chunk", fetching.CHUNK)
    places = {str(cache_folder() / member.file) for member in members}
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == spec.get("kill_at"):
            die()

    def watch(event: str, arguments: tuple) -> None:
        if is_change(event, arguments):
            if spec.get("forbid_writing") or (event == "open" and str(arguments[0]) in places):
                print(f"wrote: {event} {arguments}", flush=True)
                os._exit(3)
            step()

    read = zipfile.ZipExtFile.read

    def slow_read(self, size=-1):
        if size == fetching.CHUNK:
            step()
            time.sleep(spec.get("pause", 0))
        return read(self, size)

    zipfile.ZipExtFile.read = slow_read
    sys.addaudithook(watch)
    if spec.get("as_nobody") and hasattr(os, "geteuid") and os.geteuid() == 0:
        os.setegid(65534)
        os.seteuid(65534)
    try:
        fetch(asset.name, source=spec["source"] and Path(spec["source"]))
        for member in members:
            path(asset.name, member.name)
    except CourseError as error:
        print(error)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
