"""ChatDesk: talk to a desk, and see beside the conversation what it looked up and what it remembers."""

from llm_edu.widgets.chat_desk.agent_desk import AgentDesk
from llm_edu.widgets.chat_desk.widget import ChatDesk

__all__ = ["AgentDesk", "ChatDesk"]
