"""The simulated agency pushes what is changed on its panel: `POST /updates` at the service, as its own clerk would."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import structlog

log = structlog.get_logger()

TIMEOUT = 10.0  # seconds


class Pusher:
    """In a thread of its own: the panel does not wait for it."""

    def __init__(self, public_url: str, token: str) -> None:
        self._url, self._headers = f"{public_url}/updates", {"Authorization": f"Bearer {token}"}
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="push")

    def push(self, body: dict[str, Any], on: str) -> None:
        """`body` is a case as the agency shows it, changed on the day `on` (ISO 8601)."""
        change = {
            "receipt": body["receiptNumber"],
            "form": body["formType"],
            "title_en": body["current_case_status_text_en"],
            "title_es": body["current_case_status_text_es"],
            "text_en": body["current_case_status_desc_en"],
            "text_es": body["current_case_status_desc_es"],
            "changed_on": on,
        }
        self._threads.submit(self._send, change)

    def _send(self, change: dict[str, Any]) -> None:
        try:
            answer = httpx2.post(self._url, json=change, headers=self._headers, timeout=TIMEOUT, trust_env=False)
        except httpx2.TransportError as error:
            log.warning("change not pushed", error=type(error).__name__)
            return
        if not answer.is_success:
            log.warning("change not taken", status=answer.status_code)

    def close(self) -> None:
        self._threads.shutdown()
