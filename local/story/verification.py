"""An account's evidence is verified, exported, and verified again with one byte flipped in a copy of the file."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from local.story.checks import StoryBrokenError
from local.story.world import World

PROOFS = "fichiers/proofs/"
FOLDER = "verification"


@dataclass(frozen=True, slots=True)
class Verified:
    """What the command said, and the files that it was asked about."""

    account: str
    intact: str
    """Of the exported file."""
    exported: str
    """The file, inside the folder of results."""
    flipped: str
    """The member in which a byte was flipped."""
    altered: str


def verify(world: World, account: str, out: Path) -> Verified:
    """Raises RuntimeError or StoryBrokenError where the command does not say what it must."""
    folder = out / FOLDER
    folder.mkdir()
    world.relance("verify", account)
    whole, copy = folder / f"{account}.zip", folder / f"{account}-altere.zip"
    world.relance("export", account, "-o", str(whole))
    intact = world.relance("verify", str(whole))
    member = flip(whole, copy)
    altered = world.relance("verify", str(copy), refused=True)
    if member not in "".join(altered.split()):  # a narrow screen may break it
        raise StoryBrokenError(f"a byte of {member} was flipped, and the command said: {altered}")
    return Verified(account, intact, f"{FOLDER}/{whole.name}", member, altered)


def flip(whole: Path, copy: Path) -> str:
    """Copies the file with one bit of one proof changed, and says which."""
    with zipfile.ZipFile(whole) as read, zipfile.ZipFile(copy, "w") as write:
        member = min(name for name in read.namelist() if name.startswith(PROOFS))
        for info in read.infolist():
            body = read.read(info)
            if info.filename == member:
                middle = len(body) // 2
                body = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
            write.writestr(info, body)
    return member
