"""Which files of the repository a test depends on: those that its text names, those that they name, and so on.

Programs, code in a string and lessons are read alike, as text; rather too much counts as a name than too little. But a
name that a package hands on leads to the module that makes it, not to all of the package: one that cannot be imported
shows anyway, since each run imports all packages for their doctests.
"""

import hashlib
import os
import re
from functools import cache
from pathlib import Path, PurePosixPath

NO_SOURCE = re.compile(r"my_work|build|dist|(.*/)?(__pycache__|.*\.egg-info|\.(?!github|ci)[^/]*)")  # folders
LESSON = re.compile(r"lessons/(\d\d_(\w+))\.md")
FROM = re.compile(r"from ([\w.]+) import (\((?:[^)#]|#.*)*\)|[\w, *]+)")
MODULE = re.compile(r"(?:(?<!\w )import |(?<!from )(?<![`\w])(?=llm_edu\.))([\w.]+)")
QUOTED = re.compile(r"""(?<=["'}])(?![\w/]*\btest_)[\w./*-]*\w(?=["'])""")  # no test uses another
# A test that finds by these what it does not name depends on every file; by the second ("**" in what it uses) only if
# none of its parameters names a lesson, a measurement or an exercise. ([t]: else this line would be such a test.)
FINDS = re.compile(r'import_module\(f|rglob\("\*\.py')
LOOKS = re.compile(r"^(?=.*\bimpor[t]\b).*\b(?:paths|catalogue|lesson_source)\b", re.MULTILINE)


class Repository:
    """The files under `root` as they are when first asked for. They are called by their paths from there."""

    def __init__(self, root: Path):
        self.files: set[str] = set()
        for place, folders, names in os.walk(root):
            folder = Path(place).relative_to(root)
            folders[:] = [name for name in folders if not NO_SOURCE.fullmatch((folder / name).as_posix())]
            self.files |= {(folder / name).as_posix() for name in names}
        self.below: dict[str, set[str]] = {}  # folder -> the files in it and further down
        self.called: dict[str, set[str]] = {}  # name of a file, a measurement, a folder of data alone -> its paths
        for file in map(PurePosixPath, self.files):
            for folder in file.parents:
                self.below.setdefault(str(folder), set()).add(str(file))
            name = {"lessons/measurements": file.stem, "lessons": "", "notebooks": ""}.get(str(file.parent), file.name)
            self.called.setdefault(name, set()).add(str(file))
        for folder in self.below.keys() - {"lessons", "lessons/measurements", "notebooks"}:  # words with other meanings
            if not any(file.endswith(".py") for file in self.below[folder]):
                self.called.setdefault(folder.rpartition("/")[2], set()).add(folder)
        self.text = cache(lambda file: Path(root, file).read_text(encoding="utf-8").replace("\\n", "\n"))
        self.digest = cache(lambda file: hashlib.sha256(Path(root, file).read_bytes()).hexdigest())
        self.inits = cache(lambda file: {f"{each}/__init__.py" for each in PurePosixPath(file).parents} & self.files)
        self.uses, self.closure, self.content = map(cache, (self._uses, self._closure, self._content))

    def _content(self, file: str, parameters: frozenset[str]) -> tuple[set[str], str]:
        """All files on which a test in `file` with these parameters depends, and digests of their content."""
        known = {each for each in self.below["lessons"] if PurePosixPath(each).stem in parameters}
        lessons = filter(None, map(LESSON.fullmatch, self.below["lessons"]))  # which lead to their exercises
        known |= self.files & parameters | {lesson[0] for lesson in lessons for exercise in parameters
                                            if f"llm_edu/lessons/{lesson[2]}/exercises/{exercise}.py" in self.files}
        found = self.closure(frozenset({file, "tests/conftest.py", "pyproject.toml", "requirements.txt", *known}))
        found = self.files if "**" in found and not known else found - {"**"}
        return found, "\n".join(f"{each} {self.digest(each)}" for each in sorted(found))

    def _closure(self, starts: frozenset[str], packages: bool = False) -> set[str]:
        """`starts` and all that they use; with `packages` as Python reads it, which imports packages whole."""
        seen, ahead, inits = set(), set(starts & self.files), set()
        while ahead:
            seen |= ahead
            inits.update(*map(self.inits, ahead))
            ahead = set().union(inits if packages else (), *map(self.uses, ahead)) - seen
        return seen | inits

    def _uses(self, file: str) -> set[str]:
        """What the text of a file names, and what belongs to it by its place."""
        folder, lesson = file.rpartition("/")[0], LESSON.fullmatch(file)
        if not lesson and not file.endswith(".py"):
            return set()
        text, found = self.text(file), {f"{parent}/conftest.py" for parent in PurePosixPath(file).parents}
        if lesson:
            found |= {f"notebooks/{lesson[1]}.ipynb"} | self.below.get(f"llm_edu/lessons/{lesson[2]}/exercises", set())
        elif file.startswith("tests/"):
            found |= (self.files if FINDS.search(text) else set()) | ({"**"} if LOOKS.search(text) else set())
        else:
            found |= {each for each in self.below[folder or "."] if re.fullmatch(rf"{folder}/[^/]+(?<!\.py)", each)}
        for name in [*map(".".join, self.imports(file)), *MODULE.findall(text)]:
            found |= self.imported(name, folder)
        for name in QUOTED.findall(text):
            paths = self.called.get(name.rpartition("/")[2], set())
            if "/" in name or len(paths) <= 3:  # more of one name, such as widget.js, are a kind of file
                fit = (path for path in paths if "/" not in name or PurePosixPath(path).match(name))
                found = found.union({name}, *(self.below.get(path, {path}) for path in fit))
            found |= self.below.get(folder.startswith("llm_edu/") and f"{folder}/{name}", set())  # a folder beside it
        return found & (self.files | {"**"})

    def imports(self, file: str) -> list[tuple[str, str]]:
        """(module, name) for each ``from module import name``."""
        return [(of, name) for of, names in FROM.findall(self.text(file)) for name in re.findall(r"[\w*]+", names)]

    def imported(self, name: str, folder: str, what: str = "") -> set[str]:
        """The file that makes `what` is imported of a module, from wherever a test or a program may import."""
        paths = [f"{top}{name.replace('.', '/')}" for top in ("", "tests/", "tests/support/", f"{folder}/")]
        files = {f"{path}{end}" for path in paths for end in (".py", "/__init__.py")} & self.files
        if not files:
            return self.imported(name.rpartition(".")[0], folder, name.rpartition(".")[2]) if "." in name else set()
        makers = {made: maker for file in files if file.endswith("__init__.py") for maker, made in self.imports(file)}
        if makers.get(what, name) != name:
            return self.imported(f"{makers[what]}.{what}", folder)
        return files | {file.replace("__init__", "__main__") for file in files}
