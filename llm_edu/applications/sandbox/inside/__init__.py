"""What runs inside the sandbox, in interpreters that know nothing of the course: standard library only.

``launcher`` walls a process in (``namespaces``, ``seccomp``, ``landlock``) and starts ``runner`` in it, which runs the
program, watched by ``watching``, or, as the judge, its check. ``plain`` is the language that the two speak. On Linux
the launcher stays as the ``guarding`` process, outside the walls, and ``measuring`` is how it looks in.
"""
