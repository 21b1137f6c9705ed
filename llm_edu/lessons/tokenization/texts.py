"""Moved: the texts of lesson 01 are in ``llm_edu.lessons.common.parallel``, since lesson 03 measures on them too."""

from llm_edu.lessons.common.parallel import CODE, PARALLEL  # noqa: F401 (moved)
