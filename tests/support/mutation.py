"""Small wrong versions of a right solution, to test the checks themselves: a check that lets one pass is too weak.

One fixed list of operators, applied wherever they fit:

- arithmetic swaps (``a + b`` to ``a - b``, ``-x`` to ``x``), comparison swaps (``<`` to ``<=``, ``>=`` and ``>``),
  boolean swaps (``and`` to ``or``, True to False, a condition to its negation, to True, to False);
- ±1 on number constants, indices and slice bounds, and one character on text constants;
- another dimension for ``dim=`` and ``axis=``;
- a statement dropped, or a step of one: a call gives way to what it is called on (``text.strip()`` to ``text``);
- two neighbouring arguments of a call swapped.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

ARITHMETIC = {
    ast.Add: (ast.Sub, ast.Mult), ast.Sub: (ast.Add, ast.Mult), ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult, ast.FloorDiv), ast.FloorDiv: (ast.Mult, ast.Div), ast.Mod: (ast.FloorDiv, ast.Mult),
    ast.Pow: (ast.Mult, ast.Add), ast.MatMult: (ast.Mult, ast.Add), ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,), ast.LShift: (ast.RShift,), ast.RShift: (ast.LShift,), ast.BitXor: (ast.BitOr,),
}
COMPARISON = {  # the neighbour (< and <=), the negation, the reverse
    ast.Lt: (ast.LtE, ast.GtE, ast.Gt), ast.LtE: (ast.Lt, ast.Gt, ast.GtE),
    ast.Gt: (ast.GtE, ast.LtE, ast.Lt), ast.GtE: (ast.Gt, ast.Lt, ast.LtE),
    ast.Eq: (ast.NotEq, ast.GtE), ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}
DIMENSIONS = (-2, -1, 0, 1)
KEPT_STATEMENTS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Pass,
                   ast.Global, ast.Nonlocal)


@dataclass(frozen=True)
class Mutant:
    """A changed source; ``label`` says what was changed and stays the same when other lines of the solution change."""

    label: str  # "1 → 2 in: i += 1", "dropped: total += i"; a repeated label gets " (2)", " (3)", …
    source: str


def mutants(source: str, name: str) -> list[Mutant]:
    """All mutants of the function or class ``name`` in ``source`` (its helpers stay as they are).

    >>> [mutant.label for mutant in mutants("def half(x):\\n    return x / 2", "half")]
    ['dropped: return x / 2', 'x / 2 → x * 2 in: return x / 2', 'x / 2 → x // 2 in: return x / 2', \
'2 → 3 in: return x / 2', '2 → 1 in: return x / 2']
    """
    tree = ast.parse(source)
    [target] = [node for node in tree.body if getattr(node, "name", None) == name]
    original = ast.unparse(tree)
    seen, labels, found = {original}, Counter(), []
    for label in _changed(target, ""):
        changed = ast.unparse(tree)
        if changed in seen:
            continue
        seen.add(changed)
        labels[label] += 1
        found.append(Mutant(label if labels[label] == 1 else f"{label} ({labels[label]})", changed))
    return found


def _changed(parent: ast.AST, line: str) -> Iterator[str]:
    """Change the tree below ``parent`` in one place at a time, yield the change's label, and change it back.

    ``line`` is the statement that ``parent`` is in, its first line.
    """
    if isinstance(parent, ast.stmt):
        line = f" in: {_first_line(parent)}"
    for field, value in ast.iter_fields(parent):
        if field in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        if isinstance(value, list):
            yield from _changed_list(parent, field, value, line)
        elif isinstance(value, ast.expr):
            for replacement in _replacements(value, parent, field):
                setattr(parent, field, replacement)
                yield _label(value, replacement) + line
                setattr(parent, field, value)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _changed(child, line)


def _changed_list(parent: ast.AST, field: str, items: list, line: str) -> Iterator[str]:
    for index, item in enumerate(items):
        if isinstance(item, ast.stmt):
            if isinstance(item, KEPT_STATEMENTS) or _is_text(item):
                continue
            rest = items[:index] + items[index + 1 :]
            items[:] = rest if [each for each in rest if not _is_text(each)] or field != "body" else [*rest, ast.Pass()]
            yield f"dropped: {_first_line(item)}"
            items[:] = rest[:index] + [item] + rest[index:]
        elif isinstance(item, ast.expr):
            for replacement in _replacements(item, parent, field):
                items[index] = replacement
                yield _label(item, replacement) + line
                items[index] = item
    if isinstance(parent, ast.Call) and field == "args":
        before = ast.unparse(parent)
        for index in range(len(items) - 1):
            items[index], items[index + 1] = items[index + 1], items[index]
            yield f"{before} → {ast.unparse(parent)}{line}"
            items[index], items[index + 1] = items[index + 1], items[index]


def _first_line(statement: ast.stmt) -> str:
    return ast.unparse(statement).splitlines()[0]


def _is_text(statement: ast.stmt) -> bool:
    return (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str))


def _label(before: ast.expr, after: ast.expr) -> str:
    return f"{ast.unparse(before)} → {ast.unparse(ast.fix_missing_locations(after))}"


def _replacements(node: ast.expr, parent: ast.AST, field: str) -> Iterator[ast.expr]:
    """What may stand in place of an expression."""
    if isinstance(node, ast.BinOp):
        for operator in ARITHMETIC.get(type(node.op), ()):
            yield ast.BinOp(node.left, operator(), node.right)
    elif isinstance(node, ast.Compare):
        yield from _other_comparisons(node)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        if not isinstance(node.operand, ast.Constant):  # -1 is a constant: see below
            yield node.operand
    elif isinstance(node, ast.Call) and not isinstance(parent, ast.Expr):
        yield from _without_call(node)
    if field in ("test", "ifs") and not isinstance(node, ast.Constant):
        yield from _other_conditions(node, parent)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
        if not isinstance(parent, (ast.JoinedStr, ast.Expr)):
            yield from (ast.Constant(other) for other in _one_character_off(node.value))
    elif _number(node) is not None:
        if not (isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.USub)):
            yield from _other_numbers(_number(node), parent)
    elif _is_index(node, parent, field):
        yield ast.BinOp(node, ast.Add(), ast.Constant(1))
        yield ast.BinOp(node, ast.Sub(), ast.Constant(1))


def _without_call(call: ast.Call) -> Iterator[ast.expr]:
    """``text.split(" ")`` to ``text``, ``list(ids)`` to ``ids``, ``re.sub(pattern, "", text)`` to ``text``."""
    if call.args and not isinstance(call.args[-1], (ast.Constant, ast.Starred, ast.Lambda, ast.GeneratorExp)):
        yield call.args[-1]
    elif isinstance(call.func, ast.Attribute):
        yield call.func.value


def _other_conditions(node: ast.expr, parent: ast.AST) -> Iterator[ast.expr]:
    if not isinstance(node, ast.Compare) and not (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)):
        yield ast.UnaryOp(ast.Not(), node)
    yield ast.Constant(False)
    if not isinstance(parent, ast.While):  # that would mostly be an endless loop, a second each
        yield ast.Constant(True)


def _one_character_off(text: str | bytes) -> list[str | bytes]:
    more = text + ("x" if isinstance(text, str) else b"x")
    return [text[1:], more] if text else [more]


def _other_numbers(number: int | float, parent: ast.AST) -> Iterator[ast.expr]:
    if isinstance(parent, ast.keyword) and parent.arg in ("dim", "axis"):
        yield from (ast.Constant(other) for other in DIMENSIONS if other != number)
    else:
        yield from (ast.Constant(number + 1), ast.Constant(number - 1))


def _other_comparisons(node: ast.Compare) -> Iterator[ast.Compare]:
    for index, operator in enumerate(node.ops):
        for other in COMPARISON[type(operator)]:
            yield ast.Compare(node.left, [*node.ops[:index], other(), *node.ops[index + 1 :]], node.comparators)


def _number(node: ast.expr) -> int | float | None:
    """The value of a constant number, a minus before it included."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return node.value
    return None


def _is_index(node: ast.expr, parent: ast.AST, field: str) -> bool:
    if isinstance(parent, ast.Slice):
        return field in ("lower", "upper")
    if isinstance(parent, ast.Subscript) and field == "slice":
        return not isinstance(node, (ast.Slice, ast.Tuple, ast.Constant))
    return False
