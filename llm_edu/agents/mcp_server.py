"""The shop's tools for other people's programs, through the Model Context Protocol (MCP).

    pip install -e .[mcp]
    python -m llm_edu.agents.mcp_server shop.db --customer 4

speaks with a client over standard input and output: a desktop assistant, an editor, or our own `mcp_client`. Who the
customer is says the command that starts the server, and no message can change it. All that `guard` holds, holds here.

Confirming is not a tool, so the client's model cannot do it. A tool that writes makes a draft, and the server asks the
*client program* to put the draft before the customer (MCP calls that elicitation). It is done after a yes. A client
that cannot ask gets the draft, and nothing is done. Whether the client's program really asked a person, no server can
know: a shop that does not trust the program must ask on a page of its own.

Source: modelcontextprotocol.io, versions 2025-11-25 (the server asks) and 2026-07-28 (the answer comes with the call,
sent again).
"""

import argparse
import secrets
import sys
from functools import partial
from typing import Any

from llm_edu.agents.guard import Draft, Session
from llm_edu.agents.shop import open_shop
from llm_edu.agents.shop_tools import shop_toolbox
from llm_edu.agents.tools import Call, Result, Toolbox
from llm_edu.errors import CourseError

SECONDS = 30.0    # for a call; the first one may load PyTorch
QUESTION: dict[str, Any] = {"type": "object", "required": ["yes"], "properties": {
    "yes": {"type": "boolean", "title": "Shall the shop do this?"}}}
DECLINED = "The customer did not say yes, so nothing was done."
UNASKED = "Not done: this program cannot ask the customer, so nothing can be confirmed here."
MOST_ASKED = 100    # drafts that wait for an answer


def library() -> Any:
    """The official package, which only this part of the course needs. Raises CourseError with the command."""
    try:
        import mcp.server
    except ImportError as error:
        raise CourseError("mcp, the official package for this protocol, is not installed. Run "
                          f"`{sys.executable} -m pip install mcp`.") from error
    return mcp


class Desk:
    """One customer's tools, as a server answers for them.

    session: whose   toolbox: what may be called
    """

    def __init__(self, session: Session, toolbox: Toolbox):
        self.session, self.toolbox = session, toolbox
        self._asked: dict[str, tuple[Call, Draft]] = {}    # a secret -> what the customer is asked about

    async def list_tools(self, context: Any, params: Any) -> Any:
        """The tools with their schemas."""
        types = library().types
        return types.ListToolsResult(tools=[
            types.Tool(name=tool.name, description=tool.description, input_schema=tool.parameters)
            for tool in self.toolbox.tools.values()])

    async def call_tool(self, context: Any, params: Any) -> Any:
        """The answer to a call, or a question to the customer."""
        import anyio.to_thread

        call = Call(params.name, params.arguments or {})
        if params.request_state is not None:
            result = await anyio.to_thread.run_sync(self._answered, call, params)
            return as_message(result)
        result = await anyio.to_thread.run_sync(self.toolbox.call, call)
        draft = result.value
        if not isinstance(draft, Draft):
            return as_message(result)
        types = library().types
        if not context.session.check_client_capability(types.ClientCapabilities(
                elicitation=types.ElicitationCapability())):
            return as_message(Result(True, value=Draft(draft.call, draft.read_back, UNASKED), call=call))
        question = types.ElicitRequestFormParams(message=draft.read_back, requested_schema=QUESTION)
        if context.protocol_version in newest_versions():
            state = secrets.token_hex(16)
            self._asked[state] = call, draft
            while len(self._asked) > MOST_ASKED:
                del self._asked[next(iter(self._asked))]
            return types.InputRequiredResult(input_requests={"yes": types.ElicitRequest(params=question)},
                                             request_state=state)
        answer = await context.session.elicit_form(question.message, question.requested_schema, context.request_id)
        return as_message(await anyio.to_thread.run_sync(partial(self._decide, draft, answer)))

    def _answered(self, call: Call, params: Any) -> Result:
        """What comes of a call that comes again, with the customer's answer."""
        asked, draft = self._asked.pop(params.request_state, (None, None))
        if draft is None or asked != call:
            return Result(False, error="The customer was not asked about this; nothing was done.", call=call)
        return self._decide(draft, (params.input_responses or {}).get("yes"))

    def _decide(self, draft: Draft, answer: Any) -> Result:
        """Do what a draft says, if the customer's answer is a yes."""
        said = getattr(answer, "content", None) or {}
        if getattr(answer, "action", "") != "accept" or said.get("yes") is not True:
            self.session.withdraw()
            return Result(False, error=DECLINED, call=draft.call)
        return self.session.confirm(draft)


def newest_versions() -> tuple[str, ...]:
    """The versions of the protocol in which a server asks by its answer to a call."""
    from mcp.types.version import MODERN_PROTOCOL_VERSIONS

    return MODERN_PROTOCOL_VERSIONS


def as_message(result: Result) -> Any:
    """A result as the protocol has it: the text for a model, and the same as data where it is an object."""
    types = library().types
    value = result.value if result.ok and isinstance(result.value, dict) else None
    return types.CallToolResult(content=[types.TextContent(text=result.text)], structured_content=value,
                                is_error=not result.ok)


def shop_server(session: Session) -> Any:
    """A server with the shop's nine tools for one customer. Raises CourseError without the package mcp."""
    from mcp.server import Server

    desk = Desk(session, shop_toolbox(session, seconds=SECONDS))
    return Server("the-lantern", version="1", on_list_tools=desk.list_tools, on_call_tool=desk.call_tool,
                  instructions="The Lantern's desk for one customer. Orders, cancellations and appointments are done "
                               "only after the customer has said yes.")


def serve(server: Any) -> None:
    """Speak with one client over standard input and output, until it ends the connection."""
    import anyio
    from mcp.server.stdio import stdio_server

    async def run() -> None:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(run)


def main(arguments: list[str] | None = None) -> int:
    """``python -m llm_edu.agents.mcp_server SHOP --customer NUMBER``"""
    parser = argparse.ArgumentParser(prog="python -m llm_edu.agents.mcp_server", description=(
        "The Lantern's tools for one customer, through the Model Context Protocol."))
    parser.add_argument("shop", help="a file that llm_edu.agents.new_shop made")
    parser.add_argument("--customer", required=True, type=int, help="who is logged in, such as 4")
    options = parser.parse_args(arguments)
    try:
        library()
        session = Session(open_shop(options.shop), options.customer)
    except (CourseError, FileNotFoundError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    serve(shop_server(session))
    return 0


if __name__ == "__main__":
    sys.exit(main())
