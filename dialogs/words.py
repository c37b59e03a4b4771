"""Commands: messages that are one word, or a short phrase that means that word, in either language at any time.

The words for opting out stand in `dialogs.opt_out`.
"""

import re
from functools import lru_cache
from typing import Literal

from dialogs.opt_out import Wish, wish_in
from dialogs.plain import folded

Command = Literal[
    "status", "help", "menu", "more", "history", "create", "login", "logout", "list", "add", "remove", "name",
    "alerts", "pause", "resume", "email", "pin", "forgot", "data", "delete", "about", "wrong", "english", "spanish",
    "share", "code", "phone", "test", "zone", "hi", "thanks", "yes", "no",
]  # fmt: skip
Language = Literal["en", "es"]


def _lost(verbs: str, things: str) -> str:
    """Each of the verbs with each of the things."""
    return ", ".join(f"{verb.strip()} {thing.strip()}" for verb in verbs.split(",") for thing in things.split(","))


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
    ("create", "create, create account, create an account, register, sign up, signup, new account, open account,"
     " sign me up, i want an account, i want to create an account, make an account, create a new account,"
     " create my account, open an account, create portfolio, create a portfolio, create my portfolio, new portfolio,"
     " make a portfolio, i want a portfolio, create list, create a list, create my list, make a list, new list",
     "crear, crear cuenta, crear una cuenta, registrar, registrarme, registrarse, registro, nueva cuenta,"
     " cuenta nueva, quiero una cuenta, quiero crear una cuenta, crear mi cuenta, hacer una cuenta, abrir una cuenta,"
     " crear portafolio, crear un portafolio, crear mi portafolio, nuevo portafolio, portafolio nuevo,"
     " hacer un portafolio, quiero un portafolio, crear lista, crear una lista, crear mi lista, hacer una lista"),
    ("login", "login, log in, log on, sign in, signin, portfolio, my portfolio, account, my account,"
     " open my portfolio, open my account",
     "entrar, ingresar, iniciar sesion, acceder, entrar a mi cuenta, inicio de sesion, portafolio, mi portafolio,"
     " cuenta, mi cuenta, abrir mi portafolio, abrir mi cuenta, entrar a mi portafolio, ver mi portafolio"),
    ("logout", "logout, log out, log off, sign out, signout, exit, logoff, sign off, signoff, log me out, log me off,"
     " sign me out, sign me off",
     "salir, cerrar sesion, salirme, cerrar la sesion, cerrar, cerrar cuenta, cerrar mi sesion, desconectar"),
    ("list", "list, my list, my cases, list cases, list my cases, show my cases, show list, list all, all my cases,"
     " list all cases, list of my cases, see my list, see my cases",
     "lista, mi lista, mis casos, listar, lista de casos, ver mis casos, ver lista, lista de mis casos, ver mi lista,"
     " todos mis casos, ver todos mis casos, lista completa"),
    ("add", "add, add case, add a case, add my case, new case, add cases, add more cases, add another case",
     "agregar, anadir, agregar caso, agregar un caso, anadir caso, agrega, agregue, nuevo caso, agregar mi caso,"
     " agregar casos, agregar mas casos, agregar otro caso"),
    ("remove", "remove, remove case, remove a case, remove my case, take off",
     "quitar, quita, quite, quitar caso, quitar un caso, eliminar caso, quitar mi caso"),
    ("name", "name, rename, name case, name my case, nickname", "nombre, nombrar, renombrar, cambiar nombre,"
     " poner nombre, apodo"),
    ("alerts", "alerts, alert, my alerts, notify, notify me, notifications, alert me, text me updates",
     "alertas, alerta, mis alertas, avisos, notificaciones, avisame, aviseme, avisenme, notificarme"),
    ("pause", "pause, pause alerts, pause my alerts, snooze, hold alerts, alerts off, turn alerts off, turn off alerts,"
     " turn off my alerts",
     "pausa, pausar, pausar alertas, pausar mis alertas, pausa alertas, alertas no, apagar alertas, alertas apagadas,"
     " desactivar alertas"),
    ("resume", "resume, resume alerts, resume my alerts, unpause, alerts on, turn alerts on, turn on alerts,"
     " turn on my alerts", "seguir, continuar, seguir alertas, reanudar alertas, continuar alertas,"
     " seguir con alertas, alertas si, prender alertas, encender alertas, activar alertas"),
    ("email", "email, e mail, my email, mail, add email, change email, email me",
     "correo, email, e mail, mi correo, correo electronico, cambiar correo, mi email, agregar correo"),
    ("pin", "pin, my pin, new pin, change pin, change my pin, reset pin, pin number, password, my password,"
     " change password, change my password",
     "pin, mi pin, nuevo pin, cambiar pin, cambiar mi pin, pin nuevo, nip, mi nip, clave, mi clave, cambiar clave,"
     " cambiar mi clave, contrasena, mi contrasena"),
    ("forgot", _lost("forgot, i forgot, lost, i lost, i don t remember, i dont remember, don t remember, dont remember",
                     "pin, my pin, the pin, password, my password, user id, my user id, username, my username,"
                     " my user name, id, my id, it") + ", forgot, i forgot, i don t remember, i dont remember",
     _lost("olvide, se me olvido, perdi, no recuerdo, no me acuerdo de",
           "pin, el pin, mi pin, clave, la clave, mi clave, contrasena, la contrasena, mi contrasena, usuario,"
           " el usuario, mi usuario, nombre de usuario, mi nombre de usuario, mi nip")
     + ", olvide, se me olvido, olvido, no recuerdo, no me acuerdo, lo olvide"),
    ("share", "share, share list, share my list, share code, share my cases", "compartir, compartir lista,"
     " compartir mi lista, compartir mis casos, codigo para compartir"),
    ("code", "code, my code, i have a code, use code, the code", "codigo, mi codigo, tengo un codigo, usar codigo,"
     " el codigo, me dieron un codigo"),
    ("phone", "phone, add phone, add my phone, my phone, add this phone, add a phone, change phone",
     "telefono, agregar telefono, mi telefono, agregar mi telefono, agregar este telefono, cambiar telefono,"
     " celular, agregar celular"),
    ("test", "test, test alert, test alerts, send a test, send test", "prueba, probar, alerta de prueba"),
    ("zone", "zone, time zone, timezone, my time zone, change time zone", "zona, zona horaria, mi zona horaria"),
    ("data", "data, my data, download my data, export, what do you know about me, what data do you have",
     "datos, mis datos, descargar mis datos, exportar, que saben de mi, que datos tienen"),
    ("delete", "delete, delete me, delete my data, delete all, delete everything, delete account,"
     " delete my account, erase, erase me, erase my data, forget me, delete data,"
     " delete my portfolio, delete portfolio",
     "borrar, borrame, borreme, borrar mis datos, borrar todo, borrar datos, borrar cuenta, borrar mi cuenta,"
     " borren mis datos, borre mis datos, eliminar mis datos, eliminar mi cuenta, eliminar cuenta, eliminar todo,"
     " eliminar, olvideme, olvidenme, borrar mi portafolio, borrar portafolio"),
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


_LONGEST_WISH = 200


@lru_cache(maxsize=16)  # one message is asked about several times in a turn
def opt(text: str) -> Wish | None:
    """Whether the message asks for no more texts, or for texts again; None when it asks for something else.

    A lone YES is left to whoever knows that the number has opted out. Plain sentences count as well as the words.
    """
    if len(text) > _LONGEST_WISH:
        return None
    said = folded(text)
    wish = wish_in(text, said, _bare(said))
    return None if wish is None or command(text) == "pause" else wish
