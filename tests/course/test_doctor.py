"""``llm-edu doctor``: finds what is wrong and says what to do; a healthy installation is told so."""

import json
import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from llm_edu import assets
from llm_edu.course import doctor
from llm_edu.course.doctor import BAD, NOTE, OK


def marks(findings):
    return [finding.mark for finding in findings]


def test_packages_are_held_to_the_requirements(tmp_path):
    requirements = tmp_path / "requirements.txt"
    requirements.write_text('# a list\nnumpy>=1\npip  # comment\nnothing-like-it>=2; python_version < "3"\n',
                            encoding="utf-8")
    assert marks(doctor.check_packages(requirements)) == [OK]
    requirements.write_text("numpy>=999\nno-such-package-anywhere\n", encoding="utf-8")
    (finding,) = doctor.check_packages(requirements)
    assert finding.mark == BAD and "no-such-package-anywhere is missing" in finding.text
    assert "needed >=999" in finding.text and finding.advice == doctor.reinstall_advice()


@pytest.mark.parametrize("content", [None, b"\xff", b"numpy>=", b"git+https://example.invalid"])
def test_a_damaged_list_of_packages_is_found(tmp_path, content):
    if content is not None:
        (tmp_path / "requirements.txt").write_bytes(content)
    (finding,) = doctor.check_packages(tmp_path / "requirements.txt")
    assert finding.mark == BAD and "cannot be read" in finding.text and "again" in finding.advice


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"argv": []}', '{"argv": [3]}', "[" * 100_000])
def test_a_damaged_kernel_is_found(tmp_path, monkeypatch, content):
    (tmp_path / "kernels" / "python3").mkdir(parents=True)
    (tmp_path / "kernels" / "python3" / "kernel.json").write_text(content, encoding="utf-8")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    finding = next(iter(doctor.check_jupyter()))
    assert finding.mark == BAD and "ipykernel install" in finding.advice


@pytest.mark.slow
def test_torch_is_tried_and_a_broken_one_found(monkeypatch, tmp_path):
    (tmp_path / "random.py").write_text("raise ValueError('a learner is trying something')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (finding,) = doctor.check_torch()
    assert finding.mark == OK and "works" in finding.text
    (tmp_path / "torch.py").write_text("raise OSError('libtorch.so: cannot open shared object file')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (finding,) = doctor.check_torch()
    assert finding.mark == BAD and "libtorch.so" in finding.text and finding.advice


def test_assets_missing_damaged_and_whole(tmp_path, monkeypatch):
    monkeypatch.setenv("LLM_EDU_CACHE", str(tmp_path))
    findings = list(doctor.check_assets())
    assert marks(findings) == [NOTE] * len(assets.ASSETS) + [OK] and "llm-edu fetch smollm2" in findings[0].text
    member = assets.ASSETS["gpt2-vocabulary"].members[0]
    for other in assets.ASSETS["gpt2-vocabulary"].members:
        (tmp_path / other.file).parent.mkdir(exist_ok=True)
        (tmp_path / other.file).write_bytes(b"\0" * other.size)
    finding = next(finding for finding in doctor.check_assets() if finding.mark == BAD)
    assert "gpt2-vocabulary is damaged" in finding.text and member.name in finding.text
    assert finding.advice == "llm-edu fetch gpt2-vocabulary"


def test_kernel_and_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTERLAB_DIR", str(tmp_path))
    assert marks(doctor.check_jupyter()) == [OK, NOTE]
    from llm_edu.course.work import lab

    lab.write_settings(tmp_path / "settings" / "overrides.json")
    assert marks(doctor.check_jupyter()) == [OK, OK]
    kernel = tmp_path / "data" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps({"argv": ["/elsewhere/python", "-m", "ipykernel"]}),
                                        encoding="utf-8")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    finding = next(iter(doctor.check_jupyter()))
    assert finding.mark == BAD and "/elsewhere/python" in finding.text and "ipykernel install" in finding.advice


def test_work_folder_that_cannot_be_written(work_folder, monkeypatch):
    assert doctor.why_not_writable(work_folder) is None and not work_folder.exists()

    def refuse(dir):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)
    finding = list(doctor.check_notebooks())[-1]
    assert finding.mark == BAD and "Permission denied" in finding.text and "LLM_EDU_WORK" in finding.advice


def test_little_disk_and_memory(monkeypatch):
    import psutil

    Memory = namedtuple("Memory", "available total")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: namedtuple("Usage", "free")(10**8))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: Memory(10**9, 8 * 10**9))
    assert marks(doctor.check_room()) == [BAD, BAD]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: namedtuple("Usage", "free")(10**10))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: Memory(5 * 10**9, 8 * 10**9))
    assert marks(doctor.check_room()) == [OK, OK]


def test_report_counts_what_is_wrong_and_says_how_to_remove(monkeypatch):
    healthy = [doctor.Finding(OK, "fine")]
    for name in [name for name in vars(doctor) if name.startswith("check_")]:
        monkeypatch.setattr(doctor, name, lambda: healthy)
    lines = []
    assert doctor.report(lines.append) == 0 and lines[-1] == "All is well."
    assert any(str(assets.cache_folder()) in line for line in lines)
    monkeypatch.setattr(doctor, "check_room", lambda: [doctor.Finding(BAD, "no room", "make some")])
    lines.clear()
    assert doctor.report(lines.append) == 1 and "1 thing to put right" in lines[-1]
    assert "✗ no room\n    → make some" in lines


def test_advice_fits_the_environment(monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(doctor.home() / ".venv"))
    assert "python course.py lab" in doctor.reinstall_advice()
    monkeypatch.setattr(sys, "prefix", str(Path("/opt/conda/envs/llm-edu")))
    assert "pip install -r requirements.txt -e ." in doctor.reinstall_advice()
    assert any("/opt/conda" in line.replace("\\", "/") for line in doctor.how_to_remove())
