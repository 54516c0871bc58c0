"""The command on the world of evidence, with a real timestamp authority; and what a forger may do to a file."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from local.tsa.authority import TimestampAuthority
from relance.adapters.timestamps import TokenVerifier, _query
from relance.cli.application import Operator
from relance.cli.main import main
from relance.cli.output import Screen
from relance.ports.evidence import Stamp
from tests.cli.terminal import plainly
from tests.evidence_world import MONDAY, EvidenceWorld, rich_world
from tests.fakes.clock import MovableClock
from tests.fakes.stack_queues import InMemoryStackQueues


@dataclass
class DirectStamper:
    """Asks the local authority without HTTP."""

    authority: TimestampAuthority
    verifier: TokenVerifier

    def stamp(self, sha256: bytes) -> Stamp:
        return self.verifier.verify(self.authority.answer(_query(sha256, 7)), sha256)


def stamped_world(*, days: int = 3) -> EvidenceWorld:
    """The rich world, whose tokens OpenSSL believes too."""
    clock = MovableClock.paris(MONDAY, time(9))
    authority = TimestampAuthority.new(clock.now)
    verifier = TokenVerifier.of_pem(authority.root.pem)
    return rich_world(days=days, clock=clock, stamper=DirectStamper(authority, verifier), verifier=verifier)


class Deployed:
    """The part of a deployment that the command needs here."""

    def __init__(self, world: EvidenceWorld) -> None:
        self.clock = world.clock
        self.dossiers = world.dossiers
        verifier = world.verifier
        self.trusted_authorities = verifier.pem if isinstance(verifier, TokenVerifier) else b""


@dataclass
class Desk:
    """`desk.run("verify", "C-1")` gives the lines printed; `desk.code` is the exit code."""

    world: EvidenceWorld | None
    specimen: bool = False
    code: int = -1

    def run(self, *words: str) -> list[str]:
        out = io.StringIO()
        self.code = main(list(words), connect=self._operator, screen=Screen(out, width=200))
        return [line.rstrip() for line in plainly(out.getvalue()).splitlines()]

    def _operator(self, _: Any) -> Operator:
        if self.world is None:
            raise AssertionError("a file is verified without any deployment")
        app: Any = Deployed(self.world)
        return Operator(app, InMemoryStackQueues(), "anne", self.specimen, {})


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(file: Path, held: Mapping[str, bytes], *, sums: bool = True) -> Path:
    """A forger's file; with the list of sums made anew, as a careful one would."""
    if sums:
        listed = {name: body for name, body in held.items() if name != "SHA256SUMS"}
        lines = (f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in listed.items())
        held = {**listed, "SHA256SUMS": "".join(lines).encode()}
    with zipfile.ZipFile(file, "w") as opened:
        for name, body in held.items():
            opened.writestr(name, body)
    return file
