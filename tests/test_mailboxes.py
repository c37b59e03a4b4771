"""E-mail addresses: one at a time, as people type them on a phone."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialogs.portfolio.mailboxes import MailboxFault, masked, read_mailbox

ODD = st.text(st.characters(codec="utf-8"), max_size=80)
TYPED = st.text("aZ9.@-_+ <>\"',;:\r\né", max_size=40)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ana@example.org", "ana@example.org"),
        ("  Ana.Maria+case@Example.ORG. ", "Ana.Maria+case@example.org"),
        ("mailto:ana@example.org", "ana@example.org"),
        ("<ana@example.org>", "ana@example.org"),
        ("<mailto:ana@example.org>.", "ana@example.org"),
        ("“ana@example.org”", "ana@example.org"),
        ("ana @example.org", "ana@example.org"),
        ("ana@ example.org", "ana@example.org"),
        ("o'brien@mail.example.co.uk", "o'brien@mail.example.co.uk"),
        ("a@b-c.example", "a@b-c.example"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
        ("ana@example.org\r\n", "ana@example.org"),
    ],
)
def test_an_address_is_read_as_people_type_it(typed: str, address: str) -> None:
    assert read_mailbox(typed) == address


@pytest.mark.parametrize(
    ("typed", "reason", "sign"),
    [
        ("", "empty", ""),
        (" . ", "empty", ""),
        ("ana", "no_at", ""),
        ("ana@b@example.org", "several", ""),
        ('"x"@y.example, other@z.example', "signs", '"'),
        ("x@y.example, other@z.example", "signs", ","),
        ("x@y.example;other@z.example", "signs", ";"),
        ("x@y.example other@z.example", "signs", " "),
        ("Ana <ana@example.org>", "signs", " "),
        ("ana@example.org\r\nBcc: x@y.example", "signs", "\r"),
        ("ana@example.org\x00", "signs", "\x00"),
        ("ana\u202e@example.org", "signs", "\u202e"),
        ("ünï@example.org", "signs", "ü"),
        ("<x>y@example.org", "signs", ">"),
        ("@example.org", "local", ""),
        (".ana@example.org", "local", ""),
        ("a..b@example.org", "local", ""),
        ("ana.@example.org", "local", ""),
        ("a" * 65 + "@example.org", "local", ""),
        ("ana@", "domain", ""),
        ("ana@localhost", "domain", ""),
        ("ana@example..org", "domain", ""),
        ("ana@-example.org", "domain", ""),
        ("ana@example-.org", "domain", ""),
        ("ana@exam_ple.org", "domain", ""),
        ("ana@192.0.2.1", "domain", ""),
        ("ana@bücher.example", "domain", ""),
        ("ana@xn--bcher-kva.example", "domain", ""),
        ("ana@" + "a" * 64 + ".org", "domain", ""),
        ("ana@" + "a." * 130 + "org", "too_long", ""),
        ("ana " * 1000, "signs", " "),
    ],
)
def test_what_is_wrong_with_an_address_is_named(typed: str, reason: str, sign: str) -> None:
    fault = read_mailbox(typed)
    assert isinstance(fault, MailboxFault)
    assert (fault.reason, fault.sign) == (reason, sign)


ADDRESSES = st.builds("{}@{}.{}".format, st.text("aZ9.!#'*+-_", max_size=8), st.text("aB9.-", max_size=8), ODD)


@given(ODD | TYPED | st.emails() | ADDRESSES)
@example("mailto:mailto:a@example.org")
def test_whatever_is_read_is_one_recipient_and_is_read_as_itself(text: str) -> None:
    address = read_mailbox(text)
    if isinstance(address, str):
        message = EmailMessage(policy=SMTP)
        message["To"] = address
        assert [recipient.addr_spec for recipient in message["To"].addresses] == [address]
        assert address.isascii()
        assert len(address) <= 254
        assert read_mailbox(address) == address


def test_only_the_first_letter_of_an_address_is_shown() -> None:
    assert masked("ana.maria@example.org") == "a***@example.org"
    assert masked("a@example.org") == "a***@example.org"
