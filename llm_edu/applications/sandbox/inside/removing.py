"""Removes what a program leaves."""

import os
import secrets
import shutil
import stat
import sys
import warnings


def remove_folder(folder: str) -> None:
    """Removes a program's folder with all in it, however deep, and whatever its modes; a warning where that fails.

    The program has ended. No link is followed, and nothing outside the folder changes.
    """
    try:
        if sys.platform == "win32":
            shutil.rmtree(folder)
        elif os.path.islink(folder):  # where a program may replace its own folder
            os.unlink(folder)
        else:
            open_up(folder)
            while empty_by_a_level(folder):
                pass
            os.rmdir(folder)
    except OSError as error:
        text = f"The folder of a program could not be removed ({error}). Remove it yourself: {folder}"
        warnings.warn(text, stacklevel=2)


def empty_by_a_level(folder: str) -> bool:
    """Removes what lies in a folder and in its folders, and moves up what lies deeper; whether there was anything.

    So no path ever gets longer than two names: a program can nest folders deeper than a path may be long.
    """
    with os.scandir(folder) as found:
        entries = list(found)
    for entry in entries:
        if not is_folder(entry):
            remove_file(entry.path)
            continue
        open_up(entry.path)
        with os.scandir(entry.path) as found:
            for inner in found:
                if is_folder(inner):
                    open_up(inner.path)  # whoever moves a folder must be allowed to write in it
                    os.rename(inner.path, os.path.join(folder, secrets.token_hex(16)))
                else:
                    remove_file(inner.path)
        os.rmdir(entry.path)
    return bool(entries)


def is_folder(entry: os.DirEntry) -> bool:
    return stat.S_ISDIR(entry.stat(follow_symlinks=False).st_mode)


def open_up(folder: str) -> None:
    """Takes off what keeps its owner from emptying a folder (which is one, and no link)."""
    if hasattr(os, "lchflags"):  # macOS
        os.lchflags(folder, 0)
    os.chmod(folder, stat.S_IRWXU)


def remove_file(path: str) -> None:
    if hasattr(os, "lchflags"):
        os.lchflags(path, 0)
    os.unlink(path)
