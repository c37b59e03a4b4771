"""The WSGI application: `casestatus web`, or `gunicorn wsgi:app`."""

import sys

from bot.services import Services
from bot.settings import SettingsError, load_settings

try:
    services = Services.build(load_settings())
except SettingsError as error:
    sys.exit("\n".join(["The settings are not right:", *(f"  {fault}" for fault in error.faults)]))

app = services.web_app()
