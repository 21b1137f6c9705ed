"""What a notebook needs of the course: ``from llm_edu.course import check, check_answer, hint, solution, progress``."""

from llm_edu.course.checks.checking import check, check_answer
from llm_edu.course.checks.helping import hint, solution
from llm_edu.course.checks.overview import progress

__all__ = ["check", "check_answer", "hint", "solution", "progress"]
