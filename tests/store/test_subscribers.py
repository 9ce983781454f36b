from __future__ import annotations

from datetime import UTC, datetime

from generator.store.ledger import open_ledger
from generator.store.subscriber import Enrolment, Subscriber, Suppression

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ANN, BOB = Subscriber("Ann@example.test", "Ann", "en", ("BTC", "ETH")), Subscriber("bob@example.test")


def test_readers_are_kept_and_altered_by_their_address(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        readers = ledger.subscribers
        assert readers.put([BOB, ANN], NOW) == Enrolment(added=2)
        assert readers.everyone() == (ANN, BOB)
        other = Subscriber("ANN@example.test", "Anna", "de")
        assert readers.put([other, BOB], NOW) == Enrolment(changed=1, same=1)
        assert readers.everyone() == (other, BOB)
        assert readers.remove(["bob@EXAMPLE.test", "nobody@example.test"], NOW) == 1
    with open_ledger(url) as ledger:
        assert ledger.subscribers.everyone() == (other,)


def test_a_suppression_stays_whoever_imports_again(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        readers = ledger.subscribers
        given = [
            Suppression("ANN@example.test", "daily.example.test", "unsubscribed", NOW),
            Suppression("bob@example.test", "", "bounced", NOW),
        ]
        assert readers.suppress(given) == 2
        assert readers.suppress([Suppression("ann@example.test", "daily.example.test", "again", NOW)]) == 0
        readers.put([ANN, BOB], NOW)
        assert readers.suppressed("daily.example.test") == {
            "ann@example.test": "unsubscribed", "bob@example.test": "bounced",
        }  # fmt: skip
        assert readers.suppressed("flash.example.test") == {"bob@example.test": "bounced"}
        assert [item.address for item in readers.suppressions()] == ["ann@example.test", "bob@example.test"]
        assert readers.suppressions()[0].since == NOW
        assert readers.restore("Ann@example.test", NOW) == 1
        assert readers.suppressed("daily.example.test") == {"bob@example.test": "bounced"}
        assert readers.suppress([]) == 0


def test_ten_thousand_readers_are_one_import(url: str) -> None:
    many = [Subscriber(f"reader{n}@example.test") for n in range(10_000)]
    with open_ledger(url, create=True) as ledger:
        assert ledger.subscribers.put(many, NOW) == Enrolment(added=10_000)
        assert ledger.subscribers.put(many, NOW) == Enrolment(same=10_000)
        assert len(ledger.subscribers.everyone()) == 10_000
