"""The runner of notebooks can fail: it sees a wrong output, an error, a reachable network, a foreign setting."""

import os
import subprocess
import sys

import nbformat
import pytest
from notebook_runner import as_on_an_older_processor, run_nbval

from llm_edu.course.build.network import without_network
from llm_edu.course.build.notebook import write_notebook

pytestmark = pytest.mark.slow


def run(folder, *cells):
    """Run a notebook of cells (source, stored standard output, tags…) under nbval."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for count, (source, stored, *tags) in enumerate(cells, 1):
        outputs = [nbformat.v4.new_output("stream", name="stdout", text=stored)] if stored else []
        cell = nbformat.v4.new_code_cell(source, outputs=outputs, metadata={"tags": tags}, execution_count=count)
        notebook.cells.append(cell)
    write_notebook(notebook, folder / "my_work" / "sample.ipynb")
    return run_nbval(folder / "my_work" / "sample.ipynb", cell_seconds=10)


def test_right_outputs_pass_and_what_varies_is_allowed(tmp_path):
    result = run(
        tmp_path,
        ("print('a')", "a\n"),
        ("print(object())", "<object object at 0x7f0000000000>\n"),
        ("import time\nstart = time.perf_counter()\nprint(f'in {time.perf_counter() - start:.3f} s')", "in 9.123 s\n"),
        ("print(' 10%|#  | 1/9 [00:07<00:02]\\r100%|###| 9/9 [00:01<00:00]')", "100%|###| 9/9 [00:59<00:00]\n"),
        ("print(f'{1234.5 + id(time) % 7:,.1f} tokens/s')", "99.9 tokens/s\n"),
        ("print(id(time))", "1\n", "nbval-ignore-output"),
    )
    assert (result.exit_code, result.passed, result.total) == (0, 6, 6), result.text


def test_what_is_wrong_fails(tmp_path):
    """Another output, one too many or too few, another number, an error: and each cell on its own."""
    result = run(tmp_path, ("x = 1", ""), ("print('a')", "b\n"), ("print('a')", ""), ("pass", "b\n"),
                 ("print('3 tokens')", "4 tokens\n"), ("1 / 0", ""))
    assert (result.exit_code, result.passed, result.total) == (1, 1, 6), result.text


@pytest.mark.full  # nbval waits for the kernel until the cell's time is over
def test_a_kernel_that_dies_fails(tmp_path):
    result = run(tmp_path, ("x = 1", ""), ("import os; os._exit(1)", ""))
    assert result.exit_code != 0 and result.passed == 1, result.text


def test_the_network_is_off_and_the_settings_are_private(tmp_path):
    prefix, reason = without_network()
    if not prefix:
        pytest.skip(reason)
    reach = (
        "import os, socket\n"
        "try:\n"
        "    socket.create_connection(('192.0.2.1', 80), timeout=5)\n"
        "except OSError as error:\n"
        "    print(error.strerror)\n"
        "print([name for _, name in socket.if_nameindex()][:1])\n"
        "print(all('my_work' in os.environ[name] for name in ('HOME', 'IPYTHONDIR', 'LLM_EDU_WORK')))"
    )
    result = run(tmp_path, (reach, "Network is unreachable\n['lo']\nTrue\n"))
    assert result.exit_code == 0, result.text


@pytest.mark.full
def test_an_older_processor_is_one():
    """Names of instructions change with NumPy's version, and a name that it does not know it ignores."""
    code = ("import torch; from numpy._core import _multiarray_umath as numpy\n"
            "print(torch.backends.cpu.get_cpu_capability(), sum(numpy.__cpu_features__[name] for name in "
            "numpy.__cpu_dispatch__))")
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **as_on_an_older_processor()},
                          capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() in (["DEFAULT", "0"], ["NO", "AVX", "0"]), done.stdout
