"""What the channels of services have in common: requests with JSON in them, and what becomes of an answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from generator.channels.http import Answer, AnswerLost, Client, Request
from generator.channels.words import said
from generator.errors import (
    CommentaryError,
    DeliveryFailed,
    DeliveryUncertain,
    Fault,
    SettingsInvalid,
    SourceUnavailable,
)
from generator.settings.addresses import guarded
from generator.settings.secret import Secret

Picked = TypeVar("Picked")
_MISSING: Final = (KeyError, TypeError, ValueError, IndexError, AttributeError)
"""What looking into an answer raises that is not as documented."""
_JSON: Final = {"Content-Type": "application/json; charset=utf-8"}
_LONGEST: Final = timedelta(days=1)
"""The longest that a request to wait is believed."""


def call(method: str, url: str, fields: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Request:
    """Return a request that sends fields as JSON."""
    return Request(method, url, {**(headers or {}), **_JSON}, json.dumps(fields).encode())


def accepting(request: Request, *statuses: int) -> Request:
    """Return a request whose channel reads answers of these statuses itself."""
    return replace(request, accept=frozenset(statuses))


def repeated(client: Client, request: Request) -> Answer:
    """Send what does no harm twice. Where its answer is lost it is sent once more, and may be sent again later.

    Raises SourceUnavailable or DeliveryFailed.
    """
    try:
        return client.send(request)
    except AnswerLost:
        try:
            return client.send(request)
        except AnswerLost as lost:
            raise SourceUnavailable(lost.faults) from None


def made(client: Client, answer: Answer, pick: Callable[[Any], Picked]) -> Picked:
    """Return what `pick` takes from the JSON of an answer to what makes or changes something.

    Raises AnswerLost where the answer is not what it should be: something was done, and nobody knows what.
    """
    try:
        return pick(answer.data)
    except _MISSING:
        raise AnswerLost(_strange(client, answer), answered=True) from None


def heard(client: Client, answer: Answer, pick: Callable[[Any], Picked]) -> Picked:
    """Return what `pick` takes from the JSON of an answer to what may be repeated. Raises SourceUnavailable."""
    try:
        return pick(answer.data)
    except _MISSING:
        raise SourceUnavailable([_strange(client, answer)]) from None


def _strange(client: Client, answer: Answer) -> Fault:
    problem = f"the answer ({answer.status}) is not what the target is documented to say"
    remedy = "check the address: something else than the target may stand there"
    return Fault(f"channel {client.channel}", problem, remedy)


def refusal(client: Client, target: str, answer: Answer, remedy: str) -> DeliveryFailed:
    """Return what to raise where a target refuses, in its own words."""
    words = said(answer.body, client.hidden)
    problem = f"{target} refuses ({answer.status}{f': {words}' if words else ''})"
    return DeliveryFailed([Fault(f"channel {client.channel}", problem, remedy)])


def waiting(client: Client, target: str, seconds: float) -> SourceUnavailable:
    """Return what to raise where a target asks to wait."""
    until = client.moment() + min(timedelta(seconds=max(seconds, 1)), _LONGEST)
    problem = f"{target} asks to wait until {until:%Y-%m-%d %H:%M:%S} UTC"
    return SourceUnavailable([Fault(f"channel {client.channel}", problem, "try again then")], until)


def unknown(client: Client, lost: DeliveryUncertain, where: str) -> DeliveryUncertain:
    """Return what to raise where a post may stand or not, and the target cannot be asked. `where` is to be looked."""
    problem = lost.faults[0].problem
    remedy = f"look in {where} whether the post stands there; it is not sent again unless you say so"
    return DeliveryUncertain([Fault(f"channel {client.channel}", f"{problem}, after the post was sent", remedy)])


def missing(client: Client, lost: AnswerLost, where: str) -> CommentaryError:
    """Return what to raise where a post was sent, its answer lost, and the target shows none.

    A server that ended with an error is done with it; one that was not heard of may still be at work.
    """
    return SourceUnavailable(lost.faults) if lost.answered else unknown(client, lost, where)


def webhook(secret: Secret) -> str:
    """Return the address of a webhook. Raises SettingsInvalid where it is none to which a secret may be sent."""
    url = secret.reveal().rstrip("/")
    faults = [Fault(secret.place, f"what it names {each.problem}", each.remedy) for each in guarded("", url)]
    if faults:
        raise SettingsInvalid(faults)
    return url


def secrets_in(url: str) -> tuple[str, ...]:
    """Return what of a webhook's address must not be repeated: it, its path, and the secret at its end."""
    path = urlsplit(url).path
    return (url, path, path.rpartition("/")[2])
