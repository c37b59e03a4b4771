"""Which numbers the service may text at all: people's phones in the United States, its territories, and Canada.

+1 is also the prefix of twenty other countries, some of which charge dollars a text and share them with whoever makes
us send one (https://www.twilio.com/docs/glossary/what-is-sms-pumping-fraud).
"""

import phonenumbers
from phonenumbers import PhoneNumberType

REGIONS = frozenset({"US", "CA", "PR", "VI", "GU", "AS", "MP"})
PHONES = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,  # what all ordinary numbers of North America are
        PhoneNumberType.VOIP,
    }
)


def may_text(address: str) -> bool:
    """Whether `address` (`+12025550142`, `whatsapp:+12025550142`) is an ordinary phone of one of our regions."""
    try:
        number = phonenumbers.parse(address.removeprefix("whatsapp:"))
    except phonenumbers.NumberParseException:
        return False
    region = phonenumbers.region_code_for_number(number)
    return region in REGIONS and phonenumbers.number_type(number) in PHONES
