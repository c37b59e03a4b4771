"""The WSGI application, put together from its doors."""

from collections.abc import Sequence

from flask import Blueprint, Flask


def create_app(doors: Sequence[Blueprint], largest_body: int) -> Flask:
    """A Flask application with these doors; `largest_body` in bytes, anything larger gets 413."""
    app = Flask("casestatus", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = largest_body
    for door in doors:
        app.register_blueprint(door)
    return app
