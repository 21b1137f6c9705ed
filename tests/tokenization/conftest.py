"""Property tests without a time limit for each example: on a busy machine a pause is no failure."""

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
