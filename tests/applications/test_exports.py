"""The applications come from one place, and cost little to import."""

import subprocess
import sys


def test_every_name_is_there_and_pytorch_is_not():
    program = ("import sys, llm_edu.applications as applications\n"
               "missing = [name for name in applications.__all__ if not hasattr(applications, name)]\n"
               "assert not missing and 'torch' not in sys.modules, missing\n"
               "from llm_edu.applications import broken_limits, pass_at_k, run_program, sample_size, turned_round\n"
               "from llm_edu.applications import leaks_solution, unsupported_numbers")
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
