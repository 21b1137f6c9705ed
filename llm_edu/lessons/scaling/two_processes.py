"""One training in several processes, started from a notebook and ended with it, on this machine's processors alone.

    one = train_together(processes=1)
    two = train_together(processes=2, shard=True)

torchrun starts the processes. On Windows it cannot, since PyTorch is built there without what torchrun's meeting point
asks for (libuv; pytorch issue 148283): there they are started one by one, with the variables that torchrun would set.
Either way they talk through gloo, on Linux and macOS over the loopback interface: no network has to be there. On
Windows gloo takes the interface that belongs to the machine's name, and a firewall may ask about it.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

import llm_edu
from llm_edu.errors import CourseError

LOOK_SECONDS = 0.1    # between two looks at the processes
TAIL = 25    # lines of what they said that an error repeats
REPORT = "torch/distributed/elastic/multiprocessing/api"    # a line with it begins torchrun's report of a failure
LOOPBACK = {"linux": "lo", "darwin": "lo0"}    # its name; on Windows gloo finds its way by the machine's name
SMALL = {"stories": 500, "width": 64, "batch_size": 16}    # unless you say otherwise
TORCHRUN = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")


@dataclass(frozen=True)
class Together:
    """What came out of one training in several processes."""

    losses: list[float]    # of each step, nats a token
    held_out: float    # nats a token on held-out stories, at the end
    seconds: float    # from the first start to the last end; most of a short training is starting Python
    training_seconds: float    # those of the steps
    parameter_bytes: list[int]    # what each process kept of the parameters
    optimiser_bytes: list[int]    # and of what the optimisers remember
    said: str    # what the processes printed


def train_together(processes=2, shard=False, steps=50, limit=300.0, **settings):
    """Train the recipe's model on a few Storyland stories in so many processes; return what came of it, a `Together`.

    shard: divide the model among them, instead of giving each a copy
    limit: seconds after which it is given up   settings: of ``python -m llm_edu.training``, as in batch_size=16
    CourseError, with the last of what they said, when a process fails or time is up; none is left running.
    """
    settings = {**SMALL, "validate_every": steps, **settings, "steps": steps}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="llm_edu_", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "losses.json"
        options = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
        said = run_together(["-m", "llm_edu.training", *options, f"--losses={path}", *["--shard"] * shard],
                            processes, limit)
        found = json.loads(path.read_text(encoding="utf-8"))
    parameter_bytes, optimiser_bytes = map(list, zip(*found["held_bytes"], strict=True))
    return Together(found["losses"], found["held_out"][-1][1], time.monotonic() - began, found["seconds"],
                    parameter_bytes, optimiser_bytes, said)


def run_together(arguments, processes=2, limit=300.0, torchrun=sys.platform != "win32"):
    """Run Python with these arguments in so many processes that find each other; return what they printed.

    torchrun: let it start them, or start them one by one
    """
    with tempfile.TemporaryDirectory(prefix="llm_edu_", ignore_cleanup_errors=True) as folder:
        path, started = Path(folder) / "said.txt", []
        try:
            with path.open("wb") as file:    # no pipe: whoever outlives its parent would hold it open
                for command, variables in commands(arguments, processes, torchrun):
                    started.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                                                    env=environment() | variables))
                problem = wait_for(started, limit)
        finally:    # also when the reader interrupts
            end(started)
        said = path.read_text(encoding="utf-8", errors="replace")
    if problem:
        raise CourseError(f"{processes} processes that should train together {problem}. The last of what they said:\n"
                          f"{tail_of(said)}")
    return said


def tail_of(said):
    """The last lines of what processes said themselves; of torchrun's long report only if there is nothing else."""
    lines = said.splitlines()
    own = next((lines[:place] for place, line in enumerate(lines) if REPORT in line.replace("\\", "/")), lines)
    return "\n".join((own or lines)[-TAIL:]) or "(nothing)"


def commands(arguments, processes, torchrun):
    """What to start: [(command, variables of its environment), …]."""
    python = [sys.executable, *arguments]
    if processes == 1:
        return [(python, {})]
    if torchrun:    # --local-addr: else it asks for this machine's name, which may take long where there is no network
        options = ["--standalone", "--local-addr=127.0.0.1", f"--nproc-per-node={processes}"]
        return [([sys.executable, "-m", "torch.distributed.run", *options, *arguments], {})]
    with socket.socket() as free:    # the system chooses a port that nobody uses
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = {"WORLD_SIZE": processes, "LOCAL_WORLD_SIZE": processes, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    return [(python, {name: str(value) for name, value in (shared | {"RANK": rank, "LOCAL_RANK": rank}).items()})
            for rank in range(processes)]


def environment():
    """The variables of each process: one thread and no GPU, so that one process and two differ in nothing else."""
    inherited = {name: value for name, value in os.environ.items() if name not in TORCHRUN}
    here = str(Path(llm_edu.__file__).parents[1])
    found = {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "", "PYTHONIOENCODING": "utf-8", "USE_LIBUV": "0",
             "PYTHONPATH": os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))}
    if sys.platform in LOOPBACK:
        found["GLOO_SOCKET_IFNAME"] = LOOPBACK[sys.platform]
    return inherited | found


def wait_for(started, limit):
    """Wait until all have ended, one has failed, or time is up; return what went wrong, or None."""
    until = time.monotonic() + limit
    while time.monotonic() < until:
        codes = [process.poll() for process in started]
        failed = [code for code in codes if code]
        if failed:
            return f"failed (one of them with code {failed[0]})"
        if None not in codes:
            return None
        time.sleep(LOOK_SECONDS)
    return f"had not ended after {limit:g} s, and were stopped"


def end(started):
    """End what still runs of these processes and of those that they have started."""
    for process in started:
        if process.poll() is None:
            with_children = [psutil.Process(process.pid)]
            with_children += with_children[0].children(recursive=True)
            for one in with_children:
                try:
                    one.kill()
                except psutil.NoSuchProcess:    # it has just ended by itself
                    continue
        process.wait()
