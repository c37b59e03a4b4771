"""Whatever is sent to a question about a portfolio gets a clear sentence back, in the person's language, and changes
nothing."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from sqlalchemy import func, select

from bot.portfolios.parts import keypad_key
from bot.portfolios.vault import opened
from bot.twilio.fallback import SORRY
from storage import portfolios
from storage.tables import metadata
from tests.hearing import heard
from tests.knocking import LONGEST_TEXT, knock
from tests.service import ServiceLine, texts

USER_ID, KEYPAD, PIN, RECEIPT = "maria88", "6274288", "83920174", "EAC9999103403"
TONGUES = {"en": "ENGLISH", "es": "ESPAÑOL"}
KEPT = ("portfolios", "portfolio_keys", "watches", "contacts", "codes")
ENGLISH = re.compile(r"\b(?:the|your|text|please|has|not|of|it|enter|press|again)\b", re.IGNORECASE)
SPANISH = re.compile(
    r"\b(?:de|su|el|la|un|una|por|para|que|los|oprima|envíe|envie|otra|ningún|tres|números?)\b", re.IGNORECASE
)
SAME_IN_BOTH = re.compile(r"\b(?:PIN|CODE|[A-Z]{3,})\b")  # commands stand in capitals

BAD = {
    "nothing": "",
    "blanks": " \t\u00a0\u3000 ",
    "1,600 signs": "x" * 1600,
    "1,600 digits": "7" * 1600,
    "Chinese": "玛丽亚八十八",
    "Arabic": "ماريا ٨٨",
    "Cyrillic that looks like Latin": "Маrіа ѕаlаs ххх",
    "emoji": "🙂👩‍👩‍👧🏽",
    "right-to-left marks": "\u202egnp\u202c\u200f\u200e\u2066x",
    "NUL": "ab\0cd\0",
    "controls": "a\x1b[2J\x07\x0bb\ufffe\uffff",
    "XML": "</Message><Redirect>https://x.example</Redirect>&lt;![CDATA[x]]>",
    "HTML": "<script>alert('x')</script><b>Mom</b>",
    "lines": "a\r\nSubject: x\r\n\r\nb;\n",
    "SQL": "'; DROP TABLE portfolios; -- \" OR 1=1",
    "formats": "%s%s%n {0} {user_id} ${HOME} {{7*7}} %(pin)s",
    "half a sign": "ab\ud800cd",
    "a formula": '=HYPERLINK("https://x.example")',
    "a path": "../../etc/passwd",
}
LETTERS_OF_OTHERS = ("Chinese", "Arabic", "Cyrillic that looks like Latin")  # a name may be written in any script
KEYS = {
    "stars": "**",
    "a lone pound": "#",
    "forty digits": "7890123456" * 4,
    "both": "*#*#",
    "one key": "7",
    "silence": "",
}

# What leads to each question, by text and on a call; `signed in` where it is the owner's.
OWNERS = {
    "own PIN": ("pin", "2"),
    "offered PIN": ("pin",),
    "receipts": ("add",),
    "e-mail": ("email",),
    "code of a contact": ("email ana@example.org",),
    "name": ("name 1",),
    "which case": ("remove",),
    "off the list": ("remove 1",),
    "alerts": ("alerts",),
    "which phone": ("phone",),
    "share": ("share",),
    "delete": ("delete",),
}
ANYBODYS = {
    "new user ID": ("create",),
    "user ID": ("login",),
    "PIN": (f"login {USER_ID}",),
    "code": ("code",),
    "recovery": ("forgot",),
    "code of a recovery": ("forgot", USER_ID),
}
CALLERS = {
    "user ID": "2 1",
    "PIN": f"2 1 {KEYPAD}#",
    "new user ID": "2 2",
    "own PIN, new": "2 2 73733#  2",
    "recovery": "2 3",
    "code of a recovery": f"2 3 {KEYPAD}#",
    "code": "2 4",
}
OWNERS_ON_CALL = {"receipt": "2", "list": "1", "which case": "1 3", "own PIN": "4 2", "share": "5 2", "delete": "5 4"}


class Portfolios:
    """The whole service with one portfolio, spoken to in one language."""

    def __init__(self, url: str, language: str) -> None:
        self.line, self.language = ServiceLine(url, foreseeable=True), language
        for text in (TONGUES[language], f"create {USER_ID}", "2", PIN, RECEIPT, "0", "1"):
            self.send(text)
        self.line.deliver()
        self.send(re.findall(r"(?<!\d)\d{6}(?!\d)", self.line.carrier.sent[-1][1])[0])
        assert self.kept()["contacts"] == [("phone", "+12025550142", True)]

    def send(self, text: str) -> str:
        """Bytes as they come over the wire, half signs too."""
        form = {**self.line.parameters(""), "Body": ""}
        del form["Body"]
        body = quote_plus(text.encode(errors="surrogatepass"))
        answer = texts(knock(self.line, f"{urlencode(form)}&Body={body}".encode()))
        assert all(0 < len(one) <= LONGEST_TEXT for one in answer)
        return "\n".join(answer)

    def call(self, keys: str) -> None:
        phone = self.line.phone
        if phone.in_call:
            phone.hang_up()
        phone.call()
        for each in keys.split():
            phone.enter(each)

    def press(self, keys: str) -> str:
        phone = self.line.phone
        return "\n".join(phone.enter(keys) if keys else phone.silent())

    def begin(self, owner: bool) -> None:
        """A day later, signed in or not."""
        self.line.wait(100_000.0)
        for text in (f"login {USER_ID}", PIN) if owner else ("menu",):
            self.send(text)

    def kept(self) -> dict[str, Any]:
        """All that is stored of portfolios, opened."""
        services = self.line.services
        with services.database.reading() as db:
            row = portfolios.find(db, keypad_key(services.sealer, USER_ID))
            assert row is not None
            own = opened(services.sealer, row)
            counts = {
                table.name: db.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
                if table.name in KEPT
            }
            cases = [(case.receipt, case.name, case.row.alerts) for case in own.cases(db)]
            contacts = [(each.row.kind, each.address, each.row.alerts) for each in own.contacts(db)]
        return {"counts": counts, "profile": own.profile, "pin": own.pin, "paused": row.paused, "cases": cases,
                "contacts": contacts}  # fmt: skip

    def is_clear(self, said: str) -> None:
        """A sentence in the person's language, and no apology."""
        assert SORRY not in said
        assert "something went wrong" not in said
        words = SAME_IN_BOTH.sub("", said)
        ours, theirs = (SPANISH, ENGLISH) if self.language == "es" else (ENGLISH, SPANISH)
        assert ours.search(words), said
        assert not theirs.search(words.replace("[en]", "").replace("Para español, oprima 8", "")), said


@pytest.fixture(autouse=True)
def nothing_failed() -> Iterator[None]:
    with heard("ERROR") as stream:
        yield
    assert stream.getvalue() == ""


@pytest.fixture(params=TONGUES)
def lite_portfolio(sqlite_url: str, request: pytest.FixtureRequest) -> Iterator[Portfolios]:
    stage = Portfolios(sqlite_url, request.param)
    yield stage
    stage.line.close()


@pytest.fixture
def portfolio(database_url: str) -> Iterator[Portfolios]:
    stage = Portfolios(database_url, "es")
    yield stage
    stage.line.close()


@pytest.mark.parametrize("question", [*OWNERS, *ANYBODYS])
def test_what_is_no_answer_to_a_question_by_text_is_said_so_and_changes_nothing(
    lite_portfolio: Portfolios, question: str
) -> None:
    for what, text in BAD.items():
        if question == "name" and what in LETTERS_OF_OTHERS:
            continue
        is_no_answer(lite_portfolio, question, text)


@pytest.mark.parametrize(
    "question", ["own PIN", "receipts", "e-mail", "name", "which case", "user ID", "code", "delete"]
)
def test_signs_that_a_database_refuses_get_a_clear_answer_on_each_engine(portfolio: Portfolios, question: str) -> None:
    for what in ("NUL", "half a sign", "SQL", "emoji", "1,600 signs"):
        is_no_answer(portfolio, question, BAD[what])


def is_no_answer(stage: Portfolios, question: str, text: str) -> None:
    stage.begin(question in OWNERS)
    for step in {**OWNERS, **ANYBODYS}[question]:
        stage.send(step)
    before = stage.kept()
    stage.is_clear(stage.send(text))
    assert stage.kept() == before


@pytest.mark.parametrize("question", [*CALLERS, *OWNERS_ON_CALL])
def test_keys_that_are_no_answer_on_a_call_are_said_so_and_change_nothing(
    lite_portfolio: Portfolios, question: str
) -> None:
    stage = lite_portfolio
    for keys in KEYS.values():
        stage.line.wait(100_000.0)
        way = CALLERS.get(question) or f"2 1 {KEYPAD}# {PIN}# {OWNERS_ON_CALL[question]}"
        stage.call(way)
        before = stage.kept()
        stage.is_clear(stage.press(keys))
        assert stage.kept() == before


def test_a_name_may_be_written_in_any_script_and_is_read_back_as_it_is(lite_portfolio: Portfolios) -> None:
    stage = lite_portfolio
    stage.begin(owner=True)
    for what in ("Chinese", "Arabic"):
        assert BAD[what] in stage.send(f"name 1 {BAD[what]}")
        assert BAD[what] in stage.send("list")
        assert stage.kept()["cases"] == [(RECEIPT, BAD[what], True)]
