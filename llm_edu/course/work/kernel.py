"""What JupyterLab writes into a notebook's metadata about its kernel."""

import functools
from typing import Any


@functools.cache
def kernel_metadata() -> dict[str, Any]:
    """The entries as JupyterLab will write them here: where they differ, it changes the notebook while opening it, and
    calls it unsaved before the learner has touched it. They name this machine's Python, so the build leaves them out.
    """
    from ipykernel.ipkernel import IPythonKernel
    from jupyter_client.kernelspec import KernelSpecManager

    specification = KernelSpecManager().get_kernel_spec("python3")
    names = {"name": "python3", "display_name": specification.display_name, "language": specification.language}
    return {"kernelspec": names, "language_info": dict(IPythonKernel.language_info)}
