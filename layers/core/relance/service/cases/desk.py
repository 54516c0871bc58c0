"""What finance does over the web: reads a signed link, answers with a page. Nothing is decided by a GET."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import parse_qs

from relance.domain.case import Approval, Wake
from relance.domain.errors import TransientError
from relance.ports.cases import ApprovalView, BadLinkError, DeskPages, Link, Links, Notice
from relance.service.cases.approvals import Approvals, Verdict
from relance.service.web import Answer, answer

MAX_BODY = 8_192
MAX_NAME = 120
MAX_REASON = 500
DECISIONS = {"approve": Wake.APPROVED, "refuse": Wake.REFUSED}
STATUSES = {
    Notice.RECORDED: HTTPStatus.OK,
    Notice.DECIDED: HTTPStatus.CONFLICT,
    Notice.VOID: HTTPStatus.CONFLICT,
    Notice.EXPIRED: HTTPStatus.GONE,
    Notice.INVALID: HTTPStatus.FORBIDDEN,
    Notice.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Notice.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Notice.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class _Form:
    decision: Wake | None
    name: str
    reason: str

    @property
    def error(self) -> str:
        if self.decision is None:
            return "Choisissez d'approuver ou de refuser."
        if not self.name:
            return "Indiquez votre nom."
        if len(self.name) > MAX_NAME or len(self.reason) > MAX_REASON:
            return f"Le nom prend {MAX_NAME} caractères au plus, le motif {MAX_REASON}."
        if self.decision is Wake.REFUSED and not self.reason:
            return "Indiquez le motif du refus."
        return ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The approval pages."""

    links: Links
    approvals: Approvals
    pages: DeskPages

    def show(self, token: str) -> Answer:
        """The page of a link."""
        return self._answer(token, self._show)

    def decide(self, token: str, body: str) -> Answer:
        """The answer to a posted form."""
        if len(body) > MAX_BODY:
            return self._notice(Notice.TOO_LARGE)
        form = _form(body)
        return self._answer(token, lambda link: self._decide(link, form))

    def _answer(self, token: str, act: Callable[[Link], Answer]) -> Answer:
        try:
            return act(self.links.read(token))
        except BadLinkError:
            return self._notice(Notice.INVALID)
        except TransientError:
            return self._notice(Notice.BUSY)

    def _show(self, link: Link) -> Answer:
        found = self.approvals.show(link)
        if isinstance(found, Verdict):
            return self._verdict(link, found)
        return answer(HTTPStatus.OK, self.pages.approval(found))

    def _decide(self, link: Link, form: _Form) -> Answer:
        if form.decision is None or form.error:
            return self._again(link, form)
        return self._verdict(link, self.approvals.decide(link, form.decision, form.name, form.reason))

    def _again(self, link: Link, form: _Form) -> Answer:
        """The form once more, with what to mend."""
        found = self.approvals.show(link)
        if isinstance(found, ApprovalView):
            view = replace(found, name=form.name[:MAX_NAME], reason=form.reason[:MAX_REASON], error=form.error)
            return answer(HTTPStatus.UNPROCESSABLE_ENTITY, self.pages.approval(view))
        return self._verdict(link, found)

    def _verdict(self, link: Link, verdict: Verdict) -> Answer:
        return self._notice(verdict.notice, case_id=link.case_id, decision=verdict.decision)

    def _notice(self, notice: Notice, *, case_id: str = "", decision: Approval | None = None) -> Answer:
        return answer(STATUSES[notice], self.pages.notice(notice, case_id=case_id, decision=decision))


def _form(body: str) -> _Form:
    fields = {name: values[-1].strip() for name, values in parse_qs(body).items()}
    return _Form(DECISIONS.get(fields.get("decision", "")), _line(fields.get("name", "")), fields.get("reason", ""))


def _line(text: str) -> str:
    """A name is one line of printable characters."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
