"""What the channels of services have in common: requests with JSON in them, and what becomes of an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from generator.channels.http import Answer, AnswerLost, Client, Request
from generator.channels.words import said
from generator.errors import DeliveryFailed, DeliveryUncertain, Fault, SettingsInvalid, SourceUnavailable
from generator.settings.addresses import guarded
from generator.settings.secret import Secret

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


def read(client: Client, answer: Answer, kind: type = dict) -> Any:  # noqa: ANN401 - JSON is anything
    """Return the JSON of an answer that has to be of one kind. Raises AnswerLost where it is none."""
    data = answer.data
    if not isinstance(data, kind):
        problem = f"the answer ({answer.status}) is not what the target is documented to say"
        remedy = "check the address: something else than the target may stand there"
        raise AnswerLost(Fault(f"channel {client.channel}", problem, remedy), answered=True)
    return data


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
