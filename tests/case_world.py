"""The whole escalation in memory: the real definition, the real handlers, the real use cases, on fakes.

Boulangerie Martin owes 1 200 € since 30 January 2026; the last reminder went on 2 March. The formal notice is due on
Monday 16 March. It prints Tuesday 7 April (15 days, and 7 in which it may be approved).
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from relance.adapters.approvals import HmacLinks
from relance.adapters.desk_pages import HtmlDeskPages, Templates
from relance.domain.account import PastContact
from relance.domain.case import Case
from relance.domain.statement import Statement
from relance.ports.ledger import MAX_INVOICES_PER_COMMIT
from relance.runtime import bootstrap
from relance.runtime.cases import Cases
from relance.service.cases.ask_approval import AskApproval
from relance.service.cases.desk import Desk
from relance.service.contacts.prepare_contact import PrepareContact
from relance.service.web import Answer
from tests.builders import customer_item, invoice, invoice_item, ledger_invoice, progress, record
from tests.fakes.approvals import FakeApprovers, FakeUrls
from tests.fakes.carrier import FakeCarrier, FakeCarriers
from tests.fakes.storage import InMemoryEvidence
from tests.machine import Execution, Machine
from tests.world import PlainRenderer, World

TEMPLATES = Templates()
KEY = b"a key of thirty-two bytes, or so"
OPENING = date(2026, 3, 16)
"""A Monday, 45 days after the due date."""
ANSWER_BY = date(2026, 4, 7)
AFTER_DEADLINE = date(2026, 4, 8)
CONTEXT = SimpleNamespace(
    function_name="relance", memory_limit_in_mb=512, invoked_function_arn="arn:aws:lambda:x", aws_request_id="1"
)


class FakeCases(Cases):
    """The deployment's composition, with the outside replaced."""

    @cached_property
    def runner(self) -> Any:
        return self.app.machine  # type: ignore[attr-defined]

    @cached_property
    def templates(self) -> Templates:
        return TEMPLATES

    @cached_property
    def links(self) -> HmacLinks:
        return HmacLinks(KEY)

    @cached_property
    def ask_approval(self) -> AskApproval:
        approvers = self.app.approvers  # type: ignore[attr-defined]
        return AskApproval(self.files, self.signals, self.runner, approvers, self.handoff_file, self.terms)

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.links, self.approvals(FakeUrls()), HtmlDeskPages(self.templates, creditor=self.creditor))


class CaseWorld(World):
    """A world whose escalations run. `pump` is the passing of seconds: executions go as far as they can."""

    def __init__(self, *, wrap: Callable[[str, Any], Any] = lambda _, port: port) -> None:
        super().__init__(wrap=wrap)
        self.machine = Machine(self.invoke)
        self.carrier, self.approvers = FakeCarrier(), FakeApprovers()
        self.carriers = FakeCarriers.only(self.carrier)
        self.evidence = InMemoryEvidence()

    @property
    def app(self) -> SimpleNamespace:
        """What a function finds when it starts; made anew for each call, as after a cold start."""
        app = SimpleNamespace(
            ledger=self.wrap("ledger", self.ledger),
            snapshot_reader=self.reader,
            planning=self.planning,
            clock=self.clock,
            archive=self.wrap("archive", self.archive),
            documents=self.wrap("documents", self.documents),
            evidence=self.wrap("evidence", self.evidence),
            contact_book=self.book,
            controls=self.wrap("controls", self.controls),
            renderer=PlainRenderer(),
            figures=self.figures,
            machine=self.wrap("machine", self.machine),
            post=SimpleNamespace(letters=self.by_post, settling=self.settling),
            approvers=self.wrap("approvers", self.approvers),
            policies=SimpleNamespace(creditor=lambda: SimpleNamespace(legal_name="Atelier Lumière")),
        )
        app.cases = FakeCases(app)  # type: ignore[arg-type]
        return app

    @property
    def preparer(self) -> PrepareContact:
        parts = self.app.cases
        return replace(super().preparer, cases=parts.open_case, waker=parts.signals)

    def invoke(self, function: str, payload: dict[str, Any]) -> Any:
        """Run a function of the definition, such as "${DraftNoticeFunction}", by its real handler."""
        return self.run_handler(folder_of(function), payload)

    def run_handler(self, folder: str, event: dict[str, Any]) -> Any:
        handler = importlib.import_module(f"functions.{folder}.handler")
        found = bootstrap.application
        bootstrap.application = lambda: self.app  # type: ignore[assignment]
        try:
            return handler.lambda_handler(event, CONTEXT)
        finally:
            bootstrap.application = found

    # ------------------------------------------------------------------------------- the acts

    def owe(self, *invoices: dict[str, Any], customer: dict[str, Any] | None = None) -> CaseWorld:
        """Invoices that climbed to the last reminder."""
        items = invoices or (invoice_item(),)
        self.billing.put_all([customer or customer_item(), *items])
        facts = self.billing.partition("C-1").invoices.values()
        entries = [ledger_invoice(i, progress=progress(1, 2, 3)) for i in facts]
        days = (date(2026, 2, 2), date(2026, 2, 16), date(2026, 3, 2))
        names = ("first_reminder", "second_reminder", "last_reminder")
        past = tuple(PastContact(d, "email", n, r) for r, (d, n) in enumerate(zip(days, names, strict=True), start=1))
        self.knows(record(*entries, contacts=past), next_day=OPENING)
        return self

    def owe_in_pieces(self, items: list[dict[str, Any]]) -> None:
        """More invoices than a transaction holds."""
        for start in range(0, len(items), MAX_INVOICES_PER_COMMIT):
            self.owe(*items[start : start + MAX_INVOICES_PER_COMMIT])

    def morning(self, day: date, at: time = time(8, 30)) -> None:
        """The day's run, then whatever the executions do with it."""
        self.run(day, at)
        self.pump()

    def mornings(self, first: date, last: date) -> None:
        for day in self.days(first, last):
            if day.weekday() < 5:
                self.morning(day)

    def pump(self) -> None:
        self.machine.pump()

    def billing_says(self, name: str = "INVOICE#F-1", **attributes: Any) -> None:
        """Billing writes; its stream tells the ledger's cases, as project_invoice does."""
        item = self.billing.items["C-1", name]
        self.billing.update("C-1", name, version=item["version"] + 1, **attributes)
        self.facts_changed()

    def facts_changed(self) -> None:
        self.app.cases.signals.facts_changed("C-1", self.today)
        self.pump()

    def facts_changed_without_pump(self) -> None:
        self.app.cases.signals.facts_changed("C-1", self.today)

    def owe_more(self) -> None:
        """A second invoice, due for its first reminder on the opening day; the account's last contact is long ago."""
        self.billing.put(invoice_item("F-2", due_on="2026-03-13", issued_on="2026-02-13", total="300.00"))
        facts = self.billing.partition("C-1").invoices["C-1#F-2"]
        before = self.ledger.load("C-1")
        self.ledger.commit(before, replace(before.with_invoice(ledger_invoice(facts)), next_day=OPENING))

    def get(self, token: str | None = None) -> Answer:
        return self.app.cases.desk.show(token or self.token)  # type: ignore[no-any-return]

    def submit(self, token: str | None = None, **form: str) -> Answer:
        answer: Answer = self.app.cases.desk.decide(token or self.token, urlencode(form))
        self.pump()
        return answer

    def approve(self, name: str = "Anne Durand") -> Answer:
        return self.submit(decision="approve", name=name)

    def refuse(self, reason: str, name: str = "Anne Durand") -> Answer:
        return self.submit(decision="refuse", name=name, reason=reason)

    def to_approval(self) -> CaseWorld:
        """Until a person is asked for the notice."""
        self.owe().morning(OPENING)
        return self

    def to_payment_wait(self) -> CaseWorld:
        """Until the debtor's days run: served on the opening day."""
        self.to_approval().approve()
        return self

    def to_handoff_approval(self) -> CaseWorld:
        """Until a person is asked for the handoff."""
        self.to_payment_wait().morning(AFTER_DEADLINE)
        return self

    # ---------------------------------------------------------------------------- what is seen

    @property
    def today(self) -> date:
        return (self.clock.now() + timedelta(hours=1)).date()

    @property
    def token(self) -> str:
        """The link that the approvers were sent last."""
        return HmacLinks(KEY).sign(self.approvers.newest)

    @property
    def case(self) -> Case:
        """The newest case."""
        return list(self.ledger.load("C-1").cases.values())[-1]

    @property
    def statement(self) -> dict[str, Any]:
        """What the newest case's notice says, as frozen."""
        assert self.case.statement is not None
        body: dict[str, Any] = json.loads(self.archive.files[self.case.statement.key])
        return body

    @property
    def served(self) -> Statement:
        """The same, as a value."""
        assert self.case.statement is not None
        frozen: Statement = self.app.cases.frozen.read(Statement, self.case.statement)
        return frozen

    @property
    def woken(self) -> list[str]:
        """The words on which the account's cases went on."""
        return [e.data["why"] for e in self.ledger.events("C-1") if e.kind == "case.woken"]

    @property
    def closed(self) -> dict[str, Any]:
        """What the timeline says of the first case that was closed."""
        return next(e.data for e in self.ledger.events("C-1") if e.kind == "case.closed")

    @property
    def execution(self) -> Execution:
        return self.machine.executions[self.case.case_id]

    @property
    def path(self) -> list[str]:
        """The states of the newest case's execution, without the choices."""
        return [s for s in self.execution.path if not s.startswith("Route")]


def folder_of(function: str) -> str:
    """`${DraftNoticeFunction}` is the folder draft_notice."""
    name = function.removeprefix("${").removesuffix("Function}")
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).strip("_")


__all__ = ["AFTER_DEADLINE", "ANSWER_BY", "OPENING", "CaseWorld", "folder_of", "invoice"]
