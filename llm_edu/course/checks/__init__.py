"""What a notebook calls of the course: ``check`` and ``check_answer``, ``hint`` and ``solution``, ``progress``.

An attempt goes one way: ``catalogue`` finds its exercise (``exercise`` says what one is), ``running`` runs it beside
the reference (``interrupting`` stops what does not end), ``judging`` finds the smallest case that fails and the likely
mistake (``comparing``, ``kinds``, ``shrinking``; ``answers`` for values and quizzes), and ``checking`` says it in words
(``showing``). ``mutation`` tests the checks themselves.
"""
