"""Programs that want to pass a check without the right answers."""

# Answers to `def add(a, b)`, before the check `assert program.add(2, 3) == 5`: each cheats, none may pass.
CHEATS = {
    "equals everything": """
class Everything(int):
    def __eq__(self, other):
        return True
    __hash__ = int.__hash__
def add(a, b):
    return Everything(4)
""",
    "is not a plain value": "class Anything:\n    def __eq__(self, other): return True\ndef add(a, b): return Anything()",
    "leaves": "def add(a, b):\n    os._exit(0)",
    "exits": "def add(a, b):\n    sys.exit(0)",
    "leaves at once": "os._exit(0)",
    "exits at once": "sys.exit(0)",
    "raises what is hardly caught": "def add(a, b):\n    raise BaseException('passed')",
    "interrupts": "def add(a, b):\n    raise KeyboardInterrupt",
    "traces": """
def trace(frame, event, argument):
    frame.f_trace_lines = False
    return None if event == 'exception' else trace
sys.settrace(trace)
threading.settrace(trace)
def add(a, b):
    return 0
""",
    "changes the builtins": """
import builtins
builtins.AssertionError = type('Fine', (Exception,), {})
builtins.isinstance = lambda *_: True
builtins.__build_class__ = None
def add(a, b):
    return 0
""",
    "changes the runner": """
import __main__
for name in ('run', 'told', 'answering', 'main'):
    setattr(__main__, name, lambda *_: None)
__main__.plain.encode = lambda value: value
__main__.plain.write = lambda value: b'{"ok": true}\\n'
def add(a, b):
    return 0
""",
    "finds the token and uses it": """
def tell():
    frame = sys._getframe()
    while frame:
        header = frame.f_locals.get('header')
        if header:
            frame.f_locals['send'](b'E{"token": "' + header['token'].encode() + b'"}\\n')
        frame = frame.f_back
tell()
def add(a, b):
    tell()
    return 0
""",
    "says the judge's word": """
def add(a, b):
    for number in range(60):
        try:
            os.write(number, b'E{"ok": true}\\nE{"verdict": "passed"}\\n')
        except OSError:
            pass
    return 0
""",
    "answers before it is asked": """
for number in range(60):
    try:
        os.write(number, b'A{"value": {"eval": "5"}}\\nA{"ok": true}\\nA[]\\nA5\\nA{"value": {"tuple": 5}}\\n')
    except OSError:
        pass
def add(a, b):
    return 0
""",
    "answers without end": """
def add(a, b):
    for _ in range(10**6):
        for number in range(3, 10):
            try:
                os.write(number, b'A{"value": 0}\\n' * 1000)
            except OSError:
                pass
    return 0
""",
    "answers too much": "def add(a, b):\n    return 'x' * 5_000_000",
    "answers too deep": "def add(a, b):\n    x = []\n    for _ in range(5000): x = [x]\n    return x",
    "answers a number of too many digits": "def add(a, b):\n    return 10**5000",
    "answers no number": "def add(a, b):\n    return float('nan')",
    "answers by and by": "def add(a, b):\n    yield 5",
    "holds the line": "def add(a, b):\n    for number in range(3, 10):\n        try: os.write(number, b'A')\n"
                      "        except OSError: pass\n    return 0",
    "has another name": "def plus(a, b): return a + b",
    "is not a function": "add = 5",
    "asks the other side": "def add(a, b):\n    return program.add(a, b)",
    "reads the questions ahead": """
lines = []
for number in range(3, 10):
    try:
        lines.append(os.read(number, 1000))
    except OSError:
        pass
def add(a, b):
    return 0
""",
}
