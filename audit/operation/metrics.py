"""Figures for Prometheus, one registry per application."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0

CONTENT_TYPE = CONTENT_TYPE_PLAIN_1_0_0
_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_JOB_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """What the process counts. Labels are few and fixed: nothing from a request's path or body."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        PlatformCollector(registry=registry)
        ProcessCollector(registry=registry)
        self.requests = Counter(
            "mingcha_requests", "Requests answered", ("method", "status"), registry=registry
        )
        self.request_seconds = Histogram(
            "mingcha_request_seconds",
            "Time to answer a request",
            ("method",),
            registry=registry,
            buckets=_REQUEST_SECONDS,
        )
        self.jobs = Counter(
            "mingcha_jobs", "Attempts at jobs that ended", ("kind", "outcome"), registry=registry
        )
        self.job_seconds = Histogram(
            "mingcha_job_seconds",
            "Time an attempt at a job took",
            ("kind",),
            registry=registry,
            buckets=_JOB_SECONDS,
        )

    def observe_request(self, method: str, status: int, seconds: float) -> None:
        """Count a request; status 0 is one that was never answered."""
        method = method if method in _METHODS else "other"
        self.requests.labels(method, str(status)).inc()
        self.request_seconds.labels(method).observe(seconds)

    def observe_job(self, kind: str, outcome: str, seconds: float) -> None:
        """Count an attempt at a job, `outcome` "done" or "failed"."""
        self.jobs.labels(kind, outcome).inc()
        self.job_seconds.labels(kind).observe(seconds)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format (CONTENT_TYPE)."""
        return generate_latest(self.registry)
