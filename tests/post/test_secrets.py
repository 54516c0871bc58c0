"""What carriers are told in confidence shows nowhere: not in logs, not in errors, not in anything that is written."""

from __future__ import annotations

import logging

import pytest

from local.carriers.faults import Fault
from relance.domain.errors import RelanceError
from relance.ports.carriers import Service
from tests.carriers.carriers import CARRIERS
from tests.post.cutting import calls_of, rigs
from tests.post.office import Office

SOLD = [pytest.param(name, service, id=f"{name}-{service}") for name, (_, sold) in CARRIERS.items() for service in sold]


@pytest.mark.parametrize(("name", "service"), SOLD)
def test_no_secret_is_written_whatever_goes_wrong(
    name: str, service: Service, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    written: list[str] = []
    for nth in range(calls_of(name, service)):
        for fault in (Fault.REFUSE, Fault.CUT_DURING, Fault.GARBLE):
            with rigs(name) as found:
                office = Office(found, service)
                found[name].fake.fail_next(fault, skip=nth, times=2)
                try:
                    office.live(days=1)
                except RelanceError as error:
                    written.append(repr(error))
                written.append(office.written())
                secrets = found[name].secrets
    assert secrets
    written += [caplog.text, *capfd.readouterr()]
    assert name in "".join(written)
    assert [secret for secret in secrets if any(secret in text for text in written)] == []
