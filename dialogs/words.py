"""Commands: messages that are one word, or a short phrase that means that word, in either language at any time.

The words for opting out follow the carriers' lists and 47 CFR 64.1200: any reasonable way to say it counts.
"""

import re
from functools import lru_cache
from typing import Literal

from dialogs.plain import folded

Command = Literal[
    "status", "help", "menu", "more", "history", "create", "login", "logout", "list", "add", "remove", "name",
    "alerts", "pause", "resume", "email", "pin", "forgot", "data", "delete", "about", "wrong", "english", "spanish",
    "hi", "thanks", "yes", "no",
]  # fmt: skip
Language = Literal["en", "es"]

# Command, what is said for it in English, in Spanish; what is the same in both stands in both.
_TABLE: tuple[tuple[Command, str, str], ...] = (
    ("status", "status, my status, case status, my case status, check status, check my status, check case status,"
     " check my case, check case, my case, update, updates, any update, any updates, any news, what is my status,"
     " whats my status, what s my status, status please, status update, the status",
     "estado, estatus, mi estado, mi estatus, mi caso, estado de mi caso, estatus de mi caso, el estado de mi caso,"
     " estado del caso, estatus del caso, consultar, consultar mi caso, ver mi caso, ver estado, status de mi caso,"
     " alguna novedad, novedades, hay novedades, cual es mi estado, cual es mi estatus, como va mi caso"),
    ("help", "help, help me, info, information, more info, more information, support, please help, help please,"
     " i need help, need help, can you help me, commands, instructions",
     "ayuda, ayudame, ayudeme, ayuda por favor, necesito ayuda, info, informacion, mas informacion, mas info,"
     " soporte, comandos, instrucciones, me puede ayudar, puede ayudarme, auxilio"),
    ("menu", "menu, main menu, options, home, the menu", "menu, menu principal, opciones, inicio, el menu"),
    ("more", "more, more please, tell me more, more details, details, full text, more text, read more",
     "mas, mas por favor, mas detalles, detalles, digame mas, dime mas, leer mas, ver mas, texto completo, mas texto"),
    ("history", "history, case history, my history, steps, timeline, my case history",
     "historial, historia, mi historial, historial de mi caso, historial del caso, pasos"),
    ("create", "create, create account, create an account, register, sign up, signup, new account, open account",
     "crear, crear cuenta, crear una cuenta, registrar, registrarme, registrarse, registro, nueva cuenta,"
     " cuenta nueva"),
    ("login", "login, log in, log on, sign in, signin",
     "entrar, ingresar, iniciar sesion, acceder, entrar a mi cuenta, inicio de sesion"),
    ("logout", "logout, log out, log off, sign out, signout, exit",
     "salir, cerrar sesion, salirme, cerrar la sesion"),
    ("list", "list, my list, my cases, list cases, list my cases, show my cases, show list",
     "lista, mi lista, mis casos, listar, lista de casos, ver mis casos, ver lista"),
    ("add", "add, add case, add a case, add my case, new case", "agregar, anadir, agregar caso, agregar un caso,"
     " anadir caso, agrega, agregue, nuevo caso, agregar mi caso"),
    ("remove", "remove, remove case, remove a case, remove my case, take off",
     "quitar, quita, quite, quitar caso, quitar un caso, eliminar caso, quitar mi caso"),
    ("name", "name, rename, name case, name my case, nickname", "nombre, nombrar, renombrar, cambiar nombre,"
     " poner nombre, apodo"),
    ("alerts", "alerts, alert, my alerts, notify, notify me, notifications, alert me, text me updates",
     "alertas, alerta, mis alertas, avisos, notificaciones, avisame, aviseme, avisenme, notificarme"),
    ("pause", "pause, pause alerts, pause my alerts, snooze, hold alerts",
     "pausa, pausar, pausar alertas, pausar mis alertas, pausa alertas"),
    ("resume", "resume, resume alerts, resume my alerts, unpause", "seguir, continuar, seguir alertas,"
     " reanudar alertas, continuar alertas, seguir con alertas"),
    ("email", "email, e mail, my email, mail, add email, change email, email me",
     "correo, email, e mail, mi correo, correo electronico, cambiar correo, mi email, agregar correo"),
    ("pin", "pin, my pin, new pin, change pin, change my pin, reset pin, pin number",
     "pin, mi pin, nuevo pin, cambiar pin, cambiar mi pin, pin nuevo"),
    ("forgot", "forgot, forgot pin, forgot my pin, i forgot, i forgot my pin, forgot my id, forgot id, lost pin",
     "olvide, olvide pin, olvide mi pin, se me olvido, olvide el pin, se me olvido el pin, se me olvido mi pin,"
     " perdi mi pin, olvido"),
    ("data", "data, my data, download my data, export, what do you know about me, what data do you have",
     "datos, mis datos, descargar mis datos, exportar, que saben de mi, que datos tienen"),
    ("delete", "delete, delete me, delete my data, delete all, delete everything, delete account,"
     " delete my account, erase, erase me, erase my data, forget me, delete data",
     "borrar, borrame, borreme, borrar mis datos, borrar todo, borrar datos, borrar cuenta, borrar mi cuenta,"
     " borren mis datos, borre mis datos, eliminar mis datos, eliminar mi cuenta, eliminar cuenta, eliminar todo,"
     " eliminar, olvideme, olvidenme"),
    ("about", "about, who are you, what is this, who is this, what are you, about you, about this, who this,"
     " what s this, who s this, whos this, is this uscis, are you uscis, privacy",
     "acerca, acerca de, quien es, quien eres, quienes son, quien es usted, que es esto, quienes son ustedes,"
     " quien habla, es uscis, son uscis, privacidad, quien me escribe"),
    ("wrong", "wrong, wrong number, wrong person, not me, you have the wrong number, wrong case, not my case,"
     " not mine, this is the wrong number, that is not my case, you got the wrong number",
     "equivocado, equivocada, numero equivocado, esta equivocado, persona equivocada, no soy yo, caso equivocado,"
     " no es mi caso, no es mio, se equivoco, se equivocaron, no es mi numero"),
    ("english", "english, in english, english please, speak english, eng, use english, text in english,"
     " do you speak english, switch to english, i speak english",
     "ingles, en ingles, ingles por favor, en ingles por favor, hablo ingles, cambiar a ingles"),
    ("spanish", "spanish, in spanish, spanish please, speak spanish, do you speak spanish, switch to spanish,"
     " use spanish", "espanol, en espanol, espanol por favor, en espanol por favor, hablo espanol, castellano,"
     " habla espanol, hablan espanol, solo espanol, cambiar a espanol, esp, solo hablo espanol, no hablo ingles,"
     " en castellano"),
    ("hi", "hi, hello, hey, hi there, hello there, hey there, good morning, good afternoon, good evening, howdy,"
     " hiya, hii, hello hello, morning, yo, sup, whats up, what s up, greetings",
     "hola, ola, holaa, hola hola, buenas, buenos dias, buen dia, buenas tardes, buenas noches, hola buenas,"
     " hola buenos dias, hola buenas tardes, hola buenas noches, que tal, hola que tal, saludos, muy buenas,"
     " muy buenos dias, alo, hola buen dia"),
    ("thanks", "thanks, thank you, thx, ty, tks, thank u, thanks a lot, thank you so much, thank you very much,"
     " many thanks, ok thanks, ok thank you, thanks so much, great thanks, perfect thanks, awesome thanks, tysm,"
     " god bless you, god bless, thank you god bless",
     "gracias, muchas gracias, mil gracias, ok gracias, muchisimas gracias, gracias muy amable, muy amable,"
     " grasias, le agradezco, te agradezco, se lo agradezco, perfecto gracias, bueno gracias, vale gracias,"
     " dios le bendiga, dios los bendiga, gracias dios le bendiga, muchas grasias, gracias igualmente"),
    ("yes", "yes, y, yes please, yeah, yep, yup, ya, yea, correct, right, that is right, thats right, that s right,"
     " ok, okay, k, sure, that is correct, thats correct, that s correct, exactly, yes it is, of course, yes sir,"
     " yes thanks, yes thank you, yes correct, ye, yess, yes that s it, that s it, thats it, ok yes",
     "si, s, ya, si por favor, si gracias, correcto, asi es, claro, claro que si, exacto, ok, okay, vale, sip, eso es,"
     " de acuerdo, por supuesto, si senor, si senora, si es correcto, si correcto, es correcto, esta bien, simon,"
     " si ese es, ese es, si claro, si es, bien, ok si, andale"),
    ("no", "no, n, nope, nah, no thanks, no thank you, not really, not correct, incorrect, neither, none,"
     " that is not it, no it is not, no it isn t, that s not it, no sir, no wrong, none of them, no neither,"
     " that is wrong, thats wrong, that s wrong, its wrong, it s wrong",
     "no, n, no gracias, nop, para nada, ninguno, ninguna, no es, no es correcto, no es ese, no ese no, ese no,"
     " ninguno de los dos, no ninguno, no senor, no senora, todavia no, ahora no, nel, incorrecto, no incorrecto"),
)  # fmt: skip


def _spellings() -> dict[str, tuple[Command, Language | None]]:
    """Each spelling's command and language; `None` where both languages say it so."""
    known: dict[str, tuple[Command, Language | None]] = {}
    for name, english, spanish in _TABLE:
        ours, theirs = ({" ".join(one.split()).upper() for one in words.split(",")} for words in (english, spanish))
        known |= dict.fromkeys(ours - theirs, (name, "en"))
        known |= dict.fromkeys(theirs - ours, (name, "es"))
        known |= dict.fromkeys(ours & theirs, (name, None))
    return known


_COMMANDS = _spellings()
_LONGEST = max(map(len, _COMMANDS))
# A courtesy around a command changes nothing: "menu please", "ayuda por favor".
_COURTESY = re.compile(r"^(?:PLEASE|PLS|PLZ|POR FAVOR|PORFAVOR|PORFA) | (?:PLEASE|PLS|PLZ|POR FAVOR|PORFAVOR|PORFA)$")
_STRETCHED = re.compile(r"([A-Z])\1{2,}")  # "holaaa", "stoooop"


@lru_cache(maxsize=16)  # one message is asked about several times in a turn
def command(text: str) -> Command | None:
    """The command a whole message stands for, any case, accents or none, whatever signs around it; else None."""
    known = _known(text)
    return known[0] if known else None


def command_language(text: str) -> Language | None:
    """The language a command is said in; None when it is the same in both, or no command."""
    known = _known(text)
    return known[1] if known else None


def _known(text: str) -> tuple[Command, Language | None] | None:
    if len(text) > 4 * _LONGEST:
        return None
    said = folded(text)
    known = _COMMANDS.get(said)
    if known is None:
        known = _COMMANDS.get(_bare(said))
    return known


def _bare(said: str) -> str:
    """Without courtesies and stretched letters; letters set apart, `S T O P`, joined."""
    if len(said) > 3 and all(len(word) == 1 for word in said.split()):
        said = said.replace(" ", "")
    return _STRETCHED.sub(r"\1", _COURTESY.sub("", said))


_STOP = """
stop, stopall, stop all, unsubscribe, cancel, end, quit, revoke, optout, opt out, opt me out, opt out please, stop
please, please stop, stop it, stop now, stop stop, stop stop stop, stop this, stop that, just stop, please stop it,
cancel please, please cancel, please unsubscribe, unsubscribe please, unsubscribe me, please unsubscribe me, end
all, cancel all, quit please, stop texts, stop text, stop alerts, stop all alerts, stop messages, stop messaging,
stop texting, end texts, end messages, cancel texts, cancel messages, cancel alerts, cancel all alerts, no more, no
more texts, no more messages, no more alerts, i want to stop, i quit, leave me alone, remove me, take me off,
unsuscribe, unsubcribe, stopp, sotp, stpo, stop ya, stop por favor, stop gracias, stop thanks, stop thank you, ok
stop, no stop, alto, alto ya, alto por favor, parar, para, pare, paren, parar ya, para ya, pare ya, ya pare, ya
paren, pare por favor, paren por favor, por favor pare, por favor paren, ya basta, basta, baja, dar de baja, darme
de baja, baja por favor, deme de baja, denme de baja, dame de baja, cancelar, cancele, cancelar todo, cancelar por
favor, cancelar alertas, cancelar mensajes, cancelar avisos, no mas, no mas por favor, ya no mas, ya no, detener,
detenga, detengan, detengase, detente, detener todo, detener mensajes, detener alertas, no mas alertas, no mas
avisos, no mas textos, no mas mensajes, ya no mas mensajes, parar mensajes, parar alertas, parar todo, dejen de
molestar, deje de molestar, no moleste, no molesten, no me moleste, no me molesten, dejeme en paz, dejenme en paz,
suspender, desuscribir, desuscribirme, desuscribirse, cancelar suscripcion, anular, salir de la lista, quitarme de
la lista, quitenme de la lista, , terminar
"""
_START = """
start, unstop, start please, please start, start again, start texts, start texting, start messages, restart, opt in,
optin, subscribe, resubscribe, start over, comenzar, empezar, iniciar, alta, reanudar, comience, empiece, comienza,
empieza, dar de alta, darme de alta, deme de alta, reanude, reactivar, suscribir, suscribirme, comenzar otra vez,
empezar de nuevo, empezar otra vez, comenzar de nuevo, iniciar de nuevo,
"""
_STOP_WORDS = frozenset(" ".join(one.split()).upper() for one in _STOP.split(",") if one.strip())
_START_WORDS = frozenset(" ".join(one.split()).upper() for one in _START.split(",") if one.strip())

_TEXTING = r"(?:TEXT|TXT|MESSAG|MSG|ALERT|SMS|CONTACT|NOTIF|BOTHER|SPAM)\w*"
_TO_ME = r"(?:(?:ALL|ANY|ME|MY|THE|THESE|THOSE|YOUR|SENDING|GETTING|RECEIVING|MORE|US|WITH|TO|OF|AT|THIS) ){0,5}"
_MENSAJES = r"(?:MENSAJE|MENSAJITO|TEXTO|MSJ|MSG|SMS|AVISO|ALERTA|NOTIFICACION)\w*"
_A_MI = (
    r"(?:(?:DE|ME|MAS|LOS|LAS|ESTOS|ESTAS|ENVIAR\w*|MANDAR\w*|RECIBIR|TODOS|TODAS|SUS|TUS|CON|QUE|MANDEN?|ENVIEN?"
    r"|LLEGUEN|OTRO|NINGUN|NADA) ){0,5}"
)
_NOT = r"(?:DON T|DONT|DO NOT|NEVER)"
_OUR_NOT = rf"(?<!\bTHEY )(?<!\bWE )\b{_NOT} (?:EVER )?"
_STOP_SENTENCES = re.compile(
    "|".join(
        (
            rf"\b(?:STOP|QUIT|CANCEL|CEASE) {_TO_ME}{_TEXTING}",
            rf"\bSTOP {_TO_ME}UPDATES?\b",
            rf"{_OUR_NOT}(?:TEXT|TXT|MESSAGE|MSG|CONTACT|SPAM|BOTHER) (?:ME|US|THIS|MY)\b",
            rf"{_OUR_NOT}SEND (?:ME )?(?:ANY ?MORE|ANYTHING|MORE|{_TO_ME}{_TEXTING})",
            rf"\bNO MORE (?:OF )?(?:THESE |YOUR |THE )?{_TEXTING}",
            rf"\b(?:{_NOT}|NO LONGER) (?:WANT|WISH) (?:TO (?:GET|RECEIVE|HAVE|BE) )?{_TO_ME}{_TEXTING}",
            r"\bUNSUBSCRIBE (?:ME|MY|THIS|FROM)\b|\bOPT (?:ME |MY NUMBER |THIS NUMBER )?OUT\b|\bBE UNSUBSCRIBED\b",
            r"\b(?:TAKE|REMOVE|GET) (?:ME|(?:MY|THIS) (?:NUMBER|PHONE))(?: OFF)?(?: FROM| OF)? (?:THE|YOUR|THIS)"
            r" (?:\w+ )?LIST\b",
            r"\b(?:REMOVE|DELETE) (?:MY|THIS) (?:PHONE )?NUMBER\b|^(?:PLEASE )?LOSE (?:MY|THIS) NUMBER\b",
            r"\bREVOKE (?:MY )?(?:CONSENT|PERMISSION)\b",
            rf"\b(?:NO|YA NO) (?:QUIERO|DESEO|QUEREMOS|NECESITO) {_A_MI}{_MENSAJES}",
            r"\b(?:NO|NUNCA) (?:ME|NOS) (?:VUELVAN? A \w+|"
            r"(?:MAND|ENVI|TEXTE|MENSAJE|MOLEST|CONTACT|AVIS)E[NS]?|NOTIFIQUE[NS]?|ESCRIBA[NS]?)"
            rf"(?:$| (?:MAS|NADA|MENSAJE|POR FAVOR|{_A_MI}{_MENSAJES}))",
            rf"\b(?:NO|YA NO) (?:MAND|ENVI)E[NS]? {_A_MI}{_MENSAJES}",
            rf"\bNO MAS {_A_MI}{_MENSAJES}",
            r"\b(?:DEJ(?:A|E|EN|AR|ES)|PAR(?:A|E|EN|AR)) (?:YA )?DE "
            r"(?:ENVIAR|MANDAR|ESCRIBIR|TEXTEAR|MENSAJEAR|MOLESTAR|CONTACTAR|RECIBIR)\w*",
            r"(?:\b(?:PAR(?:AR|EN?)|DETEN(?:ER|GAN?)|CANCEL(?:AR|EN?)|SUSPEND(?:ER|AN?)|TERMIN(?:AR|EN?))|^PARA)"
            rf" {_A_MI}{_MENSAJES}",
            r"\b(?:DARME|DARNOS|DARSE|DENME|DEME|DAME|ME D(?:E|EN|AN|OY|IERAN)|NOS DEN) DE BAJA\b",
            r"\bDAR DE BAJA (?:ESTE|MI|EL) (?:NUMERO|TELEFONO|CELULAR)\b",
            r"\b(?:QUIT|SAQU|SAC|BORR|ELIMIN)\w*ME DE (?:LA|SU|ESTA|TU) LISTA\b|\bDESUSCRIB\w+",
        )
    )
)
_START_SENTENCES = re.compile(
    rf"\b(?:START|RESTART|RESUME) (?:SENDING |TEXTING |MESSAGING ){_TO_ME}(?:{_TEXTING}|ME\b|AGAIN\b)"
    r"|\b(?:START|RESUME) TEXTING ME\b|\bSTART MY TEXTS\b|\bOPT (?:ME )?(?:BACK )?IN\b"
    r"|\bVUELV\w+ A (?:ENVIAR|MANDAR|ESCRIBIR)\w*|\bDARME DE ALTA\b"
)
# "Why did you stop …", "don't stop …", "si no me manden …": no wish to end. A question that asks us to stop is one.
_NO_WISH = re.compile(
    rf"\b(?:DID|DIDN T|DO|WHY|HAVE) (?:YOU|U|THEY|IT) STOP|\b{_NOT} (?:WANT (?:YOU )?TO )?(?:STOP|CANCEL|UNSUBSCRIBE)"
    r"|\bPOR ?QUE (?:YA )?NO\b|\bSI (?:YA )?NO (?:ME|NOS)\b"
    r"|\bNO (?:QUIERO |QUISIERA )?(?:DEJ|PAR|DETEN|CANCEL|SUSPEND)(?:A|E|EN|AR|ES|ER|GAN?|AN)\b"
    r"|\bNO (?:QUIERO |QUISIERA )(?:QUE )?(?:DARME|ME DEN) DE BAJA"
)
# Without one of these no sentence is a wish: nearly all messages are spared the long patterns.
_MAYBE = re.compile(
    r"\b(?:STOP|QUIT|CANCEL|CEASE|DO NOT|DONT?\b|NEVER|NO\b|NUNCA|UNSUB|OPT|LIST|REMOVE|DELETE|LOSE|REVOKE|DEJ|PAR[AE]"
    r"|DETEN|SUSPEND|TERMIN|DESUSCRIB|BAJA|ALTA|START|RESTART|RESUME|VUELV)"
)
_LONGEST_WISH = 200


@lru_cache(maxsize=16)  # one message is asked about several times in a turn
def opt(text: str) -> Literal["stop", "start"] | None:
    """Whether the message asks for no more texts, or for texts again; None when it asks for something else.

    A lone YES is left to whoever knows that the number has opted out. Plain sentences count as well as the words.
    """
    if len(text) > _LONGEST_WISH:
        return None
    said = folded(text)
    bare = _bare(said)
    if said in _STOP_WORDS or bare in _STOP_WORDS:
        return "stop"
    if said in _START_WORDS or bare in _START_WORDS:
        return "start"
    if not _MAYBE.search(said) or _NO_WISH.search(said):
        return None
    if _STOP_SENTENCES.search(said):
        return "stop"
    return "start" if _START_SENTENCES.search(said) else None
