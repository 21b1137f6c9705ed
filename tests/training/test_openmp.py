"""A training's threads are not more than there must be, whatever its starter has computed before."""

import subprocess
import sys

PROGRAM = """
import os, torch
from llm_edu.training.openmp import openmp_libraries, release_openmp_threads

def threads():
    return len(os.listdir("/proc/self/task"))

torch.set_num_threads(2)
table = torch.arange(400_000.0)
first = (table * 2).sum()    # large enough to be divided
if not openmp_libraries():
    print("no libgomp", release_openmp_threads())
else:
    before = threads()
    print("libgomp", release_openmp_threads(), before - threads(), (table * 2).sum().equal(first), before - threads())
"""


def test_helpers_go_home_and_come_back():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert run.stdout.strip() in ("libgomp True 1 True 0", "no libgomp False")
