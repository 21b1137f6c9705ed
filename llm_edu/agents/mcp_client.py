"""Tools of other people's servers in our toolbox, through the Model Context Protocol (MCP).

    with server_toolbox(sys.executable, "-m", "llm_edu.agents.mcp_server", "shop.db", "--customer", "4") as toolbox:
        toolbox.call('{"tool": "list_my_orders", "arguments": {}}')

What the loop of this package runs on is a `Toolbox`; where its tools run, the loop does not see. A server is a program
of somebody else. It runs with your rights on your machine, so start only servers that you trust with them. What it
says is read as data: its results are held to the limits of a `Toolbox`, and a tool whose schema is not of the part that
`schemas` checks is left out (`left_out` of the toolbox says why).
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryFile
from typing import Any

from llm_edu.agents.mcp_server import library
from llm_edu.agents.schemas import Schema, check_schema
from llm_edu.agents.tools import Refused, Tool, Toolbox
from llm_edu.errors import CourseError

NOTES = {"title", "$schema", "default", "examples"}    # parts of a schema that no check needs
LONGEST_DESCRIPTION = 500    # characters of a tool's description, which every prompt pays for
NAME = re.compile(r"[\w.-]{1,64}")    # of a tool: it goes into the prompt
START_SECONDS = 60.0    # for a server to start and to say which tools it has
ASK_SECONDS = 600.0    # for a person to say yes
Ask = Callable[[str], bool]


class ServerToolbox(Toolbox):
    """The tools of a server. left_out: name -> why a tool cannot be used"""

    left_out: dict[str, str]


@contextmanager
def server_toolbox(command: str, *arguments: str, ask: Ask | None = None, seconds: float = 30.0,
                   largest: int = 4_000, environment: dict[str, str] | None = None) -> Iterator[ServerToolbox]:
    """Start a server, and use its tools while the block runs; the server ends with it.

    command, arguments: the program   seconds, largest: as for `Toolbox`
    ask: called with a question of the server, such as a draft to be confirmed: put it before the person who is there,
    and return whether that was a yes. Never let a model answer it. The call waits for the answer, `ASK_SECONDS` at
    most; a later yes counts for nothing. None: the server learns that nobody can be asked
    environment: more variables for the program, which otherwise sees only PATH, HOME and the like
    Raises CourseError for a program that cannot be started, or does not speak the protocol.
    """
    mcp = library()
    from anyio.from_thread import start_blocking_portal

    longest = seconds + (ASK_SECONDS if ask else 0)
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as said, start_blocking_portal() as portal:
        parameters = mcp.StdioServerParameters(command=command, args=list(arguments), env=environment)
        client = mcp.Client(mcp.stdio_client(parameters, errlog=said), read_timeout_seconds=START_SECONDS,
                            elicitation_callback=ask and partial(answer_of_person, ask))
        connection = portal.wrap_async_context_manager(client)
        try:
            connection.__enter__()
        except Exception as error:
            said.seek(0)
            reason = (said.read().strip().splitlines() or [first_of(error)])[-1]
            raise CourseError(f"{command} did not start as a server of MCP: {reason[:200]}") from error
        try:
            yield toolbox_of(portal, client, longest, largest)
        finally:
            connection.__exit__(None, None, None)


def toolbox_of(portal: Any, client: Any, seconds: float, largest: int) -> ServerToolbox:
    """The tools that a connected client finds: a page of them, as a server gives them."""
    tools: dict[str, Tool] = {}
    left_out = {}
    for found in portal.call(client.list_tools).tools:
        try:
            if not NAME.fullmatch(found.name) or found.name in tools:
                raise ValueError("its name is not a plain one, or another tool has it")
            run = partial(call_server, portal, client, seconds, found.name)
            tools[found.name] = Tool(found.name, (found.description or "")[:LONGEST_DESCRIPTION],
                                     plain(found.input_schema), run)
        except ValueError as error:
            left_out[found.name] = str(error)
    toolbox = ServerToolbox(tools.values(), seconds, largest)
    toolbox.left_out = left_out
    return toolbox


def plain(schema: Schema) -> Schema:
    """A schema without the parts that only explain. Raises ValueError if the rest is more than `schemas` checks.

    >>> plain({"type": "object", "title": "A", "properties": {"day": {"type": "string", "title": "Day"}}})
    {'type': 'object', 'properties': {'day': {'type': 'string'}}}
    """
    kept = {name: part for name, part in schema.items() if name not in NOTES}
    if isinstance(kept.get("properties"), dict):
        kept["properties"] = {name: {key: part for key, part in kind.items() if key not in NOTES}
                              if isinstance(kind, dict) else kind for name, kind in kept["properties"].items()}
    check_schema(kept)
    return kept


def call_server(portal: Any, client: Any, seconds: float, tool: str, /, **arguments: Any) -> Any:
    """What a server answers. Raises Refused with its words if it says that the call failed."""
    result = portal.call(partial(client.call_tool, tool, arguments, read_timeout_seconds=seconds))
    text = "\n".join(getattr(part, "text", f"({part.type})") for part in result.content)
    if result.is_error:
        raise Refused(error_in(text))
    return result.structured_content if result.structured_content is not None else data_in(text)


def data_in(text: str) -> Any:
    """JSON as data, anything else as it is.

    >>> data_in('{"hours": [9]}'), data_in("nine")
    ({'hours': [9]}, 'nine')
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def error_in(text: str) -> str:
    """The sentence of a server's error, which ours wrap in {"error": …}."""
    found = data_in(text)
    return str(found["error"]) if isinstance(found, dict) and "error" in found else text


async def answer_of_person(ask: Ask, context: Any, params: Any) -> Any:
    """Put a server's question before the person, and return the answer as the protocol has it."""
    import anyio
    import anyio.to_thread

    types = library().types
    wanted = getattr(params, "requested_schema", None) or {}
    if list(wanted.get("properties", {})) != ["yes"]:    # a form for anything else, such as a password: not here
        return types.ElicitResult(action="decline")
    with anyio.move_on_after(ASK_SECONDS):
        yes = await anyio.to_thread.run_sync(ask, params.message, abandon_on_cancel=True)
        return types.ElicitResult(action="accept", content={"yes": yes is True})
    return types.ElicitResult(action="cancel")


def first_of(error: BaseException) -> str:
    """The first exception of a group, in a line."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
