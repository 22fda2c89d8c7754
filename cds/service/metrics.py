"""
Numbers about the service, for Prometheus. With several workers they are kept in files the workers share.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from cds.service.metrics_place import SHARED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cds.journal import Alarm

__all__ = ["Metrics"]

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10)


class Metrics:
    """
    Everything that is counted.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.calls = self._counter("calls", "Requests answered.", "route", "status")
        self.seconds = Histogram(
            "ovf_cds_call_seconds",
            "Time from the first byte of a request to its answer.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.cards = self._counter("cards", "Cards sent.", "rule", "version", "indicator")
        self.outcomes = self._counter("outcomes", "Verdicts of rules, the strongest of each call.", "rule", "verdict")
        # what every call counts is found again at once
        self.call, self.card, self.outcome = (cache(of.labels) for of in (self.calls, self.cards, self.outcomes))
        self.shadowed = self._counter("shadowed", "Cards kept back because their rule is in shadow.", "rule")
        self.faults = self._counter("faults", "Rules that could not be evaluated, or evaluators that differ.", "rule")
        self.feedback = self._counter("feedback", "Answers of clinicians.", "outcome")
        self.reads = self._counter("fhir_reads", "Reads of the caller's FHIR server.", "type", "state")
        self.refused = self._counter("refused", "Calls refused at the door.", "reason")
        self.store_failures = self._counter("store_failures", "Decisions and answers that could not be stored.")
        self.working = Gauge(
            "ovf_cds_working",
            "Calls that are evaluated or wait for it.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"ovf_cds_{name}", says, labels, registry=self.registry)

    def text(self, alarms: Sequence[Alarm], pack: str) -> bytes:
        """
        Write the numbers of all workers, and what is not as expected of the rules.
        """
        registry = self.registry
        if SHARED in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # the library has no types here
        told = CollectorRegistry()
        told.register(_Now(alarms, pack))
        return generate_latest(registry) + generate_latest(told)


class _Now(Collector):
    """
    What is asked at the moment of the request and counted nowhere.
    """

    def __init__(self, alarms: Sequence[Alarm], pack: str) -> None:
        self._alarms = alarms
        self._pack = pack

    def collect(self) -> Iterable[GaugeMetricFamily]:
        return self._collect()

    def _collect(self) -> Iterator[GaugeMetricFamily]:
        info = GaugeMetricFamily("ovf_cds_pack", "The rule pack in use.", labels=["hash"])
        info.add_metric([self._pack], 1)
        yield info
        found = GaugeMetricFamily(
            "ovf_cds_alarm", "Rules that are not as expected.", labels=["rule", "kind", "issuer", "tenant"]
        )
        for alarm in self._alarms:
            found.add_metric([alarm.rule, alarm.kind, alarm.issuer, alarm.tenant], 1)
        yield found
