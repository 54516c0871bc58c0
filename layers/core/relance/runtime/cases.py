"""The composition of cases: what each state of the machine, each signal and the desk are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.service.cases.files import CaseFiles, CaseTerms
from relance.service.cases.open_case import OpenCase
from relance.service.cases.signals import CaseSignals
from relance.service.cases.standing import Standing

if TYPE_CHECKING:
    from relance.adapters.approvals import HmacLinks
    from relance.adapters.desk_pages import Templates
    from relance.adapters.frozen import ArchivedValues
    from relance.adapters.stepfunctions import StepFunctionsCaseRunner
    from relance.ports.cases import DocumentUrls
    from relance.runtime.bootstrap import Application
    from relance.service.cases.approvals import Approvals
    from relance.service.cases.ask_approval import AskApproval
    from relance.service.cases.await_payment import AwaitPayment
    from relance.service.cases.close_case import CloseCase
    from relance.service.cases.desk import Desk
    from relance.service.cases.draft_notice import DraftNotice
    from relance.service.cases.giving_back import GivingBack
    from relance.service.cases.hand_off import HandOff, HandoffFile
    from relance.service.cases.notice_fates import NoticeFates
    from relance.service.cases.serve_notice import ServeNotice


@dataclass(frozen=True)
class Cases:
    """Built on first use, from the application's common parts."""

    app: Application

    @cached_property
    def files(self) -> CaseFiles:
        """Cases and their changes."""
        app = self.app
        return CaseFiles(app.ledger, app.snapshot_reader, app.planning, app.clock)

    @cached_property
    def terms(self) -> CaseTerms:
        """Delays that are no part of a plan."""
        return CaseTerms()

    @cached_property
    def frozen(self) -> ArchivedValues:
        """Statements and files, frozen."""
        from relance.adapters.frozen import ArchivedValues

        return ArchivedValues(self.app.archive)

    @cached_property
    def runner(self) -> StepFunctionsCaseRunner:
        """The state machine."""
        from relance.adapters.stepfunctions import StepFunctionsCaseRunner

        (arn,) = self.app.settings.need("state_machine_arn")
        return StepFunctionsCaseRunner(client=self.app.clients.stepfunctions, state_machine_arn=arn)

    @cached_property
    def standing(self) -> Standing:
        """How a case stands on fresh facts."""
        return Standing(self.app.planning.calendar, self.app.planning.limits, self.app.planning.laws)

    @cached_property
    def open_case(self) -> OpenCase:
        """From the plan into a case."""
        return OpenCase(self.files, self.frozen, self.runner, self.terms)

    @cached_property
    def signals(self) -> CaseSignals:
        """Whatever wakes a case."""
        return CaseSignals(self.files, self.frozen, self.runner, self.open_case, self.standing)

    @cached_property
    def templates(self) -> Templates:
        """Pages and mails."""
        from relance.adapters.desk_pages import Templates

        return Templates()

    @property
    def creditor(self) -> str:
        """Whose desk it is."""
        return self.app.policies.creditor().legal_name

    @cached_property
    def links(self) -> HmacLinks:
        """Signed with the deployment's own key."""
        from relance.adapters.approvals import HmacLinks

        (secret,) = self.app.settings.need("approval_secret_arn")
        value = self.app.clients.secretsmanager.get_secret_value(SecretId=secret)
        return HmacLinks(value["SecretString"].encode())

    @cached_property
    def draft_notice(self) -> DraftNotice:
        """State DraftNotice."""
        from relance.service.cases.draft_notice import DraftNotice

        return DraftNotice(self.files, self.frozen, self.app.archive, self.app.documents, self.app.renderer)

    @cached_property
    def ask_approval(self) -> AskApproval:
        """States AskNoticeApproval and AskHandoffApproval."""
        from relance.adapters.approvals import MailedApprovals
        from relance.adapters.desk_pages import ApprovalMails
        from relance.service.cases.ask_approval import AskApproval

        (desk_url,) = self.app.settings.need("desk_url")
        approvers = MailedApprovals(
            links=self.links,
            mailer=self.app.mailer,
            composer=self.app.composer,
            mails=ApprovalMails(self.templates, creditor=self.creditor),
            people=lambda: self.app.policies.creditor().approvers,
            desk_url=desk_url,
            clock=self.app.clock,
        )
        return AskApproval(self.files, self.signals, self.runner, approvers, self.handoff_file, self.terms)

    @property
    def handoff_file(self) -> HandoffFile:
        """What is handed off."""
        from relance.service.cases.hand_off import HandoffFile
        from relance.service.cases.pieces import Pieces

        pieces = Pieces(self.app.ledger, self.app.archive, self.app.documents, self.app.evidence)
        return HandoffFile(self.files, self.frozen, pieces, self.standing)

    @cached_property
    def serve_notice(self) -> ServeNotice:
        """State ServeNotice."""
        from relance.service.cases.serve_notice import ServeNotice

        return ServeNotice(
            files=self.files,
            frozen=self.frozen,
            book=self.app.contact_book,
            controls=self.app.controls,
            letters=self.app.post.letters,
            settling=self.app.post.settling,
            runner=self.runner,
            signals=self.signals,
            figures=self.app.figures,
            terms=self.terms,
        )

    @cached_property
    def await_payment(self) -> AwaitPayment:
        """State AwaitPayment."""
        from relance.service.cases.await_payment import AwaitPayment

        return AwaitPayment(self.files, self.frozen, self.signals)

    @cached_property
    def hand_off(self) -> HandOff:
        """State HandOff."""
        from relance.adapters.desk_pages import HtmlBordereaux
        from relance.service.cases.hand_off import HandOff

        bordereaux = HtmlBordereaux(self.templates, creditor=self.creditor)
        return HandOff(self.files, self.frozen, self.app.archive, self.standing, bordereaux)

    @cached_property
    def close_case(self) -> CloseCase:
        """State CloseCase."""
        from relance.service.cases.close_case import CloseCase

        return CloseCase(self.files, self.giving_back, self.terms)

    @cached_property
    def giving_back(self) -> GivingBack:
        """What a notice without effect leaves."""
        from relance.service.cases.giving_back import GivingBack

        return GivingBack(self.files, self.terms)

    @cached_property
    def notice_fates(self) -> NoticeFates:
        """What carriers say of notices."""
        from relance.service.cases.notice_fates import NoticeFates

        return NoticeFates(self.files, self.signals, self.giving_back, self.app.figures)

    @cached_property
    def desk(self) -> Desk:
        """The approval pages."""
        from relance.adapters.desk_pages import HtmlDeskPages
        from relance.adapters.document_urls import S3DocumentUrls
        from relance.service.cases.desk import Desk

        (bucket,) = self.app.settings.need("archive_bucket")
        urls = S3DocumentUrls(client=self.app.clients.s3_links, bucket=bucket)
        approvals = self.approvals(urls)
        return Desk(self.links, approvals, HtmlDeskPages(self.templates, creditor=self.creditor))

    def approvals(self, urls: DocumentUrls) -> Approvals:
        """What is seen and decided behind a link."""
        from relance.service.cases.approvals import Approvals
        from relance.service.cases.sending_words import SendingWords

        words = SendingWords(self.app.planning.plans)
        return Approvals(self.files, self.frozen, self.app.archive, self.signals, urls, words)
