"""``llm-edu lab``: everything between a command and a JupyterLab that shows a lesson."""

import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from urllib.parse import quote

from llm_edu.course.paths import home, work_folder
from llm_edu.course.work import copies
from llm_edu.errors import CourseError
from llm_edu.files import read_json, write_atomically

# JupyterLab's settings for the course. Without saveState a saved notebook, reopened without its kernel, shows "Error
# displaying widget" in place of every widget. The news would be a request to a server elsewhere at each start.
SETTINGS = {
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
# What JupyterLab shows beside the lesson at first: its table of contents, with every exercise, instead of the files.
WORKSPACE = "default-37a8.jupyterlab-workspace"  # JupyterLab's name for the file of its workspace "default"
LAYOUT = {
    "left": {"collapsed": False, "current": "@jupyterlab/toc:plugin",
             "widgets": ["filebrowser", "running-sessions", "@jupyterlab/toc:plugin", "extensionmanager.main-view"]},
}


def start(lesson: str = "00", *, browser: bool = True, port: int | None = None) -> int:
    """Bring the notebooks and models up to date and run JupyterLab on a lesson until it is stopped.

    lesson: as in ``copies.find_lesson``
    port: raises CourseError when it is taken; by default 8888, or a free one near it
    """
    began = float(os.environ.get("LLM_EDU_STARTED", time.time()))  # course.py's own start, if it called us
    lesson = copies.find_lesson(lesson)
    os.environ["LLM_EDU_WORK"] = str(work_folder().resolve())  # kernels run elsewhere: a relative path would move
    if port is not None:
        check_port(port)
    for line in copies.update():
        print(line)
    fetch_for(lesson)
    write_settings(lab_folder() / "settings" / "overrides.json")
    begin_workspace(workspaces_folder())
    run_jupyterlab(lesson, browser=browser, port=port, began=began)
    return 0


def fetch_for(lesson: str) -> None:
    """Fetch what the lesson opens, then what the others do: whoever goes on to the next lesson inside JupyterLab may
    have no network by then. Without one now, say so, and let JupyterLab open all the same."""
    from llm_edu.assets import ASSETS, assets_for_lesson, fetch, is_present

    in_order = dict.fromkeys([*assets_for_lesson(lesson[:2]), *ASSETS])
    missing = [name for name in in_order if not is_present(name)]
    if not missing:
        return
    try:
        fetch(missing)
    except CourseError as error:
        print(f"\n{error}\nJupyterLab opens all the same, but cells that use {' or '.join(missing)} cannot work yet.\n",
              file=sys.stderr)


def check_port(port: int) -> None:
    """Raise CourseError unless a server can listen on this port of this machine."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise CourseError(f"Port {port} cannot be used ({error}). Choose another, or leave --port out: a free one "
                              "is then found.") from error


def lab_folder() -> Path:
    """The folder of JupyterLab's own files in this environment."""
    return Path(os.environ.get("JUPYTERLAB_DIR") or Path(sys.prefix, "share", "jupyter", "lab"))


def write_settings(path: Path) -> None:
    """Add the course's settings to JupyterLab's ``overrides.json``. What is already set there stays as it is, and so
    does a file that is no JSON object; a folder that cannot be written is no obstacle either: all it costs is said."""
    try:
        settings = read_json(path) if os.path.lexists(path) else {}
        before = json.dumps(settings)
        for plugin, wanted in SETTINGS.items():
            settings[plugin] = {**wanted, **settings.get(plugin, {})}
        if json.dumps(settings) != before:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, json.dumps(settings, indent=2).encode() + b"\n")
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        print(f"JupyterLab's settings could not be written ({path}: {error}): widgets will not show in a notebook that "
              "is reopened without running it.", file=sys.stderr)


def workspaces_folder() -> Path:
    """Where JupyterLab keeps which tabs and side bars are open: with the learner's work, apart from other projects."""
    return work_folder().resolve() / ".course" / "workspaces"


def begin_workspace(folder: Path) -> None:
    """Lay out JupyterLab's first start. From then on the file is JupyterLab's: it keeps what the learner arranges."""
    file = folder / WORKSPACE
    if os.path.lexists(file):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        workspace = {"data": {"layout-restorer:data": LAYOUT}, "metadata": {"id": "default"}}
        write_atomically(file, json.dumps(workspace).encode())
    except OSError as error:
        print(f"JupyterLab's layout could not be written ({error}). View → Table of Contents shows the headings.",
              file=sys.stderr)


def jupyter_arguments(lesson: str, *, browser: bool, port: int | None) -> list[str]:
    """The arguments for JupyterLab: quiet, and open on the learner's copy of the lesson."""
    work = work_folder().resolve()
    # The notebooks link to lessons/glossary.md, beside my_work: the server's root is the course, unless the work is
    # kept elsewhere.
    root = home().resolve() if work.is_relative_to(home().resolve()) else work
    path = (work / f"{lesson}.ipynb").relative_to(root).as_posix()
    arguments = [
        f"--ServerApp.root_dir={root}",
        f"--FileContentsManager.preferred_dir={work}",  # where the file browser begins
        f"--LabApp.default_url=/lab/tree/{quote(path)}",
        f"--LabApp.workspaces_dir={workspaces_folder()}",
        "--LabApp.extension_manager=readonly",  # the other one asks a server elsewhere
        "--LanguageServerManager.autodetect=False",  # it would start npm and others to see what is installed
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
    ]
    if not browser:
        arguments.append("--no-browser")
    if port is not None:
        arguments += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if kernels_can_be_encrypted():
        arguments.append("--KernelManager.transport_encryption=auto")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")  # in a container there may be no other user
    return arguments


def kernels_can_be_encrypted() -> bool:
    """Whether server and kernel can talk encrypted, on machines that several people use; without it, recent kernels
    warn of eavesdroppers at each start. Needs jupyter-client 8.10 and a ZeroMQ with CURVE."""
    import zmq
    from jupyter_client import KernelManager

    return hasattr(KernelManager, "transport_encryption") and zmq.has("curve")


def run_jupyterlab(lesson: str, *, browser: bool, port: int | None, began: float) -> None:
    """Run the server in this process; returns when it has been stopped. Prints its address when it listens."""
    from jupyterlab.labapp import LabApp

    server = LabApp.initialize_server(jupyter_arguments(lesson, browser=browser, port=port))
    address = server.local_url if server.ip in ("localhost", "127.0.0.1") else server.connect_url
    server.identity_provider.token_generated = False  # the address is told below; once is enough

    def tell() -> None:
        print(f"JupyterLab is ready after {time.time() - began:.1f} s. Your notebooks are in {work_folder()}.\n"
              f"\n    {address}\n\nStop it with Ctrl-C here.", flush=True)

    # One Ctrl-C stops server and kernels, in a terminal or not; the server's own handler would ask first.
    signal.signal(signal.SIGINT, lambda *_: server.stop(from_signal=True))
    server.io_loop.add_callback(tell)  # runs after the callback that opens the port
    server.start()
    print("JupyterLab has stopped.")
