"""Run a command where no network is reachable, so that "works offline" is tested rather than believed.

Linux gives a process a network namespace of its own (``unshare``), empty but for a loopback interface that is down.
Kernels talk over loopback, so it is brought up before the command starts.
"""

import functools
import os
import shutil
import socket
import struct
import subprocess
import sys

GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 0x1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP of <linux/sockios.h>, <net/if.h>

# Prints which network namespace it is in, after a connection over its loopback.
PROBE = """
import os, socket
with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=10):
    print(os.readlink("/proc/self/ns/net"))
"""


@functools.cache
def without_network() -> tuple[list[str], str]:
    """What to put before a command so that it runs without a network, and a sentence that says what that does.

    The list is empty where the system cannot do it; the sentence then says why.
    """
    if sys.platform != "linux":
        return [], f"the network stays on: {sys.platform} has no network namespaces"
    unshare = shutil.which("unshare")
    if unshare is None:
        return [], "the network stays on: there is no `unshare` (Debian: apt install util-linux)"
    reason = ""
    for options in (["-n"], ["-r", "-n"]):  # as root; else as root of a user namespace
        prefix = [unshare, *options, sys.executable, "-m", "llm_edu.course.build.network"]
        try:
            result = subprocess.run([*prefix, sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=60,
                                    check=False)
        except subprocess.TimeoutExpired:
            reason = "it did not answer within 60 s"
            continue
        if result.returncode == 0 and result.stdout.strip() != os.readlink("/proc/self/ns/net"):
            return prefix, "the network is off: a network namespace with nothing but loopback"
        reason = (result.stderr.strip().splitlines() or ["no message"])[-1]
    return [], f"the network stays on: this system allows no network namespace ({reason})"


def bring_loopback_up() -> None:
    """Set the UP flag of ``lo``, as ``ip link set lo up`` does where it is installed; OSError when not allowed."""
    import fcntl  # not on Windows, which never comes here

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = struct.pack("16sh22x", b"lo", 0)
        flags = struct.unpack("16sh22x", fcntl.ioctl(handle, GET_FLAGS, request))[1]
        fcntl.ioctl(handle, SET_FLAGS, struct.pack("16sh22x", b"lo", flags | UP))


if __name__ == "__main__":
    bring_loopback_up()
    os.execvp(sys.argv[1], sys.argv[1:])
