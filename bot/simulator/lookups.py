"""What the carrier's Lookup interface tells of a number: whether it is one, and what kind of line it is.

https://www.twilio.com/docs/lookup/v2-api/line-type-intelligence
"""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    parse,
    region_code_for_number,
)

from bot.simulator.carrier import Carrier
from bot.simulator.rest import Rest, RestError

LINE_TYPE = "line_type_intelligence"
PACKAGES = (
    "caller_name",
    "sim_swap",
    "call_forwarding",
    "line_status",
    LINE_TYPE,
    "identity_match",
    "reassigned_number",
    "sms_pumping_risk",
    "phone_number_quality_score",
    "pre_fill",
)
WRONG = {
    ValidationResult.INVALID_COUNTRY_CODE: "INVALID_COUNTRY_CODE",
    ValidationResult.TOO_SHORT: "TOO_SHORT",
    ValidationResult.TOO_LONG: "TOO_LONG",
    ValidationResult.INVALID_LENGTH: "INVALID_LENGTH",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "INVALID_BUT_POSSIBLE",
}


def lookup_routes(carrier: Carrier) -> Blueprint:
    """Everything below the base address of the interface, to be mounted under a prefix."""
    routes = Blueprint("lookups", __name__)

    def fetch(number: str) -> Response:
        fields = request.args.get("Fields", "").split(",")
        return jsonify(found(number, carrier.switches.lines.get(number, "mobile") if LINE_TYPE in fields else ""))

    view = Rest(carrier).guarded(fetch)
    routes.add_url_rule("/v2/PhoneNumbers/<number>", "fetch", view, methods=["GET"])
    return routes


def found(number: str, line: str) -> dict[str, Any]:
    """The answer; `line` is the kind of line, or empty when nobody asks for it. Raises RestError."""
    try:
        parsed = parse(number, "US")
    except NumberParseException as error:
        raise RestError(20404) from error
    wrong = WRONG.get(is_possible_number_with_reason(parsed))
    packages: dict[str, Any] = dict.fromkeys(PACKAGES)
    if line and not wrong:
        mobile = line == "mobile"
        packages[LINE_TYPE] = {
            "error_code": None,
            "mobile_country_code": "310" if mobile else None,
            "mobile_network_code": "260" if mobile else None,
            "carrier_name": "Simulated",
            "type": line,
        }
    return {
        "calling_country_code": str(parsed.country_code),
        "country_code": region_code_for_number(parsed) or "US",
        "phone_number": format_number(parsed, PhoneNumberFormat.E164),
        "national_format": format_number(parsed, PhoneNumberFormat.NATIONAL),
        "valid": not wrong,
        "validation_errors": [wrong] if wrong else [],
        **packages,
        "url": f"https://lookups.twilio.com/v2/PhoneNumbers/{format_number(parsed, PhoneNumberFormat.E164)}",
    }
