"""A real JupyterLab for the browser tests: one server, every folder of its own temporary, nothing of the user's."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import nbformat

TOKEN = "browser-tests"
PATIENCE = 180_000  # milliseconds
SETTINGS = {
    "@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
IDLE = "() => window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.session?.kernel?.status === 'idle'"


def find_browser() -> str | None:
    """The system's Chromium, where Playwright has none of its own."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def watched_page(browser):
    """(page, problems): a page, and its console errors, uncaught exceptions and requests that leave this machine.

    It waits for minutes where a test names no time: a wait ends when its condition holds, however busy the machine is.
    """
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    problems = []
    page.on("console", lambda message: message.type == "error" and problems.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: problems.append(f"exception: {error}"))

    def watch(request):
        address = urlparse(request.url)
        if address.scheme not in ("data", "blob", "about") and address.hostname not in ("127.0.0.1", "localhost"):
            problems.append(f"request to {request.url}")

    page.on("request", watch)
    try:
        yield page, problems
    finally:
        context.close()


def widget_code(expression: str, setup: str = "") -> str:
    """A cell that makes a widget named `widget`, with the stand-in model and tokenizers of these tests in scope."""
    return f"from stand_ins import *\nfrom llm_edu.widgets import *\n{setup}\nwidget = {expression}\nwidget"


class Lab:
    """``with Lab(folder) as lab:`` a server whose notebooks lie in folder / "notebooks"."""

    def __init__(self, folder: Path):
        self.folder, self.notebooks = folder, folder / "notebooks"
        self.notebooks.mkdir(parents=True)
        shutil.copy(Path(__file__).with_name("stand_ins.py"), self.notebooks)
        for name, settings in SETTINGS.items():
            file = folder / "settings" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(settings), encoding="utf-8")

    def __enter__(self) -> "Lab":
        folders = {
            "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython",
        }
        environment = {**os.environ, **{name: str(self.folder / part) for name, part in folders.items()}}
        command = [
            sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={free_port()}", f"--IdentityProvider.token={TOKEN}",
            "--LabApp.expose_app_in_browser=True", f"--ServerApp.root_dir={self.notebooks}",
        ]
        self.log = open(self.folder / "server.log", "w", encoding="utf-8")
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=subprocess.STDOUT)
        self.url = self._wait_for_url()
        return self

    def __exit__(self, *problem) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()

    def _wait_for_url(self) -> str:
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline and self.process.poll() is None:
            for file in (self.folder / "runtime").glob("jpserver-*.json"):
                text = file.read_text(encoding="utf-8")
                if text.rstrip().endswith("}"):
                    return json.loads(text)["url"]
            time.sleep(0.1)
        log = (self.folder / "server.log").read_text(encoding="utf-8")
        raise RuntimeError(f"JupyterLab did not start; its log says:\n{log[-2000:]}")

    def write(self, name: str, *cells: str) -> None:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.notebooks / name)

    def open(self, page, name: str, *, kernel: bool = True) -> None:
        page.goto(f"{self.url}lab/tree/{name}?token={TOKEN}&reset")
        if kernel:
            page.wait_for_function(IDLE)
        else:
            page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady")

    def run(self, page, name: str, *cells: str) -> None:
        """Write a notebook, open it and run it; every cell must succeed."""
        self.write(name, *cells)
        self.open(page, name)
        assert page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')") is True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pause(page, milliseconds: int) -> None:
    """Let the page's own clock run on: what it has put off for a shorter time is done then, however slow it is."""
    page.evaluate("(milliseconds) => new Promise((done) => setTimeout(done, milliseconds))", milliseconds)


def heard(page, milliseconds: int) -> None:
    """Wait until the kernel has heard what the page put off for a shorter time, and what waits for answers first."""
    pause(page, milliseconds)
    for _ in range(2):
        in_kernel(page, "")
        pause(page, 30)


def in_kernel(page, code: str) -> str:
    """Run code in the notebook's kernel, beside its cells, and return what it printed."""
    return page.evaluate(
        """async (code) => {
            const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
            const future = kernel.requestExecute({ code, store_history: false, stop_on_error: false });
            let printed = '';
            future.onIOPub = (message) => {
                if (message.header.msg_type === 'stream') printed += message.content.text;
                if (message.header.msg_type === 'error') printed += message.content.evalue;
            };
            await future.done;
            return printed.trim();
        }""",
        code,
    )
