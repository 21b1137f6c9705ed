"""*Run All* of one notebook in a kernel of its own: a program, started by ``execution.execute``.

    python -m llm_edu.course.build.run_all NOTEBOOK REPORT

It writes the outputs into NOTEBOOK and, into REPORT, a JSON object: ``seconds`` from the first cell to the last (the
start of the kernel is not counted), ``cell_seconds`` of each cell, ``peak_bytes`` of the kernel and its child
processes, ``error`` when a cell failed.
"""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

CELL_SECONDS = 600
SAMPLE_SECONDS = 0.05
JUST_BORN = 0.2  # seconds since a child was first seen: the system's own start times are whole seconds off


class PeakMemory:
    """The peak of the memory of a process and its children together.

    Sampled every 50 ms: its resident memory, and what each child holds for itself alone. The process's own peak, as its
    system counts it without gaps (VmHWM on Linux, the peak working set on Windows), is a lower bound that sampling
    cannot miss.
    """

    def __init__(self, process_id: int):
        self._process = psutil.Process(process_id)
        self._sampled, self._born = 0, {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        while not self._stop.wait(SAMPLE_SECONDS):
            try:
                family = [self._process, *self._process.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            total, now = 0, time.monotonic()
            for process in family:
                born = self._born.setdefault(process.pid, now)
                try:
                    if process is self._process:
                        total += process.memory_info().rss
                    elif now - born > JUST_BORN:    # before, it may still be within its parent's memory
                        total += process.memory_full_info().uss    # its own: a forked child shares the rest
                except psutil.NoSuchProcess:
                    continue  # a child that has just ended
            self._sampled = max(self._sampled, total)

    def stop(self) -> int:
        """Stop sampling; call it while the process still lives. The peak in bytes."""
        self._stop.set()
        self._thread.join()
        return max(self._sampled, self._own_peak())

    def _own_peak(self) -> int:
        status = Path(f"/proc/{self._process.pid}/status")
        if status.is_file():
            for line in status.read_text(encoding="utf-8").splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        try:
            return getattr(self._process.memory_info(), "peak_wset", 0)
        except psutil.NoSuchProcess:
            return 0


def run_all(notebook: nbformat.NotebookNode, folder: Path) -> dict[str, Any]:
    """Run every cell, in `folder`, putting the outputs into `notebook`; the report as in the module's docstring."""
    client = NotebookClient(
        notebook, kernel_name="python3", timeout=CELL_SECONDS, record_timing=False, store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
    )
    report: dict[str, Any] = {"error": None, "cell_seconds": []}
    with client.setup_kernel():
        memory = PeakMemory(client.km.provisioner.pid)
        started = time.perf_counter()
        for index, cell in enumerate(notebook.cells):
            cell_started = time.perf_counter()
            try:
                client.execute_cell(cell, index, execution_count=client.code_cells_executed + 1)
            except CellExecutionError as error:
                report["error"] = {"cell": index, "name": error.ename, "message": error.evalue, "text": error.traceback}
            except CellTimeoutError:
                message = f"it ran for more than {CELL_SECONDS} s"
                report["error"] = {"cell": index, "name": "Timeout", "message": message, "text": ""}
            except DeadKernelError:
                message = "the kernel died; most often it ran out of memory"
                report["error"] = {"cell": index, "name": "DeadKernel", "message": message, "text": ""}
            if report["error"]:
                break
            report["cell_seconds"].append(time.perf_counter() - cell_started)
        report["seconds"] = time.perf_counter() - started
        report["peak_bytes"] = memory.stop()
    return report


def main(arguments: list[str]) -> int:
    """Run the notebook named first, write the report to the file named second."""
    path, report_path = (Path(argument) for argument in arguments)
    notebook = nbformat.read(path, as_version=4)
    report = run_all(notebook, path.resolve().parent)
    nbformat.write(notebook, path)
    report_path.write_text(json.dumps(report), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
