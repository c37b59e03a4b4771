"""The agency's forms: how their numbers are written, and their names.

English names are those printed on the forms (https://www.uscis.gov/forms/all-forms); Spanish ones stand in the catalog.

A name can tell more than a number. 8 U.S.C. 1367 forbids to disclose anything about people who applied as victims of
abuse, trafficking or crime, and a phone is read by others: I-914, I-918, I-929, I-765V and their supplements have no
name here, and I-360, which serves several groups, is only a petition.
"""

import re

from dialogs.text import Text, _

_SHAPE = re.compile(r"(?:FORM\s*)?([A-Z]{1,4})[\s\-–—]*(\d{1,4})[\s\-]*([A-Z]{0,3})")

NAMES: dict[str, Text] = {
    "G-28": _("Notice of Entry of Appearance as Attorney or Accredited Representative"),
    "I-90": _("Application to Replace Permanent Resident Card"),
    "I-102": _("Application for Replacement/Initial Nonimmigrant Arrival-Departure Document"),
    "I-129": _("Petition for a Nonimmigrant Worker"),
    "I-129CW": _("Petition for a CNMI-Only Nonimmigrant Transitional Worker"),
    "I-129F": _("Petition for Alien Fiancé(e)"),
    "I-130": _("Petition for Alien Relative"),
    "I-131": _("Application for Travel Documents, Parole Documents, and Arrival/Departure Records"),
    "I-140": _("Immigrant Petition for Alien Workers"),
    "I-191": _("Application for Relief Under Former Section 212(c)"),
    "I-192": _("Application for Advance Permission to Enter as a Nonimmigrant"),
    "I-193": _("Application for Waiver of Passport and/or Visa"),
    "I-212": _("Application for Permission to Reapply for Admission"),
    "I-290B": _("Notice of Appeal or Motion"),
    # Translators: only "petition", on purpose: the full name would tell others why the person applied.
    "I-360": _("Petition"),
    "I-485": _("Application to Register Permanent Residence or Adjust Status"),
    "I-526": _("Immigrant Petition by Standalone Investor"),
    "I-526E": _("Immigrant Petition by Regional Center Investor"),
    "I-539": _("Application to Extend/Change Nonimmigrant Status"),
    "I-589": _("Application for Asylum and for Withholding of Removal"),
    "I-590": _("Registration for Classification as Refugee"),
    "I-600": _("Petition to Classify Orphan as an Immediate Relative"),
    "I-600A": _("Application for Advance Processing of an Orphan Petition"),
    "I-601": _("Application for Waiver of Grounds of Inadmissibility"),
    "I-601A": _("Application for Provisional Unlawful Presence Waiver"),
    "I-602": _("Application by Refugee for Waiver of Inadmissibility Grounds"),
    "I-612": _("Application for Waiver of the Foreign Residence Requirement"),
    "I-687": _("Application for Status as a Temporary Resident"),
    "I-690": _("Application for Waiver of Grounds of Inadmissibility"),
    "I-698": _("Application to Adjust Status from Temporary to Permanent Resident"),
    "I-730": _("Refugee/Asylee Relative Petition"),
    "I-751": _("Petition to Remove Conditions on Residence"),
    "I-765": _("Application for Employment Authorization"),
    "I-800": _("Petition to Classify Convention Adoptee as an Immediate Relative"),
    "I-800A": _("Application for Determination of Suitability to Adopt a Child from a Convention Country"),
    "I-817": _("Application for Family Unity Benefits"),
    "I-821": _("Application for Temporary Protected Status"),
    "I-821D": _("Consideration of Deferred Action for Childhood Arrivals"),
    "I-824": _("Application for Action on an Approved Application or Petition"),
    "I-829": _("Petition by Investor to Remove Conditions on Permanent Resident Status"),
    "I-881": _("Application for Suspension of Deportation or Special Rule Cancellation of Removal"),
    "I-907": _("Request for Premium Processing Service"),
    "I-941": _("Application for Entrepreneur Parole"),
    "I-956": _("Application for Regional Center Designation"),
    "N-300": _("Application to File Declaration of Intention"),
    "N-336": _("Request for a Hearing on a Decision in Naturalization Proceedings"),
    "N-400": _("Application for Naturalization"),
    "N-470": _("Application to Preserve Residence for Naturalization Purposes"),
    "N-565": _("Application for Replacement Naturalization/Citizenship Document"),
    "N-600": _("Application for Certificate of Citizenship"),
    "N-600K": _("Application for Citizenship and Issuance of Certificate"),
}

# Words of the agency's own pages for what the form is about, where the name is too long for a text message.
SHORT: dict[str, Text] = {
    "G-28": _("Attorney or Representative"),
    "I-102": _("Arrival-Departure Document"),
    "I-129CW": _("CNMI Worker"),
    "I-131": _("Travel Document"),
    "I-192": _("Advance Permission to Enter"),
    "I-485": _("Adjustment of Status"),
    "I-539": _("Nonimmigrant Status"),
    "I-589": _("Asylum"),
    "I-600": _("Adoption Petition"),
    "I-600A": _("Adoption, Advance Processing"),
    "I-601": _("Waiver"),
    "I-601A": _("Provisional Waiver"),
    "I-602": _("Waiver"),
    "I-612": _("Waiver"),
    "I-690": _("Waiver"),
    "I-698": _("Adjustment of Status"),
    "I-751": _("Removal of Conditions"),
    "I-765": _("Employment Authorization"),
    "I-800": _("Adoption Petition"),
    "I-800A": _("Adoption, Suitability"),
    "I-821D": _("DACA"),
    "I-824": _("Action on an Approved Petition"),
    "I-829": _("Removal of Conditions"),
    "I-881": _("NACARA"),
    "N-300": _("Declaration of Intention"),
    "N-336": _("Naturalization Hearing"),
    "N-470": _("Preservation of Residence"),
    "N-565": _("Replacement Document"),
    "N-600": _("Certificate of Citizenship"),
    "N-600K": _("Certificate of Citizenship"),
}


def form_number(raw: str) -> str:
    """`N400`, `n 400` and `Form N-400` as the agency prints it: `N-400`. Anything else only trimmed, in capitals."""
    trimmed = " ".join(raw.upper().split())
    shape = _SHAPE.fullmatch(trimmed)
    return "{}-{}{}".format(*shape.groups()) if shape else trimmed


def form_name(form: str) -> Text | None:
    """The name of a form; None for one we do not know, or whose name is not ours to tell."""
    return NAMES.get(form_number(form))


def form_short(form: str) -> Text | None:
    """What a form is about in a few words, or its name where that is short already; None as with `form_name`."""
    number = form_number(form)
    return SHORT.get(number) or NAMES.get(number)
