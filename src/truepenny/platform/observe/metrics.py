"""Numbers of the running desk for Prometheus. Labels come from short closed lists: never an id, an address or a word.

The parts of the house are handed a Metrics and call its counters; what only the database knows is taken when it is asked for.
"""

from __future__ import annotations

import collections
from collections.abc import Callable
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_UNITS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


@dataclass(frozen=True, slots=True)
class Sample:
    """What the database is asked at each scrape. held_files: reason -> number. jobs: state -> number."""

    parked: int = 0
    held_files: dict[str, int] = field(default_factory=dict)
    event_position: int = 0
    jobs: dict[str, int] = field(default_factory=dict)


class Metrics:
    """One registry with every metric of one process (one per application, so that tests do not share them)."""

    def __init__(self, *, version: str = "", node: str = "") -> None:
        self.registry = registry = CollectorRegistry()
        # What is counted with every message is only added up here: the library's own count costs more, and is asked for at a scrape.
        self._tally: collections.Counter[tuple[Counter, tuple[str, ...]]] = collections.Counter()
        self.build = Gauge("truepenny_build", "Always 1; the labels say what runs.", ["version", "node"], registry=registry)
        self.build.labels(version, node).set(1)
        self.messages = Counter("truepenny_messages_accepted", "Messages on disk, by channel.", ["channel"], registry=registry)
        self.removed = Counter("truepenny_secrets_removed", "Secrets taken out before storing.", ["kind", "channel"], registry=registry)
        self.commit_units = Histogram("truepenny_commit_units", "Units of work in a commit.", buckets=_UNITS, registry=registry)
        self.commit_seconds = Histogram("truepenny_commit_seconds", "Time a commit took.", buckets=_SECONDS, registry=registry)
        self.queue_depth = Gauge("truepenny_queue_depth", "Units that wait for the writer.", registry=registry)
        self.search_behind = Gauge("truepenny_search_behind_events", "Events that agents cannot search yet.", registry=registry)
        self.search_lag = Gauge("truepenny_search_lag_seconds", "Age of the oldest event that agents cannot search yet.", registry=registry)
        self.sockets = Gauge("truepenny_sockets", "Open live connections.", ["kind"], registry=registry)
        self.frames = Counter("truepenny_frames", "Live frames.", ["direction", "type"], registry=registry)
        self.refusals = Counter("truepenny_refusals", "Requests and frames declined, by code.", ["code"], registry=registry)
        self.http = Histogram(
            "truepenny_http_request_seconds", "Requests.", ["method", "route", "status"], buckets=_SECONDS, registry=registry
        )
        self.mail_repeats = Counter(
            "truepenny_mail_repeats", "Mails sent again that may have gone already, with the same Message-ID.", registry=registry
        )
        self.parked = Gauge("truepenny_parked", "Messages that we could not handle, kept for replay.", registry=registry)
        self.held_files = Gauge("truepenny_held_files", "Files that nobody gets yet.", ["reason"], registry=registry)
        self.jobs = Gauge("truepenny_jobs", "Jobs by state.", ["state"], registry=registry)
        self.database_up = Gauge("truepenny_database_up", "1 when the database answers.", registry=registry)
        self.event_position = Gauge("truepenny_event_position", "Position of the last event.", registry=registry)

    def committed(self, units: int, seconds: float) -> None:
        """A group commit reached the disk."""
        self.commit_units.observe(units)
        self.commit_seconds.observe(seconds)

    def count_removed(self, kind: str, channel: str) -> None:
        """A secret was taken out of what came in by this channel."""
        self.removed.labels(kind, channel).inc()

    def count_message(self, channel: str) -> None:
        """A message is on disk."""
        self._tally[self.messages, (channel,)] += 1

    def count_mail_repeat(self) -> None:
        """A mail goes out of which nobody knows whether it went before."""
        self.mail_repeats.inc()

    def count_frame(self, kind: str) -> None:
        """A live frame of a client was read."""
        self._tally[self.frames, ("in", kind)] += 1

    def count_sent(self, frames: int) -> None:
        """So many live frames were sent since the last time."""
        self._tally[self.frames, ("out", "all")] += frames

    def watch_queue(self, waiting: Callable[[], int]) -> None:
        """The queue depth is read when it is asked for."""
        self.queue_depth.set_function(waiting)

    def watch_search(self, behind: Callable[[], int], lag_s: Callable[[], float]) -> None:
        """How far the search is behind is read when it is asked for; on the node that indexes."""
        self.search_behind.set_function(behind)
        self.search_lag.set_function(lag_s)

    def take(self, sample: Sample | None) -> None:
        """What the database said at this scrape; None: it did not answer, and the last numbers stand."""
        self.database_up.set(0 if sample is None else 1)
        if sample is None:
            return
        self.parked.set(sample.parked)
        for reason, number in sample.held_files.items():
            self.held_files.labels(reason).set(number)
        self.event_position.set(sample.event_position)
        for state, number in sample.jobs.items():
            self.jobs.labels(state).set(number)

    def text(self) -> bytes:
        """The exposition format, media type CONTENT_TYPE."""
        for (counter, labels), count in self._tally.items():
            counter.labels(*labels).inc(count)
        self._tally.clear()
        return generate_latest(self.registry)
