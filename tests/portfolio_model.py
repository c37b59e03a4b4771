"""What a portfolio is to the people who use it, in plain Python: the rules of docs and issue written once more.

Nothing here calls the program. A talk is where somebody is: a thread of texts of one phone, or a call. Each thing that
is said to a talk changes the model and answers with what has to stand in the line's answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
MOST_CASES, MOST_CONTACTS = 100, 10
LONGEST_CALL = 20 * MINUTE
PAGE = {False: 10, True: 3}  # cases told at a time: by text, on a call
SILENCE, SILENCE_AFTER_MAKING, TALK_LASTS = 15 * MINUTE, 30 * MINUTE, 30 * MINUTE
TRIES, CODE_TRIES, OWN_PIN_TRIES = 3, 5, 5
WEAK_PIN = "12345678"
USER_ID, KEYPAD = "maria88", "6274288"
Then = Callable[[], list[str]]

# What a question is called in the log of a talk.
NAMES = {
    "which": "which case", "number": "which case", "sure": "remove {}", "name": "name {}", "say name": "name {}",
    "offer": "pin offer ", "contacts": "contacts {}", "contact": "contact {}", "unverified": "unverified {}",
    "contact code": "contact code {}", "page": "list from {}", "heard": "heard {}", "another": "another case",
    "again pin": "own pin again",
}  # fmt: skip
NAMES_OF_OTHERS = {"more": "list", "main": "menu", "keyed": "receipt", "right": "right {}"}


@dataclass
class Case:
    number: int
    name: str = ""
    alerts: bool = True


@dataclass
class Contact:
    kind: str
    address: str
    verified: bool = False
    alerts: bool = False


@dataclass
class Portfolio:
    pin: str
    user_id: str = USER_ID
    cases: dict[str, Case] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    paused: bool = False
    shares: dict[str, float] = field(default_factory=dict)  # the digits, until when
    phone_code: tuple[str, float] = ("", 0.0)
    visitors: set[str] = field(default_factory=set)

    @property
    def short(self) -> bool:
        return len(self.pin) < 8

    def listed(self) -> list[int]:
        """The order of the list; in this world no status changes."""
        cases = self.cases.values()
        return [case.number for case in sorted(cases, key=lambda case: (not case.name, case.name.lower(), case.number))]

    def receipt(self, number: int) -> str:
        """ "" when there is none."""
        return next((receipt for receipt, case in self.cases.items() if case.number == number), "")

    def add(self, receipt: str) -> str:
        """What is said of it."""
        if receipt in self.cases:
            return f"Already there, as {self.cases[receipt].number}: {receipt}"
        free = [n for n in range(1, MOST_CASES + 1) if not self.receipt(n)]
        if not free:
            return "Not added"
        self.cases[receipt] = Case(free[0])
        return f"Added {free[0]}: {receipt}"

    def verified_phones(self) -> list[Contact]:
        return [each for _n, each in sorted(self.contacts.items()) if each.verified and each.kind == "phone"]


@dataclass
class SignedIn:
    """`surely`: until when, should only what changes or shows something be a sign of life; `maybe`: should anything."""

    scope: str
    lasts: float
    surely: float
    maybe: float
    code: str = ""


@dataclass
class Question:
    kind: str
    about: str | int = ""
    failed: int = 0
    then: Then | None = None
    numbers: list[int] = field(default_factory=list)
    listed: dict[int, Contact] = field(default_factory=dict)  # as they were
    address: str = ""
    start: int = 0
    was: bool = False  # what was true when it was asked

    @property
    def name(self) -> str:
        """What it is called in the log, or how that begins."""
        about = {"contacts": "/".join(str(number % 10) for number in self.numbers), "page": self.start,
                 "heard": self.address}.get(self.kind, self.about)  # fmt: skip
        if self.kind == "case":
            return "portfolio case "
        if self.kind in NAMES_OF_OTHERS:
            return NAMES_OF_OTHERS[self.kind].format(about)
        return "portfolio " + NAMES.get(self.kind, self.kind).format(about)


@dataclass
class Talk:
    phone: str
    on_call: bool = False
    question: Question | None = None
    signed: SignedIn | None = None
    met: bool = False  # somebody was signed in when this talk came by it
    heard_at: float = 0.0
    began: float = 0.0
    offer: str = ""  # the PIN that was offered last
    over: bool = False
    steps: int = 0


@dataclass
class Guard:
    """Wrong PINs: each five lock for a quarter of an hour, then twice as long; ten in a day until the next. A right one
    changes that only for the owner's own phones; a week, or a day after a lock-out, begins anew."""

    in_row: int = 0
    counted: int = 0
    today: int = 0
    since: float = 0.0
    level: int = 0
    until: float = 0.0

    def locked(self, now: float, a_day: int) -> bool:
        full = bool(self.today) and now < self.since + DAY and self.today >= a_day
        return full or now < self.until

    def rest(self, now: float) -> None:
        self.today = self.today if now < self.since + DAY else 0
        self.counted = self.counted if now < self.since + 7 * DAY else 0
        self.level = self.level if now < self.until + DAY else 0
        if not self.today:
            self.since = now

    def wrong(self, now: float, in_row: bool) -> None:
        self.rest(now)
        self.today += 1
        if in_row:
            self.in_row += 1
            self.counted += 1
            if self.counted % 5 == 0:
                self.until = now + min(15 * MINUTE * 2**self.level, DAY)
                self.level += 1

    def right(self, now: float, own: bool) -> None:
        self.rest(now)
        self.in_row = 0
        if own:
            self.counted, self.level, self.until = 0, 0, 0.0

    def counts(self, now: float) -> tuple[int, int]:
        return self.in_row, self.today if now < self.since + DAY else 0


class Model:
    def __init__(self) -> None:
        self.now = 0.0
        self.portfolio: Portfolio | None = None
        self.talks: dict[str, Talk] = {}
        self.guards: dict[str, Guard] = {"strangers": Guard(), "owners": Guard()}
        self.callers: dict[str, Guard] = {}
        self.codes: dict[str, tuple[str, float, int]] = {}  # to whom: the digits, until when, tries
        self.drawn = 0
        self.daily: dict[tuple[str, str], list[float]] = {}

    @property
    def own(self) -> Portfolio:
        assert self.portfolio is not None
        return self.portfolio

    # Who is signed in.

    def signed(self, talk: Talk) -> SignedIn | None:
        signed = talk.signed
        if signed is None or self.portfolio is None or signed.maybe <= self.now:
            return None
        if signed.code and self.own.shares.get(signed.code, 0.0) <= self.now:
            return None
        return signed

    def meet(self, talk: Talk) -> SignedIn | None:
        """Who is there: a sign of life."""
        signed = self.signed(talk)
        if signed is None:
            return None
        signed.surely = signed.maybe = self.now + signed.lasts
        talk.met = True
        return signed

    def acts(self, talk: Talk) -> SignedIn:
        signed = self.meet(talk)
        assert signed is not None
        return signed

    def begin(self, talk: Talk, scope: str, lasts: float = SILENCE, code: str = "") -> None:
        talk.signed = SignedIn(scope, lasts, self.now + lasts, self.now + lasts, code)
        self.own.visitors.add(talk.phone)

    def made(self, talk: Talk, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        talk.question, talk.met, talk.heard_at = None, False, self.now
        self.begin(talk, "owner", SILENCE_AFTER_MAKING)

    def forget(self, phone: str) -> None:
        """What is kept about a phone: its talks and its sign-ins."""
        for talk in self.talks.values():
            if talk.phone == phone:
                talk.question = talk.signed = None
                talk.met, talk.over = False, talk.on_call

    # What is said.

    def hears(self, talk: Talk) -> bool:
        """Before anything that is said in a talk; False when somebody was signed in here and is no longer."""
        talk.steps += 1
        if not talk.on_call and self.now - talk.heard_at > TALK_LASTS:
            talk.question, talk.met = None, False
        talk.heard_at = self.now
        signed = self.signed(talk)
        if signed is not None:
            signed.maybe = self.now + signed.lasts
        if talk.question is not None and talk.met and signed is None:
            talk.question, talk.met = None, False
            return False
        return True

    def ask(self, talk: Talk, question: Question, *heard: str) -> list[str]:
        talk.question = question
        return list(heard)

    def end(self, talk: Talk, *heard: str) -> list[str]:
        """A thing is done: on a call one is in a menu again."""
        talk.question = None
        if not talk.on_call:
            talk.met = False
            return list(heard)
        signed = self.meet(talk)
        kind = "outside" if signed is None else "reading" if signed.scope == "reader" else "inside"
        return self.ask(talk, Question(kind, was=self.portfolio is not None and self.own.paused), *heard)

    def anybody(self, talk: Talk, then: Then) -> list[str]:
        if self.meet(talk) is None:
            return self.ask(talk, Question("user id", then=then), "you need to sign in")
        return then()

    def owner(self, talk: Talk, then: Then) -> list[str]:
        def as_owner() -> list[str]:
            if self.acts(talk).scope == "reader":
                return self.end(talk, "nothing else")
            return then()

        return self.anybody(talk, as_owner)

    # Signing in.

    def guard(self, talk: Talk) -> Guard:
        ours = self.portfolio is not None and any(c.address == talk.phone for c in self.own.verified_phones())
        return self.guards["owners" if ours and not talk.on_call else "strangers"]

    def tried(self, talk: Talk, guard: Guard | None, *, right: bool) -> str:
        """`busy`, `locked`, `right` or `wrong`; counted as it must be."""
        own = guard is self.guards["owners"]
        kind = "call" if talk.on_call else "own" if own else "text"
        caller = self.callers.setdefault(f"{kind} {talk.phone}", Guard())
        if caller.locked(self.now, 20):
            return "busy"
        if guard is not None and guard.locked(self.now, 10):
            return "locked"
        if not right:
            caller.wrong(self.now, in_row=False)
            if guard is not None:
                guard.wrong(self.now, in_row=True)
            return "wrong"
        if guard is not None:
            # Counted and given back; whoever is locked out by the other way of counting stays so for now.
            guard.right(self.now, own)
            other = next(each for each in self.guards.values() if each is not guard)
            other.in_row = 0
        return "right"

    def pin(self, talk: Talk, pin: str) -> list[str]:
        question = talk.question
        assert question is not None
        outcome = self.tried(talk, self.guard(talk), right=self.portfolio is not None and pin == self.own.pin)
        if outcome == "busy":
            return self.end(talk, "too many tries from here")
        if outcome == "locked":
            return self.end(talk, "Too many wrong PINs")
        if outcome == "wrong":
            question.failed += 1
            if question.failed == TRIES:
                return self.end(talk, "do not go together")
            return self.ask(talk, question, "do not go together")
        if self.own.short and self.guard(talk) is not self.guards["owners"]:
            return self.short_pin(talk, question)
        return self.enters(talk, question)

    def enters(self, talk: Talk, question: Question) -> list[str]:
        self.begin(talk, "owner")
        return self.welcomed(talk, question.then)

    def welcomed(self, talk: Talk, then: Then | None, *heard: str) -> list[str]:
        talk.question = None
        self.acts(talk)
        count = len(self.own.cases)
        said = [f"There is {count} case." if count == 1 else f"There are {count} cases.", *heard]
        return said + (then() if then is not None else self.end(talk))

    def short_pin(self, talk: Talk, question: Question) -> list[str]:
        known = sorted(self.own.contacts.items(), key=lambda item: (item[1].kind != "phone", item[0]))
        to = next((contact for _number, contact in known if contact.verified), None)
        if to is None:
            return self.end(talk, "opens only from a verified phone")
        if not self.may_send(talk, to.address):
            return self.end(talk, "too many tries from here")
        return self.ask(talk, Question("sign-in code", self.new_code("enter", to.address), then=question.then))

    # Codes.

    def take(self, what: str, who: str, most: int) -> bool:
        times = self.daily.setdefault((what, who), [])
        if times and self.now >= times[0] + DAY:
            times.clear()
        if len(times) >= most:
            return False
        times.append(self.now)
        return True

    def may_send(self, talk: Talk, address: str) -> bool:
        if not self.take("codes from", talk.phone, 10):
            return False
        own = not talk.on_call and address == talk.phone
        return self.take("codes to oneself" if own else "codes to", address, 5)

    def new_code(self, purpose: str, address: str) -> str:
        """Its name; an older one for the same is over."""
        self.drop_codes(f"{purpose} {address} ")
        self.drawn += 1
        name = f"{purpose} {address} {self.drawn}"
        self.codes[name] = ("", self.now + 10 * MINUTE, 0)
        return name

    def drop_codes(self, beginning: str) -> None:
        self.codes = {name: code for name, code in self.codes.items() if not name.startswith(beginning)}

    def live_code(self, purpose: str, address: str) -> str:
        return next((name for name in self.codes if name.startswith(f"{purpose} {address} ")), "")

    def sent(self, purpose: str, address: str, digits: str) -> None:
        """A code came there."""
        name = self.live_code(purpose, address)
        assert name, f"nobody asked for a code to {purpose}"
        self.codes[name] = (digits, *self.codes[name][1:])

    def judged(self, name: str, typed: str) -> str:
        digits, until, tries = self.codes.get(name, ("", 0.0, 0))
        if self.now >= until or tries >= CODE_TRIES:
            return "over"
        if typed != digits:
            self.codes[name] = digits, until, tries + 1
            return "wrong"
        del self.codes[name]
        return "right"

    def changed_pin(self, talk: Talk, pin: str) -> None:
        self.own.pin = pin
        for other in self.talks.values():
            if other is not talk:
                other.signed = None
        self.drop_codes("enter ")
        self.guards = {"strangers": Guard(), "owners": Guard()}
        self.begin(talk, "owner")

    def used_code(self, talk: Talk, digits: str) -> str:
        """`share`, `phone`, `full`, `wrong` or `busy`."""
        own = self.portfolio
        shares = own is not None and own.shares.get(digits, 0.0) > self.now
        phone = own is not None and own.phone_code[0] == digits != "" and own.phone_code[1] > self.now
        phone = phone and not talk.on_call
        outcome = self.tried(talk, None, right=shares or phone)
        if outcome != "right" or own is None:
            return outcome
        if shares:
            self.begin(talk, "reader", code=digits)
            return "share"
        number = self.number_of(talk.phone) or self.free_number()
        if not number:
            return "full"
        own.contacts.setdefault(number, Contact("phone", talk.phone))
        own.contacts[number].verified = own.contacts[number].alerts = True
        own.phone_code = ("", 0.0)
        return "phone"

    def number_of(self, address: str) -> int:
        return next((number for number, each in self.own.contacts.items() if each.address == address), 0)

    def free_number(self) -> int:
        return next((number for number in range(1, MOST_CONTACTS + 1) if number not in self.own.contacts), 0)

    def add_contact(self, talk: Talk, kind: str, address: str, then: Then | None = None) -> list[str]:
        self.acts(talk)
        number = self.number_of(address)
        done = then or (lambda: self.end(talk))
        if number and self.own.contacts[number].verified:
            self.own.contacts[number].alerts = True
            return ["verified already", *done()]
        if not number and not self.free_number():
            return ["Please take one away first", *done()]
        if not self.may_send(talk, address):
            return ["many codes for one day", *done()]
        number = number or self.free_number()
        self.own.contacts.setdefault(number, Contact(kind, address))
        self.new_code("verify", address)
        return self.ask(talk, Question("contact code", number, then=done))

    def remove_contact(self, number: int) -> None:
        gone = self.own.contacts.pop(number, None)
        if gone is not None:
            for purpose in ("verify", "enter"):
                self.drop_codes(f"{purpose} {gone.address} ")

    def deleted(self, talk: Talk) -> None:
        visitors = self.own.visitors
        self.portfolio, self.codes = None, {}
        for other in self.talks.values():
            other.signed = None
        for phone in {*visitors, talk.phone}:
            self.forget(phone)
        self.guards = {"strangers": Guard(), "owners": Guard()}


class Texts(Model):
    """What is said by text."""

    def order(self, talk: Talk, word: str, about: str = "") -> list[str]:
        """A command, alone or with what it is about."""
        self.hears(talk)
        talk.question, talk.met = None, False
        orders: dict[str, Then] = {
            "login": lambda: self.ask(talk, Question("pin" if about else "user id")),
            "logout": lambda: self.leaves(talk),
            "list": lambda: self.anybody(talk, lambda: self.lists(talk)),
            "add": lambda: self.owner(talk, lambda: self.adds(talk, about)),
            "remove": lambda: self.owner(talk, lambda: self.finds(talk, "sure", about)),
            "name": lambda: self.owner(talk, lambda: self.finds(talk, "name", about)),
            "alerts": lambda: self.owner(talk, lambda: self.alerts(talk, about)),
            "pause": lambda: self.owner(talk, lambda: self.pauses(talk, on=True)),
            "resume": lambda: self.owner(talk, lambda: self.pauses(talk, on=False)),
            "pin": lambda: self.owner(talk, lambda: self.ask(talk, Question("offer"))),
            "share": lambda: self.owner(talk, lambda: self.ask(talk, Question("share"))),
            "phone": lambda: self.owner(talk, lambda: self.ask(talk, Question("which phone"))),
            "email": lambda: self.owner(talk, lambda: self.add_contact(talk, "email", about)),
            "delete": lambda: self.deletes(talk),
            "code": lambda: self.gives_code(talk, Question("code"), about),
        }
        return orders[word]()

    def answer(self, talk: Talk, text: str) -> list[str]:  # noqa: PLR0911
        """An answer to what is asked; where nothing is, nothing comes of it."""
        asked = talk.question
        if not self.hears(talk):
            return ["signed out"]
        asked = talk.question
        if asked is None:
            return []
        match asked.kind:
            case "user id":
                return self.ask(talk, Question("pin", then=asked.then))
            case "pin":
                return self.pin(talk, text)
            case "sign-in code":
                return self.gives_sign_in_code(talk, asked, text)
            case "contact code":
                return self.gives_contact_code(talk, asked, text)
            case "code":
                return self.gives_code(talk, asked, text)
            case "more":
                return self.page(talk, asked.numbers, asked.start)
            case "delete":
                return self.confirms_deletion(talk, text)
            case "own pin":
                return self.chooses_pin(talk, asked, text)
        return self.answers(talk, asked, text)

    def answers(self, talk: Talk, asked: Question, text: str) -> list[str]:
        choices: dict[str, Callable[[], list[str] | None]] = {
            "receipts": lambda: self.more_receipts(talk, asked, text),
            "which": lambda: self.finds(talk, str(asked.about), text, asked.failed),
            "sure": lambda: self.sure(talk, str(asked.about), text),
            "name": lambda: self.named(talk, str(asked.about), text),
            "offer": lambda: self.offered(talk, text),
            "share": lambda: self.shares(talk, text),
            "contacts": lambda: self.chooses_contact(talk, asked, text),
            "contact": lambda: self.changes_contact(talk, asked, text),
            "unverified": lambda: self.finishes_contact(talk, asked, text),
            "which phone": lambda: self.chooses_phone(talk, text),
            "first alerts": lambda: self.first_alerts(talk, text),
            "email": lambda: self.add_contact(talk, "email", text, asked.then) if "@" in text else None,
        }
        done = choices[asked.kind]()
        return self.tries_again(talk, asked) if done is None else done

    def tries_again(self, talk: Talk, asked: Question) -> list[str]:
        asked.failed += 1
        return self.end(talk, "Let us leave it") if asked.failed == TRIES else self.ask(talk, asked)

    # One thing after the other.

    def leaves(self, talk: Talk) -> list[str]:
        talk.signed = None
        return self.end(talk, "signed out")

    def lists(self, talk: Talk) -> list[str]:
        self.acts(talk)
        numbers = self.own.listed()
        return self.page(talk, numbers, 0) if numbers else self.end(talk, "list is empty")

    def page(self, talk: Talk, numbers: list[int], start: int) -> list[str]:
        self.acts(talk)
        size = PAGE[talk.on_call]
        lines = []
        for number in numbers[start : start + size]:
            receipt = self.own.receipt(number)
            if receipt:
                name = self.own.cases[receipt].name
                told = f"Number {number}:" if talk.on_call else f"{number}. {name or '...' + receipt[-4:]}:"
                lines.append(told)
        if talk.on_call:
            return self.ask(talk, Question("page", numbers=numbers, start=start), *lines)
        if start + size < len(numbers):
            return self.ask(talk, Question("more", numbers=numbers, start=start + size), *lines)
        return self.end(talk, *lines)

    def adds(self, talk: Talk, about: str) -> list[str]:
        if not about:
            return self.ask(talk, Question("receipts"))
        self.acts(talk)
        return self.end(talk, *self.took(about))

    def took(self, text: str) -> list[str]:
        said = [self.own.add(receipt) for receipt in text.split()]
        new = [each for each in said if each.startswith("Added")]
        there = [each for each in said if each.startswith("Already")]
        full = len(said) - len(new) - len(there)
        return [
            *([f"Added: {len(new)} cases."] if len(new) > 5 else new),
            *([f"{len(there)} are in your list already."] if len(there) > 5 else there),
            *([f"Not added: {full} case"] if full else []),
        ]

    def more_receipts(self, talk: Talk, asked: Question, text: str) -> list[str] | None:
        if text == "0":
            return asked.then() if asked.then is not None else self.end(talk, "LIST")
        if not text.startswith("IOE"):
            return None
        self.acts(talk)
        return self.ask(talk, Question("receipts", then=asked.then), *self.took(text))

    def finds(self, talk: Talk, verb: str, meant: str, failed: int = 0) -> list[str]:
        """`meant` is a short number, and maybe a name behind it."""
        number, _, name = meant.partition(" ")
        if not number:
            return self.ask(talk, Question("which", verb, failed))
        self.acts(talk)
        receipt = self.own.receipt(int(number))
        if not receipt:
            if failed + 1 == TRIES:
                return self.end(talk, "no such case")
            return self.ask(talk, Question("which", verb, failed + 1), "no such case")
        if verb == "alerts":
            return self.tells(talk, receipt, on=not self.own.cases[receipt].alerts)
        if name:
            return self.named(talk, receipt, name) or []
        return self.ask(talk, Question(verb, receipt))

    def sure(self, talk: Talk, receipt: str, text: str) -> list[str] | None:
        if text not in ("1", "2"):
            return None
        if text == "2":
            return self.end(talk, "stays in your list")
        self.acts(talk)
        gone = self.own.cases.pop(receipt, None)
        return self.end(talk, "off" if gone is not None else "not in your list any more")

    def named(self, talk: Talk, receipt: str, text: str) -> list[str] | None:
        if "<" in text:
            return None
        self.acts(talk)
        if receipt not in self.own.cases:
            return self.end(talk, "not in your list any more")
        self.own.cases[receipt].name = "" if text == "0" else text
        return self.end(talk, "has no name now" if text == "0" else text)

    def tells(self, talk: Talk, receipt: str, *, on: bool) -> list[str]:
        self.acts(talk)
        if receipt not in self.own.cases:
            return self.end(talk, "not in your list any more")
        self.own.cases[receipt].alerts = on
        return self.end(talk, "are on" if on else "are off")

    def pauses(self, talk: Talk, *, on: bool) -> list[str]:
        self.acts(talk)
        self.own.paused = on
        return self.end(talk, "paused" if on else "on again")

    def offered(self, talk: Talk, text: str) -> list[str] | None:
        if text == "1":
            return self.takes_pin(talk, talk.offer)
        return self.ask(talk, Question("own pin")) if text == "2" else None

    def takes_pin(self, talk: Talk, pin: str) -> list[str]:
        self.changed_pin(talk, pin)
        return self.end(talk, "PIN is changed")

    def chooses_pin(self, talk: Talk, asked: Question, text: str) -> list[str]:
        """A short one needs a verified phone."""
        signed = self.meet(talk)
        assert signed is not None
        if text == WEAK_PIN or (len(text) < 8 and not self.own.verified_phones()):
            asked.failed += 1
            if asked.failed == OWN_PIN_TRIES:
                return self.end(talk, "leave it for now")
            return self.ask(talk, asked)
        if talk.on_call:
            return self.ask(talk, Question("again pin", text, failed=asked.failed))
        return self.takes_pin(talk, text)

    def shares(self, talk: Talk, text: str) -> list[str] | None:
        """The digits are told by `shared`."""
        if text not in ("1", "2", "3", "4"):
            return None
        self.acts(talk)
        if text == "4":
            live = [each for each, until in self.own.shares.items() if until > self.now]
            self.own.shares.clear()
            return self.end(talk, f" {len(live)} share code")
        talk.question = None
        return self.end(talk, "hare code")

    def shared(self, digits: str, days: int) -> None:
        self.own.shares[digits] = self.now + days * DAY

    def gives_code(self, talk: Talk, asked: Question, text: str) -> list[str]:
        if not text:
            return self.ask(talk, Question("code"))
        outcome = self.used_code(talk, text)
        if outcome == "share":
            return self.welcomed(talk, lambda: self.lists(talk))
        if outcome == "wrong":
            failed = asked.failed + 1
            if failed == TRIES:
                return self.end(talk, "not known or no longer good")
            return self.ask(talk, Question("code", failed=failed), "not known or no longer good")
        said = {"phone": "now texts this phone", "full": "all the phones it can have", "busy": "too many wrong codes"}
        return self.end(talk, said[outcome])

    def gives_sign_in_code(self, talk: Talk, asked: Question, text: str) -> list[str]:
        outcome = self.judged(str(asked.about), text)
        if outcome == "right":
            return self.enters(talk, asked)
        asked.failed += 1
        if outcome == "over" or asked.failed == CODE_TRIES:
            return self.end(talk, "no longer good")
        talk.question = asked
        return ["not the code"]

    def gives_contact_code(self, talk: Talk, asked: Question, text: str) -> list[str]:
        self.acts(talk)
        assert asked.then is not None
        contact = self.own.contacts.get(int(asked.about))
        name = "" if contact is None else self.live_code("verify", contact.address)
        outcome = self.judged(name, text)
        if outcome == "right" and contact is not None:
            contact.verified = contact.alerts = True
            return ["Verified", *asked.then()]
        asked.failed += 1
        if outcome == "over" or asked.failed == CODE_TRIES:
            return ["no longer good", *asked.then()]
        talk.question = asked
        return ["not the code"]

    # Contacts.

    def alerts(self, talk: Talk, about: str) -> list[str]:
        if about:
            return self.finds(talk, "alerts", about)
        if not self.own.contacts:
            return self.ask(talk, Question("first alerts"))
        listed = {number: replace(each) for number, each in self.own.contacts.items()}
        question = Question("contacts", numbers=sorted(listed), listed=listed)
        lines = [f"{number % 10} = {shown(each)}: {state(each)}" for number, each in self.own.contacts.items()]
        return self.ask(talk, question, *lines)

    def first_alerts(self, talk: Talk, text: str, then: Then | None = None) -> list[str] | None:
        if text not in ("1", "2", "3", "4"):
            return None
        done = then or (lambda: self.end(talk))
        if text == "4":
            return ["at any time", *done()]
        mailbox: Then = lambda: self.ask(talk, Question("email", then=done))  # noqa: E731
        if text == "2":
            return mailbox()
        return self.add_contact(talk, "phone", talk.phone, mailbox if text == "3" else done)

    def chooses_contact(self, talk: Talk, asked: Question, text: str) -> list[str] | None:
        number = next((number for number in asked.numbers if str(number % 10) == text), 0)
        if not number:
            return None
        contact = asked.listed[number]
        kind = "contact" if contact.verified else "unverified"
        return self.ask(talk, Question(kind, number, was=contact.alerts, address=contact.address))

    def changes_contact(self, talk: Talk, asked: Question, text: str) -> list[str] | None:
        if text not in ("1", "2", "3"):
            return None
        if text == "3":
            return self.end(talk, "stays as it is")
        self.acts(talk)
        contact = self.own.contacts.get(int(asked.about))
        same = contact is not None and contact.address == asked.address
        if text == "1" and same and contact is not None and contact.verified:
            contact.alerts = not asked.was
        if text == "2" and same:
            self.remove_contact(int(asked.about))
        return self.end(talk)

    def finishes_contact(self, talk: Talk, asked: Question, text: str) -> list[str] | None:
        if text not in ("1", "2", "3"):
            return None
        number = int(asked.about)
        contact = self.own.contacts.get(number)
        same = contact is not None and contact.address == asked.address
        if text == "1":
            return self.ask(talk, Question("contact code", number, then=lambda: self.end(talk)))
        self.acts(talk)
        if text == "2" and contact is not None and same:
            return self.add_contact(talk, contact.kind, contact.address)
        if text == "3" and same:
            self.remove_contact(number)
        return self.end(talk)

    def chooses_phone(self, talk: Talk, text: str) -> list[str] | None:
        """The digits for another one are told by `phone_code`."""
        if text not in ("1", "2"):
            return None
        if text == "1":
            return self.add_contact(talk, "phone", talk.phone)
        self.acts(talk)
        return self.end(talk, "CODE")

    # The end of it.

    def deletes(self, talk: Talk) -> list[str]:
        signed = self.meet(talk)
        if signed is not None and signed.scope == "owner":
            return self.ask(talk, Question("delete"))
        self.forget(talk.phone)
        return ["erased"]

    def confirms_deletion(self, talk: Talk, text: str) -> list[str]:
        if text in ("0", "2"):
            return self.end(talk, "Nothing was erased")
        self.acts(talk)
        if text not in (self.own.user_id, KEYPAD):
            return self.end(talk, "Nothing was erased")
        self.deleted(talk)
        return ["is erased"]


def shown(contact: Contact) -> str:
    if contact.kind == "phone":
        return f"(...) ...-{contact.address[-4:]}"
    return f"{contact.address[0]}***@{contact.address.partition('@')[2]}"


def state(contact: Contact) -> str:
    return "not verified" if not contact.verified else "on" if contact.alerts else "off"


class Calls(Texts):
    """What is keyed on a call: the same things, from menu to menu."""

    def calls(self, talk: Talk) -> list[str]:
        talk.question, talk.met, talk.signed, talk.steps, talk.over = Question("main"), False, None, 0, False
        talk.began = self.now
        return []

    def hangs_up(self, talk: Talk) -> None:
        talk.over, talk.question, talk.signed = True, None, None

    def keys(self, talk: Talk, keys: str) -> list[str]:  # noqa: PLR0911
        """Keys, or a name that is said."""
        if self.now - talk.began >= LONGEST_CALL:
            self.hangs_up(talk)
            return []
        if not self.hears(talk):
            return self.ask(talk, Question("main"))
        asked = talk.question
        assert asked is not None
        if keys == "*":
            return self.ask(talk, asked)
        if keys == "9":
            return self.back(talk, asked)
        done = self.menus(talk, asked, keys) if asked.kind in MENUS else self.on_call(talk, asked, keys)
        if done is not None:
            return done
        asked.failed += 1
        if asked.failed == TRIES:
            self.hangs_up(talk)
            return ["Goodbye"]
        return self.ask(talk, asked)

    def back(self, talk: Talk, asked: Question) -> list[str]:
        if asked.kind in ("main", "outside", "inside", "reading"):
            return self.ask(talk, Question("main"))
        if asked.kind == "right":
            return self.ask(talk, Question("keyed"))
        if asked.kind in OF_ONE:
            return self.page(talk, asked.numbers, asked.start)
        return self.end(talk)

    def menus(self, talk: Talk, asked: Question, keys: str) -> list[str] | None:
        if asked.kind == "main":
            return self.end(talk) if keys == "2" else None
        steps: dict[tuple[str, str], Then] = {
            ("outside", "1"): lambda: self.ask(talk, Question("user id")),
            ("outside", "4"): lambda: self.ask(talk, Question("code")),
            ("inside", "1"): lambda: self.lists(talk),
            ("inside", "2"): lambda: self.ask(talk, Question("keyed")),
            ("inside", "4"): lambda: self.owner(talk, lambda: self.ask(talk, Question("offer"))),
            ("inside", "5"): lambda: self.ask(talk, Question("other", was=asked.was)),
            ("reading", "1"): lambda: self.lists(talk),
            ("reading", "2"): lambda: self.leaves(talk),
            ("other", "1"): lambda: self.pauses(talk, on=not asked.was),
            ("other", "2"): lambda: self.owner(talk, lambda: self.ask(talk, Question("share"))),
            ("other", "4"): lambda: self.owner(talk, lambda: self.ask(talk, Question("delete"))),
            ("other", "5"): lambda: self.leaves(talk),
        }
        step = steps.get((asked.kind, keys))
        return None if step is None else step()

    def leaves(self, talk: Talk) -> list[str]:
        """Whoever signs out knows it."""
        talk.met = False
        return super().leaves(talk)

    def on_call(self, talk: Talk, asked: Question, keys: str) -> list[str] | None:  # noqa: PLR0911
        match asked.kind:
            case "user id":
                return self.ask(talk, Question("pin"))
            case "pin":
                return self.pin(talk, keys)
            case "sign-in code":
                return self.gives_sign_in_code(talk, asked, keys)
            case "code":
                return self.gives_code(talk, asked, keys)
            case "delete":
                return self.keys_deletion(talk, keys)
            case "own pin":
                return self.chooses_pin(talk, asked, keys)
            case "again pin":
                return self.repeats_pin(talk, asked, keys)
            case "offer":
                return self.offered(talk, keys)
            case "share":
                return self.shares(talk, keys)
        return self.about_cases(talk, asked, keys)

    def keys_deletion(self, talk: Talk, keys: str) -> list[str]:
        said = self.confirms_deletion(talk, keys)
        if self.portfolio is None:
            self.hangs_up(talk)
        return said

    def repeats_pin(self, talk: Talk, asked: Question, keys: str) -> list[str]:
        if keys == asked.about:
            return self.takes_pin(talk, keys)
        if asked.failed + 1 == OWN_PIN_TRIES:
            return self.end(talk, "leave it for now")
        return self.ask(talk, Question("own pin", failed=asked.failed + 1), "two different PINs")

    def about_cases(self, talk: Talk, asked: Question, keys: str) -> list[str] | None:
        choices: dict[str, Callable[[], list[str] | None]] = {
            "page": lambda: self.leafs(talk, asked, keys),
            "number": lambda: self.picks(talk, asked, keys),
            "case": lambda: self.does(talk, asked, keys),
            "sure": lambda: self.sure_on_call(talk, asked, keys),
            "say name": lambda: self.says_name(talk, asked, keys),
            "heard": lambda: self.hears_name(talk, asked, keys),
            "keyed": lambda: self.ask(talk, Question("right", "IOE" + keys[3:])) if keys.startswith("463") else None,
            "right": lambda: self.confirms(talk, asked, keys),
            "another": lambda: self.goes_on_adding(talk, keys),
        }
        return choices[asked.kind]()

    def goes_on_adding(self, talk: Talk, keys: str) -> list[str] | None:
        if keys == "1":
            return self.ask(talk, Question("keyed"))
        return self.end(talk) if keys == "2" else None

    def confirms(self, talk: Talk, asked: Question, keys: str) -> list[str] | None:
        if keys == "2":
            return self.ask(talk, Question("keyed"))
        if keys != "1":
            return None
        self.acts(talk)
        said = self.own.add(str(asked.about))
        number = self.own.cases.get(str(asked.about), Case(0)).number
        return self.ask(talk, Question("another"), "Not added" if said == "Not added" else f"number {number}")

    def leafs(self, talk: Talk, asked: Question, keys: str) -> list[str] | None:
        """Through the list, three at a time."""
        more = asked.start + PAGE[True] < len(asked.numbers)
        if keys == "1":
            return self.ask(talk, Question("page", numbers=asked.numbers, start=asked.start))
        if keys == "2" and more:
            return self.page(talk, asked.numbers, asked.start + PAGE[True])
        if keys != "3":
            return None
        self.acts(talk)
        return self.ask(talk, Question("number", numbers=asked.numbers, start=asked.start))

    def picks(self, talk: Talk, asked: Question, keys: str) -> list[str]:
        self.acts(talk)
        receipt = self.own.receipt(int(keys))
        if not receipt:
            asked.failed += 1
            if asked.failed == TRIES:
                return ["no case with that number", *self.page(talk, asked.numbers, asked.start)]
            return self.ask(talk, asked, "no case with that number")
        return self.ask(talk, self.of_case(asked, receipt))

    def of_case(self, asked: Question, receipt: str) -> Question:
        """As it stands now; what others change meanwhile is not heard before it is told anew."""
        was = self.own.cases[receipt].alerts
        return Question("case", receipt, numbers=asked.numbers, start=asked.start, was=was)

    def does(self, talk: Talk, asked: Question, keys: str) -> list[str] | None:
        receipt = str(asked.about)
        signed = self.signed(talk)
        if keys == "1":
            return self.ask(talk, replace(asked, failed=0))
        if keys not in ("4", "5", "6") or signed is None or signed.scope == "reader":
            return None
        if keys == "4":
            return self.ask(talk, replace(asked, kind="sure", failed=0))
        if keys == "6":
            return self.ask(talk, replace(asked, kind="say name", failed=0))
        self.acts(talk)
        if receipt not in self.own.cases:
            return ["not in your list any more", *self.page(talk, asked.numbers, asked.start)]
        self.own.cases[receipt].alerts = not asked.was
        return self.ask(talk, replace(asked, failed=0, was=not asked.was), "off" if asked.was else "on")

    def sure_on_call(self, talk: Talk, asked: Question, keys: str) -> list[str] | None:
        said = "stays in your list"
        if keys not in ("1", "2"):
            return None
        if keys == "1":
            self.acts(talk)
            gone = self.own.cases.pop(str(asked.about), None)
            said = "off your list" if gone is not None else "not in your list any more"
        return [said, *self.page(talk, asked.numbers, asked.start)]

    def says_name(self, talk: Talk, asked: Question, keys: str) -> list[str] | None:
        if keys == "0#":
            return self.renames(talk, asked, "")
        if not keys.isalpha():
            return None
        return self.ask(talk, replace(asked, kind="heard", failed=0, address=keys), keys)

    def hears_name(self, talk: Talk, asked: Question, keys: str) -> list[str] | None:
        if keys == "2":
            return self.ask(talk, replace(asked, kind="say name", failed=0))
        return self.renames(talk, asked, asked.address) if keys == "1" else None

    def renames(self, talk: Talk, asked: Question, name: str) -> list[str]:
        self.acts(talk)
        receipt = str(asked.about)
        said = "not in your list any more"
        if receipt in self.own.cases:
            self.own.cases[receipt].name = name
            said = name or "no name now"
        return self.ask(talk, replace(asked, kind="case", failed=0), said)


OF_ONE = ("number", "case", "sure", "say name", "heard")
MENUS = ("main", "outside", "inside", "reading", "other")
