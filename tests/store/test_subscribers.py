from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from generator.store.ledger import open_ledger
from generator.store.subscriber import Enrolment, Refusal, Subscriber, Suppression

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


def test_refusals_count_by_the_day_until_a_mail_is_taken(url: str) -> None:
    def day(number: int, hour: int = 8) -> datetime:
        return NOW + timedelta(days=number, hours=hour)

    with open_ledger(url, create=True) as ledger:
        readers = ledger.subscribers

        def refused(edition: str, at: datetime, *names: str, taken: Mapping[str, datetime] | None = None) -> int:
            given = [Refusal(name, edition, at, f"RCPT: 550 {edition}") for name in names]
            return readers.refused(given, taken or {}, 3, at)

        assert refused("a", day(0), "ann", "bob") == 0
        assert refused("b", day(0, 9), "ann", "bob") == 0
        assert refused("c", day(1), "ann", "bob") == 0
        assert refused("c", day(1, 9), "ann", "bob") == 0  # said again
        assert refused("d", day(2), taken={"bob": day(2), "cid": day(2)}) == 0
        assert refused("e", day(3), "ann", "bob") == 1
        assert readers.suppressed("any") == {"ann": "refused on 3 days in a row: RCPT: 550 e"}
        assert refused("f", day(4), "ann", "bob") == 0
        assert refused("a", day(4, 9), "bob", taken={"bob": day(2)}) == 0  # an edition of before, looked at again
        assert readers.restore("ANN", day(5)) == 1
        assert refused("g", day(6), "ann") == 0
        assert refused("g", day(6), "bob") == 1


def test_ten_thousand_readers_are_one_import(url: str) -> None:
    many = [Subscriber(f"reader{n}@example.test") for n in range(10_000)]
    with open_ledger(url, create=True) as ledger:
        assert ledger.subscribers.put(many, NOW) == Enrolment(added=10_000)
        assert ledger.subscribers.put(many, NOW) == Enrolment(same=10_000)
        assert len(ledger.subscribers.everyone()) == 10_000
