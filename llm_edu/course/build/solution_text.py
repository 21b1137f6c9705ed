"""The text of an exercise: cut the solution out, find its name, find what it builds on.

The markers are nbgrader's own, ``### BEGIN SOLUTION`` and ``### END SOLUTION``, so that an nbgrader release needs
nothing more.
"""

import ast
import builtins
import re
import symtable
from collections.abc import Callable
from functools import lru_cache
from textwrap import dedent
from typing import NoReturn

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
BLANK = "raise NotImplementedError"

Fail = Callable[[int, str], NoReturn]  # (offset of the line in the cell, message)


def without_solution(source: str, fail: Fail) -> tuple[str, str]:
    """The learner's cell, and what was cut out of it.

    Inside a function the solution becomes ``raise NotImplementedError`` at the marker's indentation; at the left margin
    it is dropped, for the line before it gives the default (``answer = None``). `fail` is called for unbalanced
    markers.
    """
    kept: list[str] = []
    cut: list[list[str]] = []
    begun: int | None = None
    for offset, line in enumerate(source.split("\n")):
        word = line.strip()
        if word == BEGIN:
            if begun is not None:
                fail(offset, f"`{BEGIN}` inside a solution; the one before has no `{END}`.")
            begun = offset
            indentation = line[: len(line) - len(line.lstrip())]
            if indentation:
                kept.append(indentation + BLANK)
            cut.append([])
        elif word == END:
            if begun is None:
                fail(offset, f"`{END}` without a `{BEGIN}` before it.")
            if not "".join(cut[-1]).strip():
                fail(offset, "the solution between the markers is empty.")
            begun = None
        elif re.match(r"#+\s*(BEGIN|END)\s+SOLUTION", word, re.IGNORECASE):
            fail(offset, f"a marker is written exactly `{BEGIN}` or `{END}`, not `{word}`.")
        elif begun is None:
            kept.append(line)
        else:
            cut[-1].append(line)
    if begun is not None:
        fail(begun, f"`{BEGIN}` has no `{END}` in this cell.")
    if not cut:
        fail(0, f"an exercise needs its solution between `{BEGIN}` and `{END}`.")
    return "\n".join(kept), "\n".join(dedent("\n".join(lines)) for lines in cut)


def without_markers(source: str) -> str:
    """The cell with its solution in place and the two marker lines gone."""
    return "\n".join(line for line in source.split("\n") if line.strip() not in (BEGIN, END))


def exercise_names(source: str, blank: str, fail: Fail) -> tuple[str, str]:
    """What kind of exercise this is, and its name, from the cell's last statement.

    ``f = check(f)`` -> ("exercise", "f"); ``check_answer("how_many", value)`` -> ("question", "how_many").
    `fail` is called when neither is there, or when blank or solution is not Python.
    """
    for label, text in (("solution", source), ("blank, with the solution cut out,", blank)):
        try:
            tree = ast.parse(text)
        except SyntaxError as error:
            fail((error.lineno or 1) - 1, f"the exercise's {label} is not valid Python: {error.msg}.")
        if not tree.body:
            break
        name = _checked(tree.body[-1])
        if name is None:
            break
    else:
        kind = "exercise" if isinstance(tree.body[-1], ast.Assign) and _called(tree.body[-1]) == "check" else "question"
        if kind == "exercise" and name not in _defined(tree):
            fail(0, f"`{name} = check({name})` checks a function or class that this cell does not define.")
        return kind, name
    fail(source.rstrip().count("\n"), "an exercise ends in a line that checks it: `name = check(name)`, or "
                               '`check_answer("name", value)`.')


def _called(statement: ast.stmt) -> str | None:
    """The plain name that a statement calls: ``x = f(…)`` or ``f(…)`` -> "f"."""
    if isinstance(statement, (ast.Assign, ast.Expr)) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        return function.id if isinstance(function, ast.Name) else None
    return None


def _checked(statement: ast.stmt) -> str | None:
    """The exercise that a statement checks, if it is one of the two forms."""
    called = _called(statement)
    if called not in ("check", "check_answer") or not statement.value.args:
        return None
    argument = statement.value.args[0]
    if called == "check_answer":
        return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None
    if not isinstance(argument, ast.Name) or not isinstance(statement, ast.Assign):
        return None
    target = statement.targets[0]
    return argument.id if isinstance(target, ast.Name) and target.id == argument.id else None


def _defined(tree: ast.Module) -> set[str]:
    return {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))}


def binds(statement: ast.stmt) -> set[str]:
    """The global names that a statement gives a value to; `f = check(f)` counts as nothing, f is bound before it."""
    if _checked(statement) is not None:
        return set()
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
        return {statement.name}
    names: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def reads(source: str) -> set[str]:
    """The names that a piece of code takes from its module: not parameters, locals or builtins."""
    names: set[str] = set()
    tables = [symtable.symtable(source, "<cell>", "exec")]
    while tables:
        table = tables.pop()
        is_module = table.get_type() == "module"
        names |= {each.get_name() for each in table.get_symbols()
                  if each.is_referenced() and (is_module or each.is_global())}
        tables += table.get_children()
    return names - set(dir(builtins))


@lru_cache(maxsize=4096)  # the cells before an exercise are also before all that follow
def _statements(cell: str) -> tuple[tuple[ast.stmt, set[str]], ...]:
    """A cell's statements, each with what it binds; none of a cell with %magics, on which no exercise may rely."""
    try:
        return tuple((statement, binds(statement)) for statement in ast.parse(cell).body)
    except SyntaxError:
        return ()


def needed_statements(source: str, earlier: list[str]) -> str:
    """The statements of earlier cells, in order, that the names in `source` come from, and theirs in turn.

    Running them first makes `source` run on its own, outside its notebook. Cells that are not plain Python (magics)
    are passed over.
    """
    wanted = reads(source)
    kept: list[str] = []
    for statement, names in reversed([each for cell in earlier for each in _statements(cell)]):
        bound = names & wanted
        if bound:
            kept.append(ast.unparse(statement))
            if not isinstance(statement, ast.AugAssign):
                wanted -= bound
            wanted |= reads(ast.unparse(statement))
    return "\n".join(reversed(kept))
