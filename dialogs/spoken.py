"""What a caller said, as a recogniser wrote it down: a receipt number, or a choice; and the words to listen for."""

from dialogs.receipts import redact
from dialogs.spoken_choices import spoken_choice
from dialogs.spoken_receipts import spoken_receipt

__all__ = ["hints", "spoken_choice", "spoken_receipt", "spoken_redact"]

_HINTS = {
    ("receipt", "en"): (
        "I O E", "E A C", "W A C", "L I N", "S R C", "M S C", "N B C", "Y S C", "V S C", "C S C", "N S C", "T S C",
        "my receipt number is", "zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        "double", "triple", "asterisk", "E as in Echo", "A as in Alpha", "C as in Charlie", "W as in Whiskey",
        "L as in Lima", "I as in India", "N as in November", "S as in Sierra", "R as in Romeo", "M as in Mike",
        "B as in Bravo", "O as in Oscar", "Y as in Yankee", "V as in Victor", "T as in Tango", "Z as in Zulu",
        "repeat", "help", "go back", "agent",
    ),
    ("receipt", "es"): (
        "I O E", "E A C", "W A C", "L I N", "S R C", "M S C", "N B C", "Y S C", "V S C", "C S C", "N S C", "T S C",
        "mi número de recibo es", "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve",
        "doble", "triple", "asterisco", "doble u a ce", "e a ce", "i o e", "ele i ene", "ese erre ce", "eme ese ce",
        "ene be ce", "i griega ese ce", "ve ese ce", "te ese ce", "e de eco", "a de alfa", "ce de casa",
        "ele de lima", "i de india", "ene de noviembre", "eme de mamá", "ese de sol", "repetir", "ayuda", "regresar",
        "agente",
    ),
    ("choice", "en"): (
        "one", "two", "three", "four", "five", "six", "eight", "yes", "no", "that's right", "that's wrong", "correct",
        "check a case", "language", "English", "Spanish", "again", "more", "more details", "history", "text it to me",
        "another case", "continue", "repeat", "slower", "help", "a person", "agent", "operator", "go back", "M S C",
        "N S C", "V S C", "T S C",
    ),
    ("choice", "es"): (
        "uno", "dos", "tres", "cuatro", "cinco", "seis", "ocho", "sí", "no", "es correcto", "no es correcto",
        "consultar un caso", "idioma", "inglés", "español", "otra vez", "más", "más detalles", "historial",
        "mensaje de texto", "otro caso", "continuar", "repita", "más despacio", "ayuda", "una persona", "agente",
        "operadora", "regresar", "atrás", "eme", "ene", "ve", "te",
    ),
    ("words", "en"): ("Mom", "Dad", "my wife", "my husband", "my son", "my daughter", "my brother", "my sister", "me"),
    ("words", "es"): ("mamá", "papá", "mi esposa", "mi esposo", "mi hijo", "mi hija", "mi hermano", "mi hermana", "yo"),
}  # fmt: skip


def spoken_redact(text: str) -> str:
    """What was said, with a `•` for each digit of a suspected Social Security number, for storing. What holds a receipt
    number stays as it is: its digits may come in threes, or one by one."""
    reading = spoken_receipt(text)
    return text if reading.found or reading.doubtful else redact(text)


def hints(kind: str, language: str) -> tuple[str, ...]:
    """What the recogniser should expect: `kind` is "receipt", "choice" or "words", `language` is "en" or "es"; for
    others it is empty.

    Together under 900 characters; the provider takes up to 500 entries, each up to 100 characters, parted by commas.
    No class tokens such as `$OOV_CLASS_ALPHANUMERIC_SEQUENCE`: only one of the provider's engines knows them, for
    American English but not for American Spanish, and an engine that does not know a token warns (error 13330).
    Source: Twilio's pages on Gather and on error 13330; Google's table of class tokens.
    """
    return _HINTS.get((kind, language), ())
