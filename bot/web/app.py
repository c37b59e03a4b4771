"""The WSGI application, put together from its doors."""

from collections.abc import Sequence

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def create_app(doors: Sequence[Blueprint], largest_body: int, proxies: int = 0) -> Flask:
    """A Flask application with these doors; `largest_body` in bytes, anything larger gets 413; so many `proxies` of
    ours stand before it, and say from where a request came."""
    app = Flask("casestatus", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = largest_body
    for door in doors:
        app.register_blueprint(door)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0)  # type: ignore[method-assign]
    return app
