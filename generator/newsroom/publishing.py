"""The deed of publishing: each post once on each channel, by the ledger, whatever became of the run before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from generator.channels.delivery import Delivery, Outcome, Post, Slow
from generator.channels.mail.reckoning import LOST
from generator.errors import CommentaryError, DeliveryUncertain, Fault, SourceUnavailable
from generator.newsroom.outlets import Outlet
from generator.store.delivery import Entry, Key, Settlement, State

if TYPE_CHECKING:  # SQLAlchemy is loaded where a ledger is opened
    from generator.newsroom.makers import Moment
    from generator.store.deliveries import Deliveries

_NOTE: Final = 400
"""Characters the ledger keeps of why."""
UNAVAILABLE, FAILED = 3, 4


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one post on one channel."""

    slug: str
    channel: str
    state: State
    delivery: Delivery | None = None
    """Where the state is DELIVERED: what stands there."""
    faults: tuple[Fault, ...] = ()
    """Where it is not: why."""

    @property
    def word(self) -> str:
        """What a summary counts it under: an outcome where it is delivered, a state where it is not."""
        return self.state.value if self.delivery is None else self.delivery.outcome.value

    def __str__(self) -> str:
        if self.delivery is None:
            return f"{self.slug} to {self.channel}: {self.word}"
        parts = (self.word, self.delivery.status, self.delivery.address, self.delivery.note)
        return f"{self.slug} to {self.channel}: {', '.join(filter(None, parts))}"


def publish(  # noqa: PLR0913 - a delivery needs all of them
    posts: Sequence[Post], outlets: Iterable[Outlet], ledger: Deliveries, moment: Moment, holder: str, *, again: bool
) -> Iterator[Report]:
    """Deliver every post to every channel and yield what became of each, channel by channel.

    `again` sends anew what is uncertain on channels where it cannot be looked for. Nothing is raised that a target
    does: it stands in the reports, and the other channels go on.
    """
    for outlet in outlets:
        name, left = outlet.channel.name, list(posts)
        try:
            with ledger.alone(name, f"{holder}, since {moment():%Y-%m-%d %H:%M:%S} UTC") as held:
                while left:
                    held()
                    report = _published(left[0], outlet, ledger, moment, holder, again=again)
                    del left[0]
                    yield report
        except SourceUnavailable as error:  # another run is at it, or the store is out of reach
            yield from (Report(post.slug, name, State.WAITING, faults=error.faults) for post in left)


def _published(  # noqa: PLR0913 - as above
    post: Post, outlet: Outlet, ledger: Deliveries, moment: Moment, holder: str, *, again: bool
) -> Report:
    key, channel = Key(post.slug, outlet.channel.name), outlet.channel
    entry, version = ledger.standing(key), outlet.channel.version(post)
    known = _known(entry, channel.name)
    held = _held(entry, outlet, version, moment(), again=again)
    if held is not None:
        if held[0] is State.UNCERTAIN and entry is not None and entry.state is State.INTENDED:
            ledger.settle(key, Settlement(State.UNCERTAIN, note=LOST), entry.last)
        elif known is not None and entry is not None and entry.attempts > 1 and isinstance(channel, Slow):
            with suppress(CommentaryError):  # the post stands; the next run asks again
                known = replace(known, note=channel.further(post, known))
        return Report(post.slug, channel.name, held[0], known if held[0] is State.DELIVERED else None, held[1])
    ledger.intend(key, version, moment(), holder)
    try:
        made = channel.deliver(post, known)
    except CommentaryError as error:
        settlement = _settlement(error)
        ledger.settle(key, settlement, moment())
        return Report(post.slug, channel.name, settlement.state, faults=error.faults)
    ledger.settle(key, Settlement(State.DELIVERED, made.address, made.remote, made.status), moment())
    return Report(post.slug, channel.name, State.DELIVERED, made)


def _held(
    entry: Entry | None, outlet: Outlet, version: str, now: datetime, *, again: bool
) -> tuple[State, tuple[Fault, ...]] | None:
    """Return the state in which a delivery is left alone, and why; None where it is to be made."""
    if entry is None:
        return None
    place = f"channel {outlet.channel.name}"
    if entry.state is State.DELIVERED and entry.delivered == version and not outlet.on_disk:
        return State.DELIVERED, ()
    if entry.state is State.WAITING and entry.due is not None and entry.due > now:
        problem = f"is to be left alone until {entry.due:%Y-%m-%d %H:%M:%S} UTC ({entry.note})"
        return State.WAITING, (Fault(place, problem, "publish again then"),)
    if entry.state in {State.INTENDED, State.UNCERTAIN} and outlet.blind and not again:
        problem = f"{entry.key.edition} may have been sent on {entry.last:%Y-%m-%d at %H:%M:%S} UTC or not"
        return State.UNCERTAIN, (Fault(place, problem, "look there; if it is not, publish with --again"),)
    return None


def _known(entry: Entry | None, channel: str) -> Delivery | None:
    """Return what certainly stands on a channel, as it is told of; None where nothing is certain."""
    if entry is None or not entry.delivered:
        return None
    return Delivery(channel, entry.address, Outcome.UNCHANGED, entry.status, entry.remote, entry.delivered)


def _settlement(error: CommentaryError) -> Settlement:
    note = "; ".join(str(fault) for fault in error.faults)[:_NOTE]
    if isinstance(error, SourceUnavailable):
        return Settlement(State.WAITING, due=error.until, note=note)
    uncertain = isinstance(error, DeliveryUncertain)
    return Settlement(State.UNCERTAIN if uncertain else State.FAILED, note=note)


def preview(posts: Iterable[Post], outlets: Sequence[Outlet]) -> Iterator[str]:
    """Yield exactly what would be sent, post by post. Touches neither the network nor the ledger."""
    for post in posts:
        for outlet in outlets:
            yield f"=== {post.slug} to {outlet.channel.name}\n{outlet.channel.preview(post).rstrip()}\n"


def summary(reports: Sequence[Report]) -> str:
    """Return one line that adds up: ``3 deliveries: 1 created, 2 unchanged``."""
    counted = Counter(report.word for report in reports)
    order = [*(item.value for item in Outcome), *(state.value for state in State)]
    parts = ", ".join(f"{counted[word]} {word}" for word in order if counted[word])
    return f"{len(reports)} {'delivery' if len(reports) == 1 else 'deliveries'}{': ' if parts else ''}{parts}"


def status(reports: Iterable[Report]) -> int:
    """Return the exit status: 4 where a delivery failed or is uncertain, 3 where one waits, 0 where all stand."""
    states = {report.state for report in reports}
    if states & {State.FAILED, State.UNCERTAIN, State.INTENDED}:
        return FAILED
    return UNAVAILABLE if State.WAITING in states else 0
