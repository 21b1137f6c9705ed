"""The one exception for problems that the reader can solve."""


class CourseError(Exception):
    """Something went wrong that you can put right; the message says what happened and what to do.

    Wrong arguments raise ``ValueError`` or ``TypeError`` as usual. This one is for the world outside the code: a model
    that is not fetched yet, a file that is damaged, a disk that is full.
    """
