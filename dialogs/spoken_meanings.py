"""What callers say for the choices of a menu, in English and Spanish: capitals without accents, phrases by commas."""

from dialogs.spoken_phrases import phrases as _phrases
from dialogs.spoken_portfolio import PORTFOLIO

MEANINGS = {
    "check": _phrases(
        """
        check, check a case, check my case, check case, case, my case, a case, case status, status, my status, the
        status, receipt, receipt number, my receipt, look up, look it up, look up a case, find my case, find out,
        where is my case, wheres my case, check status, check on my case, checking, chequear, checar, consultar,
        consulta, consultar un caso, consultar mi caso, consultar caso, revisar, revisar mi caso, revisar un caso,
        verificar, ver mi caso, ver el caso, caso, mi caso, un caso, el caso, estado, el estado, estado de mi caso,
        estatus, recibo, numero de recibo, mi recibo, averiguar, saber de mi caso, buscar, preguntar por mi caso
        """
    ),
    "language": _phrases(
        """
        language, change language, change the language, change my language, switch language, other language, another
        language, different language, idioma, el idioma, cambiar idioma, cambiar el idioma, cambiar de idioma,
        cambio de idioma, otro idioma, lengua, lenguaje, english, in english, spanish, in spanish, ingles, en
        ingles, espanol, en espanol, castellano
        """
    ),
    "again": _phrases(
        """
        again, say it again, say that again, say again, hear it again, hear that again, hear again, listen again,
        listen again please, once again, once more, one more time, repeat, repeat it, repeat that, repeat please,
        play it again, play again, tell me again, come again, otra vez, una vez mas, de nuevo, nuevamente, repita,
        repitalo, repitamelo, repite, repitelo, repetir, repetirlo, repeticion, repitame, escuchar otra vez, oir
        otra vez, oirlo otra vez, escucharlo otra vez, escuchar de nuevo, digalo otra vez, dilo otra vez, diga otra
        vez, vuelva a decirlo, volver a escuchar, volver a oir, volver a oirlo, volver a escucharlo, me lo repite,
        hear the status again, hear it one more time
        """
    ),
    "more": _phrases(
        """
        more, tell me more, more detail, more details, details, detail, the details, more information, more info,
        hear more, know more, full text, the full text, full message, full status, everything, the whole thing, all
        of it, explain, explain it, what does it mean, what does that mean, mas, digame mas, dime mas, mas detalles,
        mas detalle, detalles, el detalle, los detalles, mas informacion, informacion, mas datos, saber mas, oir
        mas, escuchar mas, quiero mas, texto completo, el texto completo, mensaje completo, todo el texto, todo,
        completo, explicar, expliqueme, expliquelo, que significa, que quiere decir
        """
    ),
    "history": _phrases(
        """
        history, case history, the history, my history, steps, the steps, all the steps, past, past steps, timeline,
        dates, what happened, what happened before, before, previous steps, historial, el historial, historial del
        caso, mi historial, historia, la historia, pasos, los pasos, todos los pasos, fechas, que paso antes, lo
        anterior, pasos anteriores, que ha pasado
        """
    ),
    "text": _phrases(
        """
        text, text it, text me, text it to me, text that, text message, send a text, send me a text, send it by
        text, send it, send me, send it to me, send, message, send me a message, message me, sms, by text, to my
        phone, to my cell, texto, por texto, texteeme, texteame, textear, mandame un texto, mandeme un texto,
        mensaje, mensaje de texto, un mensaje, por mensaje, mande un mensaje, mandeme un mensaje, envieme un
        mensaje, envie un mensaje, mandar mensaje, enviar mensaje, enviar, envielo, enviemelo, envieme, envie,
        mandelo, mandemelo, mandar, mandame un mensaje, mandamelo, a mi celular, a mi telefono, al celular
        """
    ),
    "another": _phrases(
        """
        another, another one, another case, another number, another receipt, other, other case, the other one, the
        other case, a different one, different case, a different case, different, different number, next case, new
        case, new number, a second case, second case, check another, check another case, check a different case, one
        more case, one more, otro, otra, otro caso, otro numero, otro recibo, el otro, el otro caso, un caso
        diferente, caso diferente, diferente, caso nuevo, nuevo caso, nuevo, otra consulta, otro mas, uno mas, un
        caso mas, consultar otro, consultar otro caso, revisar otro caso, segundo caso, proximo caso, siguiente caso
        """
    ),
    "yes": _phrases(
        """
        yes, yeah, yep, yup, yes it is, uh huh, mhm, mm hmm, correct, thats correct, that is correct, its correct,
        it is correct, is correct, right, thats right, that is right, its right, it is right, all right, alright,
        okay, ok, exactly, exact, perfect, sure, of course, absolutely, affirmative, thats it, that is it, yes sir,
        yes maam, you got it, true, good, thats good, si, si senor, si senora, claro, claro que si, correcto, es
        correcto, si es correcto, esta correcto, esta bien, muy bien, bien, asi es, aja, eso es, eso, eso mismo,
        exacto, exactamente, perfecto, de acuerdo, por supuesto, cierto, es cierto, afirmativo, vale, simon, sip,
        ese es, es ese, ese mismo, sounds right, looks right, sounds good, it sure is
        """
    ),
    "no": _phrases(
        """
        no, nope, nah, no its not, no it isnt, no it is not, not correct, is not correct, isnt correct, not right,
        is not right, thats not right, that is not right, thats not correct, that is not correct, isnt right, thats
        not it, that is not it, not that, its not, it is not, it isnt, thats wrong, that is wrong, its wrong, it is
        wrong, wrong, wrong number, incorrect, thats incorrect, not quite, not exactly, negative, no way, not at
        all, false, try again, no es correcto, no es, no es asi, no esta bien, no esta correcto, esta mal, mal,
        incorrecto, es incorrecto, equivocado, esta equivocado, equivocada, no no, para nada, nada que ver,
        negativo, falso, no es ese, ese no es, ese no, asi no es, asi no, no correcto, hay un error, error, esta
        incorrecto, me equivoque, i made a mistake, mistake, eso no, eso no es, no esta, no lo es, nel, claro que
        no, por supuesto que no, of course not, absolutely not, not really, i dont think so, creo que no
        """
    ),
    "person": _phrases(
        """
        person, a person, real person, a real person, live person, human, a human, human being, agent, an agent,
        live agent, operator, the operator, representative, customer service, somebody, someone, speak to someone,
        talk to someone, talk to somebody, speak to somebody, speak with someone, talk to a person, speak to a
        person, talk to an agent, talk to a human, persona, una persona, una persona real, hablar con una persona,
        hablar con alguien, alguien, agente, un agente, hablar con un agente, operadora, operador, representante, un
        representante, hablar con un representante, humano, un humano, servicio al cliente, con quien hablo, asesor,
        asesora, que me atienda alguien, officer, supervisor, oficial, un oficial, call center
        """
    ),
    "other": _phrases(
        """
        neither, neither one, none, none of them, none of those, neither of them, something else, other, others,
        another, other letters, otra, otras, otro, otros, different letters, ninguna, ninguno, ninguna de las dos,
        ninguno de los dos, otras letras, ni una ni otra
        """
    ),
    "continue": _phrases(
        """
        continue, go on, go ahead, keep going, carry on, next, proceed, keep waiting, wait, ill wait, i will wait,
        move on, continuar, continue por favor, continua, continuemos, seguir, siga, sigue, sigamos, adelante,
        siguiente, proximo, proseguir, esperar, espero, voy a esperar
        """
    ),
    **PORTFOLIO,
}
"""A concept to what is said for it; where one phrase holds another, the longer one counts."""

_NOT_HEARD = _phrases(
    ", ".join(
        f"{no} {verb}"
        for nos, verbs in (
            ("didnt,dont,cant,couldnt,did not,do not,can not", "hear,understand,catch,get it"),
            (
                "no,no le,no te,no lo,no la,no se",
                "oi,oigo,oye,escuche,escucho,escucha,entendi,entiendo,entiende,comprendo",
            ),
        )
        for no in nos.split(",")
        for verb in verbs.split(",")
    )
)

SPECIALS = {
    "*": MEANINGS["again"] + _NOT_HEARD + _phrases(
        """
        *, what, what was that, what did you say, pardon, pardon me, excuse me, sorry, im sorry, huh, slower,
        slowly, more slowly, slow down, speak slower, speak more slowly, too fast, you are too fast, thats too fast,
        louder, i didnt hear, i didnt hear you, i didnt hear that, i cant hear you, i cant hear, didnt catch that, i
        didnt catch that, i didnt get that, i dont understand, i didnt understand, que, que dijo, que dice, como,
        como dijo, como dice, mande, perdon, disculpe, no oi, no le oi, no escuche, no escucho, no te escucho, no le
        escucho, no entendi, no entiendo, no le entendi, no le entiendo, no comprendo, mas despacio, despacio, mas
        lento, lento, mas lentamente, muy rapido, va muy rapido, hable mas despacio, mas fuerte, star, asterisk,
        asterisco, estrella, repeat the options, repeat the question, repita la pregunta, repita las opciones, una
        vez mas por favor
        """
    ),
    "0": MEANINGS["person"] + _phrases(
        """
        help, help me, i need help, can you help me, i dont know, i do not know, dont know, im confused, im lost,
        what can i do, what are my options, what are the options, options, ayuda, ayudame, ayudeme, necesito ayuda,
        me puede ayudar, no se, no lo se, no se que hacer, estoy confundido, estoy confundida, estoy perdido,
        opciones, cuales son las opciones, que puedo hacer, 0, zero, cero, auxilio, how does this work, como
        funciona, socorro
        """
    ),
    "9": _phrases(
        """
        back, go back, take me back, going back, get back, start over, previous, previous menu, main menu, the menu,
        menu, cancel, return, exit, atras, ir atras, para atras, hacia atras, regresar, regrese, regresa, volver,
        volver atras, vuelva, vuelve, vuelva atras, anterior, menu anterior, menu principal, el menu, al menu,
        cancelar, cancele, salir, empezar de nuevo, volver a empezar, comenzar de nuevo, volver al menu, volver al
        principio, nine, nueve, i want to go back, never mind, nevermind, olvidelo
        """
    ),
}  # fmt: skip
"""The keys that mean the same everywhere, to what is said for them."""

LANGUAGES = {
    "en": _phrases("english, in english, ingles, en ingles, inglesa, american, i speak english, hablo ingles, englis"),
    "es": _phrases(
        """
        spanish, in spanish, espanol, en espanol, castellano, espaniol, i speak spanish, hablo espanol, habla
        espanol, espanola, spanol
        """
    ),
}

_ORDINALS = {
    "1": "first, primera, primero, primer, 1st, una, one, uno",
    "2": "second, segunda, segundo, 2nd, two, dos",
    "3": "third, tercera, tercero, tercer, 3rd, three, tres",
    "4": "fourth, cuarta, cuarto, 4th, four, cuatro",
    "5": "fifth, quinta, quinto, 5th, five, cinco",
    "6": "sixth, sexta, sexto, 6th, six, seis",
    "7": "seventh, septima, septimo, 7th, seven, siete",
    "8": "eighth, octava, octavo, 8th, eight, ocho",
    "9": "ninth, novena, noveno, 9th, nine, nueve",
}
_PRESSES = "press, push, hit, dial, number, option, choice, key, oprima, oprimo, presione, presiono, marque, marco, "
NUMBERS = {
    key: _phrases(f"{key}, {words}, " + ", ".join(f"the {word} one" for word in words.split(", ")))
    for key, words in _ORDINALS.items()
}
"""A key to its number, in every form."""

HEARD_AS = {"WON": "1", "TO": "2", "TOO": "2", "FOR": "4", "FORE": "4", "SEX": "6", "ATE": "8", "HATE": "8"}
"""What recognisers write for a number, to its key; it counts alone, or after one of `PRESS`."""

PRESS = frozenset((_PRESSES + "numero, opcion, tecla, digo").upper().replace(",", "").split())
"""Words before the number of a key."""

ONES = frozenset(("ONE", "UNO", "UNA", "FIRST", "PRIMERO", "PRIMER", "PRIMERA"))
"""The number of the first key that people say as a word of its own: "the one with M", "first I want …"."""

DIGITS = frozenset(("0", "ZERO", "CERO", "9", "NINE", "NUEVE", "*", "STAR", "ASTERISK", "ASTERISCO", "ESTRELLA"))
"""Keys said by name: specials where they are said alone, and not in a number."""

FAINT = frozenset(
    (
        "OKAY",
        "OK",
        "ALRIGHT",
        "BIEN",
        "GOOD",
        "SURE",
        "VALE",
        "SORRY",
        "WHAT",
        "HUH",
        "PERDON",
        "QUE",
        "COMO",
        "DISCULPE",
    )
)
"""Said in passing: they count only where nothing else was said."""

NEGATIONS = frozenset(("NOT", "ISNT", "DOESNT", "DONT", "WASNT", "AINT", "CANT", "NEVER", "TAMPOCO"))
"""They turn a yes that follows into a no."""
