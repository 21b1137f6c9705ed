"""Parts of the sandbox by themselves: the filter of system calls, how a folder is measured and removed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from llm_edu.applications.sandbox.inside import seccomp
from llm_edu.applications.sandbox.inside.measuring import Process, exact_memory_of, folder_use, memory_of_group
from llm_edu.applications.sandbox.inside.removing import remove_folder


def decision(steps, number, arguments=(), architecture=seccomp.ARCHITECTURES["x86_64"]):
    """What a filter says of a system call: the filter, run here."""
    words = {seccomp.NUMBER: number, seccomp.ARCHITECTURE: architecture,
             **{seccomp.FIRST_ARGUMENT + 8 * place: value for place, value in enumerate([*arguments, *[0] * 6][:6])}}
    place = word = 0
    while True:
        code, yes, no, value = steps[place]
        place += 1
        if code == seccomp.LOAD:
            word = words[value]
        elif code == seccomp.AND:
            word &= value
        elif code == seccomp.RETURN:
            return value
        else:
            place += yes if (word == value if code == seccomp.EQUAL else word >= value) else no


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("alone", [True, False])
def test_the_filter_of_system_calls(machine, alone):
    steps = seccomp.filter_steps(machine, 1234, alone)
    column = list(seccomp.ARCHITECTURES).index(machine)
    rules = seccomp.allowed_arguments(1234, alone=False)

    def allows(number, *arguments):
        said = decision(steps, number[column] if isinstance(number, tuple) else number, arguments, seccomp.ARCHITECTURES[machine])
        assert said in (seccomp.ALLOW, seccomp.NOT_PERMITTED, seccomp.NO_SUCH_CALL)
        return said == seccomp.ALLOW

    assert decision(steps, 0, architecture=0x40000003) == seccomp.KILL  # 32 bits
    assert not any(allows(numbers) for numbers in seccomp.REFUSED.values() if numbers[column] is not None)
    outside = [allows(numbers) for numbers in seccomp.WITHOUT_NAMESPACES.values() if numbers[column] is not None]
    assert outside == [alone] * len(outside)
    assert allows(63) and allows(436) and not allows(435) and not allows(452) and not allows(463) and not allows(600)
    answers = {  # call: arguments, and whether they are fine with namespaces, and without
        "clone": [((0x11,), 1, 1), ((0x10000011,), 0, 0)],
        "fcntl": [((3, 1), 1, 1), ((3, 8), 0, 0), ((3, 10), 0, 0), ((3, 15), 0, 0), ((3, 1024), 0, 0), ((3, 1031), 0, 0)],
        "ioctl": [((1, 0x5401), 1, 1), ((1, 0x8901), 0, 0), ((1, 0x5412), 0, 0), ((1, 0x40086602), 0, 0)],
        "socketpair": [((1, 0x80001), 1, 1), ((1, 2), 0, 0)],
        "mmap": [((0, 1, 3, 0x22), 1, 1), ((0, 1, 3, 1), 1, 1), ((0, 1, 3, 0x21), 0, 0), ((0, 1, 3, 0x40022), 0, 0)],
        "kill": [((1234,), 1, 1), ((1,), 1, 0), ((2**32 - 1,), 1, 0), ((0,), 1, 0)],
        "prlimit64": [((0,), 1, 1), ((5,), 1, 0)],
        "openat": [((0, 0, 0), 1, 1), ((0, 0, 0x241), 1, 1), ((0, 0, 0x200), 1, 0)],
    }
    for name, cases in answers.items():
        for arguments, *fine in cases:
            assert allows(rules[name][0], *arguments) == bool(fine[0 if alone else 1]), (name, arguments)


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_numbers_of_system_calls(machine):
    """As the kernel's headers have them, where they are installed."""
    header = Path(f"/usr/include/{machine}-linux-gnu/asm/unistd_64.h")
    if not header.exists():
        pytest.skip("the kernel's headers are not here")
    lines = [line.split() for line in header.read_text(encoding="utf-8").splitlines() if "__NR_" in line]
    known = {words[1].removeprefix("__NR_"): int(words[2]) for words in lines if len(words) == 3}
    column = list(seccomp.ARCHITECTURES).index(machine)
    used = {name: rule[0] for name, rule in seccomp.allowed_arguments(1, alone=False).items()}
    for name, numbers in (seccomp.REFUSED | seccomp.WITHOUT_NAMESPACES | used).items():
        assert known.get(name) == numbers[column], name
    assert all(known[name] == number for name, number in seccomp.NEW_AND_HARMLESS.items() if name in known)


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_folder_is_measured(tmp_path):
    for number in range(5):
        (tmp_path / f"file{number}").write_bytes(bytes(100))
    assert folder_use(str(tmp_path), 5) == (500, 5)
    assert folder_use(str(tmp_path), 4)[1] == 5  # and looks no further
    (tmp_path / "loop").symlink_to(tmp_path)
    assert folder_use(str(tmp_path), 10)[1] == 6
    nest(tmp_path, 30)
    assert folder_use(str(tmp_path), 1000)[0] > 2**60, "deeper than a path can be: nobody can look into it"


def nest(folder, depth, name="x" * 200):
    """Folders in folders, deeper than a path may be long."""
    here = os.open(".", os.O_RDONLY)
    os.chdir(folder)
    for _ in range(depth):
        os.mkdir(name)
        os.chdir(name)
    os.chdir(here)
    os.close(here)


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_folder_goes_whatever_is_in_it_and_nothing_else_changes(tmp_path):
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir(mode=0o755)
    (outside / "kept").write_text("x", encoding="utf-8")
    folder.mkdir()
    nest(folder, 30)
    (folder / "link").symlink_to(outside)
    closed = folder / "closed" / "closed"
    closed.mkdir(parents=True)
    (closed / "file").touch()
    for path in (closed, closed.parent, folder):
        path.chmod(0)
    before = tmp_path.stat().st_mode, outside.stat()
    remove_folder(str(folder))
    assert not folder.exists() and (outside / "kept").exists()
    assert (tmp_path.stat().st_mode, outside.stat()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_folder_that_a_program_has_replaced_by_a_link_is_not_followed(tmp_path):
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir(mode=0o755)
    (outside / "kept").touch()
    folder.symlink_to(outside)
    remove_folder(str(folder))
    assert (outside / "kept").exists() and outside.stat().st_mode & 0o777 == 0o755 and not folder.is_symlink()


def test_what_cannot_be_removed_is_said(tmp_path):
    with pytest.warns(UserWarning, match="could not be removed.*gone"):
        remove_folder(str(tmp_path / "gone"))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_processes_are_measured():
    """One that has shared its memory with nobody, twice: it counts once, and another one beside it."""
    with subprocess.Popen([sys.executable, "-c", "x = b'x' * 50_000_000; print(flush=True); input()"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        first, other = Process(child.pid), Process(os.getpid())
        assert 50e6 < first.exact_memory(set()) <= first.memory < 100e6 and first.swapped() >= 0
        assert first.has_memory_of(Process(child.pid)) and not first.has_memory_of(other)
        assert abs(exact_memory_of([first, Process(child.pid)], set()) - first.exact_memory(set())) < 5e6
        assert child.pid in Process(os.getpid()).children()
        child.communicate(b"\n")
    ended = Process(child.pid)
    assert (ended.memory, ended.children(), ended.exact_memory(set())) == (0, [], 0) and not ended.has_memory_of(ended)


def test_memory_is_measured_on_macos(monkeypatch):
    table = subprocess.CompletedProcess([], 0, stdout="  12   100\n   13 5\n   12 20\nodd\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: table)
    assert memory_of_group(12) == 120 * 1024
