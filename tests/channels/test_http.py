from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from generator.channels.http import AnswerLost, Client, Limits, Request
from generator.channels.words import said
from generator.errors import CommentaryError, DeliveryFailed, DeliveryUncertain, SourceUnavailable
from tests.channels.loopback import Action, Asked, Drip, Drop, Hang, Said, answer, closed_port, serving

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
SECRET = "canary/5f1e7c+0d==?&secret"  # noqa: S105 - a canary
PATIENT = Limits(size=10_000)
QUICK = Limits(read=0.2, total=0.5, size=10_000)


def client(limits: Limits = PATIENT) -> Client:
    return Client("blog", lambda: NOW, limits, (SECRET,))


def asked(method: str, url: str, *accept: int) -> Request:
    return Request(method, f"{url}/x/{SECRET}", {"Authorization": f"Bearer {SECRET}"}, accept=frozenset(accept))


def outcome(method: str, found: Action, *accept: int) -> CommentaryError | None:
    with serving(lambda _: found) as url:
        try:
            chosen = client(QUICK) if isinstance(found, Hang | Drip) else client()
            chosen.send(asked(method, url, *accept))
        except CommentaryError as error:
            found_error = error
        else:
            return None
    assert SECRET not in f"{found_error!s}{found_error!r}"
    assert found_error.__cause__ is None
    return found_error


def test_a_success_is_an_answer_and_nothing_of_the_user_s_environment_goes_with_it() -> None:
    seen: list[Asked] = []

    def respond(request: Asked) -> Said:
        seen.append(request)
        return answer({"a": 1}, Set_Cookie="a=b")

    with serving(respond) as url:
        assert client().ask(asked("POST", url)) == {"a": 1}
        client().ask(asked("GET", url))
    assert "cookie" not in seen[1].headers
    assert seen[0].headers["user-agent"].startswith("market-commentary-generator/")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_where_nothing_was_sent_it_can_be_tried_again(method: str) -> None:
    for url in (closed_port(), "http://host.invalid"):
        with pytest.raises(SourceUnavailable, match="channel blog"):
            client().send(asked(method, url))


@pytest.mark.parametrize("found", [Drop(), Hang(), Drip(), Said(length=500)], ids=lambda item: type(item).__name__)
def test_an_answer_that_is_lost_leaves_a_change_uncertain_and_a_look_not(found: Action) -> None:
    assert type(outcome("GET", found)) is SourceUnavailable
    for method in ("POST", "PUT", "DELETE"):
        lost = outcome(method, found)
        assert isinstance(lost, AnswerLost)
        assert not lost.answered


@pytest.mark.parametrize(("status", "answered"), [(500, True), (503, True), (502, False), (504, False)])
def test_an_error_of_the_server_may_have_come_after_the_change(status: int, *, answered: bool) -> None:
    lost = outcome("POST", answer({}, status))
    assert isinstance(lost, DeliveryUncertain)
    assert isinstance(lost, AnswerLost)
    assert lost.answered is answered
    assert isinstance(outcome("GET", answer({}, status)), SourceUnavailable)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 422, 451])
def test_a_refusal_is_one_in_the_server_s_words_without_secrets(status: int) -> None:
    error = outcome("POST", answer({"errors": [{"message": f"No such key {SECRET} here"}]}, status))
    assert isinstance(error, DeliveryFailed)
    assert f"{status}: No such key [secret] here" in str(error)
    assert outcome("POST", answer({}, status), status) is None


@pytest.mark.parametrize(
    ("header", "until"),
    [
        ("120", NOW + timedelta(seconds=120)),
        ("Mon, 05 Jan 2026 12:10:00 GMT", NOW + timedelta(minutes=10)),
        ("Mon, 05 Jan 2026 11:00:00 GMT", NOW),
        ("999999999999", NOW + timedelta(days=1)),
        ("soon", NOW + timedelta(minutes=1)),
        ("", NOW + timedelta(minutes=1)),
    ],
)
def test_who_is_asked_to_wait_is_told_until_when(header: str, until: datetime) -> None:
    error = outcome("POST", answer({}, 429, Retry_After=header))
    assert isinstance(error, SourceUnavailable)
    assert error.until == until
    assert f"{until:%H:%M:%S} UTC" in str(error)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    seen: list[str] = []

    def respond(request: Asked) -> Said:
        seen.append(request.path)
        return Said()

    with serving(respond) as elsewhere:
        error = outcome("POST", answer({}, status, Location=f"{elsewhere}/{SECRET}"))
    assert isinstance(error, DeliveryFailed)
    assert "http://127.0.0.1" in str(error)
    assert seen == []


def test_an_answer_that_is_too_long_is_not_read() -> None:
    assert isinstance(outcome("GET", Said(body=b"x" * 20_000)), SourceUnavailable)
    packed = Said(body=gzip.compress(b"x" * 5_000_000), headers={"Content-Encoding": "gzip"})
    assert isinstance(outcome("GET", packed), SourceUnavailable)
    assert isinstance(outcome("POST", packed), AnswerLost)


def test_an_answer_that_is_no_json_is_none() -> None:
    with serving(lambda _: Said(body=b"<html>Log in")) as url:
        with pytest.raises(SourceUnavailable, match="no JSON"):
            client().ask(asked("GET", url))
        with pytest.raises(AnswerLost, match="no JSON"):
            client().ask(asked("POST", url))


def test_an_address_that_is_none_is_an_error_like_others() -> None:
    for url in ("http://[", "nonsense", "http://", "http://a b"):
        with pytest.raises(SourceUnavailable):
            client().send(Request("GET", url))


@pytest.mark.parametrize(
    "body",
    [
        f'{{"message": "bad {SECRET}"}}',
        f"<html><script>{SECRET}</script><b>bad</b> {SECRET.replace('&', '&amp;')}",
        f"bad {SECRET} " * 40,
        "x" * 195 + SECRET,
        '{"message": "bad canary\\/5f1e7c+0d==?&secret"}',
        "bad canary%2F5f1e7c%2B0d%3D%3D%3F%26secret",
    ],
)
def test_words_of_a_server_hold_no_secret_and_are_short(body: str) -> None:
    found = said(body.encode(), (SECRET,))
    assert "5f1e7c" not in found
    assert len(found) <= 204
    assert "canary" not in found
