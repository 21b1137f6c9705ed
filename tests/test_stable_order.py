"""Equal numbers keep their order: what an unstable sort leaves them in differs from processor to processor."""

import ast

from exercise_cells import lessons

from llm_edu.course import paths


def unstable(text: str) -> list[int]:
    """The lines that ask NumPy or PyTorch for an order of places without asking for a stable one.

    >>> unstable("np.argsort(x)\\nx.argsort(stable=True)\\nvalues, places = x.sort(dim=0)\\nx.sort(dim=0).values")
    [1, 3]
    """
    tree = ast.parse(text)
    only_values = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)
                   and node.attr == "values"}
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in only_values
            and _orders_places(node) and not _is_stable(node)]


def _orders_places(call: ast.Call) -> bool:
    """`argsort` in any form; `sort` as PyTorch has it, which gives the places too (a list's takes no dimension)."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    of_torch = {"dim", "descending"} & {keyword.arg for keyword in call.keywords}
    return name == "argsort" or (name == "sort" and (bool(of_torch) or ast.unparse(call.func) == "torch.sort"))


def _is_stable(call: ast.Call) -> bool:
    return any((keyword.arg, ast.unparse(keyword.value)) in (("kind", "'stable'"), ("stable", "True"))
               for keyword in call.keywords)


def test_code_and_lessons_ask_for_a_stable_order():
    """Exercises are left out: whether equal ones may change places, each one's check decides."""
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in (paths.home() / "llm_edu").rglob("*.py")]
    texts += [(f"{lesson.name}, cell at line {cell.line}", cell.source) for lesson in lessons().values()
              for cell in lesson.cells if cell.kind == "code" and "exercise" not in cell.tags]
    assert len(texts) > 300
    found = {name: lines for name, text in texts if (lines := unstable(text))}
    assert not found, "add kind=\"stable\" (NumPy) or stable=True (PyTorch) on these lines"
