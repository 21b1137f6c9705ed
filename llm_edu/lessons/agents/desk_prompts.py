"""What a model is told first that has not learned to sit at the desk: the same, and how each tool is called."""

from llm_edu.agents import desk_prompt, shop_toolbox

EXAMPLES = ('{"tool": "order_status", "arguments": {"order_id": 1005}}',
            '{"tool": "search_faq", "arguments": {"query": "how long is the guarantee"}}',
            '{"tool": "book_slot", "arguments": {"service": "repair", "day": "friday", "hour": 10}}')


def untrained_prompt(session):
    """The desk's prompt with the tools described and three calls as examples."""
    tools = [f"{tool.name}({', '.join(tool.parameters['properties'])}): {tool.description}"
             for tool in shop_toolbox(session).tools.values()]
    how = "To call a tool, write one line of JSON and nothing else, such as"
    then = "Its result comes next; then reply in one or two short sentences. Tools:"
    return "\n".join([desk_prompt(session), how, *EXAMPLES, then, *tools])
