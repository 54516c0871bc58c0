"""The pages of what the post did: every letter, what it all cost, a storm of calls, days without a carrier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from local.story import words
from local.story.bills import Bill, Small
from local.story.chronicle import CarrierOutage
from local.story.doors import Knock
from local.story.results.cost_page import CostPage
from local.story.results.customer import CustomerView
from local.story.results.documents import ContactFiles
from local.story.results.shown import badge_of
from local.story.storm import Weathered
from local.story.verification import Verified
from relance.domain.channels import LETTERS, Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.costs import euros
from relance.service.french import NBSP, typeset

A_CENT = 10_000
POSTED = LETTERS | {Channel.TRACKED}


@dataclass(frozen=True, slots=True)
class Posted:
    """What the post left, beside the ledger."""

    bills: Sequence[Bill]
    small: Sequence[Small]
    storm: Weathered | None
    outages: Sequence[CarrierOutage]
    verified: Verified
    knocks: Sequence[Knock]
    """Who tried to come in."""

    def figures(self) -> dict[str, Any]:
        """For summary.json."""
        storm = self.storm
        return {
            "invoiced_cents": {f"{bill.carrier} {bill.month}": [len(bill.lines), bill.cents] for bill in self.bills},
            "storm": {
                "letters": storm.letters,
                "calls": storm.calls,
                "different_calls": storm.different,
                "answers": {str(status): count for status, count in storm.answers.items()},
                "seconds": round(storm.seconds, 1),
            }
            if storm
            else {},
            "knocks": [[knock.who, knock.where, knock.status] for knock in self.knocks],
        }


@dataclass(frozen=True, slots=True)
class PostPages:
    """Plain values for the templates."""

    views: Mapping[str, CustomerView]
    """By account."""
    files: Mapping[str, ContactFiles]
    """By reference."""
    posted: Posted

    def rows(self) -> list[ContactRow]:
        """Every letter that left, by day."""
        rows = [row for view in self.views.values() for row in view.told.explanation.contacts]
        sent = [row for row in rows if Channel(row.channel) in POSTED and row.state is ContactState.SENT]
        return sorted(sent, key=lambda row: (row.day, row.account_id))

    # ------------------------------------------------------------------------------------ letters

    def letters(self) -> dict[str, Any]:
        rows = self.rows()
        proofs = sum(len(row.proofs) for row in rows)
        return {
            "lead": typeset(
                f"{words.plural(len(rows), 'envoi')} sur papier ou par voie électronique, "
                f"{words.plural(proofs, 'preuve conservée', 'preuves conservées')} : chacune relue, empreinte vérifiée."
            ),
            "letters": [self._letter(row) for row in rows],
        }

    def _letter(self, row: ContactRow) -> dict[str, Any]:
        view, files = self.views[row.account_id], self.files.get(row.reference, ContactFiles())
        status, look = badge_of(row)
        return {
            "who": view.name,
            "href": f"{view.path}#{row.reference}",
            "reference": row.reference,
            "step": words.step(row.step_name),
            "channel": words.channel(row.channel),
            "carrier": words.carrier(row.carrier),
            "day": words.short_date(row.day),
            "status": status,
            "look": look,
            "cost": _price(row),
            "proofs": [{"label": proof.label, "path": proof.path} for proof in files.proofs],
        }

    # ------------------------------------------------------------------------------ storm, outage

    def storm(self, storm: Weathered) -> dict[str, Any]:
        proofs = sum(len(row.proofs) for row in self.rows())
        mixed = f"{storm.different} différents, répétés et mélangés"
        return {
            "title": typeset("Mille appels d’un coup"),
            "lead": typeset(
                "Les transporteurs rappellent à chaque nouvelle d’un courrier, parfois deux fois, parfois dans le "
                "désordre. Ici, tous à la fois."
            ),
            "tiles": [
                _tile(words.number(storm.calls), "appels", mixed, "blue"),
                _tile(f"{storm.seconds:.0f} s".replace(" ", NBSP), "pour y répondre", _pace(storm), ""),
                _tile(str(storm.letters), "courriers concernés", "chacun dans son juste état", "plum"),
                _tile(str(proofs), "preuves conservées", "chacune une seule fois", "gold"),
            ],
            "sections": [_doors(self.posted.knocks)] if self.posted.knocks else [],
        }

    def outages(self) -> dict[str, Any]:
        return {
            "title": "Deux jours sans transporteur",
            "lead": typeset(
                "Un transporteur en panne ne retient pas un courrier qu’un autre peut prendre, et n’en fait pas partir "
                "deux : après un silence, personne d’autre n’est sollicité avant qu’il ait dit ce qu’il a reçu."
            ),
            "tiles": [],
            "sections": [self._outage(outage) for outage in self.posted.outages],
        }

    def verification(self, verified: Verified) -> dict[str, Any]:
        view = self.views[verified.account]
        return {
            "title": "Rien n’a changé, et cela se vérifie",
            "lead": typeset(
                f"Tout ce qui prouve l’historique de {view.name} tient dans un fichier. Il se vérifie sans connexion : "
                "le contenu de chaque pièce, la chaîne des événements, les sceaux de chaque nuit et leur horodatage."
            ),
            "tiles": [],
            "sections": [
                {
                    "title": "Le fichier tel qu’exporté",
                    "text": typeset("Il contient aussi de quoi le vérifier sans Relance."),
                    "link": {"href": verified.exported, "text": f"{verified.account}.zip"},
                    "printed": verified.intact,
                },
                {
                    "title": typeset("Le même, un bit changé"),
                    "text": typeset("Dans une copie, un seul bit d’une seule pièce a été inversé."),
                    "printed": verified.altered,
                },
            ],
        }

    def _outage(self, outage: CarrierOutage) -> dict[str, Any]:
        wanted = [(row, self._wanted(row, outage)) for row in self.rows() if outage.about(row.channel)]
        return {
            "title": f"{words.carrier(outage.carrier)}, du {words.short_date(outage.first)} au "
            f"{words.short_date(outage.last)}",
            "text": typeset(outage.text),
            "heads": ("Client", "Canal", "Décidé le", "Confié à", "Remis le", "Prix HT"),
            "rows": [
                {
                    "who": self.views[row.account_id].name,
                    "href": f"{self.views[row.account_id].path}#{row.reference}",
                    "cells": (
                        words.channel(row.channel),
                        words.short_date(day),
                        words.carrier(row.carrier),
                        words.short_date(row.day),
                        _price(row),
                    ),
                }
                for row, day in wanted
                if day
            ],
        }

    def _wanted(self, row: ContactRow, outage: CarrierOutage) -> date | None:
        """The day of the outage on which a letter was to leave, at once or in vain; None: on none."""
        tries = (
            row,
            *(r for r in self.views[row.account_id].told.explanation.contacts if r.state is ContactState.VOID),
        )
        days = [t.day for t in tries if t.channel == row.channel and outage.first <= t.day <= outage.last]
        return min(days, default=None) if row.day >= outage.first else None


def _price(row: ContactRow) -> str:
    """Fractions of a cent are not worth a line of digits."""
    if row.cost is None:
        return "–"
    return euros(row.cost.micros) if row.cost.micros >= A_CENT else f"<{NBSP}0,01{NBSP}€"


def _pace(storm: Weathered) -> str:
    return typeset(f"{storm.calls / storm.seconds:.0f} par seconde, sur cette machine")


def _doors(knocks: Sequence[Knock]) -> dict[str, Any]:
    return {
        "title": typeset("Ceux qui n’entrent pas"),
        "text": typeset("Un appel que le transporteur n’a pas fait, une adresse modifiée, un lien périmé."),
        "heads": ("Essai", "Où", "Réponse"),
        "rows": [{"who": typeset(k.who), "href": "", "cells": (typeset(k.where), str(k.status))} for k in knocks],
    }


def _tile(figure: str, label: str, note: str, look: str) -> dict[str, str]:
    return {"figure": figure, "label": typeset(label), "note": note, "look": look}


def pages(post: PostPages) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """File, template and values of each page."""
    yield "courriers.html", "letters.html.j2", post.letters()
    yield "couts.html", "costs.html.j2", CostPage(post.views, post.posted.bills, post.posted.small).values()
    if post.posted.storm:
        yield "tempete.html", "storm.html.j2", post.storm(post.posted.storm)
    if post.posted.outages:
        yield "pannes.html", "storm.html.j2", post.outages()
    yield "verification.html", "storm.html.j2", post.verification(post.posted.verified)
