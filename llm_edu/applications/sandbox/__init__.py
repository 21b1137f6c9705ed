"""Runs a program that nobody has read, and judges it: what a language model has written, for instance.

    outcome = run_program("print(6 * 7)")
    outcome.status, outcome.output                       # ("passed", "42\\n")

    outcome = run_program("def add(a, b): return a - b", check="assert program.add(2, 3) == 5")
    outcome.status, outcome.error                        # ("failed", "AssertionError")

Each program gets a process of its own: a fresh interpreter without the course, without your environment, in an empty
folder, with limits on time, memory, processes, files and output; at the end all of it is killed and the folder removed.
How high the walls are depends on the system, and ``protections()`` says which stand on yours:

- Linux: a world of its own (namespaces: no network, no other process, no file but Python's and the system's libraries),
  or, where a system forbids that, Landlock. In both cases a filter refuses system calls (seccomp), and a guard stays
  beside the program, outside its walls: it adds up what all its processes hold, takes over those whose parents have
  ended, and ends everything. No root needed. As root the program becomes nobody. It gets one core.
- macOS: ``sandbox-exec`` (deprecated, says Apple; it still works) and the limits that macOS keeps. Memory and folder
  are measured five times a second, so a quick program gets more, and what it shares with others, or keeps in files that
  it has deleted, is not seen. Nothing keeps it from asking other programs of yours for a favour.
- Windows: a job object, which holds memory, processes and time, and takes all with it at the end. Nothing there
  keeps a program from your files or the network but ``watching``, which sees what goes through Python's own
  functions: enough for a model's clumsiness, not for malice.

On a busy machine the guard may come late: limits of memory and disk have been passed by up to two fifths, and once,
by eight processes that wrote at the same time beside a full suite of tests, threefold.

**What a program misses there.** On Linux it has no sockets but pairs of streams, no memory shared without a file, and
no ``splice``. ``multiprocessing`` starts processes and gives them pipes there, but no queues, locks or pools,
which need a place that the whole system shares. Without namespaces it cannot change modes, dates and owners, not even
of its own files (``shutil.copyfile`` works, ``shutil.copy`` and ``dbm.dumb`` do not), nor send signals to its own
children.

**What "passed" means.** With a ``check``, two processes: the check runs in the second, and the program only ever
answers its questions with plain values. It cannot see the check, change ``assert``, return an object that equals
everything, or report its own success; to pass it has to give the answers that the check wants. What remains: answers
learnt by heart, and a check that asks too little. (On a system with neither namespaces nor Landlock, a program of the
same user may reach the judge's process itself, and yours.) Without a ``check`` the program judges itself: "passed"
means that its last line was reached, for all we can tell. ``exit``, ``os._exit``, printing "passed" or a crash do not
pass, yet a program that searches its own interpreter for what the runner would say can say it: code that shares a
process with its judge can always forge the verdict.

**What no sandbox in this style stops:** a fault in the kernel itself, what the kernel notes down for a program (some
ten megabytes for each process; more for one that goes on locking parts of files), and what a program can learn from
the time that things take. The guard's limits hold within a fifth; on a machine that is very busy it comes late, and
they are passed by more.

``running`` starts and judges, ``confined`` is one walled-in process, ``plans`` lists the walls of each system,
``windows`` makes jobs, and ``inside`` is what builds the walls, runs behind them, guards them and clears up.
"""

from llm_edu.applications.sandbox.outcome import Outcome
from llm_edu.applications.sandbox.protections import Protection, protections
from llm_edu.applications.sandbox.running import run_program

__all__ = ["Outcome", "Protection", "protections", "run_program"]
