"""The page's routes for what came with an e-mail; the e-mails themselves come through the feed."""

import re
from io import BytesIO

from flask import Blueprint, Response, abort, request, send_file

from bot.simulator.mailbox import Mailbox

BARE = "default-src 'none'; style-src 'unsafe-inline'"
ALONE = f"sandbox allow-popups; {BARE}; frame-ancestors 'none'"
INSIDE = f"sandbox allow-popups allow-popups-to-escape-sandbox; {BARE}; frame-ancestors 'self'"
ASKED = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)")
NEW_TAB = '<base target="_blank">'


def mail_routes(mailbox: Mailbox) -> Blueprint:
    """To be mounted beside the other routes of the page."""
    routes = Blueprint("mails", __name__)

    @routes.get("/mail/<int:mail_id>/<int:number>")
    def download(mail_id: int, number: int) -> Response:
        file = mailbox.file(mail_id, number)
        if file is None:
            abort(404)
        # Saved, never shown in the page's own origin, whatever it says it is.
        return send_file(BytesIO(file.content), file.type, as_attachment=True, download_name=file.name)

    @routes.get("/mail/<int:mail_id>/page")
    def page(mail_id: int) -> Response:
        """An e-mail as a mail program shows it: its own styles, and nothing else that it brings.

        `?scheme=light` or `dark`: as a program of that look does, to be held in a frame of the page.
        """
        html, scheme = mailbox.html(mail_id), request.args.get("scheme", "")
        if not html:
            abort(404)
        response = Response(in_scheme(html, scheme) if scheme else html, mimetype="text/html")
        response.headers["Content-Security-Policy"] = INSIDE if scheme else ALONE
        return response

    return routes


def in_scheme(html: str, scheme: str) -> str:
    """The e-mail as where that scheme is preferred; its links open elsewhere. Chromium tells a frame the scheme of the
    whole browser, whatever its element says, so the question is answered here."""
    answered = ASKED.sub(lambda asked: "(min-width: 0)" if asked[1] == scheme else "(max-width: 0)", html)
    return re.sub(r"<head[^>]*>", lambda head: head[0] + NEW_TAB, answered, count=1)
