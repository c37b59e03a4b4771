"""A portfolio in plain Python and the real one are told the same things, by text and on a call, bit by bit: whoever is
in the middle of what, both come to the same."""

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.guesses import Guesses
from bot.inbound import Inbound
from bot.pins import Pins
from bot.portfolios.parts import keypad_key
from bot.portfolios.vault import opened
from bot.simulator.signing import Pairs
from bot.simulator.webhook import Exchange
from bot.twilio.fallback import SORRY
from bot.visitor import LOG, WRAPPED
from storage import conversations, migrate, portfolios, sign_ins
from storage.sealing import place
from tests.calling import Handset
from tests.databases import PostgresServer
from tests.portfolio_model import DAY, KEYPAD, MINUTE, USER_ID, WEAK_PIN, Calls, Contact, Portfolio, Question, Talk
from tests.service import ServiceLine, texts
from tests.transcripts import Shown

OWNER, OTHER = "+12025550142", "+12025550143"
TEXTS = ("owner texts", "other texts")
PINS = ("83920174", "73059182", "580217463951", "604172", "925038")
WRONG_PIN, WRONG_CODE, WRONG_SHARE = "90817263", "000000", "999999999999"
NAMES = ("Mom", "Zoe", "Client 17", "anna", "<b>Mom</b>", "0")
COMMANDS = ("list", "add", "remove", "name", "alerts", "alerts", "pause", "resume", "pin", "share", "phone", "phone",
            "email", "email", "logout", "delete", "code", "code", "login")  # fmt: skip
MOST = 60
MAILBOXES = ("ana@example.org", "bea@example.org", "carla@example.org")
FEW = tuple(f"IOE09000000{number:02d}" for number in range(1, 9))
MANY = tuple(f"IOE0912000{number:03d}" for number in range(1, 121))
LONG_CALL = 25  # steps; a talk that gets too long begins anew
NEAR = 150.0  # seconds around the end of a silence in which nobody asks
CODE = re.compile(r"(\d{6}) is the code to (add|sign in)")


numbers = st.integers(0, MOST)


class Stage:
    """The real service, with a thread of texts for each phone and a call from one of them."""

    def __init__(self, url: str) -> None:
        self.line = ServiceLine(url, foreseeable=True)
        self.handsets = {phone: Handset(self.ask, phone) for phone in (OWNER, OTHER)}
        self.handset = self.handsets[OWNER]
        self.asked: tuple[str, Pairs, bytes] | None = None
        services = self.line.services
        self.pins = Pins(services.settings.pin_pepper)
        self.guesses = Guesses(services.database, services.sealer, self.line.clock)
        self.judged: dict[str, str] = {}
        self.seen = 0, 0

    def close(self) -> None:
        self.line.close()

    def ask(self, url: str, pairs: Pairs) -> Exchange:
        exchange = self.line.ask(url, pairs)
        self.asked = url, pairs, exchange.body
        return exchange

    def text(self, phone: str, text: str, *, twice: bool) -> str:
        self.line.person = phone
        parameters = self.line.parameters(text)
        answer = texts(self.line.post("/twilio/sms", parameters))
        if twice:
            assert texts(self.line.post("/twilio/sms", parameters)) == answer
        return "\n".join(answer)

    def key(self, keys: str, *, twice: bool) -> str:
        heard = self.handset.say(keys) if keys.isalpha() else self.handset.enter(keys)
        if twice and self.asked is not None and self.handset.in_call:
            url, pairs, body = self.asked
            assert self.line.ask(url, pairs).body == body
        return "\n".join(heard)

    def call(self, phone: str) -> str:
        """To the main menu."""
        self.handset = self.handsets[phone]
        heard = self.handset.call()
        return "\n".join(self.handset.enter("1") if "For English, press 1" in "\n".join(heard) else heard)

    def codes(self) -> Iterator[tuple[str, str, str]]:
        """What was sent since: the purpose of a code, whereto, its digits."""
        self.line.deliver()
        carrier, post = self.line.carrier.sent, self.line.post_office.sent
        new = [*carrier[self.seen[0] :], *((to, body) for to, _subject, body in post[self.seen[1] :])]
        self.seen = len(carrier), len(post)
        for to, body in new:
            for digits, purpose in CODE.findall(body):
                yield ("verify" if purpose == "add" else "enter"), to, digits

    def conversation(self, talk: Talk) -> bytes:
        call = self.handset.player.call.sid if talk.on_call and self.handset.player is not None else ""
        talked = Inbound("voice" if talk.on_call else "sms", talk.phone, "", "", call=call).talk
        return self.line.services.sealer.index("conversation", talked)

    def scope(self, talk: Talk) -> str | None:
        with self.line.services.database.reading() as db:
            signed = sign_ins.current(db, self.conversation(talk), self.line.clock.now)
        return None if signed is None else signed.scope

    def open_question(self, talk: Talk) -> str:
        """What it is called in the log; "" when nothing is asked."""
        sealer, conversation = self.line.services.sealer, self.conversation(talk)
        person = sealer.index("person", talk.phone)
        with self.line.services.database.reading() as db:
            state = conversations.load(db, person, conversation, bytes(32))
        if state.person is None or state.talk is None:
            return ""
        data_key = sealer.unwrap(state.person.wrapped_key, place(WRAPPED, person))
        log = json.loads(data_key.open(state.talk.sealed, place(LOG, conversation)))
        return log["asked"] or ""

    def portfolio(self, pin: str) -> Portfolio | None:
        """As it is kept; its PIN is `pin` where that opens it."""
        services = self.line.services
        with services.database.reading() as db:
            row = portfolios.find(db, keypad_key(services.sealer, USER_ID))
            if row is None:
                return None
            own = opened(services.sealer, row)
            cases, contacts = own.cases(db), own.contacts(db)
        held = own.pin
        if self.judged.get(held) != pin and self.pins.check(held, pin):
            self.judged = {held: pin}
        portfolio = Portfolio(self.judged.get(held, "another"), own.profile.user_id, paused=row.paused)
        assert own.profile.short == portfolio.short
        for case in cases:
            portfolio.add(case.receipt)
            kept = portfolio.cases[case.receipt]
            kept.number, kept.name, kept.alerts = case.number, case.name, case.row.alerts
        for each in contacts:
            assert not each.row.off
            verified = each.row.verified_at is not None
            portfolio.contacts[each.number] = Contact(each.row.kind, each.address, verified, each.row.alerts)
        return portfolio

    def is_locked(self, *, own: bool) -> bool:
        return self.guesses.standing(KEYPAD, own).outcome != "allowed"


def rules(examples: int, steps: int) -> settings:
    """The same conversations in every run. One that fails is told as it was: to make it shorter takes minutes."""
    return settings(
        max_examples=examples, stateful_step_count=steps, derandomize=True, deadline=None, print_blob=False,
        database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip


class Conversations(RuleBasedStateMachine):
    """The owner's phone and another one text, and one of them calls; whoever does something does one step of it."""

    template: Path  # a database with its tables, or what gives one

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.model = Calls()
        self.stage = Stage(self.database())
        self.model.now = self.stage.line.clock.now
        self.model.talks = {"owner texts": Talk(OWNER), "other texts": Talk(OTHER)}
        self.model.talks["call"] = Talk(OWNER, on_call=True, over=True)
        self.creations = 0

    def database(self) -> str:
        shutil.copyfile(self.template, f"{self.folder}/line.db")
        return f"sqlite:///{self.folder}/line.db"

    def teardown(self) -> None:
        self.stage.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What happens.

    @initialize(cases=st.integers(0, 6))
    def somebody_makes_a_portfolio(self, cases: int) -> None:
        self.create("owner texts", FEW[:cases])

    @precondition(lambda self: self.model.portfolio is None and 0 < self.creations < 4)
    @rule(name=st.sampled_from(TEXTS))
    def it_is_made_once_more(self, name: str) -> None:
        self.create(name, FEW[:2])

    def create(self, name: str, receipts: tuple[str, ...]) -> None:
        talk = self.model.talks[name]
        for text in (f"create {USER_ID}", "2", PINS[0], " ".join(receipts), "0", "4"):
            if text:
                said = self.stage.text(talk.phone, text, twice=False)
        assert "Your portfolio is ready" in said
        self.creations += 1
        self.model.made(talk, Portfolio(PINS[0]))
        for receipt in receipts:
            self.model.own.add(receipt)

    @rule(name=st.sampled_from(TEXTS), which=numbers, more=numbers, twice=st.booleans())
    def somebody_texts(self, name: str, which: int, more: int, twice: bool) -> None:
        """An answer to what is asked, or a command."""
        talk = self.model.talks[name]
        if talk.question is not None and which % 4:
            self.answer(name, self.one_of(self.answers(talk, talk.question), more), twice=twice)
        elif self.signed(name) is None and self.model.portfolio is not None and which % 3:
            self.sign_in_by_text(name, self.pin())
        else:
            self.command(name, self.one_of(COMMANDS, which // 2), more, twice=twice)

    @rule(which=numbers, more=numbers, twice=st.booleans())
    def the_caller_goes_on(self, which: int, more: int, twice: bool) -> None:
        talk = self.model.talks["call"]
        if talk.over:
            self.call(self.one_of((OWNER, OTHER), which))
        elif talk.steps >= LONG_CALL or which == MOST:
            self.stage.handset.hang_up()
            self.model.hangs_up(talk)
        elif talk.question is not None and talk.question.kind == "outside" and which % 4:
            self.sign_in_on_call(self.pin())
        elif which % 7 == 6:
            self.press(self.one_of(("9", "*"), more), twice=twice)
        elif talk.question is not None:
            self.press(self.one_of(self.on_call(talk.question), more), twice=twice)

    @rule(name=st.sampled_from(TEXTS), which=numbers)
    def somebody_guesses(self, name: str, which: int) -> None:
        if which % 3 == 0:
            self.sign_in_by_text(name, WRONG_PIN)

    @precondition(lambda self: self.model.portfolio is not None and len(self.model.own.cases) < 60)
    @rule(name=st.sampled_from(TEXTS), start=st.integers(0, 60))
    def many_cases_are_added(self, name: str, start: int) -> None:
        if self.signed(name) == "owner":
            self.order(name, "add", " ".join(MANY[start : start + 60]), twice=False)

    @rule(minutes=st.sampled_from((1, 1, 1, 12, 16, 40, 1441)))
    def time_passes(self, minutes: int) -> None:
        now = self.model.now + minutes * MINUTE
        if any(abs(now - each) < NEAR for each in self.ends()) or any(
            signed.surely < now < signed.maybe
            for signed in (talk.signed for talk in self.model.talks.values())
            if signed
        ):
            return
        if minutes * MINUTE > DAY and not self.model.talks["call"].over:
            self.stage.handset.hang_up()
            self.model.hangs_up(self.model.talks["call"])
        self.model.now = self.stage.line.clock.now = now

    # How it is done.

    def command(self, name: str, word: str, which: int, *, twice: bool) -> None:
        about: dict[str, tuple[str, ...]] = {
            "login": (USER_ID, ""),
            "add": ("", *FEW),
            "remove": ("", *"1234567"),
            "name": ("", "1", *(f"{1 + which % 4} {each}" for each in NAMES[:4])),
            "alerts": ("", "", "", *"12345"),
            "email": MAILBOXES,
            "code": (*self.digits(), "", WRONG_SHARE),
        }
        self.order(name, word, self.one_of(about.get(word, ("",)), which), twice=twice)

    def answer(self, name: str, text: str, *, twice: bool) -> None:
        talk = self.model.talks[name]
        asked = talk.question
        assert asked is not None
        # What was answered is forgotten with the portfolio: the same message once more is another one.
        said = self.stage.text(talk.phone, text, twice=twice and asked.kind != "delete")
        self.compare(talk, self.model.answer(talk, text), said)
        self.told(talk, asked, text, said)

    def sign_in_by_text(self, name: str, pin: str) -> None:
        self.order(name, "login", USER_ID, twice=False)
        self.answer(name, pin, twice=False)

    def sign_in_on_call(self, pin: str) -> None:
        for keys in ("1", KEYPAD, pin):
            if not self.model.talks["call"].over:
                self.press(keys, twice=False)

    def call(self, phone: str) -> None:
        talk = self.model.talks["call"] = Talk(phone, on_call=True)
        said = self.stage.call(phone)
        self.compare(talk, self.model.calls(talk), said)
        self.press("2", twice=False)

    @staticmethod
    def one_of(choices: Sequence[str], number: int) -> str:
        return choices[number % len(choices)]

    def order(self, name: str, word: str, about: str, *, twice: bool) -> None:
        talk = self.model.talks[name]
        said = self.stage.text(talk.phone, f"{word} {about}".strip(), twice=twice)
        self.compare(talk, self.model.order(talk, word, about), said)

    def press(self, keys: str, *, twice: bool) -> None:
        talk = self.model.talks["call"]
        asked = talk.question
        assert asked is not None
        many = asked.kind in ("user id", "pin", "own pin", "again pin", "delete", "number", "keyed")
        said = self.stage.key(keys if keys.isalpha() or not many else f"{keys}#", twice=twice)
        heard = self.model.keys(talk, keys)
        assert talk.over != self.stage.handset.in_call, said
        self.compare(talk, heard, said)
        self.told(talk, asked, keys, said)

    def compare(self, talk: Talk, expected: list[str], said: str) -> None:
        assert said
        assert SORRY not in said
        for words in expected:
            assert words in said, (words, said, talk.question)
        asked = "" if talk.over else self.stage.open_question(talk)
        if talk.question is not None:
            assert asked.startswith(talk.question.name), (asked, said, talk.question)
        else:
            assert not asked.startswith(("portfolio", "list")), (asked, said)
        for purpose, to, digits in self.stage.codes():
            self.model.sent(purpose, to, digits)
        if talk.question is not None and talk.question.kind == "offer":
            shown = Shown()
            shown.note(said)
            talk.offer = shown.pin or talk.offer

    def told(self, talk: Talk, asked: Question, text: str, said: str) -> None:
        """Codes that are told here and nowhere else."""
        shown = Shown()
        shown.note(said)
        if "hare code" in said and asked.kind == "share" and text in "123":
            self.model.shared(shown.code, {"1": 1, "2": 7, "3": 30}[text])
        elif "From the other phone" in said:
            self.model.own.phone_code = shown.code, self.model.now + 60 * MINUTE

    def answers(self, talk: Talk, asked: Question) -> list[str]:
        """The first are those that lead on."""
        return {
            "user id": [USER_ID],
            "pin": [self.pin(), WRONG_PIN],
            "own pin": [*PINS, WEAK_PIN],
            "sign-in code": [self.model.codes.get(str(asked.about), (WRONG_CODE,))[0], WRONG_CODE],
            "contact code": [self.contact_code(asked), WRONG_CODE],
            "code": [*self.digits(), WRONG_SHARE],
            "more": ["MORE"],
            "delete": ["0", USER_ID, "nobody99"],
            "receipts": ["0", f"{FEW[0]} {FEW[5]}", FEW[6], "a case"],
            "which": list("1234567"),
            "sure": ["1", "2", "perhaps"],
            "name": list(NAMES),
            "offer": ["1", "2", "perhaps"],
            "share": ["1", "4", "2", "perhaps"],
            "contacts": [str(number % 10) for number in asked.numbers] + ["x"],
            "contact": ["1", "2", "3", "x"],
            "unverified": ["1", "2", "3", "x"],
            "which phone": ["1", "2", "x"],
            "first alerts": ["1", "2", "3", "4", "x"],
            "email": [*MAILBOXES, "nobody"],
        }[asked.kind]

    def on_call(self, asked: Question) -> list[str]:
        return {
            "main": ["2"],
            "outside": ["1", "4", "4", "7"],
            "inside": ["1", "1", "2", "4", "5", "5", "7"],
            "reading": ["1", "2"],
            "other": ["1", "2", "4", "5"],
            "user id": [KEYPAD],
            "delete": ["2", KEYPAD, "7777"],
            "page": ["1", "2", "3", "3", "7"],
            "number": list("12345"),
            "case": ["1", "4", "5", "6", "7"],
            "say name": ["Mom", "Zoe"],
            "heard": ["1", "2"],
            "keyed": ["463" + receipt[3:] for receipt in FEW],
            "right": ["1", "1", "2"],
            "another": ["1", "2"],
            "again pin": [str(asked.about), WEAK_PIN],
        }.get(asked.kind) or self.answers(self.model.talks["call"], asked)

    def pin(self) -> str:
        return PINS[0] if self.model.portfolio is None else self.model.own.pin

    def digits(self) -> list[str]:
        own = self.model.portfolio
        return [] if own is None else [each for each in (*own.shares, own.phone_code[0]) if each]

    def contact_code(self, asked: Question) -> str:
        if self.model.portfolio is None or not isinstance(asked.about, int):
            return WRONG_CODE
        contact = self.model.own.contacts.get(asked.about)
        name = "" if contact is None else self.model.live_code("verify", contact.address)
        return self.model.codes[name][0] if name else WRONG_CODE

    def signed(self, name: str) -> str | None:
        signed = self.model.signed(self.model.talks[name])
        return None if signed is None else signed.scope

    def ends(self) -> Iterator[float]:
        """When something ends."""
        model = self.model
        for talk in model.talks.values():
            yield talk.heard_at + 30 * MINUTE
            yield talk.began + 20 * MINUTE
            if talk.signed is not None:
                yield from (talk.signed.surely, talk.signed.maybe)
        yield from (until for _digits, until, _tries in model.codes.values())
        for guard in (*model.guards.values(), *model.callers.values()):
            yield from (guard.until, guard.since + DAY)
        yield from (times[0] + DAY for times in model.daily.values() if times)
        if model.portfolio is not None:
            yield from (*model.own.shares.values(), model.own.phone_code[1])

    # What has to hold.

    @invariant()
    def both_know_the_same(self) -> None:
        model = self.model
        kept = self.stage.portfolio(self.pin())
        assert (kept is None) == (model.portfolio is None)
        if kept is not None:
            own = model.own
            assert kept.cases == own.cases
            assert kept.contacts == own.contacts
            assert (kept.pin, kept.paused) == (own.pin, own.paused)
        for name, talk in model.talks.items():
            if not (talk.on_call and talk.over):
                assert self.stage.scope(talk) == self.signed(name), name

    @invariant()
    def both_lock_out_the_same(self) -> None:
        for own, name in ((False, "strangers"), (True, "owners")):
            assert self.stage.is_locked(own=own) == self.model.guards[name].locked(self.model.now, 10), name


class OnPostgres(Conversations):
    """The same on the other engine."""

    server: PostgresServer

    def database(self) -> str:
        self.url = self.server.migrated_database()
        return self.url

    def teardown(self) -> None:
        super().teardown()
        self.server.take_back(self.url)


def test_a_portfolio_is_what_its_people_made_of_it_whoever_is_in_the_middle_of_what(sqlite_template: Path) -> None:
    Conversations.template = sqlite_template
    run_state_machine_as_test(Conversations, settings=rules(20, 50))


@pytest.mark.slow
def test_so_it_is_on_postgresql(postgres: PostgresServer) -> None:
    OnPostgres.server = postgres
    run_state_machine_as_test(OnPostgres, settings=rules(4, 30))


def run(examples: int, steps: int = 60) -> None:
    """So many conversations, each of so many steps, others in every run."""
    with tempfile.TemporaryDirectory() as folder:
        Conversations.template = Path(folder) / "empty.db"
        migrate.upgrade(f"sqlite:///{Conversations.template}")
        chance = settings(rules(examples, steps), derandomize=False)
        run_state_machine_as_test(Conversations, settings=chance)


if __name__ == "__main__":
    run(int(sys.argv[1]))
