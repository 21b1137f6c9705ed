"""What a notebook calls of the course: ``check`` and ``check_answer``, ``hint`` and ``solution``, ``progress``.

An attempt goes one way. It is *run*: ``catalogue`` finds its exercise (``exercise`` says what one is), ``running`` runs
it on a case, in a ``state`` that is always the same, ``interrupting`` stops what does not end (``watching`` looks at it
meanwhile), ``handed`` watches models. What came out is *judged*: ``judging`` goes through the cases, ``failing`` finds
the smallest that fails and the likely mistake, ``ways`` calls what is right in other ways (``odd`` texts are one;
``remembering`` names what it keeps between calls, ``strictness`` whose work it is), and ``facts`` decides what is wrong
with one outcome (``comparing``, ``kinds``, ``shrinking``; ``answers`` for values and quizzes). Facts are *said*:
``saying`` puts them in words, ``showing`` shows them, ``checking`` records them.
"""
