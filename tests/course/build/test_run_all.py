"""Peak memory as the build measures it: a child that was just forked does not count its parent's memory again."""

import os
import subprocess
import sys

import pytest

from llm_edu.course.build.run_all import PeakMemory

MEGABYTES = 200
PROGRAM = f"""
import os, sys, time
held = b"1" * ({MEGABYTES} << 20)
child = os.fork() if sys.argv[1] == "shares" else None
if child == 0:
    time.sleep(0.5)
    os._exit(0)
if child is None:
    import subprocess
    subprocess.run([sys.executable, "-c", "import time; held = b'1' * ({MEGABYTES} << 20); time.sleep(0.5)"])
else:
    os.waitpid(child, 0)
print("done", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("kind, least, most", [("shares", 0.9, 1.5), ("own", 1.9, 2.5)])
def test_memory_of_children(kind, least, most):
    program = [sys.executable, "-c", PROGRAM, kind]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        memory = PeakMemory(process.pid)
        assert process.stdout.readline() == b"done\n"
        held = memory.stop() / (MEGABYTES << 20)
    assert least < held < most
