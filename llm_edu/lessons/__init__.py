"""What the cells and the checks of a lesson need, and nobody else, in a folder named after its topic.

``exercises/``     a file for each exercise, named like it; ``common.py`` is what several share
``demos.py``       set-up that would distract in the lesson; ``plots.py`` its pictures
``measurements/``  what takes longer than a lesson has time for: ``llm_edu.course.measuring``

A lesson takes nothing out of another's folder: what several need is in ``common/``.
"""
