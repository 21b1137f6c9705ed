"""Light outputs: what a reader on GitHub or a reopened notebook can show, and nothing that changes from run to run."""

import re

import nbformat
from nbformat import NotebookNode

WIDGET = "application/vnd.jupyter.widget-view+json"
ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def lighten(notebook: NotebookNode) -> NotebookNode:
    """A copy of the notebook with light outputs.

    Widgets keep their picture and text and lose the view, which needs a kernel; streams of one name are joined; of a
    progress bar the last state remains; terminal colours go.
    """
    light = nbformat.from_dict(notebook)
    count = 0
    for cell in light.cells:
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = [_light(output, count) for output in _joined(cell.outputs)]
    return light


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Streams of one name joined, up to the next picture or value, which keeps its place between them."""
    joined: list[NotebookNode] = []
    streams: dict[str, NotebookNode] = {}
    for output in outputs:
        if output.output_type != "stream":
            joined.append(output)
            streams = {}
        elif output.name in streams:
            streams[output.name].text += output.text
        else:
            streams[output.name] = nbformat.from_dict(output)
            joined.append(streams[output.name])
    for output in joined:
        if output.output_type == "stream":
            output.text = plain_text(output.text)
    return [output for output in joined if output.output_type != "stream" or output.text]


def plain_text(text: str) -> str:
    r"""The text as a terminal would leave it standing, without colours.

    >>> plain_text("\x1b[32m 50%|█▌ |\r100%|███|\x1b[0m\ndone\n")
    '100%|███|\ndone\n'
    """
    text = ANSI.sub("", text).replace("\r\n", "\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))


def _light(output: NotebookNode, count: int) -> NotebookNode:
    if output.output_type in ("display_data", "execute_result"):
        output.data.pop(WIDGET, None)
        output.metadata = {}
        if "text/plain" in output.data:
            output.data["text/plain"] = ANSI.sub("", output.data["text/plain"])
    if output.output_type == "execute_result":
        output.execution_count = count
    if output.output_type == "error":
        output.traceback = [ANSI.sub("", line) for line in output.traceback]
    return output
