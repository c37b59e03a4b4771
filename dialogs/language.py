"""Which language somebody writes in, from a handful of words: enough to answer in it, never to insist on it."""

import re
from functools import lru_cache
from typing import Literal

from dialogs.plain import LONGEST, plain

_ENGLISH = """
about after all already alright also always am an and any anything anyone approved are aren around as ask asked at
back be because been before being better between both bring but by call called came can cannot card case cases change
changed check checked come could date days decision denied did didn do does doesn doing don done dont else even ever
every everything explain family file filed find first for form from get getting give go going gonna good got great
green guys had happen happened happening has have haven having hear heard hello help her here hey hi him his hope how
i im id if in into is isn it its ive just keep know last later lawyer let letter like long look looking lost lot made
mail mailed make many may maybe mean message messages mine month months more most much my myself name need needs never
new news next not nothing notice now number numbers of off office old on once one only or other our out over page
paper papers part pending phone please pls plz point process processing put question read ready really receipt
received renew reply right said same saw say says schedule see seen send sent she should show since so some somebody
someone something soon sorry speak spouse still sure take taking talk tell text thank thanks that thats the their them
then there these they thing think this those thru til till time to today told tomorrow too took travel trying u
understand until up update updates ur us use wait waiting wanna want wanted was way we week weeks well went were wat
what whats when where which while who whom why wife will wish with without wondering won wont work working would wrong
wrote year years yes yesterday yet you your yours status hows wheres stuck money kid kids husband son daughter brother
sister mother father mom dad interview appointment fingerprints biometrics petition application permit citizenship
checking tracking pin stop start
"""
_SPANISH = """
a actualizacion adios agradezco ahi ahora al algo alguien alguna alguno ano anos antes apenas aplicacion aplique
aprobado aprobaron aqui asi ataque aun ayer ayuda ayudar ayudarme ayude ayudeme bien buen buena buenas bueno buenos
busco cada cambio cambios negado negaron carta caso casos cita claro codigo como con consulta consultar correo cosa
creo cual cuales cuando cuanta cuanto cuantos cuenta da dar dato datos de deben debo decir dejar dejo del dia dias
dice dicen diga digame dijeron dime dinero disculpa disculpe donde dos el ella ellos en encuentro entiendo entonces
entregar entrevista envia envian enviaron envie envio eran es esa esas ese eso esos espanol espera esperando espero
esposa esposo esta estado estaba estamos estan estar estas estatus este esto estos estoy estuve familia favor fecha
fue fui gracias grasias ha haber habla hable hablo hace hacer haciendo hago han hasta hay he hermana hermano hice hija
hijo hijos hola hoy huellas ingles inmigracion ir ire la las le les llama llamar llame llego llegado llegue lleva
llevo lo los luego mal mama manana mandar mandaron mande me mensaje mensajes mes mese meses mi migra migracion mio
mira mire mis mucha muchas mucho muchos muy nada nadie necesito necesita ni ninguna nomas nombre nos nosotros
notificacion noticia noticias novedad novedades nuestra nuestro nueva nuevo num numero numeros nunca ok oficina olvide
otra otro otros paga pago pague papa papeles par para pasa paso paresco pasando pasar pedir pendiente pero perdi
perdon permiso peticion persona poner por porfa porfavor porque pregunta preguntar primera primero proceso pronto pues
puede pueden puedo pusieron q qe que quede quien quienes quiere quiero quisiera recibi recibido recibieron recibo
renovacion renovar residencia respuesta respondan sabe saben saber sabes se sea segun seguro semana semanas senor
senora ser si sido siempre sigo sigue siguiente sin sobre solicitud solo somos son soy su sus tal tambien tampoco tan
tanto tarda tardan tarde tarjeta te telefono tengo tener tiempo tiene tienen toda todavia todo todos trabajar trabajo
tramite tu tus un una uno unos usted ustedes va vamos van varias ver vez viaje vino vivo voy vuelta xfa xfavor xq y ya
yo hermanos sale demora verificar revisar mandado haga urgente esque ayudenme nesecito kiero aser resivo resibo
tarjetas ciudadania
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.upper().split())


_BOTH = _words(
    "a an he id me no ok par pin sea son si tan ten can has had come are use van sin u pan once date sale of"
)
_ONLY_ENGLISH = _words(_ENGLISH) - _words(_SPANISH) - (_BOTH - _words("an can had are of"))
_ONLY_SPANISH = _words(_SPANISH) - _words(_ENGLISH) - (_BOTH - _words("si sin"))
# Words that carry the sentence; a name of a form or a borrowed noun ("my caso", "el status") weighs less.
_HEAVY = _words(
    "the is are was my i you what when where how have has did does do it this that to of for please and with not"
    " el la los las mi mis su que es esta fue por para con como cuando donde tengo tiene quiero puede de del un una"
    " y ya yo lo se le les usted hola gracias cual cuanto"
)
_SPANISH_SIGNS = re.compile("[ñÑ¿¡]")
_WORD = re.compile(r"(?<![A-Z0-9])[A-Z]+(?![A-Z0-9]|-\d)")  # the I of I-485 is no word
# What a phone writes beneath a message by itself, and what mail programs do.
_SIGNATURE = re.compile(
    r"(?:\n|^|(?<=[.!?]) ?|--+ ?)[ \t]*(?:SENT (?:FROM|VIA|WITH)|GET OUTLOOK FOR|ENVIADO (?:DESDE|CON|POR)"
    r"|MANDADO DESDE|OBTENER OUTLOOK|SENT BY MY)\b[^\n]*"
    r"|(?:SENT FROM (?:MY|YAHOO)|ENVIADO DESDE MI)\b[^\n]*"
)


@lru_cache(maxsize=16)  # one message is asked about several times in a turn
def guess(text: str) -> Literal["en", "es"] | None:
    """The language of a message, or None when its words don't tell: only a number, a name, a word of both."""
    written = plain(text).upper
    body = _SIGNATURE.sub(" ", written)
    words = _WORD.findall(body)
    english, spanish = (sum(_weight(word, known) for word in words) for known in (_ONLY_ENGLISH, _ONLY_SPANISH))
    if _SPANISH_SIGNS.search(text[:LONGEST]):
        spanish += 2
    if english == spanish:
        return None
    return "en" if english > spanish else "es"


def _weight(word: str, known: frozenset[str]) -> int:
    if word not in known:
        return 0
    return 2 if word in _HEAVY else 1
