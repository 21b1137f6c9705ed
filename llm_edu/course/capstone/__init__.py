"""A project of your own (lesson 18): its folder, its figures, and what its report still lacks.

    llm-edu capstone new my_notes            a folder with report.md, project.py and data/
    cd my_notes && python project.py         measures, and writes results.json
    llm-edu capstone check my_notes          what the report still lacks

Read in this order:
``templates/``   what ``new`` copies: report.md says how a report names its figures
``new``          makes the folder
``results``      what project.py uses: its items; figures with interval, count and command; outputs; results.json
``report``       a report cut into sections, blocks, numbers and quotations
``checking``     what a report lacks
``command``      the command line
"""

from llm_edu.course.capstone.results import Results, read_items, run_project, share

__all__ = ["Results", "read_items", "run_project", "share"]
