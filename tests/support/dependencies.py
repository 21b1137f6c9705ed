"""Which files of the repository a file depends on, found from its text: what it imports, names, and lies beside.

Careful where the text cannot tell: whatever names a module, a file or a folder of data counts as a use of it. A name
that a package hands on (``from llm_edu.training import AdamW``) leads to the module that makes it, not to all that the
package imports: a module that cannot be imported shows anyway, since each run imports all of them for their doctests.
"""

import ast
import hashlib
import os
import re
from functools import cache, cached_property
from pathlib import Path

NO_SOURCE = re.compile(r"my_work|build|dist|(.*/)?(__pycache__|.*\.egg-info|\.(?!github|ci)[^/]*)")  # folders
LESSON = re.compile(r"lessons/(\d\d_(\w+))\.md")
CELL = re.compile(r"^```\{code-cell\}.*\n((?:.*\n)*?)```\s*$", re.MULTILINE)
NOT_PYTHON = re.compile(r"^\s*(?:[%!:].*|\+\+\+.*)$", re.MULTILINE)  # in a cell: magic, and options of the cell
IMPORT = re.compile(r"\b(?:from ([\w.]+) import (\(|[\w, *]+)|import ([\w.]+))")  # in a text that may be code
PYTHON = re.compile(r"\.py$")
MODULE = re.compile(r"\bllm_edu(?:\.\w+)+")

Use = tuple[str, bool]  # a file, and whether what that file uses counts, too: not where only its own text matters


def parsed(text: str) -> ast.Module | None:
    """The text as Python; None where it is none: that is for pytest to say."""
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


class Repository:
    """The files under `root` as they were when first asked for. They are called by their paths from there."""

    def __init__(self, root: Path):
        self.root = Path(root)
        self.stamps: dict[str, int] = {}  # file -> when it had been changed last, as it was read
        self.uses, self.digest, self.handed_on = map(cache, (self._uses, self._digest, self._handed_on))

    @cached_property
    def folders(self) -> dict[str, set[str]]:
        """Folder -> the files in it."""
        found = {}
        for place, folders, names in os.walk(self.root):
            folder = Path(place).relative_to(self.root)
            folders[:] = [name for name in folders if not NO_SOURCE.fullmatch((folder / name).as_posix())]
            found["" if place == str(self.root) else folder.as_posix()] = {(folder / name).as_posix() for name in names}
        return found

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset().union(*self.folders.values())

    @cached_property
    def parents(self) -> set[str]:
        """Folders with files in them or further down: packages need no __init__.py."""
        return {parent.as_posix() for folder in self.folders for parent in [Path(folder), *Path(folder).parents]}

    @cached_property
    def last_parts(self) -> set[str]:
        """How files and folders are called, and measurements without their suffix."""
        paths = {Path(path) for path in [*self.files, *self.folders]}
        return {path.name for path in paths} | {path.stem for path in paths if path.parent.name == "measurements"}

    def changed_at(self, file: str) -> int:
        """When a file was changed last, in nanoseconds; 0 when it is gone."""
        try:
            return (self.root / file).stat().st_mtime_ns
        except OSError:
            return 0

    def _digest(self, file: str) -> str:
        self.stamps[file] = self.changed_at(file)
        return hashlib.sha256((self.root / file).read_bytes()).hexdigest() if self.stamps[file] else ""

    def closure(self, starts, packages: bool = False) -> frozenset[str]:
        """All files on which `starts` depend, themselves among them; with `packages`, all that Python reads for it: what
        it imports of a package it imports with the whole package."""
        seen: set[Use] = set()
        ahead = [(start, True) for start in starts]
        while ahead:
            file, whole = use = ahead.pop()
            if use not in seen:
                seen.add(use)
                ahead += self.uses(file) if whole or (packages and file.endswith("/__init__.py")) else ()
        return frozenset(file for file, _ in seen)

    # --- what one file uses -------------------------------------------------------------------------------------------
    def _uses(self, file: str) -> set[Use]:
        folder, lesson = file.rpartition("/")[0], LESSON.fullmatch(file)
        if not (lesson or file.endswith(".py")) or file not in self.files:
            return set()
        text = (self.root / file).read_text(encoding="utf-8")
        if lesson:  # its cells, the exercises of its topic, and the notebook that is built from it
            cells = [self._code(NOT_PYTHON.sub("pass", cell), folder) for cell in CELL.findall(text)]
            exercises = {(each, True) for each in self.folders.get(f"llm_edu/lessons/{lesson[2]}/exercises", ())}
            built = {f"notebooks/{lesson[1]}.ipynb", *self.folders.get("notebooks/figures", ())}
            return exercises.union({(each, False) for each in built}, *cells)
        data = {(each, False) for each in self.folders[folder] if not each.endswith(".py")}
        return self._code(text, folder) | (data if file.startswith("llm_edu/") else set())

    def _code(self, text: str, folder: str) -> set[Use]:
        tree, found = parsed(text), set()
        if tree is None:
            return self._text(text, folder, names=True)
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found.update(*(self.imported(alias.name, None, folder) for alias in node.names))
            elif isinstance(node, ast.ImportFrom):
                found.update(*(self.imported(node.module, alias.name, folder) for alias in node.names))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= self._text(node.value, folder, names=id(node) not in docstrings)
        return found

    def _text(self, text: str, folder: str, names: bool) -> set[Use]:
        """What a text in the code uses: it may be code itself, or (with `names`) name a module, a file, some data."""
        found: set[Use] = set()
        for package, imported, module in IMPORT.findall(text) if "import" in text else ():
            for name in imported.strip("(").split(","):  # none after a parenthesis: then all that is there
                found |= self.imported(package or module, name.split()[0] if name.strip() else None, folder)
        if names:
            found.update(*(self.imported(module, None, folder) for module in MODULE.findall(text)))
            if (last := text.rpartition("/")[2]) and last in self.last_parts:
                places = (folder, "", "llm_edu", "tests")
                found.update(*(self._at(f"{place}/{text}", place.startswith("llm_edu/")) for place in places))
                found.update(*(self._at(f"lessons/measurements/{text}.{kind}") for kind in ("json", "safetensors")))
        return found

    def _at(self, path: str, programs: bool = False) -> set[Use]:
        """The file at a path, or all files of a folder there, if it holds data alone; or also with `programs`."""
        programs = programs and ".." not in path
        path = os.path.normpath(path.lstrip("/")).replace(os.sep, "/")
        if path in self.files:
            return {(path, True)}
        if path not in self.folders or path in ("lessons", "notebooks"):  # words that mean more than these folders
            return set()
        inside = {file for folder, files in self.folders.items() if f"{folder}/".startswith(f"{path}/")
                  for file in files}
        return {(file, True) for file in inside} if programs or not any(map(PYTHON.search, inside)) else set()

    # --- imports ------------------------------------------------------------------------------------------------------
    def imported(self, module: str, name: str | None, folder: str) -> set[Use]:
        """What ``import module`` or ``from module import name`` uses; `module` may go on with names in a module."""
        for top in ("", "tests", "tests/support", folder):  # where Python looks in a test, or in a program by itself
            ahead = [*module.split("."), *([name] if name else [])]
            path, way = top, []
            while ahead:
                path = f"{path}/{ahead[0]}".lstrip("/")
                file = next((each for each in (f"{path}.py", f"{path}/__init__.py") if each in self.files), None)
                if not file and path not in self.parents:
                    break
                way.append(file)
                ahead.pop(0)
            *packages, last = way or [None]
            if last:
                return {(each, False) for each in packages if each} | self._leads_to(last, ahead[0] if ahead else None)
        return set()

    def _leads_to(self, file: str, name: str | None) -> set[Use]:
        """A package may have the name from elsewhere; whoever asks for the package itself may use all of it."""
        package = file.removesuffix("__init__.py")
        if package != file and name in self.handed_on(file):
            return {(file, False)} | self.imported(*self.handed_on(file)[name], "")
        return {(each, True) for each in (file, f"{package}__main__.py") if each in self.files}

    def _handed_on(self, file: str) -> dict[str, tuple[str, str]]:
        """Name in an __init__.py -> the module, and the name there, from which it is imported."""
        tree = parsed((self.root / file).read_text(encoding="utf-8"))
        return {alias.asname or alias.name: (node.module, alias.name)
                for node in getattr(tree, "body", ()) if isinstance(node, ast.ImportFrom) for alias in node.names}
