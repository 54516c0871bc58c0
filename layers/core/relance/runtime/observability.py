"""Logs and metrics, without personal data: ids, dates, codes and counts."""

from __future__ import annotations

import os

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

NAMESPACE = os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "Relance")
"""One for each stack, so that a sandbox and production in one account keep their figures apart."""

logger = Logger()
"""Named after the function by POWERTOOLS_SERVICE_NAME."""


class MetricFigures:
    """Figures as embedded metrics in the log: no call, no cost of its own."""

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        """Something happened."""
        self._emit(name, MetricUnit.Count, value, dimensions)

    def gauge(self, name: str, value: float, *, unit: str = "None", **dimensions: str) -> None:
        """A figure of the day."""
        self._emit(name, MetricUnit(unit), value, dimensions)

    @staticmethod
    def _emit(name: str, unit: MetricUnit, value: float, dimensions: dict[str, str]) -> None:
        with single_metric(name=name, unit=unit, value=value, namespace=NAMESPACE) as metric:
            for key, text in dimensions.items():
                metric.add_dimension(name=key, value=text)
