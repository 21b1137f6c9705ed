"""The shop's tools through the Model Context Protocol: the official client and our server, their server and our client."""

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters, types
from mcp.server import MCPServer
from shop_desk import Desk

from llm_edu.agents import Call, Session, mcp_client, new_shop, react
from llm_edu.agents.mcp_client import server_toolbox, toolbox_of
from llm_edu.agents.mcp_server import DECLINED, UNASKED, main, shop_server
from llm_edu.errors import CourseError

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"PYTHONPATH": str(ROOT)}
CANCEL = {"order_id": 1026}
READ_BACK = "Cancel order 1026: 2 × Matchbox radio, 39.80 coins."


@pytest.fixture
def desk(tmp_path):
    return Desk(new_shop(tmp_path / "lantern.db"))


def command(path, customer=4):
    return sys.executable, "-m", "llm_edu.agents.mcp_server", str(path), "--customer", str(customer)


def answering(action, asked, **content):
    async def answer(context, params):
        asked.append(params.message)
        return types.ElicitResult(action=action, content=content or None)
    return answer


def call(desk, tool, arguments, mode="auto", **options):
    """What the official client gets from a server in this process."""
    async def run():
        async with Client(shop_server(Session(desk.shop, 4)), mode=mode, **options) as client:
            return await client.call_tool(tool, arguments)
    return anyio.run(run)


def test_the_official_client_finds_and_calls_the_tools_of_a_program(desk):
    before, asked, program = desk.books(), [], command(desk.shop.path)

    async def run():
        parameters = StdioServerParameters(command=program[0], args=program[1:], env=ENVIRONMENT)
        async with Client(parameters, elicitation_callback=answering("accept", asked, yes=True)) as client:
            listed = (await client.list_tools()).tools
            assert {tool.name: tool.input_schema for tool in listed} == {
                name: tool.parameters for name, tool in desk.toolbox.tools.items()}
            assert not any("confirm" in tool.name or "customer" in json.dumps(tool.input_schema) for tool in listed)
            orders = await client.call_tool("list_my_orders", {})
            assert orders.structured_content == desk.call("list_my_orders").value and not orders.is_error
            for tool, arguments, error in [
                    ("order_status", {"order_id": 1001}, "There is no such order of yours."),
                    ("order_status", {"order_id": 1026, "customer_id": 1}, 'There is no argument "customer_id"'),
                    ("drop_tables", {}, 'There is no tool "drop_tables"'),
                    ("place_order", {"product": "Pocket candle", "quantity": 6}, "1 to 5 pieces")]:
                result = await client.call_tool(tool, arguments)
                assert result.is_error and error in json.loads(result.content[0].text)["error"]
            assert desk.books() == before and asked == []
            return await client.call_tool("cancel_order", CANCEL)

    assert anyio.run(run).structured_content["status"] == "cancelled"
    assert asked == [READ_BACK] and desk.call("order_status", order_id=1026).value["status"] == "cancelled"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("action, content, done", [
    ("accept", {"yes": True}, True), ("accept", {"yes": False}, False), ("accept", {"yes": "yes"}, False),
    ("accept", {}, False), ("decline", {}, False), ("cancel", {"yes": True}, False)])
def test_only_a_yes_of_the_customer_writes(desk, mode, action, content, done):
    before, asked = desk.books(), []
    result = call(desk, "cancel_order", CANCEL, mode, elicitation_callback=answering(action, asked, **content))
    assert asked == [READ_BACK] and result.is_error is not done and (desk.books() != before) is done
    assert done or DECLINED in result.content[0].text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_that_cannot_ask_gets_a_draft(desk, mode):
    before, result = desk.books(), call(desk, "cancel_order", CANCEL, mode)
    draft = json.loads(result.content[0].text)
    assert (draft["read_back"], draft["note"]) == (READ_BACK, UNASKED) and desk.books() == before


@pytest.mark.parametrize("spoil", [{}, {"state": "f" * 32}, {"arguments": {"order_id": 1030}}], ids=str)
def test_an_answer_that_nobody_was_asked_for_writes_nothing(desk, spoil):
    before, yes = desk.books(), types.ElicitResult(action="accept", content={"yes": True})

    async def run():
        async with Client(shop_server(Session(desk.shop, 4)), elicitation_callback=answering("accept", [])) as client:
            state = None
            if spoil:
                asked = await client.session.call_tool("cancel_order", CANCEL, allow_input_required=True)
                state = spoil.get("state", asked.request_state)
            return await client.call_tool("cancel_order", spoil.get("arguments", CANCEL), request_state=state,
                                          input_responses={"yes": yes})
    try:
        assert anyio.run(run).is_error
    except MCPError as error:
        assert error.message
    assert desk.books() == before


def test_our_loop_runs_on_a_server(desk):
    asked, steps = [], iter(['{"tool": "list_my_orders", "arguments": {}}', json.dumps(
        {"tool": "cancel_order", "arguments": CANCEL}), "It is cancelled."])
    with server_toolbox(*command(desk.shop.path), environment=ENVIRONMENT,
                        ask=lambda question: asked.append(question) or True) as toolbox:
        assert toolbox.tools.keys() == desk.toolbox.tools.keys() and toolbox.left_out == {}
        assert toolbox.call(Call("order_status", {"order_id": 1001})).error == "There is no such order of yours."
        assert toolbox.call(Call("free_slots", {"service": "repair", "day": "soon"})).error.startswith("“day” must be")
        tools = {name: lambda name=name, **arguments: toolbox.call(Call(name, arguments)) for name in toolbox.tools}
        events = list(react(lambda text: next(steps), tools, "Cancel the radio."))
    assert asked == [READ_BACK] and [event.ok for event in events if event.kind == "result"] == [True, True]
    assert not toolbox.call(Call("list_my_orders")).ok    # the server has ended


def strange_server():
    server = MCPServer("strange")

    @server.tool()
    def greet(name: str, client: str = "you") -> str:
        """Greets."""
        return f"Hello {name}!" * (2000 if name == "all" else 1)

    @server.tool()
    def fails(seconds: int) -> str:
        """Fails."""
        raise ValueError("the secret is 1234")

    @server.tool()
    def sums(numbers: list[float]) -> float:
        """A list, which our schemas do not know."""
        return sum(numbers)
    return server


def test_tools_of_a_stranger_are_held_to_the_toolbox():
    from anyio.from_thread import start_blocking_portal

    client = Client(strange_server())
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client):
        toolbox = toolbox_of(portal, client, seconds=10, largest=1000)
        assert toolbox.tools.keys() == {"greet", "fails"} and "must be string or integer" in toolbox.left_out["sums"]
        assert toolbox.call(Call("greet", {"name": "Mia", "client": "x"})).value == {"result": "Hello Mia!"}
        assert "at most 1,000 are read" in toolbox.call(Call("greet", {"name": "all"})).error
        failed = toolbox.call(Call("fails", {"seconds": 1}))
        assert not failed.ok and failed.error


def test_a_schema_of_any_other_form_leaves_out_its_tool_alone():
    kinds = {"good": {"type": "string"}, "either": {"type": ["string", "null"]}, "all": True}
    found = SimpleNamespace(tools=[SimpleNamespace(name=name, description="", input_schema={
        "type": "object", "properties": {"a": kind}}) for name, kind in kinds.items()])
    toolbox = toolbox_of(SimpleNamespace(call=lambda _: found), SimpleNamespace(list_tools=None), seconds=1, largest=1000)
    assert list(toolbox.tools) == ["good"] and list(toolbox.left_out) == ["either", "all"]


@pytest.mark.parametrize("properties, action", [({"yes": {"type": "boolean"}}, "accept"),
                                                ({"password": {"type": "string"}}, "decline")])
def test_a_server_may_ask_for_a_yes_and_for_nothing_else(properties, action):
    asked = []
    answer = anyio.run(mcp_client.answer_of_person, lambda question: asked.append(question) or True, None,
                       types.ElicitRequestFormParams(message="Now?", requested_schema={
                           "type": "object", "properties": properties}))
    assert answer.action == action and asked == (["Now?"] if action == "accept" else [])


def test_a_yes_that_comes_too_late_is_none(monkeypatch):
    import time
    monkeypatch.setattr(mcp_client, "ASK_SECONDS", 0.05)
    answer = anyio.run(mcp_client.answer_of_person, lambda question: time.sleep(0.5) or True, None,
                       types.ElicitRequestFormParams(message="Now?", requested_schema={
                           "type": "object", "properties": {"yes": {"type": "boolean"}}}))
    assert answer.action == "cancel"


@pytest.mark.parametrize("program, reason", [(["no-such-program"], "no-such-program did not start"),
                                             ([sys.executable, "-c", "raise SystemExit('I am no server.')"], "I am no server")])
def test_a_program_that_is_no_server_is_said(program, reason):
    with pytest.raises(CourseError, match=reason), server_toolbox(*program):
        pass


def test_errors_of_the_command_are_said(desk, monkeypatch, capsys):
    for path, customer, reason in [(desk.shop.path, 99, "no customer 99"), ("nowhere.db", 4, "no shop at nowhere.db")]:
        assert main([str(path), "--customer", str(customer)]) == 1 and reason in capsys.readouterr().err
    for name in ("mcp", "mcp.server"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main([str(desk.shop.path), "--customer", "4"]) == 1 and "-m pip install mcp`" in capsys.readouterr().err
    assert os.path.getsize(desk.shop.path)
