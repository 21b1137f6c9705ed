"""What takes longer than a lesson has time for, measured once: a module for each file ``lessons/measurements/*.json``.

A module holds

``ABOUT``      one sentence: what is measured, with which data, seed and number of steps
``RUNS``       {name of a run: a function without arguments that returns plain data for JSON}

``llm-edu measure NAME`` makes the file again, ``llm-edu measure NAME RUN …`` some of its runs; the module
``llm_edu.course.measuring`` does it, and reads the file for the lesson. A function may return ``(data, tensors)``:
tensors, {name: tensor}, are kept beside it in NAME.safetensors, in 16 bits.
"""
