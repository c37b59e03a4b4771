"""The three letters a receipt number begins with: which are known, how a phone keys them, which words they are not.

Source of the offices: public lists of USCIS receipt prefixes; the list is known not to be complete.
"""

from itertools import product

PREFIXES: dict[str, str] = {
    "EAC": "Vermont Service Center",
    "WAC": "California Service Center",
    "LIN": "Nebraska Service Center",
    "SRC": "Texas Service Center",
    "MSC": "National Benefits Center",
    "NBC": "National Benefits Center",
    "IOE": "filed online",
    "YSC": "Potomac Service Center",
    "VSC": "Vermont Service Center",
    "CSC": "California Service Center",
    "NSC": "Nebraska Service Center",
    "TSC": "Texas Service Center",
    "ZAR": "Arlington Asylum Office",
    "ZCH": "Chicago Asylum Office",
    "ZHN": "Houston Asylum Office",
    "ZLA": "Los Angeles Asylum Office",
    "ZMI": "Miami Asylum Office",
    "ZNK": "Newark Asylum Office",
    "ZNY": "New York Asylum Office",
    "ZSF": "San Francisco Asylum Office",
    "MCT": "",
    "ZBO": "",
    "ZNO": "",
    "ZTP": "",
}
"""Known prefix to the office that took the papers in (an English name, a key for the catalogs); empty: seen on
receipts, office not confirmed."""

_LETTERS = {"2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ"}
_KEYS = {letter: key for key, letters in _LETTERS.items() for letter in letters}


def keys(letters: str) -> str:
    """The keys of a phone that carry these letters (ITU-T E.161): `IOE` is `463`; digits and `*` are themselves."""
    return "".join(_KEYS.get(letter, letter) for letter in letters)


BY_KEYS: dict[str, tuple[str, ...]] = {
    triple: tuple(prefix for prefix in PREFIXES if keys(prefix) == triple) for triple in map(keys, PREFIXES)
}
"""Three keys to the known prefixes they may mean: `672` is MSC or NSC, `872` is VSC or TSC."""

_MEANT = {"0": "O", "Q": "O", "D": "O", "1": "I", "L": "I", "I": "L", "5": "S", "8": "B", "2": "Z", "3": "E"}
_MEANT_TOO = {"1": "L"}  # a typed 1 may be either letter


def repaired_prefixes(typed: str) -> tuple[str, ...]:
    """Known prefixes that `typed` looks like: `I0E`, `10E`, `LOE` are IOE; a known prefix is only itself."""
    if typed in PREFIXES:
        return (typed,)
    options = ([sign, _MEANT.get(sign, sign), _MEANT_TOO.get(sign, sign)] for sign in typed)
    return tuple(dict.fromkeys(word for word in map("".join, product(*options)) if word in PREFIXES))


def lookalikes(letter: str) -> str:
    """The signs people type in place of a letter of the prefix, itself included."""
    return "".join(
        sorted({letter, *(sign for sign, meant in [*_MEANT.items(), *_MEANT_TOO.items()] if meant == letter)})
    )


_NOT_PREFIXES = """
a about account act ad ago al alien all am an and any ar are as ask at ay be between big box bus but by call came can
car caso case cel cell celular con cod code come cost cut da dad day de del dia did doc don dos due ein el ella eme en
end era es esa ese esta este et etc eta exp ext fax fee few file fin first for form fue fui fun get go got gov guy had
han has hay he her hey hi him his hot hoy how i id if in inc ir is it itin its jan feb mar apr may jun jul aug sep oct
nov dec ene abr ago dic kin kit la las law le les let like llc lo los lot mail mal man mas me men mes met mi mil mis
mob mobile mom mon more mr mrs ms my name nam nan nas ne new ni no non nor not now nro num number numero nun o odd of
off oh ok old on one op or order ord other our out own pa par para pay per pin pls pm po por por post poz pre put que
qui ran rec receipt recibo ref rep res rsp run sat saw say se sea see sen ser set she si sin sir sit six sms so son
soy ssn st ste su sub such sue sun sus tan tax te tel ten than that the them then they this thu ti tia tio to too top
tos tow tracking try tu tue tus two txt type un una una uno up us usa use uso van var vat ver via vez voy was way we
web wed wen wer were what when where which who why will win with work y ya yes yet yo you your yrs zip mrn dob apt inv
telefono phone whatsapp llame llamar llamen wapp
"""
NOT_PREFIXES = frozenset(word for word in _NOT_PREFIXES.upper().split() if word not in PREFIXES)
"""Short words of English and Spanish that stand before a phone number or another number, and are no prefix."""

_CONSULATES = """
ABD ABJ ACC ACK ADD AKD ALG AMM AMS ANK ASN ATA ATH BCH BDP BGH BGN BGT BKK BLG BLZ BMB BNK BNS BRS BRT BTS CDJ
CLM COP CRO CRS CSB DBL DHK DJI DKR DMS DOH DRS FRN FTN GEO GRG GTM GUZ GYQ HAV HCM HLS HNK HRE HVN ISL JAK JHN JRS
KBL KDU KEV KLL KMP KNG KRC KRT KWT LGS LMA LND LOM LPZ LSB LSK LUA MDD MDR MEX MGA MNL MOS MRV MTL MTV NCS NHA NPL
NRB NSS NWD OSL PHP PNM PRG PRM PRS PTP PTS QTO RDJ RID RKJ RNG SAA SAR SDO SEO SGP SKO SNJ SNS SNT SOF STK SYD TAI
TBL TGG TIA TIR TKT TKY TLN TNS VLN VNT WRW YDE YRV ZGB
"""
CONSULATES = frozenset(_CONSULATES.split())
"""Consular posts as the National Visa Center abbreviates them at the head of its case numbers; not complete."""
