"""How tests are shared out to processes: by files, with notebooks and exercises one by one; a crash fails one test.

As pytest-xdist does it, a process that crashes takes its test to the next process, which crashes as well, or leaves one
waiting for more until the end of days.
"""

from collections import OrderedDict

from xdist.scheduler import LoadFileScheduling

# A notebook or an exercise is a unit of work of its own when tests run side by side; other files stay whole.
DIVIDED = ("tests/notebooks/", "tests/lessons/test_mutants.py", "tests/lessons/test_battery.py")


class FilesButNotebooksOneByOne(LoadFileScheduling):
    """Units of work in the order of the tests, which is ours."""

    def __init__(self, config, log):
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        return nodeid if nodeid.startswith(DIVIDED) else super()._split_scope(nodeid)

    def schedule(self):
        super().schedule()
        for node in self.nodes:  # a process keeps its last test until it hears what follows: one unit is not enough
            self._reschedule(node)

    def _reschedule(self, node):
        if node in self.registered_collections:  # not while it starts
            super()._reschedule(node)

    def remove_node(self, node):
        """What the process leaves goes to the others, but for the test at which it crashed, which is returned."""
        unfinished = {scope: [test for test, done in unit.items() if not done]
                      for scope, unit in self.assigned_work.pop(node).items()}
        crashed = next((test for tests in unfinished.values() for test in tests), None)
        left = {scope: dict.fromkeys((test for test in tests if test != crashed), False)
                for scope, tests in unfinished.items()}
        self.workqueue = OrderedDict({scope: unit for scope, unit in left.items() if unit} | self.workqueue)
        for other in self.nodes:
            self._reschedule(other)
        return crashed
