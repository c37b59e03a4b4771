"""Which of a few choices somebody wrote: its number, what it means, or its words, as callers say them."""

import re
from collections.abc import Mapping

from dialogs.plain import folded
from dialogs.spoken import spoken_choice
from dialogs.words import command


def _phrases(words: str) -> frozenset[str]:
    return frozenset(" ".join(one.split()).upper() for one in words.split(","))


# What stands for a choice, to what is written for it and no caller says.
_WRITTEN = {
    "text": _phrases(
        "text, by text, texts, text me, sms, by sms, this phone, to this phone, my phone, yes, yes please, si, si por"
        " favor, claro, ok, por texto, texto, por mensaje, mensaje, mensajes, por mensaje de texto, a este telefono,"
        " este telefono, mi telefono, al celular"
    ),
    "email": _phrases("email, by email, e mail, by e mail, mail, correo, por correo, por email, correo electronico"),
    "both": _phrases(
        "both, both please, both of them, the two, 1 and 2, 1 2, text and email, email and text, los dos, las dos,"
        " los 2, las 2, ambos, ambas, 1 y 2, texto y correo, correo y texto, por los dos, todos, all"
    ),
    "yes": _phrases(
        "take it, i take it, i ll take it, take that, i want it, use it, accept, aceptar, acepto, lo tomo,"
        " tomarlo, la tomo, lo quiero, me gusta, lo acepto, este, ese"
    ),
    "no": _phrases(
        "none, no alerts, nothing, skip, my own, own, choose my own, i choose my own, i want my own, own pin, ninguna,"
        " ninguno, nada, sin alertas, el mio, uno mio, elegir el mio, propio, mi propio, mi propio pin, elegir, omitir"
    ),
    "page": _phrases(
        "page, the page, on the page, on a page, from the page, the one on the page, link, the link, done, i did,"
        " ready, chosen, i chose, i chose one, pagina, la pagina, en la pagina, de la pagina, el de la pagina, enlace,"
        " el enlace, listo, ya, ya esta, hecho, elegido, ya lo elegi, lo elegi"
    ),
    "day": _phrases("day, a day, one day, 1 day, 24 hours, un dia, dia, 1 dia, 24 horas"),
    "week": _phrases("week, a week, one week, 1 week, 7 days, una semana, semana, 1 semana, 7 dias"),
    "call": _phrases(
        "call, by call, a call, call me, phone call, by phone call, a phone call, by phone, llamada, por llamada, una"
        " llamada, por una llamada, llameme, llamenme, por telefono"
    ),
    "all": _phrases("everything, all of it, the whole thing, todo, toda, todo completo"),
    "title": _phrases(
        "new status, the new status, new status only, the new status only, status only, only the status, nuevo estado,"
        " el nuevo estado, solo el nuevo estado, solo nuevo estado, solo el estado"
    ),
    "hint": _phrases(
        "only that there is news, that there is news, only news, just news, news only, solo que hay una novedad, que"
        " hay una novedad, solo que hay novedad, solo la novedad, solo novedades"
    ),
    "at once": _phrases("now, right away, immediately, right now, enseguida, ahora, de inmediato, inmediatamente"),
    "weekly": _phrases(
        "once a week, a week, every week, each week, monday, on monday, mondays, on mondays, una vez por semana, una"
        " vez a la semana, cada semana, semanal, lunes, el lunes, los lunes, cada lunes"
    ),
    "eastern": _phrases("east, eastern time, est, edt, et, new york, florida, este, hora del este, nueva york"),
    "central": _phrases("central time, cst, cdt, ct, chicago, texas, centro, hora del centro, hora central"),
    "mountain": _phrases("mountain time, mst, mdt, mt, denver, colorado, montana, hora de la montana"),
    "arizona": _phrases("arizona time, phoenix, az, hora de arizona"),
    "pacific": _phrases("pacific time, pst, pdt, pt, california, los angeles, pacifico, hora del pacifico"),
    "alaska": _phrases("alaska time, anchorage, ak, hora de alaska"),
    "hawaii": _phrases("hawai, hawaii time, honolulu, hora de hawai"),
    "puerto rico": _phrases("pr, san juan, hora de puerto rico"),
    "guam": _phrases("guam time, gu, hora de guam"),
    "by number": _phrases(
        "my phone number, my number, phone number, as my phone number says, by my phone number, by my number, mi"
        " numero, segun mi numero, por mi numero"
    ),
    "month": _phrases("month, a month, one month, 1 month, 30 days, un mes, mes, 1 mes, 30 dias"),
}
_MOST_WORDS = 5  # in a longer text a number is none of the choices
_PLAIN = re.compile(r"[\w\s.,!¡¿?'’()#-]+")


def written_choice(text: str, choices: Mapping[str, str]) -> str | None:
    """The one of the keys of `choices` that is meant; `choices` are keys to what they stand for. None when it is
    unclear."""
    word = text.strip().strip(".)(#").strip()
    if word in choices:
        return word
    meant = _meant(text, choices)
    if len(meant) == 1:
        return meant[0]
    if meant or len(text.split()) > _MOST_WORDS or _PLAIN.fullmatch(text) is None:
        return None
    key = spoken_choice(text, choices)
    return key if key in choices else None


def _meant(text: str, choices: Mapping[str, str]) -> list[str]:
    said, word = folded(text), command(text)
    written = [key for key, meaning in choices.items() if said in _WRITTEN.get(meaning, ()) or said == meaning.upper()]
    return written or [key for key, meaning in choices.items() if word is not None and meaning == word]
