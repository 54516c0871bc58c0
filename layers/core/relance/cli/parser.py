"""The command line: words, options and their help. Knows nothing of AWS, so that help comes at once."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import Any

from relance.domain.account import HoldKind
from relance.domain.carriers import OUTSIDE
from relance.domain.costs import By
from relance.domain.proof import BY_HAND

HOLD_KINDS = tuple(kind.value.lower().replace("_", "-") for kind in HoldKind if kind is not HoldKind.PLAN)
BY = tuple(by.value for by in By)
FATES = tuple(BY_HAND)
EPILOG = "Codes de sortie : 0 tout va bien ; 1 refusé ou en échec, avec la raison ; 2 commande mal écrite."


def parser(*, stack: str, person: str) -> argparse.ArgumentParser:
    """The whole command. `run` names the module of relance.cli that carries it out."""
    whole = argparse.ArgumentParser(
        prog="relance", description="Suivre et piloter les relances d'une pile déployée.", epilog=EPILOG
    )
    whole.add_argument("--stack", default=stack, help="nom de la pile CloudFormation (RELANCE_STACK ; %(default)s)")
    whole.add_argument("--profile", help="profil AWS")
    whole.add_argument("--region", help="région AWS")
    whole.add_argument("--by", default=person, metavar="NOM", help="qui agit (RELANCE_BY, sinon le nom de session)")
    commands = whole.add_subparsers(title="commandes", dest="command", required=True, metavar="COMMANDE")
    _reading(commands)
    _holding(commands)
    _sending(commands)
    _repairing(commands)
    _policies(commands)
    _letters(commands)
    _evidence(commands)
    _carriers(commands)
    return whole


def _add(commands: Any, name: str, text: str, *, run: str) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    added.set_defaults(run=run)
    return added


def _reading(commands: Any) -> None:
    preview = _add(commands, "preview", "ce qui partirait ce jour-là ; n'écrit rien", run="preview")
    preview.add_argument("day", type=civil_day, metavar="JOUR", help="AAAA-MM-JJ ou JJ/MM/AAAA")
    preview.add_argument("--all", action="store_true", help="lister aussi ce qui est retenu, compte par compte")
    preview.add_argument("--json", action="store_true", help="pour un autre programme")
    explain = _add(
        commands, "explain", "où en est un client, ce qui vient, ce qui bloque, ce qui s'est passé", run="explain"
    )
    explain.add_argument("customer", metavar="CLIENT")
    explain.add_argument("--json", action="store_true", help="pour un autre programme")
    costs = _add(
        commands, "costs", "ce que les envois ont coûté, et la facture d'un transporteur à vérifier", run="costs"
    )
    costs.add_argument(
        "month", nargs="?", type=civil_month, metavar="MOIS", help="AAAA-MM ou MM/AAAA (le mois en cours)"
    )
    costs.add_argument("--by", choices=BY, default=BY[2], metavar="PAR", help=f"{', '.join(BY)} (%(default)s)")
    costs.add_argument("--csv", metavar="FICHIER", help="y écrire chaque envoi, au coût exact")
    costs.add_argument("--check", metavar="FICHIER", help="la facture d'un transporteur (CSV : reference, montant)")
    costs.add_argument(
        "--carrier", action="append", metavar="NOM", help="avec --check : le transporteur, comme maileva"
    )
    costs.add_argument("--json", action="store_true", help="pour un autre programme")
    certificate = _add(
        commands, "certificate", "ce qui est prouvé d'un courrier suivi électronique, en PDF", run="certificate"
    )
    certificate.add_argument("reference", metavar="RÉFÉRENCE", help="comme RL-260302-ABCDEFGHIJKL")
    certificate.add_argument("-o", "--output", metavar="FICHIER.pdf", help="où l'écrire (RÉFÉRENCE.pdf)")
    statement = _add(commands, "statement", "le décompte de factures données en JSON, calculé ici", run="statement")
    statement.add_argument("file", metavar="FICHIER", help="une facture ou une liste ; « - » : l'entrée standard")


def _holding(commands: Any) -> None:
    hold = _add(commands, "hold", "suspendre un compte ou une facture, même un contact déjà en file", run="hold")
    _whom(hold)
    hold.add_argument("--reason", required=True, metavar="MOTIF")
    hold.add_argument(
        "--until", type=civil_day, metavar="JOUR", help="dernier jour suspendu ; sans lui : jusqu'à levée"
    )
    hold.add_argument(
        "--kind",
        choices=HOLD_KINDS,
        default="manual",
        metavar="NATURE",
        help=f"{', '.join(HOLD_KINDS)} (%(default)s) ; promise et payment-announced : --until est le jour du paiement",
    )
    release = _add(commands, "release", "lever une suspension", run="hold")
    _whom(release)
    instalments = _add(
        commands, "instalments", "enregistrer un échéancier et écrire la lettre qui le confirme", run="instalments"
    )
    instalments.add_argument("customer", metavar="CLIENT")
    instalments.add_argument("file", nargs="?", metavar="FICHIER.toml", help="les échéances (docs/holds.md)")
    instalments.add_argument("--save", metavar="LETTRE.pdf", help="où copier la lettre à signer")
    instalments.add_argument("--release", action="store_true", help="lever l'échéancier en cours")
    instalments.add_argument("--reason", default="", metavar="MOTIF", help="avec --release")
    _by(instalments)


def _whom(added: argparse.ArgumentParser) -> None:
    added.add_argument("customer", metavar="CLIENT")
    added.add_argument("--invoice", metavar="FACTURE", help="cette facture seulement")
    _by(added)


def _sending(commands: Any) -> None:
    stop = _add(commands, "stop", "couper tout envoi, dans la minute", run="sending")
    stop.add_argument("--reason", default="", metavar="MOTIF")
    _by(stop)
    resume = _add(commands, "resume", "ouvrir l'envoi ; la première fois, c'est la mise en service", run="sending")
    resume.add_argument("--reason", default="", metavar="MOTIF")
    _by(resume)
    status = _add(commands, "status", "l'envoi, l'âge des données, les files, ce qui attend une personne", run="status")
    status.add_argument("--quick", action="store_true", help="sans compter les approbations (parcourt l'agenda)")
    status.add_argument("--json", action="store_true", help="pour un autre programme")


def _repairing(commands: Any) -> None:
    quarantine = _words(commands, "quarantine", "les enregistrements refusés")
    _add(quarantine, "list", "les lister, avec champ et raison", run="quarantine").add_argument(
        "--json", action="store_true", help="pour un autre programme"
    )
    replay = _add(quarantine, "replay", "les reprendre", run="quarantine")
    which = replay.add_mutually_exclusive_group(required=True)
    which.add_argument("keys", nargs="*", default=[], metavar="CLÉ", help="comme « quarantine list » les montre")
    which.add_argument("--all", action="store_true", help="tous")
    settle = _add(commands, "settle", "régler un contact d'issue inconnue, après avis du prestataire", run="settle")
    settle.add_argument("customer", metavar="CLIENT")
    settle.add_argument("day", type=civil_day, metavar="JOUR", help="le jour du contact")
    settle.add_argument("outcome", choices=("sent", "not-sent"), help="ce que le prestataire en dit")
    _by(settle)
    received = _add(commands, "received", "dire ce qu'est devenue une lettre que vous avez postée", run="received")
    received.add_argument("reference", metavar="RÉFÉRENCE", help="comme RL-260302-ABCDEFGHIJKL, nom de son PDF")
    received.add_argument("--as", dest="fate", choices=FATES, required=True, metavar="ISSUE", help=", ".join(FATES))
    received.add_argument("--on", type=civil_day, required=True, metavar="JOUR", help="le jour que la poste indique")
    received.add_argument("--presented", type=civil_day, metavar="JOUR", help="celui de la première présentation")
    received.add_argument("--proof", metavar="FICHIER", help="l'avis, l'enveloppe ou le récépissé : PDF, JPEG, PNG")
    _by(received)
    dead = _words(commands, "dead-letters", "les messages abandonnés par les files")
    _add(dead, "list", "ce qui attend, file par file", run="dead_letters")
    redrive = _add(dead, "redrive", "les remettre dans leur file d'origine", run="dead_letters")
    redrive.add_argument("queue", metavar="FILE", help="la file d'origine, comme ContactQueue")


def _policies(commands: Any) -> None:
    policies = _words(commands, "policies", "les plans, règles, textes et identité du créancier", alias="plans")
    check = _add(policies, "check", "juger un fichier comme le fera la publication, avec des exemples", run="policies")
    check.add_argument("--in-force", action="store_true", help="avec les fichiers publiés de la pile, non ceux livrés")
    publish = _add(policies, "publish", "déposer un fichier et attendre qu'il soit accepté ou refusé", run="policies")
    for added in (check, publish):
        added.add_argument("file", metavar="FICHIER")
        added.add_argument(
            "--name", metavar="NOM", help="nom publié, comme plans/standard.toml (sinon déduit du chemin)"
        )
    past = _add(policies, "history", "les versions d'un fichier, la plus récente d'abord", run="policies")
    past.add_argument("name", metavar="NOM", help="comme texts/fr/last_reminder.toml")
    show = _add(policies, "show", "une version, telle qu'une lettre la nomme dans ses propriétés", run="policies")
    show.add_argument("name", metavar="NOM@EMPREINTE", help="comme texts/fr/last_reminder.toml@3f2a9c12ab34")
    output = _add(commands, "output", "une sortie de la pile, comme ReconcileFunction", run="outputs")
    output.add_argument("name", metavar="SORTIE")


def _letters(commands: Any) -> None:
    letters = _words(commands, "letters", "les lettres, courriels et SMS")
    preview = _add(letters, "preview", "tout écrire sur des exemples, à feuilleter ; sans AWS", run="letters")
    preview.add_argument("folder", nargs="?", default="out/letters", metavar="DOSSIER", help="(%(default)s)")
    drafts = "un dossier de brouillons : texts/…, creditor.toml, logo.png, signature.png"
    preview.add_argument("--texts", metavar="BROUILLONS", help=drafts)
    preview.add_argument("--only", default="", metavar="NOM", help="celles dont le nom contient ce mot : formal_notice")


def _carriers(commands: Any) -> None:
    carriers = _words(commands, "carriers", "les transporteurs de lettres")
    hooks = _add(carriers, "hooks", "les adresses (secrètes) où les transporteurs nous appellent", run="carriers")
    how = hooks.add_mutually_exclusive_group()
    how.add_argument("--register", action="store_true", help="les donner aux transporteurs qui s'y abonnent par appel")
    how.add_argument("--json", action="store_true", help="pour un autre programme")
    accounts = "carrier_accounts"
    _add(carriers, "check", "juger le secret des transporteurs : comptes réglés, champs à corriger", run=accounts)
    opened = _add(carriers, "open-session", "identifier l'expéditeur de lettres qualifiées", run=accounts)
    opened.add_argument("carrier", choices=tuple(map(str, OUTSIDE)), metavar="TRANSPORTEUR", help="comme ar24")
    opened.add_argument("code", metavar="CODE", help="le code à usage unique ; il n'est gardé nulle part")
    certificate = _add(carriers, "certificate", "remettre son certificat, demandé au clavier", run=accounts)
    certificate.add_argument("carrier", choices=tuple(map(str, OUTSIDE)), metavar="TRANSPORTEUR", help="comme maileva")


def _evidence(commands: Any) -> None:
    verify = _add(
        commands, "verify", "si tout ce qui prouve l'historique d'un client est tel qu'il a été écrit", run="verify"
    )
    verify.add_argument("target", metavar="CLIENT|DOSSIER.zip", help="un fichier se vérifie sans connexion")
    verify.add_argument("--ca", metavar="FICHIER.pem", help="l'autorité d'horodatage que vous reconnaissez")
    verify.add_argument("--json", action="store_true", help="pour un autre programme")
    export = _add(commands, "export", "tout ce qui prouve l'historique d'un client, dans un fichier", run="export")
    export.add_argument("customer", metavar="CLIENT")
    export.add_argument("-o", "--output", required=True, metavar="DOSSIER.zip", help="où l'écrire")
    erase = _add(commands, "erase", "effacer un fichier d'un client, là où la loi le demande", run="erase")
    erase.add_argument("customer", metavar="CLIENT")
    erase.add_argument("key", metavar="FICHIER", help="sa clé, comme « verify » et « explain » la donnent")
    erase.add_argument(
        "--why",
        choices=("demande", "erreur", "conservation"),
        required=True,
        metavar="MOTIF",
        help="demande (de la personne), erreur, conservation (durée échue)",
    )
    _by(erase)


def _words(commands: Any, name: str, text: str, *, alias: str | None = None) -> Any:
    aliases = [alias] if alias else []
    group: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, aliases=aliases)
    return group.add_subparsers(title="commandes", dest="word", required=True, metavar="COMMANDE")


def _by(added: argparse.ArgumentParser) -> None:
    """Also accepted after the command; what stands there wins, what does not stand there changes nothing."""
    added.add_argument("--by", default=argparse.SUPPRESS, metavar="NOM", help="qui agit")


def civil_month(text: str) -> str:
    """A month as people write it, as AAAA-MM."""
    for pattern in ("%Y-%m", "%m/%Y"):
        try:
            return f"{datetime.strptime(text, pattern):%Y-%m}"  # noqa: DTZ007 a month has no zone
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(f"{text} n'est pas un mois ; écrivez 2026-03 ou 03/2026")


def civil_day(text: str) -> date:
    """A day as people write it."""
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 a civil day has no zone
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(f"{text} n'est pas un jour ; écrivez 2026-03-12 ou 12/03/2026")
