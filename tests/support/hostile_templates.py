"""Chat templates that would run for ever, fill the memory, or reach what they must not: some by hand, most by program."""

BY_HAND = [
    # loops and calls
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    "{% macro tree(n) %}{% if n %}{{ tree(n - 1) }}{{ tree(n - 1) }}{% endif %}{% endmacro %}{{ tree(60) }}",
    "{% macro tree(n) %}{% if n %}{% set a = tree(n - 1) %}{% set b = tree(n - 1) %}{% endif %}{% endmacro %}{{ tree(60) }}",
    "{% macro call_it(n) %}{% if n %}{{ caller(n) }}{% endif %}{% endmacro %}{% macro go(n) %}{% call(m) call_it(n) %}{{ go(m - 1) }}{{ go(m - 1) }}{% endcall %}{% endmacro %}{{ go(60) }}",
    "{% for n in [60] recursive %}{% if n %}{{ loop([n - 1, n - 1]) }}{% endif %}{% endfor %}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{% for a in ns.x recursive %}{% if a is iterable %}{{ loop(a) }}{% endif %}{% endfor %}",
    "{% for a in messages recursive %}{{ loop(messages) }}{{ loop(messages) }}{% endfor %}",
    "{% for a in [1, 2] recursive %}{{ loop([1, 2]) }}{% endfor %}",
    "{% for i in range(10**12) if i < 0 %}{% endfor %}", "{{ range(10**12) | list }}", "{{ range(10**12) | sum }}", "{{ range(10**12) | length }}",
    "{{ range(10**12) | map('string') | join }}", "{{ -1 in range(10**12) | map('int') }}", "{{ range(10**12) | select('gt', 10**13) | list }}",
    "{{ range(99999) | batch(1) | list | string | length }}{% for i in range(99999) %}{{ range(99999) | sort | list | length }}{% endfor %}",
    "{% for i in range(99999) %}{% for j in range(99999) | reverse %}{{ i }}{% endfor %}{% endfor %}", "{{ lipsum(9999) }}", "{{ lipsum(99999999) }}",
    "{% set c = cycler(*range(99999)) %}{% for i in range(99999) %}{% for j in range(9999) %}{% set x = c.next() %}{% endfor %}{% endfor %}",
    "{% filter upper %}{% for a in range(99999) %}{% for b in range(99999) %}a{% endfor %}{% endfor %}{% endfilter %}",
    "{% set x %}{% for a in range(99999) %}{% for b in range(99999) %}abc{% endfor %}{% endfor %}{% endset %}",
    # one long computation
    "{{ 'a' * 10**10 }}", "{{ ['a'] * 10**10 }}", "{{ ('a' * 10**8) ~ ('b' * 10**8) }}", "{{ '%1000000000d' % 1 }}", "{{ '%.999999999f' % 1.5 }}",
    "{{ 10 ** (10 ** 9) }}", "{{ 3 ** (10 ** 8) % 7 }}", "{{ (7 ** 9999999) ** 99 > 1 }}", "{% set ns = namespace(n=3) %}{% for i in range(60) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
    "{{ 'a' | center(10**10) }}", "{{ 'a'.ljust(9999999999) }}", "{{ 'a'.rjust(9999999999) }}", "{{ '{:>9999999999}'.format(1) }}", "{{ 'a'.zfill(9999999999) }}",
    "{{ '\\t\\t\\t\\t'.expandtabs(999999999) }}", "{{ 'a\\nb' | indent(9999999999) }}", "{{ [1] | batch(9999999999, 0) | list }}", "{{ [1] | slice(9999999999) | list }}",
    "{{ 'ab c ' * 99999 | wordwrap(1) }}", "{{ ('ab c ' * 9999999) | wordwrap(1) | length }}", "{{ ('a@b.c ' * 9999999) | urlize | length }}", "{{ ('<a' * 99999999) | striptags }}",
    "{{ ('<' * 9999999) | striptags }}", "{{ ('a ' * 99999999) | wordcount }}", "{{ ('a' * 99999999) | list | length }}", "{{ ('a' * 99999999) | e | length }}",
    "{{ (('a' * 9999999) ~ 'b') in ('a' * 99999999) }}{{ missing.thing }}", "{{ ('a' * 99999999) | urlencode | length }}", "{{ ('A' * 9999999) | title | tojson | tojson | length }}{{ missing.thing }}",
    "{% for i in range(9999) %}{{ messages | tojson(indent=99999) }}{% endfor %}", "{{ range(9999999) | list | tojson | length }}",
    "{{ [[1]] * 99999999 | sum(start=[]) }}", "{{ ([[1]] * 199999) | sum(start=[]) | length }}", "{{ ([range(9)|list] * 99999) | sum(start=[]) | length }}",
    "{{ (range(99999) | list) | groupby('real') | list | length }}{{ (range(9999999) | list) | groupby('real') | list | length }}",
    "{{ (range(9999999) | list) | unique | list | length }}{{ (range(9999999) | map('string') | list) | sort | length }}", "{{ dict(messages[0], **dict.fromkeys(range(10**9))) }}",
    "{{ strftime_now('%9999999999d') }}", "{{ strftime_now('%Y' * 99999999) }}", "{{ 'a' * 999999 }}" * 3, "{{ ('a' * 999999) | pprint | length }}" * 200,
    "{{ ('%s' * 9999999) % ((1,) * 9999999) }}", "{{ '{0}' * 9999999 }}", "{{ ('{0}' * 9999999).format('a' * 999) }}", "{{ 'x'.translate({120: 'a' * 999999999}) }}",
    "{{ ('x' * 999999).translate({120: 'a' * 9999}) }}", "{{ ('x' * 999999).replace('x', 'y' * 9999) }}", "{{ ('y' * 9999).join('x' * 999999) }}",
    # what a template must not reach
    "{{ messages.__class__.__mro__ }}{{ ''.__class__.mro()[1].__subclasses__() }}", "{{ cycler.__init__.__globals__.os.popen('id') }}",
    "{% set ns = namespace(__class__=1) %}", "{{ messages.append(1) }}", "{{ self._TemplateReference__context }}{{ raise_exception(self) }}",
    "{% include '/etc/passwd' %}", "{% import 'os' as os %}", "{{ (messages | attr('__class__')).__base__ }}", "{% extends 'x' %}",
    "{{ '{0.__class__.__mro__}'.format(1) }}", "{{ ['{0.__class__}'] | map('format', 1) | list | first | string | replace('{', '') | raise_exception }}",
    "{{ (range | attr('__self__')).x }}", "{{ dict.__base__ }}", "{{ joiner.__init__.__globals__['__builtins__'] }}", "{{ strftime_now.__globals__ }}",
    "{{ raise_exception.__code__.co_code }}", "{{ caller.__closure__ }}", "{{ loop.__class__ }}", "{% for m in messages %}{{ loop._iterator.gi_frame }}{% endfor %}",
    "{{ messages[0].update({'role': 'x'}) }}", "{{ messages.clear() }}", "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}{{ m.__init__ }}",
    # what is no template, or fails
    "{{ 7 // 0 }}", "{{ messages[99].role }}", "{{ missing.thing }}", "{% if %}", "{{ nothing | nofilter }}", "{{ " + "(" * 9999, "{% if true %}" * 9999, "{{ " + "-" * 9999 + "1 }}",
    "{{ [" * 999 + "] }}" * 999, "{{ 9" + "9" * 99_999 + " }}", "{{ 1" + "+1" * 49_999 + " }}", "{{ a" + ".a" * 49_999 + " }}", "{{ '\ud800' }}{{ missing.thing }}",
    "{% set x = '" + "a" * 150_000 + "' %}{{ missing.thing }}", "{% for a in messages %}" * 25 + "{% endfor %}" * 25, "{# " * 49_999, "{% raw %}" * 9999, "{{ 1 | abs" + " | abs" * 19_999 + " }}",
    "{% break %}", "{{ [1, 2].x.y }}", "{{ 'a' + 1 }}", "{{ none() }}", "{{ range() }}", "{{ messages | sum }}", "{{ [1, 'a'] | sort }}", "{{ {} | dictsort(by=7) }}",
]

# Ways to make something twice as large, each again and again, and things to do with what has come of it.
DOUBLING = ["s ~ s", "s + s", "[s, s]", "(s, s)", "{'a': s, 'b': s}", "dict(a=s, b=s)", "[s, s] | join", "s.replace('a', s) if s is string else s", "s * 2",
            "'%s%s' % (s, s)", "'{}{}'.format(s, s)", "[s, s] | list", "[s, s] | string", "[s, s] | tojson", "[s] + [s]", "[[s], [s]] | sum(start=[])",
            "s | string | replace('a', 'aa')", "(s, s) | map('string') | join", "[s, s] | unique | list + [s]", "namespace(a=[s, s])"]
USES = ["x", "x == y", "x | tojson", "x | string | length", "x | list | length", "[x] | sum(start=[])", "7 in [x, y] and x in [y]", "x | pprint | length", "[x, y] | sort | length", "'%s' % (x,)"]


def doubled(growth, use, times=40):
    """A template that doubles two things so often, and uses them."""
    made = "".join(f"{{% set {name} = namespace(s='ab') %}}{{% for i in range({times}) %}}{{% set s = {name}.s %}}"
                   f"{{% set {name}.s = {growth} %}}{{% endfor %}}" for name in "XY")
    return made + "{% set x, y = X.s, Y.s %}{{ " + use + " }}{{ missing.thing }}"


BY_PROGRAM = [doubled(growth, use) for growth in DOUBLING for use in USES]
EVERY = BY_HAND + BY_PROGRAM
