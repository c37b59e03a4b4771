"""The cases that the simulated agency holds, and the panel's ways to change them."""

import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from threading import RLock
from typing import Any
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")  # the agency dates its steps in its own time
DATA = Path(__file__).with_name("agency_cases.json")
MONTHS_ES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)

OTHER = {
    "text_en": "On {date_en}, the status of your Form {form}, {form_name_en}, Receipt Number {receipt}, changed: "
    "{title_en}. "
    'If you move, go to <a href="https://www.uscis.gov/addresschange">www.uscis.gov/addresschange</a>.',
    "text_es": "El {date_es}, el estatus de su Formulario {form}, {form_name_es}, Número de Recibo {receipt}, cambió: "
    '{title_es}. Si se muda, visite <a href="https://www.uscis.gov/addresschange">www.uscis.gov/addresschange</a>.',
    "step_en": "{title_en}.",
    "step_es": "{title_es}.",
}

Body = dict[str, Any]  # the `case_status` object of an answer, as the agency sends it


class UnknownTitleError(ValueError):
    """The title asked for is none of the known ones."""


def eastern_day(seconds: float) -> date:
    """The agency's calendar day at `seconds` since 1970 UTC."""
    return datetime.fromtimestamp(seconds, EASTERN).date()


class Docket:
    """Every case of the simulated agency by its receipt; safe to use from several threads."""

    def __init__(self, data: Any, titles: Sequence[tuple[str, str]], today: Callable[[], date]) -> None:
        self._lock = RLock()
        self._today = today
        self._forms: dict[str, list[str]] = data["forms"]
        self._wordings: dict[str, dict[str, str]] = data["wordings"]
        known = {title: wording["es"] for title, wording in self._wordings.items()}
        self.titles = {**{en: es or known.get(en, "") for en, es in titles}, **known}
        self._cases: dict[str, Body] = deepcopy(data["verbatim"])
        for planned in data["cases"]:
            self._cases[planned["receipt"]] = self._from_plan(planned)

    @classmethod
    def load(cls, titles: Sequence[tuple[str, str]], today: Callable[[], date]) -> "Docket":
        """The sandbox's published test receipts; `titles` (English, Spanish or empty) are known besides its own."""
        return cls(json.loads(DATA.read_text(encoding="utf-8")), titles, today)

    def find(self, receipt: str) -> Body | None:
        """A copy of what the agency says of the case, or None when it shows nothing."""
        with self._lock:
            return deepcopy(self._cases.get(receipt))

    def listing(self) -> list[dict[str, Any]]:
        """The cases as the panel shows them, history oldest first."""
        with self._lock:
            return [
                {
                    "receipt": receipt,
                    "form": body["formType"],
                    "title_en": body["current_case_status_text_en"],
                    "title_es": body["current_case_status_text_es"],
                    "history": sorted(body.get("hist_case_status") or [], key=lambda step: str(step["date"])),
                }
                for receipt, body in self._cases.items()
            ]

    def set_title(self, receipt: str, title: str, form: str = "I-130") -> None:
        """Gives the case a known title, dated today, with a step in its history; a case not held is added.

        Raises UnknownTitleError.
        """
        if title not in self.titles:
            raise UnknownTitleError("No such title is known.")
        with self._lock:
            today = self._today()
            body = self._cases.setdefault(receipt, self._blank(receipt, form, today))
            newest_first = _newest_first(body.get("hist_case_status") or [])
            body.update(self._wording(body, title, today))
            if "modifiedDate" in body:
                body["modifiedDate"] = _stamp(today)
            history = body["hist_case_status"] = list(body.get("hist_case_status") or [])
            history.insert(0 if newest_first else len(history), self._step(body, title, today))

    def remove(self, receipt: str) -> bool:
        """Forgets the case; False when there was none."""
        with self._lock:
            return self._cases.pop(receipt, None) is not None

    def _blank(self, receipt: str, form: str, on: date) -> Body:
        body: Body = {"receiptNumber": receipt, "formType": form}
        if not receipt.startswith("IOE"):  # the agency tells no dates for those
            body |= {"submittedDate": _stamp(on), "modifiedDate": _stamp(on)}
        return {**body, "hist_case_status": None}

    def _from_plan(self, planned: Any) -> Body:
        body = self._blank(planned["receipt"], planned["form"], date.fromisoformat(planned["submitted"]))
        changed = date.fromisoformat(planned["changed"])
        body |= {"modifiedDate": _stamp(changed), **self._wording(body, planned["title"], changed)}
        steps = [self._step(body, title, date.fromisoformat(on)) for on, title in planned["steps"]]
        match planned["history"]:
            case "oldest first":
                body["hist_case_status"] = steps
            case "newest first":
                body["hist_case_status"] = steps[::-1]
            case "any order":
                body["hist_case_status"] = steps[1::2] + steps[::2]
            case "missing":
                del body["hist_case_status"]
        return body

    def _values(self, body: Body, title: str, on: date) -> dict[str, str]:
        english, spanish = self._forms.get(body["formType"], ["", ""])
        return {
            "form": body["formType"],
            "receipt": body["receiptNumber"],
            "form_name_en": english,
            "form_name_es": spanish,
            "date_en": f"{on:%B} {on.day}, {on.year}",
            "date_es": f"{on.day} de {MONTHS_ES[on.month - 1]} de {on.year}",
            "title_en": title,
            "title_es": self.titles[title] or title,
        }

    def _wording(self, body: Body, title: str, on: date) -> Body:
        wording, values = self._wordings.get(title, OTHER), self._values(body, title, on)
        return {
            "current_case_status_text_en": title,
            "current_case_status_desc_en": wording["text_en"].format_map(values),
            "current_case_status_text_es": self.titles[title],
            "current_case_status_desc_es": wording["text_es"].format_map(values),
        }

    def _step(self, body: Body, title: str, on: date) -> dict[str, str]:
        wording, values = self._wordings.get(title, OTHER), self._values(body, title, on)
        return {
            "date": on.isoformat(),
            "completed_text_en": wording["step_en"].format_map(values),
            "completed_text_es": wording["step_es"].format_map(values),
        }


def _stamp(on: date) -> str:
    return f"{on:%m-%d-%Y} 14:28:46"


def _newest_first(history: list[dict[str, str]]) -> bool:
    days = [step["date"] for step in history]
    return len(days) > 1 and days == sorted(days, reverse=True)
