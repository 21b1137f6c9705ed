"""What is tried again, and after how long.

A server that is asked too often (429) or overloaded (5xx) says so, and may say when to come back; a connection may
break. Then the same request is sent again: after the time that the server names, else after half a second, then a
second, and so on, each a little longer or shorter by chance, so that a class whose requests failed together does not
come back together (Brooker 2015, "Exponential Backoff And Jitter", Amazon's Architecture Blog).
"""

import random
import time
from email.utils import parsedate_to_datetime

from llm_edu.remote.errors import RemoteError

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0    # seconds; a server that asks for more gets its error told at once


def with_retries(attempt, retries, sleep=time.sleep, chance=random.random):
    """What attempt() returns, called again up to `retries` times where its RemoteError says that this may help."""
    for tried in range(retries + 1):
        try:
            return attempt()
        except RemoteError as error:
            wait = FIRST_WAIT * 2**tried * (0.75 + 0.5 * chance()) if error.wait is None else error.wait
            if not error.again or tried == retries or wait > LONGEST_WAIT:
                raise explained(error, tried + 1) from None
        sleep(wait)


def explained(error, times):
    """The error, with how often was asked, and how long a server wants to be left alone."""
    after = "" if error.wait is None else f"; it wants to be left alone for {error.wait:.0f} s"
    tried = f" (asked {times} times{after})" if times > 1 or after else ""
    return RemoteError(f"{error}{tried}", error.status, error.again, error.wait)


def seconds_to_wait(text, now=time.time):
    """The header Retry-After, a number of seconds or a date, in seconds from now; None for what is neither.

    >>> [seconds_to_wait(text, now=lambda: 45.0) for text in ("7", "Thu, 01 Jan 1970 00:01:00 GMT", "soon")]
    [7.0, 15.0, None]
    """
    text = (text or "").strip()[:100]
    if text.isascii() and text.isdecimal():
        return min(float(text), 1e9)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now())
    except (ValueError, TypeError, OverflowError, OSError):
        return None
