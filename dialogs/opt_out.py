"""Wishes to get no more texts and calls, or to get them again: the words for it, and what is said in whole sentences.

The words follow the carriers' lists and 47 CFR 64.1200: any reasonable way to say it counts.
"""

import re
from typing import Literal

from dialogs.plain import folded

Wish = Literal["stop", "start"]

_STOP = """
stop, stopall, stop all, unsubscribe, cancel, end, quit, revoke, optout, opt out, opt me out, opt out please, stop
please, please stop, stop it, stop now, stop stop, stop stop stop, stop this, stop that, just stop, please stop it,
cancel please, please cancel, please unsubscribe, unsubscribe please, unsubscribe me, please unsubscribe me, end
all, cancel all, quit please, stop texts, stop text, stop alerts, stop all alerts, stop messages, stop messaging,
stop texting, end texts, end messages, cancel texts, cancel messages, cancel alerts, cancel all alerts, no more, no
more texts, no more messages, no more alerts, i want to stop, i quit, leave me alone, remove me, take me off,
unsuscribe, unsubcribe, stopp, sotp, stpo, stop ya, stop por favor, stop gracias, stop thanks, stop thank you, ok
stop, no stop, quit it, make it stop, knock it off, no texts please, no text please, no messages please, no texting,
no texting please,
alto, alto ya, alto por favor, parar, para, pare, paren, parar ya, para ya, pare ya, ya pare, ya
paren, pare por favor, paren por favor, por favor pare, por favor paren, ya basta, basta, baja, dar de baja, darme
de baja, baja por favor, deme de baja, denme de baja, dame de baja, cancelar, cancele, cancelar todo, cancelar por
favor, cancelar alertas, cancelar mensajes, cancelar avisos, no mas, no mas por favor, ya no mas, ya no, detener,
detenga, detengan, detengase, detente, detener todo, detener mensajes, detener alertas, no mas alertas, no mas
avisos, no mas textos, no mas mensajes, ya no mas mensajes, parar mensajes, parar alertas, parar todo, dejen de
molestar, deje de molestar, no moleste, no molesten, no me moleste, no me molesten, dejeme en paz, dejenme en paz,
suspender, desuscribir, desuscribirme, desuscribirse, cancelar suscripcion, anular, salir de la lista, quitarme de
la lista, quitenme de la lista, baja de la lista, terminar
"""
_START = """
start, unstop, start please, please start, start again, start texts, start texting, start messages, restart, opt in,
optin, subscribe, resubscribe, start over, comenzar, empezar, iniciar, alta, reanudar, comience, empiece, comienza,
empieza, dar de alta, darme de alta, deme de alta, reanude, reactivar, suscribir, suscribirme, comenzar otra vez,
empezar de nuevo, empezar otra vez, comenzar de nuevo, iniciar de nuevo
"""
# Before a full stop or after a comma they mean nothing else, whatever else the message says.
_CLEAR = """
stop, stop all, stopall, please stop, stop please, stop it, stop now, just stop, please stop it, unsubscribe, opt out,
leave me alone, no more texts, no more messages, stop texting, alto, alto por favor, ya basta, por favor pare, por favor
paren, ya paren, paren ya, dejenme en paz, dejeme en paz, no mas mensajes, no molesten, no me molesten, stop por favor
"""


def _listed(words: str) -> frozenset[str]:
    return frozenset(" ".join(one.split()).upper() for one in words.split(",") if one.strip())


_STOP_WORDS, _START_WORDS, _CLEAR_WORDS = _listed(_STOP), _listed(_START), _listed(_CLEAR)
_CLAUSES = re.compile(r"[.,;!?\n\u2026\u3002]+")
_POLITE = r"(?:PLEASE|PLS|PLZ|OK|OKAY|HEY|THANKS|THANK YOU|NOW|POR FAVOR|PORFAVOR|PORFA|GRACIAS|YA)"
_AROUND = re.compile(rf"^(?:{_POLITE} )+|(?: {_POLITE})+$")

_TEXTING = r"(?:TEXT|TXT|MESSAG|MSG|ALERT|SMS|CONTACT|NOTIF|BOTHER|SPAM)\w*"
_TO_ME = r"(?:(?:ALL|ANY|ME|MY|THE|THESE|THOSE|YOUR|SENDING|GETTING|RECEIVING|MORE|US|WITH|TO|OF|AT|THIS) ){0,5}"
_REACH = r"(?:TEXT|TXT|MESSAGE|MSG|CONTACT|SPAM|BOTHER|CALL)"
_NOT = r"(?:DON T|DONT|DO NOT|NEVER)"
# "They don't text me" and "you never text me" complain of the contrary; "I told you, don't text me" does not.
_OUR_NOT = (
    r"(?<!\bTHEY )(?<!\bWE )(?:(?<!\bYOU )|(?<=\bTOLD YOU )|(?<=\bASKED YOU )|(?<=\bASK YOU ))"
    rf"\b{_NOT} (?:EVER )?"
)
_ENGLISH = (
    rf"\b(?:STOP|QUIT|CANCEL|CEASE|TURN OFF) {_TO_ME}{_TEXTING}",
    r"^STOP (?:(?:CASE|ALERTS?|FOR|OF) )*(?:[A-Z]{3} ?)?\d{4,13}$",
    rf"\bSTOP {_TO_ME}UPDATES?\b|\bSTOP (?:TO )?SEND {_TO_ME}{_TEXTING}",
    r"\b(?:STOP|QUIT|CEASE) (?:TO )?SEND(?:ING)?(?: (?:ME|US|THIS|THESE|THOSE|STUFF|THINGS|IT|PLEASE))*$",
    r"\b(?:STOP|QUIT|CEASE) (?:(?:ALL|THE|THESE|YOUR|PHONE) )*CALL(?:S|ING)\b",
    rf"(?<!\bTHE )\bEND (?:(?:ALL|THE|THESE|MY|YOUR) )+{_TEXTING}",
    r"\b(?:CEASE|END|STOP|NO MORE) (?:(?:ALL|ANY|THIS|YOUR) )*COMMUNICATIONS?\b|\bCEASE AND DESIST\b",
    r"\b(?:CANCEL|END|STOP) (?:MY |THE |THIS )?SUBSCRIPTION\b",
    rf"^(?:PLEASE )?DISCONTINUE(?: (?:ALL|THE|THESE|THIS|MY|YOUR|SENDING|SERVICE|{_TEXTING}))*$",
    rf"\b(?:WANT|NEED|MAKE|LIKE) (?:(?:ALL|THE|THESE|THOSE|YOUR) )*{_TEXTING} (?:TO )?(?:STOP|END)\b",
    rf"{_OUR_NOT}{_REACH}(?: (?:OR|AND) {_REACH})* (?:ME|US|THIS|MY)\b",
    rf"{_OUR_NOT}SEND (?:ME )?(?:ANY ?MORE|ANYTHING|MORE|{_TO_ME}{_TEXTING})",
    rf"\bNO MORE (?:OF )?(?:THESE |YOUR |THE )?(?:{_TEXTING}|(?:PHONE )?CALLS\b)",
    rf"\bENOUGH (?:WITH|OF) (?:ALL )?(?:THE |THESE |YOUR ){_TEXTING}",
    rf"\b(?:{_NOT}|NO LONGER) (?:WANT|WISH) (?:TO (?:GET|RECEIVE|HAVE|BE) )?{_TO_ME}{_TEXTING}",
    rf"\b(?:{_NOT}|NO LONGER) (?:WANT|WISH) (?:TO (?:GET|RECEIVE) )?(?:(?:ANY|MORE|THESE|YOUR|PHONE) )*CALLS\b",
    r"\bUNSUBSCRIBE\b|\bOPT (?:ME |MY NUMBER |THIS NUMBER )?OUT\b|\bBE UNSUBSCRIBED\b",
    r"\b(?:TAKE|REMOVE|GET) (?:ME|(?:MY|THIS) (?:NUMBER|PHONE))(?: OFF)?(?: FROM| OF)? (?:THE|YOUR|THIS)"
    r" (?:\w+ )?LIST\b|\bTAKE (?:MY|THIS) NUMBER OFF\b",
    r"\b(?:REMOVE|DELETE) (?:MY|THIS) (?:PHONE )?NUMBER\b|^(?:PLEASE )?LOSE (?:MY|THIS) NUMBER\b",
    r"\b(?:REVOKE|WITHDRAW|TAKE BACK) (?:MY )?(?:CONSENT|PERMISSION)\b",
    rf"\b(?:NEVER|DID NOT|DIDN T|DIDNT|DO NOT|DON T) (?:CONSENT|AGREE)(?:ED|D)? TO {_TO_ME}{_TEXTING}",
    r"\b(?:PLEASE|PLS|PLZ|THANKS|THANK YOU|INTERESTED) STOP(?: IT| THIS| NOW)?$",
    r"^(?:(?:PLEASE|PLS|JUST|GO|AWAY|AND|OK|HEY|STOP|NO|ENOUGH|I|SAID|WANT|YOU|TO) )*LEAVE (?:ME|US) ALONE\b",
)
_MENSAJES = r"(?:(?:MENSAJE|MENSAJITO|TEXTO|MSJ|MSG|SMS|AVISO|ALERTA|NOTIFICACION)\w*|LLAMADAS)"
_A_MI = (
    r"(?:(?:DE|ME|MAS|LOS|LAS|ESTOS|ESTAS|ENVIAR\w*|MANDAR\w*|RECIBIR|TODOS|TODAS|SUS|TUS|CON|QUE|MANDEN?|ENVIEN?"
    r"|LLEGUEN|OTRO|NINGUN|NADA) ){0,5}"
)
_LOS = r"(?:(?:A|DE|CON|MAS|MI|MIS|SU|SUS|TU|TUS|EL|LA|LOS|LAS|ESTOS|ESTAS|TODOS|TODAS) ){0,3}"
_SPANISH = (
    rf"\b(?:NO|YA NO) (?:QUIERO|DESEO|QUEREMOS|NECESITO|AUTORIZO|AUTORICE|ACEPTO) {_A_MI}{_MENSAJES}",
    r"\bNO (?:QUIERO|DESEO) (?:RECIBIR|QUE (?:ME|NOS) (?:MAND|ENVI)E[NS]?) (?:MAS )?NADA\b",
    r"\b(?:NO|NUNCA|NUNCA MAS) (?:ME|NOS) (?:"
    r"(?:MAND|ENVI|TEXTE|MENSAJE|MOLEST|CONTACT|AVIS|LLAM)E[NS]?|NOTIFIQUE[NS]?|ESCRIBA[NS]?)"
    rf"(?:$| (?:MAS|NADA|NUNCA|MENSAJE|POR FAVOR|A ESTE|{_A_MI}{_MENSAJES}))",
    r"\b(?:NO|NUNCA|NUNCA MAS) (?:ME |NOS )?VUELV(?:A|AN|AS) A (?:ESCRIB|LLAM|MAND|ENVI|MOLEST|CONTACT|TEXTE)\w*",
    r"\bNO QUIERO QUE (?:ME|NOS) (?:LLAM|MAND|ENVI|TEXTE|MOLEST)E[NS]?\b|\bNO QUIERO QUE ME ESCRIBA[NS]?\b",
    rf"\b(?:NO|YA NO) (?:MAND|ENVI)E[NS]? {_A_MI}{_MENSAJES}",
    r"\bNO (?:(?:MAND|ENVI)E[NS]?|ESCRIBA[NS]?) MAS$|\bYA NO (?:(?:MAND|ENVI|LLAM)E[NS]?|ESCRIBA[NS]?)$",
    rf"\bNO MOLESTE[NS]?\b|\bNO MAS {_A_MI}{_MENSAJES}",
    r"\b(?:DEJ(?:A|E|EN|AR|ES)|PAR(?:A|E|EN|AR)) (?:YA )?DE "
    r"(?:ENVIAR|MANDAR|ESCRIBIR|TEXTEAR|MENSAJEAR|MOLESTAR|FASTIDIAR|CONTACTAR|AVISAR|NOTIFICAR)\w*",
    r"\bDEJ(?:A|E|EN|AR|ES) (?:YA )?DE LLAMAR(?:ME|NOS|$| A ESTE| POR FAVOR| Y)|\bDEJAR DE RECIBIR\b",
    r"\bDEJ(?:A|E|EN)(?:ME|NOS) (?:YA )?(?:EN PAZ|TRANQUIL[OA]S?)\b|^(?:YA )?BASTA(?: YA| DE (?:\w+ )?\w+)?$",
    rf"\b(?:PAR(?:AR|EN?)|DETEN(?:ER|GAN?)|CANCEL(?:AR|EN?|A)|SUSPEND(?:ER|AN?)|TERMIN(?:AR|EN?)) {_A_MI}{_MENSAJES}",
    rf"\b(?:DETEN(?:ER|GAN?)|CANCEL(?:AR|EN?|A)|SUSPEND(?:ER|AN?)|QUIT(?:AR|EN?)|APAG(?:AR|UEN?)|DESACTIV(?:AR|EN?))"
    rf"(?:ME|NOS)? {_LOS}{_MENSAJES}",
    rf"^PARA (?:(?:LOS|LAS|ESTOS|ESTAS|TUS|SUS|TODOS|TODAS) ){{1,2}}{_MENSAJES}(?:$| YA| POR FAVOR)",
    rf"^(?:ALTO|BASTA|STOP) {_LOS}{_MENSAJES}",
    rf"\bCOMO (?:CANCEL|PAR|QUIT|APAG|DESACTIV|DETENG|SUSPEND)O {_LOS}{_MENSAJES}",
    rf"(?:\bPARA QUE|\bQUIERO QUE|^QUE) (?:YA )?NO (?:ME|NOS) LLEGUEN {_LOS}{_MENSAJES}",
    r"^(?:YA )?(?:LES |LE )?(?:QUIERO|NECESITO|PIDO) QUE (?:YA )?(?:PAREN?|DETENGAN?)(?: (?:YA|ESTO|POR FAVOR))*$",
    r"\b(?:DARME|DARNOS|DARSE|DENME|DEME|DAME|ME D(?:E|EN|AN|OY|IERAN)|NOS DEN|ME QUIERO DAR) DE BAJA\b",
    r"\bDAR DE BAJA (?:ESTE|MI|EL) (?:NUMERO|TELEFONO|CELULAR)\b|\bCANCEL(?:AR|EN?|A) (?:MI |LA )?SUSCRIPCION\b",
    r"\b(?:QUIT|SAQU|SAC|BORR|ELIMIN)\w*ME DE (?:LA|SU|ESTA|TU) LISTA\b|\bDESUSCRIB\w+",
    r"\b(?:QUIT|SAQU|BORR|ELIMIN)(?:EN?|AR) (?:MI|ESTE) NUMERO\b|\bSALIR(?:ME)? DE (?:LA|SU|ESTA) LISTA\b",
    r"\bNO QUIERO ESTAR EN (?:LA|SU|ESTA) LISTA\b|\b(?:RETIRO|REVOCO) (?:MI |EL )?CONSENTIMIENTO\b",
)
_STOP_SENTENCES = re.compile("|".join((*_ENGLISH, *_SPANISH)))
_START_SENTENCES = re.compile(
    rf"\b(?:START|RESTART|RESUME) (?:SENDING |TEXTING |MESSAGING ){_TO_ME}(?:{_TEXTING}|ME\b|AGAIN\b)"
    r"|\b(?:START|RESUME) TEXTING ME\b|\bSTART MY TEXTS\b|\bOPT (?:ME )?(?:BACK )?IN\b"
    r"|(?<!\bNO )(?<!\bNO ME )\bVUELV\w+ A (?:ENVIAR|MANDAR|ESCRIBIR)\w*|\bDARME DE ALTA\b"
)
# "Why did you stop …", "don't stop …", "si no me manden …": no wish to end. A question that asks us to stop is one.
_NO_WISH = re.compile(
    rf"\b(?:DID|DIDN T|DO|WHY|HAVE) (?:YOU|U|THEY|IT) STOP|\b{_NOT} (?:WANT (?:YOU )?TO )?(?:STOP|CANCEL|UNSUBSCRIBE)"
    r"|\b(?:DID|DOES|WILL|HAS|WHY) (?:USCIS|THEY|IT|HE|SHE|(?:THE|MY) \w+) (?:\w+ )?(?:STOP|CANCEL)"
    r"|\b(?:REPLY|TEXT|TXT|SEND|RESPONDA|ENVIE) STOP (?:TO|PARA)\b"  # what a machine says of itself
    r"|\bWHY (?:\w+ ){0,4}NO MORE\b|(?<!\bTO )\b(?:GET|GOT|HAVE|ARE|WERE|RECEIVED?) NO MORE\b"
    rf"|\b(?:DID|WHY) (?:YOU|U|THEY) UNSUBSCRIBE\b|\b{_NOT} (?:WANT|WISH) TO (?:MISS|LOSE)\b"
    r"|\bPOR ?QUE (?:YA )?NO\b|\bSI (?:YA )?NO (?:ME|NOS)\b"
    r"|\bNO (?:QUIERO |QUISIERA )?(?:DEJ|PAR|DETEN|CANCEL|SUSPEND|QUIT)(?:A|E|EN|AR|ES|ER|GAN?|AN)\b"
    r"|\bNO (?:QUIERO |QUISIERA )(?:QUE )?(?:DARME|ME DEN) DE BAJA|\bNO QUIERO (?:PERDER|DEJAR)"
)
# "Dejé de …", "no envié más": what the person did, which without the accent would be a request.
_PAST = re.compile(
    r"\b(?:dej|envi|mand|par|cancel|llam|quit|borr|elimin|molest)[eE]?(?:é|É|e\u0301)(?!\w)", re.IGNORECASE
)
# Without one of these no sentence is a wish: nearly all messages are spared the long patterns.
_MAYBE = re.compile(
    r"\b(?:STOP|QUIT|CANCEL|CEASE|TURN|END\b|ENOUGH|DO NOT|DID|DONT?\b|NEVER|NO\b|NUNCA|UNSUB|OPT|LIST|REMOVE|DELETE"
    r"|TAKE|LOSE|LEAVE|REVO|WITHDRAW|RETIR|DISCONT|DEJ|PAR[AE]|DETEN|SUSPEND|TERMIN|DESUSCRIB|DESACTIV|APAG|BAJA|BASTA"
    r"|ALTA|ALTO|BORR|ELIMIN|SAQU|SALIR|COMO|QUE\b|QUIERO|NECESITO|START|RESTART|RESUME|VUELV)"
)


def wish_in(text: str, said: str, bare: str) -> Wish | None:
    """`stop`, `start` or None; `said` and `bare` are the text folded, and without courtesies and stretched letters."""
    spellings = {said, bare, _AROUND.sub("", said)}
    if spellings & _STOP_WORDS:
        return "stop"
    if spellings & _START_WORDS:
        return "start"
    if not _MAYBE.search(said) or _NO_WISH.search(said):
        return None
    clauses = [clause for clause in map(folded, _CLAUSES.split(text)) if clause]
    if any(
        _AROUND.sub("", clause) in _CLEAR_WORDS or clause in _CLEAR_WORDS for clause in {*clauses[:1], *clauses[-1:]}
    ):
        return "stop"
    if _STOP_SENTENCES.search(said) and not _PAST.search(text):
        return "stop"
    return "start" if _START_SENTENCES.search(said) else None
