"""What a verification found, for a person: first of all whether anything was changed, and what exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from relance.cli import french
from relance.cli.output import visible
from relance.domain.flaws import Finding, Flaw
from relance.domain.rows import ACCOUNT, CASE, CONTACT
from relance.domain.verifying import Verdict

WORDS: Final = {
    Flaw.EVENT_UNREADABLE: "l'événement n° {where} ne se lit plus",
    Flaw.EVENT_CHANGED: "l'événement n° {where} n'est plus celui qui a été écrit",
    Flaw.EVENT_MISPLACED: "l'événement n° {where} n'est pas à sa place",
    Flaw.EVENT_MISSING: "l'événement n° {where} manque",
    Flaw.EVENT_FOREIGN: "l'événement n° {where} est celui d'un autre compte",
    Flaw.EVENT_UNLINKED: "l'événement n° {where} ne suit pas celui qui le précède",
    Flaw.CHAIN_CUT: "la chaîne des événements s'arrête au n° {where}, la fiche du compte dit autre chose",
    Flaw.ROW_UNREADABLE: "la fiche {where} n'est plus de celles que Relance écrit",
    Flaw.ROW_CHANGED: "{row} n'est plus celle qui a été écrite",
    Flaw.ROW_UNTOLD: "{row} n'est attestée par aucun événement",
    Flaw.ROW_MISSING: "{row} manque",
    Flaw.ROW_ASTRAY: "la ligne {where} ne répète plus ce que dit la fiche du contact",
    Flaw.FILE_CHANGED: "le fichier {where} n'est plus celui qui a été conservé",
    Flaw.FILE_MISSING: "le fichier {where} manque",
    Flaw.TIME_UNPROVED: "l'heure attestée par {where} n'est pas celle qui a été notée",
    Flaw.SEAL_UNREADABLE: "le sceau du {day} ne se lit plus",
    Flaw.SEAL_CHANGED: "le sceau du {day} n'est plus celui qui a été posé",
    Flaw.SEAL_MISSING: "le sceau du {day} manque",
    Flaw.LEAVES_CHANGED: "la liste des comptes scellés le {day} n'est plus celle que le sceau couvre",
    Flaw.PATH_BROKEN: "rien ne mène plus du compte au sceau du {day}",
    Flaw.SEALED_LOST: "l'événement scellé le {day} n'est plus dans la chaîne",
    Flaw.UNSEALED: "l'événement n° {where} n'est dans aucun sceau, alors que des jours suivants ont le leur",
    Flaw.UNCERTIFIED: "aucune heure ne l'est par l'autorité donnée",
    Flaw.TOKEN_CHANGED: "l'horodatage du sceau du {day} n'est plus celui qui a été reçu",
    Flaw.TOKEN_MISSING: "l'horodatage du sceau du {day} manque",
    Flaw.TOKEN_BAD: "{token} n'est pas de l'autorité reconnue, ou certifie autre chose",
    Flaw.MEMBER_CHANGED: "dans le dossier, {where} n'est plus le fichier de la liste SHA256SUMS",
    Flaw.MEMBER_MISSING: "dans le dossier, {where} manque",
    Flaw.MEMBER_UNLISTED: "dans le dossier, {where} n'est pas dans la liste SHA256SUMS",
    Flaw.MEMBER_UNREADABLE: "dans le dossier, {where} ne se lit pas",
    Flaw.MEMBER_UNTOLD: "dans le dossier, {where} n'est nommé par aucun événement ni aucune fiche",
    Flaw.ZIP_CHANGED: "le dossier n'est plus, à l'octet, le fichier qui a été écrit",
}
STOPPED: Final = "Le contrôle s'arrête là : tout ce qui suit repose sur ce qui est altéré."


def lines(told: Verdict | Finding) -> Iterator[str]:
    """Either."""
    return verdict_lines(told) if isinstance(told, Verdict) else finding_lines(told)


def finding_lines(found: Finding) -> Iterator[str]:
    """What was found wrong, with the hash or the value that was expected. Each is one line, whoever made it."""
    found = Finding(found.flaw, visible(found.where), visible(found.expected), visible(found.found))
    where = found.where.lstrip("0") if found.where.isdigit() else found.where
    day = _day(found.where)
    token = f"l'horodatage du sceau du {day}" if day != found.where else f"l'horodatage {found.where}"
    heading = "NON CERTIFIÉ" if found.flaw is Flaw.UNCERTIFIED else "ALTÉRÉ"
    yield f"{heading} : {WORDS[found.flaw].format(where=where, row=_row(found.where), day=day, token=token)}."
    if found.expected:
        yield f"  attendu : {found.expected}"
    if found.found:
        yield f"  trouvé : {found.found}"
    if found.flaw is not Flaw.UNCERTIFIED:
        yield STOPPED


def verdict_lines(told: Verdict) -> Iterator[str]:
    """What was compared, and how much of it."""
    yield f"INTACT : tout ce qui prouve l'historique du compte {visible(told.account_id)} est tel qu'il a été écrit."
    yield f"  Événements : {_events(told)}"
    yield f"  Fiches : {french.count(told.rows, 'fiche')}, conformes aux événements"
    yield f"  Fichiers : {_files(told)}"
    if told.files.times:
        yield f"  Heures certifiées de courriers suivis : {told.files.times}"
    yield f"  Sceaux : {_seals(told)}"
    yield f"  Horodatage : {_stamps(told)}"
    if told.unsealed_since is not None:
        since = french.instant(told.unsealed_since)
        yield f"  Pas encore scellé : {french.count(told.unsealed, 'événement')}, depuis le {since}"
    if told.under_way:
        files = french.count(told.under_way, "fichier")
        yield f"  En cours d'envoi : {files}, comparés à leur fiche, pas encore dans la chaîne"
    for key in told.files.erased:
        yield f"  Effacé volontairement, la chaîne le dit : {visible(key)}"


def _events(told: Verdict) -> str:
    if told.first_at is None or told.last_at is None:
        return "aucun"
    span = f"du {french.instant(told.first_at)} au {french.instant(told.last_at)}"
    return f"{told.events}, {span}, chaînés sans lacune"


def _files(told: Verdict) -> str:
    sizes = told.files.sizes
    return f"{len(sizes)} ({french.size(sum(sizes.values()))}), chacun à son empreinte" if sizes else "aucun"


def _seals(told: Verdict) -> str:
    seals = told.seals
    if not seals.seals:
        return "aucun pour l'instant"
    whole = f"{seals.seals}, chaînés sans lacune"
    return f"{whole} ; le compte figure dans {seals.sealings}, jusqu'à l'événement n° {seals.sealed}"


def _stamps(told: Verdict) -> str:
    by = told.seals.by
    if by is None:
        return "aucun ne couvre encore ce compte"
    through = f"les événements jusqu'au n° {told.seals.certified} existaient au plus tard le {french.instant(by.at)}"
    return f"{through}, selon « {visible(by.authority)} »"


def _row(name: str) -> str:
    if name == ACCOUNT:
        return "la fiche du compte"
    if name.startswith(CONTACT):
        return f"la fiche du contact du {_day(name.removeprefix(CONTACT))}"
    return f"la fiche du dossier {name.removeprefix(CASE)}" if name.startswith(CASE) else f"la fiche {name}"


def _day(text: str) -> str:
    try:
        return french.day(date.fromisoformat(text))
    except ValueError:
        return text
