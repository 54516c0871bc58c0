"""`relance verify`: whether an account's evidence is as it was written; of an exported file, without any connection."""

from __future__ import annotations

from argparse import Namespace
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from relance.cli import evidence_words
from relance.cli.input import read_input
from relance.cli.output import Screen
from relance.domain.dossier import Certified, Judge
from relance.domain.errors import RejectedError
from relance.domain.flaws import Finding, Flaw, FlawError
from relance.domain.verifying import Verdict, verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.adapters.dossier_reader import DossierReader
    from relance.cli.application import Connect

ALTERED = 1
EXPORTED = ".zip"


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """0: intact; 1: something was altered, and the first such thing is named."""
    if arguments.target.lower().endswith(EXPORTED):
        return _of_file(arguments, screen)
    dossier, _ = connect().dossiers.gather(arguments.target)
    return _tell(verify(dossier), screen, arguments)


def _of_file(arguments: Namespace, screen: Screen) -> int:
    """Nothing of AWS is touched: the file holds everything, but for whom to trust with the time."""
    with _opened(arguments.target) as reader:
        try:
            reader.check_members()
            authority = read_input(arguments.ca) if arguments.ca else reader.authority()
            cover = reader.cover()
            dossier = reader.dossier(_judge(authority, arguments.ca))
            told = verify(dossier)
            if isinstance(told, Verdict):
                reader.check_told(dossier, told.files.sizes)
                _check_certified(told, arguments.ca)
        except FlawError as error:
            return _tell(error.finding, screen, arguments)
    code = _tell(told, screen, arguments)
    if isinstance(told, Verdict) and not arguments.json:
        if cover.specimen:
            screen.line("SPÉCIMEN : ce dossier vient d'un déploiement d'essai, il ne prouve rien.")
        _tell_authority(authority, screen, own=bool(arguments.ca))
    return code


@contextmanager
def _opened(name: str) -> Iterator[DossierReader]:
    from relance.adapters.dossier_reader import DossierReader

    try:
        file = Path(name).open("rb")  # noqa: SIM115 closed below
    except OSError as error:
        raise RejectedError(f"fichier : {name} ne se lit pas ({error.strerror})") from error
    with file:
        yield DossierReader.of(file)


def _judge(authority: bytes, named: str | None) -> Judge:
    from relance.adapters.timestamps import TokenVerifier

    try:
        verifier = TokenVerifier.of_pem(authority) if authority else TokenVerifier(())
    except ValueError as error:
        raise RejectedError(f"{named or 'autorite.pem'} : ce n'est pas un certificat PEM") from error

    def judge(token: bytes, sha256: bytes) -> Certified:
        stamp = verifier.verify(token, sha256)
        return Certified(stamp.at, stamp.authority)

    return judge


def _check_certified(told: Verdict, named: str | None) -> None:
    """Whoever names an authority wants its word; before the first night there is nothing yet that it could certify."""
    if named and told.seals.sealings and told.seals.by is None:
        raise FlawError(Flaw.UNCERTIFIED, named)


def _tell(told: Verdict | Finding, screen: Screen, arguments: Namespace) -> int:
    if arguments.json:
        screen.json({"intact": isinstance(told, Verdict), "told": told})
    else:
        for line in evidence_words.lines(told):
            screen.line(line)
    return 0 if isinstance(told, Verdict) else ALTERED


def _tell_authority(authority: bytes, screen: Screen, *, own: bool) -> None:
    """Whoever made the file also put the certificate into it: a person compares its fingerprint."""
    if not authority or own:
        return
    from relance.adapters.policies.authority import described

    screen.line("L'heure est certifiée par l'autorité dont le dossier donne le certificat. Comparez son empreinte à")
    screen.line("celle qu'elle publie, ou donnez le certificat que vous tenez d'elle avec --ca :")
    for line in described(authority):
        screen.line(f"  {line}")
