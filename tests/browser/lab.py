"""A real JupyterLab for the browser tests: one server, page and kernel for all of them, each test in a new notebook.

Every folder is temporary, nothing is the user's.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlparse

import nbformat

TOKEN = "browser-tests"
PATIENCE = 180_000  # milliseconds
VIEW = "application/vnd.jupyter.widget-view+json"
SETTINGS = {
    "settings/@jupyter-widgets/jupyterlab-manager/plugin.jupyterlab-settings": {"saveState": True},
    "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false", "checkForUpdates": False},
    # it complains where a notebook is closed before it has heard of the kernel's breakpoints
    "config/labconfig/page_config.json": {"disabledExtensions": {"@jupyterlab/debugger-extension": True}},
}
IDLE = "() => window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.session?.kernel?.status === 'idle'"
# A kernel as good as new, but for the modules that it has imported.
FORGET = """
import sys
sys.modules.pop("stand_ins", None)
if "ipywidgets" in sys.modules:
    sys.modules["ipywidgets"].Widget.close_all()
get_ipython().reset(new_session=True)
"""
# What is under way ends first: a notebook that is closed on a question to its kernel complains.
CLOSE = """async (kernel) => {
    const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
    for (const panel of [...jupyterapp.shell.widgets('main')]) {
        const session = panel.context?.sessionContext;
        const own = session?.session?.kernel;
        if (own) await Promise.race([own.requestExecute({ code: '', store_history: false }).done, wait(10000)]);
        await wait(50);
        if (own && own.id !== kernel) await session.shutdown();
        panel.dispose();
    }
}"""
OPEN = """async ([path, id, forget]) => {
    const { commands, serviceManager } = jupyterapp;
    const kernel = serviceManager.kernels.connectTo({ model: { id, name: 'python3' }, handleComms: false });
    await kernel.requestExecute({ code: forget, store_history: false }).done;
    kernel.dispose();
    await commands.execute('docmanager:open', { path, factory: 'Notebook', kernel: { id } });
}"""


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
    """``with Lab(folder, browser) as lab:`` a server whose notebooks lie in folder / "notebooks"."""

    def __init__(self, folder: Path, browser):
        self.folder, self.notebooks, self.browser = folder, folder / "notebooks", browser
        self.notebook = None  # the file of the newest
        self.kernel = None  # the id of the one that all notebooks use in turn
        self.opened = ExitStack()  # the page
        self.page = self.problems = None
        self.notebooks.mkdir(parents=True)
        shutil.copy(Path(__file__).with_name("stand_ins.py"), self.notebooks)
        for name, settings in SETTINGS.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(settings), encoding="utf-8")

    def __enter__(self) -> "Lab":
        folders = {
            "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython",
        }
        environment = {**os.environ, **{name: str(self.folder / part) for name, part in folders.items()}}
        command = [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={free_port()}", f"--IdentityProvider.token={TOKEN}",
            "--LabApp.expose_app_in_browser=True", f"--ServerApp.root_dir={self.notebooks}",
        ]
        self.log = open(self.folder / "server.log", "w", encoding="utf-8")
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=subprocess.STDOUT)
        self.url = self._wait_for_url()
        return self

    def __exit__(self, *problem) -> None:
        self.opened.close()
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

    @contextmanager
    def watched(self):
        """(page, problems): the page of all tests, and what went wrong in it, up to the closing of the notebook."""
        if self.page is None:
            self.page, self.problems = self.opened.enter_context(watched_page(self.browser))
        self.problems.clear()
        yield self.page, self.problems
        if self.kernel:
            self.page.evaluate(CLOSE, self.kernel)

    def give_up(self) -> None:
        """After a failure: the next test gets another page and another kernel."""
        if self.kernel:
            self.page.evaluate("() => jupyterapp.serviceManager.kernels.shutdownAll()")
        self.opened.close()
        self.kernel = self.page = None

    def open(self, page, *cells: str) -> None:
        """Write a notebook and open it."""
        file = self.notebooks / f"{len(list(self.notebooks.glob('*.ipynb')))}.ipynb"
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, file)
        self.open_file(page, file)

    def open_file(self, page, file: Path) -> None:
        """Open a notebook that lies in the server's folder, with a kernel that remembers nothing."""
        from playwright.sync_api import TimeoutError

        self.notebook = file
        page.mouse.move(0, 0)
        if self.kernel is not None:
            page.evaluate(OPEN, [file.name, self.kernel, FORGET])
            try:
                page.wait_for_function(IDLE, timeout=PATIENCE / 6)
                return
            except TimeoutError:    # once in thousands the page never hears that the kernel is idle: begin anew
                page.evaluate("() => jupyterapp.serviceManager.kernels.shutdownAll()")
        page.goto(f"{self.url}lab?token={TOKEN}&reset")
        page.wait_for_function("() => window.jupyterapp")
        self.kernel = page.evaluate("""async (path) => {
            await jupyterapp.restored;
            const kernel = await jupyterapp.serviceManager.kernels.startNew({ name: 'python3', path });
            kernel.dispose(); // this connection: it would refuse the widgets that it knows nothing of
            return kernel.id;
        }""", file.name)
        self.problems.clear()
        page.evaluate(OPEN, [file.name, self.kernel, FORGET])
        page.wait_for_function(IDLE)

    def run(self, page, *cells: str) -> None:
        """Open a new notebook and run it; every cell must succeed."""
        self.open(page, *cells)
        assert run_all(page)

    def save(self, page) -> nbformat.NotebookNode:
        """Save the notebook, until the state of its widgets is in the file; what the file then holds.

        A request to save while JupyterLab is saving is passed over.
        """
        for _ in range(20):
            page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
            saved = nbformat.read(self.notebook, as_version=4)
            states = [str(state) for state in saved.metadata.get("widgets", {}).values()]
            shown = [output.get("data", {}) for cell in saved.cells for output in cell.get("outputs", ())]
            views = [data[VIEW].model_id for data in shown if VIEW in data]
            if views and all(any(view in state for state in states) for view in views):
                return saved
            pause(page, 500)
        raise AssertionError("JupyterLab has not saved the widgets' state")

    def reopen(self, page) -> None:
        """Save the notebook, and open what was saved in a fresh page, with a kernel that has run nothing."""
        self.save(page)
        page.goto("about:blank")
        shutil.copy(self.notebook, self.notebooks / "reopened.ipynb")
        page.goto(f"{self.url}lab/tree/reopened.ipynb?token={TOKEN}&reset")
        page.wait_for_function(IDLE)


def run_all(page) -> bool:
    """Whether every cell has succeeded."""
    return page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")


def run_cell(page, text: str) -> None:
    """Run the one code cell that contains a text; it must succeed."""
    assert page.evaluate("""async (text) => {
        const { content } = jupyterapp.shell.currentWidget;
        const found = content.widgets.flatMap(({ model }, place) =>
            model.type === 'code' && model.sharedModel.getSource().includes(text) ? [place] : []);
        if (found.length !== 1) throw new Error(`${found.length} cells contain ${text}`);
        content.activeCellIndex = found[0];
        await content.scrollToItem(found[0]);
        return jupyterapp.commands.execute('notebook:run-cell');
    }""", text)


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


def themes(page):
    """Go through JupyterLab's two themes, back to the light one."""
    for theme in ("Dark", "Light"):
        page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", f"JupyterLab {theme}")
        page.wait_for_function("light => document.body.dataset.jpThemeLight === light", arg=str(theme == "Light").lower())
        pause(page, 300)
        yield theme


def busy(page, seconds: int) -> None:
    """Keep the kernel from answering."""
    page.evaluate("""(seconds) => void jupyterapp.shell.currentWidget.context.sessionContext.session.kernel
        .requestExecute({ code: `import time; time.sleep(${seconds})` })""", seconds)


def asked(page, expression: str):
    """The value of an expression in the kernel."""
    return json.loads(in_kernel(page, f"import json; print(json.dumps({expression}))"))


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
