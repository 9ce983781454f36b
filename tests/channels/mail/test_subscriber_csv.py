from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.channels.mail.subscriber_csv import read_csv, write_csv
from generator.errors import InputInvalid
from generator.pages.visible import visible
from generator.store.subscriber import Subscriber
from tests.site.corpus import CORPUS

ADDRESSES = st.from_regex(r"[A-Za-z0-9=+-][A-Za-z0-9=+-]{0,20}@[a-z]{1,10}\.example", fullmatch=True)
NAMES = st.text(max_size=60).map(visible).filter(lambda name: name == visible(name))
ASSETS = st.lists(st.from_regex(r"[A-Z0-9][A-Z0-9._/-]{0,9}", fullmatch=True), unique=True, max_size=4)
READERS = st.builds(
    Subscriber, ADDRESSES, NAMES, st.sampled_from(["en", "pt-br", "de"]), ASSETS.map(lambda found: tuple(sorted(found)))
)


def faults(text: str) -> list[str]:
    with pytest.raises(InputInvalid) as caught:
        read_csv(text.encode(), "readers.csv")
    return [str(fault) for fault in caught.value.faults]


def test_a_file_is_read() -> None:
    text = "\ufeffemail,name,language,assets\r\nann@example.org,Ann B\u00f6hm,,btc ETH;sol\r\n\r\n"
    text += "bob@example.org,,PT_br,\r\n"
    found = read_csv(text.encode(), "readers.csv")
    assert found.subscribers == (
        Subscriber("ann@example.org", "Ann B\u00f6hm", "en", ("BTC", "ETH", "SOL")),
        Subscriber("bob@example.org", "", "pt-br", ()),
    )
    assert found.notes == ()


def test_columns_may_stand_in_any_order_and_be_left_out() -> None:
    found = read_csv(b"assets,email\nBTC,a@example.org\n", "f").subscribers
    assert found == (Subscriber("a@example.org", "", "en", ("BTC",)),)


def test_every_fault_is_found_with_its_line() -> None:
    text = 'email,name,language,assets\nx,,,\n"a@b.example\r\nBcc: x@y.example",,klingonisch,$\nb@b.example,,,,,,\n'
    said = faults(text)
    assert [line.partition(": ")[0] for line in said] == [f"readers.csv, line {n}" for n in (2, 3, 3, 3, 5)]
    assert "'klingonisch' is no language" in said[2]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("email;name\na@b.example;x\n", "names columns that are not known"),
        ("name\nx\n", "has no column email"),
        ("email,email\n", "names a column twice"),
        ('email\n"a@b.example\n', "is no CSV"),
        ("email\n" + "a" * 200_000 + "\n", "is no CSV"),
    ],
)
def test_what_is_no_list_is_refused(text: str, problem: str) -> None:
    assert problem in faults(text)[0]


def test_what_is_not_utf8_names_its_line() -> None:
    with pytest.raises(InputInvalid, match="line 2: is not UTF-8"):
        read_csv("email,name\na@b.example,Bj\u00f6rn\n".encode("latin-1"), "f")


def test_one_address_is_one_reader_and_it_is_said() -> None:
    text = "email,name,language,assets\nAnn@example.org,Ann,en,BTC\nann@EXAMPLE.org,,de,ETH\nANN@example.org,Anna,,\n"
    found = read_csv(text.encode(), "f")
    assert found.subscribers == (Subscriber("Ann@example.org", "Anna", "de", ()),)
    assert found.notes == tuple(f"f, line {n}: is of the reader of line 2; the two are one reader" for n in (3, 4))


@given(st.lists(READERS, unique_by=lambda item: item.key))
def test_what_is_written_is_read_again_and_runs_in_no_spreadsheet(readers: list[Subscriber]) -> None:
    text = write_csv(readers)
    assert read_csv(text.encode(), "f").subscribers == tuple(readers)
    for row in list(csv.reader(io.StringIO(text)))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\0")) for cell in row)


@pytest.mark.parametrize("name", CORPUS)
def test_hostile_names_are_one_visible_line(name: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["email", "name"], ["a@example.org", name[:150]]])
    found = read_csv(text.getvalue().encode("utf-8", "replace"), "f").subscribers[0]
    assert found.name == visible(found.name)
    assert "\n" not in found.name
    assert "\r" not in found.name
