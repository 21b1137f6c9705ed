"""Server-sent events: an answer that comes in pieces while it is made.

The form is simple text: lines `data: …`, an empty line after each event, and lines that begin with a colon to keep the
connection alive. The network cuts it anywhere, also in the middle of a character or between CR and LF.

Source: HTML Living Standard, "Server-sent events", https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import codecs
import io

from llm_edu.remote.errors import RemoteError

LONGEST_EVENT = 1_000_000    # characters


def events(chunks):
    """Yield what each event's data says. chunks: bytes, cut anywhere

    An event after which the empty line is missing counts too: some servers hang up at once.

    >>> list(events([b": hello\\n\\ndata: caf\\xc3", b"\\xa9\\r", b"\\ndata:x\\r\\n\\r\\nid: 7\\ndata: [DONE]"]))
    ['café\\nx', '[DONE]']
    """
    data, size = [], 0
    for line in lines(chunks):
        name, _, value = line.partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
            size += len(value) + 1
            check_length(size)
        elif not line and data:
            yield "\n".join(data)
            data, size = [], 0
    if data:
        yield "\n".join(data)


def lines(chunks):
    """Yield lines of text, without their ends, which may be LF, CR LF or CR. chunks: bytes in UTF-8, cut anywhere"""
    utf8 = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    decoder = io.IncrementalNewlineDecoder(utf8, translate=True)
    held, size = [], 0
    for chunk in chunks:
        first, *more = decoder.decode(chunk).split("\n")
        size += len(first)
        check_length(size)
        if first:
            held.append(first)
        if more:
            yield "".join(held)
            yield from more[:-1]
            held, size = [more[-1]], len(more[-1])
    if last := "".join(held) + decoder.decode(b"", final=True):
        yield from last.split("\n")


def check_length(size):
    """RemoteError for an event that no honest server sends."""
    if size > LONGEST_EVENT:
        raise RemoteError(f"the server has sent a piece of an answer of more than {LONGEST_EVENT:,} characters, so the "
                          "rest was not read: is that the right server?")
