"""The formats in which people write an example, each turned into messages or a text.

messages                       as OpenAI and Hugging Face have them; an answer with "weight": 0 is not learned
conversations                  as ShareGPT has them: "from" and "value", "human" and "gpt"
prompt, completion             a question and its answer, or two lists of messages
instruction, input, output     as Alpaca has them; input may be missing
text                           everything is learned
"""

from llm_edu.pretrained.conversation import ROLES

LONGEST_TEXT = 1_000_000    # characters: some 400 pages
NEEDED = {"messages": ("messages",), "conversations": ("conversations",), "prompt": ("prompt", "completion"),
          "instruction": ("instruction", "output"), "text": ("text",)}    # of each way, the keys that tell it
ROLE_NAMES = {"human": "user", "gpt": "assistant", "developer": "system"}    # ShareGPT's, and OpenAI's newer one
TEXT_PARTS = ("text", "input_text", "output_text")    # what OpenAI calls parts of a message that are text
TOOL_KEYS = {"tool_calls", "function_call", "tool_call_id"}


def messages_or_text(content):
    """What an example says: {"messages": a tuple of messages} or {"text": a text}; ValueError says what is wrong.

    content: the JSON of an example. Of other keys than those of its way of writing, "system" is read as the system
        prompt, a "history" and a "weight" are refused, and the rest is passed over.

    >>> messages_or_text({"prompt": "Hello!", "completion": "Ahoy!"})
    {'messages': ({'role': 'user', 'content': 'Hello!'}, {'role': 'assistant', 'content': 'Ahoy!'})}
    """
    if not isinstance(content, dict):
        raise ValueError(f'it is {kind_of(content)}, and should be an object, {{"messages": […]}} or {{"text": "…"}}')
    way = way_of(content)
    if way == "text":
        check_text(content["text"], '"text"')
        return {"text": content["text"]}
    if content.get("history"):
        raise ValueError('it has a "history", which is not read here: write the conversation as "messages"')
    if content.get("weight") not in (None, "", 1):
        raise ValueError('it has a "weight" of its own, which is not read here: give each answer in "messages" its '
                         "weight, 0 or 1")
    read = {"messages": lambda: content["messages"], "conversations": lambda: of_conversations(content),
            "prompt": lambda: of_prompt(content), "instruction": lambda: of_instruction(content)}[way]
    return {"messages": checked_messages(with_system(read(), content.get("system")), way)}


def way_of(content):
    """Which of the ways an example is written in."""
    found = [way for way, keys in NEEDED.items() if all(key in content for key in keys)]
    if len(found) > 1:    # tables have all columns in every row
        found = [way for way in found if all(content[key] not in (None, "", []) for key in NEEDED[way])] or found[:1]
    if found == ["instruction", "text"]:    # Alpaca's own file has the whole prompt as "text" besides
        found = ["instruction"]
    if len(found) != 1:
        ways = ", ".join(" and ".join(f'"{key}"' for key in keys) for keys in NEEDED.values())
        raise ValueError(f"it needs just one of {ways}; it has {keys_of(content)}")
    return found[0]


def with_system(messages, system):
    """Messages after the system prompt that an example has beside them, if it has one."""
    is_list = isinstance(messages, (list, tuple))    # Python's callers have tuples, too
    return [{"role": "system", "content": system}, *messages] if system and is_list else messages


def of_conversations(content):
    """ShareGPT's messages as OpenAI's."""
    found, names = content["conversations"], {"from": "role", "value": "content"}
    if isinstance(found, (list, tuple)):
        found = [{names.get(key, key): value for key, value in message.items()} if isinstance(message, dict)
                 else message for message in found]
    return found


def of_prompt(content):
    """A question and its answer. Around them white space is dropped: in OpenAI's older files an answer begins with a
    space, for models that went on with a text."""
    prompt, completion = content["prompt"], content["completion"]
    if isinstance(prompt, (list, tuple)) and isinstance(completion, (list, tuple)):
        return [*prompt, *completion]
    for key in ("prompt", "completion"):
        check_text(content[key], f'"{key}"')
    return [{"role": "user", "content": prompt.strip()}, {"role": "assistant", "content": completion.strip()}]


def of_instruction(content):
    """Instruction, an empty line, and the input if there is one; then the output."""
    parts = [content["instruction"], *([content["input"]] if content.get("input") else [])]
    for key in ("instruction", "output", *(["input"] if len(parts) > 1 else [])):
        check_text(content[key], f'"{key}"')
    return [{"role": "user", "content": "\n\n".join(part.strip() for part in parts)},
            {"role": "assistant", "content": content["output"].strip()}]


def checked_messages(messages, name):
    """The messages, each with a role and a content, and "weight": 0 where an answer is not to be learned.

    Raises ValueError unless it is a conversation that ends with an answer, and has one to learn.
    """
    if not isinstance(messages, (list, tuple)) or not messages:
        raise ValueError(f'"{name}" is not a list with messages in it')
    messages = tuple(checked_message(message, number) for number, message in enumerate(messages, start=1))
    check_order([message["role"] for message in messages])
    if not any(message["role"] == "assistant" and "weight" not in message for message in messages):
        raise ValueError("there is nothing to learn in it: every answer has the weight 0")
    return messages


def checked_message(message, number):
    """A message with the names and kinds that the course has; number: which, counted from 1."""
    said = {key: value for key, value in message.items() if key in ("role", "content") or value not in (
        None, "", [], {})} if isinstance(message, dict) else {}    # exported files are full of keys without a value
    if TOOL_KEYS & said.keys() or said.get("role") in ("tool", "function"):
        raise ValueError(f"message {number} is a call of a tool, or its answer, and the course's model has not learned "
                         "to use any: leave this conversation out")
    weight = said.pop("weight", 1)
    if said.keys() != {"role", "content"}:
        told = f"has {keys_of(message)}" if isinstance(message, dict) else f"is {kind_of(message)}"
        raise ValueError(f'message {number} should have a "role" and a "content" and nothing else, and {told}')
    role = ROLE_NAMES.get(said["role"], said["role"]) if isinstance(said["role"], str) else said["role"]
    if role not in ROLES:
        raise ValueError(f"message {number} has the role {role!r:.40}, but may only have {', '.join(ROLES)}")
    if weight not in (0, 1):
        raise ValueError(f"message {number} has the weight {weight!r:.40}, but may only have 0 or 1")
    content = joined_parts(said["content"], number)
    check_text(content, f'the "content" of message {number}')
    return {"role": role, "content": content} | ({"weight": 0} if role == "assistant" and not weight else {})


def joined_parts(content, number):
    """A message's content as one text, if it is a list of parts as OpenAI has them, each on a line of its own."""
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        return content
    others = [part.get("type") for part in content
              if part.get("type") not in TEXT_PARTS or not isinstance(part.get("text"), str)]
    if others:
        raise ValueError(f"message {number} has a part of the type {others[0]!r:.40}, and the course's model reads "
                         "only text")
    return "\n".join(part["text"] for part in content)


def check_order(roles):
    """Raise ValueError unless they are: perhaps the system, then user and assistant in turn, the assistant last.

    >>> check_order(["system", "user", "assistant"])
    """
    first = 1 if roles[0] == "system" else 0
    for number, role in enumerate(roles[first:], start=first):
        expected = ("user", "assistant")[(number - first) % 2]
        if role != expected:
            raise ValueError(f"message {number + 1} is the {role}'s, but it is the {expected}'s turn")
    if roles[-1] != "assistant":
        raise ValueError(f"it ends with the {roles[-1]}'s message, and should end with an answer of the assistant's")


def check_text(text, name):
    """Raise ValueError, with the name, unless it is a text that is not empty, huge, or with half a character."""
    if not isinstance(text, str):
        raise ValueError(f"{name} is {kind_of(text)}, and should be a text")
    if not text.strip():
        raise ValueError(f"{name} is empty")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{name} is too long: {len(text):,} characters, {LONGEST_TEXT:,} at most; cut it into several")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise ValueError(f"{name} holds half a character, \\u{ord(text[problem.start]):x}") from None


def keys_of(content):
    """The first keys of an object, to be shown."""
    return ", ".join(repr(str(key)[:40]) for key in list(content)[:6]) or "no keys"


def kind_of(value):
    """What a value is in words of JSON.

    >>> kind_of([]), kind_of(None), kind_of(2.5)
    ('a list', 'null', 'a number')
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return {dict: "an object", list: "a list", str: "a text"}.get(type(value), "a number")
