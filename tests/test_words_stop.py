"""Wishes to get no more texts, or texts again, in both languages, as people type them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.words import command, opt


def listed(said: str) -> list[str]:
    return [one.strip() for one in said.split("/")]


STOP_ENGLISH = listed("""
STOP / stop / Stop. / STOP!!! / STOPALL / stop all / Unsubscribe / CANCEL / End / quit / REVOKE / OPTOUT / opt out /
OPT-OUT / opt-out please / “STOP” / ＳＴＯＰ / S T O P / stoooop / stop 🛑 / please stop / stop please / Stop it /
please stop texting me / stop texting me / stop sending me messages / Stop sending me texts! / STOP ALL MESSAGES /
stop messaging me / can you stop texting me / can you please stop sending these messages? / don't text me anymore /
don’t text me / dont text me again / do not text this number / do not contact me / never text me again /
please don't send me any more messages / don't send me texts / no more texts / no more messages please /
no more of these texts / I don't want to receive messages / i do not want any more texts / i dont want these messages
/ I no longer want to receive texts / please unsubscribe me from this / opt me out / I want to opt out /
I revoke my consent / take me off your list / remove me from the list / remove my number / cancel all messages /
cancel these alerts / stop the alerts / stop these updates / quit texting me / leave me alone /
who is this? stop texting me / wrong number, stop texting me / i did not sign up, stop messaging me /
why are you texting me? please stop sending messages / stop all texts and calls / stop calling me /
please stop calling me / do not call me again / don't call this number / stop calling and texting / no more calls /
no more texts or calls please / do not text me again / please do not text me again / dont text me no more /
leave me alone please / please leave me alone! / just leave me alone / pls stop / plz stop texting /
remove me from your list / remove me from your texting list / please remove me from this list /
please remove my number from your system / remove my number from your records / take my number off /
take my number off your list / take me off this list please / delete my number / lose my number / stop bothering me /
stop spamming me / this is spam, stop / quit sending me this / quit bothering me / stop sending me this /
stop sending these / stop sending stuff / stop sending / stop contacting me / never contact me again /
do not contact this number again / I want these texts to stop / make it stop / make these texts stop /
I want you to stop texting me / i want to unsubscribe / i'd like to unsubscribe / how do i unsubscribe /
how do I stop these texts / how can i stop getting these messages / can I stop the texts / turn off these messages /
turn off the texts / turn off all texts / cancel my subscription / cancel subscription / end these texts /
end all messages / end subscription / i do not wish to receive texts / i no longer want these alerts /
i dont want alerts anymore / no thank you stop / not interested, stop / im not interested please stop / STOP NOW /
stop!!! stop!!! / stop texting my phone / stop texting this number / stop messaging this phone / stop alerting me /
stop notifying me / stop notifications / discontinue / please discontinue these messages /
I did not consent to these texts / i withdraw my consent / I take back my consent / revoke consent / i revoke consent
/ do not send me anything else / don't send anything else / don't send me alerts / stop the messages to this number /
stop the alerts to my phone / stop alerts for EAC9999103403 / no more alerts for 1234 / STOP please thank you /
ok stop now please / hey stop texting / enough, stop / enough with the texts / who dis? stop /
whoever this is stop texting me / my number is not yours to text, stop / quit it / knock it off / stop send messages /
stop send me message please / stop to send me messages / please no more text / no text please / no texting /
please dont message me / don't ever text me / do not ever call or text me again / please cease and desist /
cease all communication / end communication / opt-out of alerts / opt out of all texts / I opt out / unsubscribe all /
UNSUBSCRIBE ME NOW / stop thanks / stopp
""")

STOP_SPANISH = listed("""
stop por favor / ALTO / alto / Parar / PARA / pare / Paren / BAJA / baja / Cancelar / NO MÁS / no mas / No más. /
DETENER / detenga / ¡Alto! / ALTO POR FAVOR / por favor pare / ya no más / no más mensajes / no mas mensajes por favor
/ ya no me manden mensajes / ya no me mande mas mensajes / no me manden más mensajes / no me envíen mensajes /
no me envien nada / ya no me escriban / no me molesten / no me escriba mas / quiero darme de baja /
deme de baja por favor / denme de baja / me dan de baja por favor / quiero que me den de baja /
no quiero recibir más mensajes / no quiero mensajes / ya no quiero recibir avisos / no deseo recibir alertas /
dejen de mandarme mensajes / deje de escribirme / ¿pueden dejar de mandarme mensajes? /
quiero dejar de recibir mensajes / paren de mandar mensajes / cancelar mensajes / cancelar las alertas /
quiero cancelar los mensajes / detener los mensajes / quítenme de la lista / sáquenme de su lista /
dar de baja este número / no más alertas / parar los mensajes / ya no quiero mensajes / ya no quiero más mensajes /
ya no quiero recibir nada / no quiero que me llamen / ya no me llamen / no me llame más / no me llamen por favor /
no más llamadas / no más llamadas ni mensajes / dejen de llamar / dejen de llamarme / deje de llamarme /
déjenme en paz / déjeme en paz / déjame en paz por favor / déjame tranquila / déjenme tranquilo /
por favor déjenme en paz / ya déjenme en paz / ya no molesten / no molesten más / deje de molestarme /
dejen de fastidiar / ya basta / basta ya / basta de mensajes / ya paren / ya paren de mandar mensajes /
paren por favor / alto por favor / alto a los mensajes / alto mensajes / detengan los mensajes /
quiero detener los mensajes / deseo cancelar las alertas / cancele mis alertas / cancelen las alertas por favor /
cancela los mensajes / cancelar suscripción / quiero cancelar mi suscripción / cancelen mi suscripción / deme de baja
/ darme de baja por favor / me quiero dar de baja / me doy de baja / baja de la lista / bórreme de la lista /
bórrenme de su lista / quíteme de su lista / quiten mi número / quite mi número de la lista / borren mi número /
borre mi numero de su sistema / eliminen mi número / saquen mi número / no autorizo mensajes /
no autorizo estos mensajes / retiro mi consentimiento / revoco mi consentimiento / no estoy interesado, no manden más
/ no mande más / no manden más / ya no mande / no envíe más mensajes / no envíen más / no escriba más / ya no escriban
/ no me vuelvan a escribir / no me vuelva a llamar / no vuelvan a escribirme / nunca más me escriban /
no quiero más avisos / ya no necesito los avisos / no necesito más alertas / no deseo más mensajes /
no deseo recibir mensajes / ya no deseo recibir avisos / no quiero estos textos / no más textos por favor /
ya no más textos / no me texteen / no me textee más / dejen de textear / deja de textearme / deje de enviar mensajes /
dejen de enviarme cosas / pare de enviarme mensajes / parar los avisos / suspendan los mensajes /
suspender las alertas / terminen los mensajes / quiero que paren / quiero que dejen de escribirme /
quiero que dejen de mandarme mensajes / cómo cancelo los mensajes / como detengo las alertas /
cómo hago para que no me lleguen mensajes / como me doy de baja / que ya no me lleguen mensajes /
no quiero que me lleguen avisos / apaguen las alertas / quitar alertas / quiten las alertas / desactiven los mensajes
/ no más alertas del 1234 / no más alertas para EAC9999103403 / salir de la lista / salirme de la lista /
quiero salir de la lista / no quiero estar en su lista / stop mensajes / por favor no más / desuscribirme /
no gracias, alto / STOP POR FAVOR / stop avisos del caso 3403
""")

GO_ON_ENGLISH = listed("""
please cancel my appointment / can you stop by the office / my case was stopped / the end of the month /
stop by tomorrow / how do i cancel my petition / I want to cancel my application / my alerts stopped, why? /
why did you stop texting me / did you stop sending messages? / have you stopped / don't stop texting me /
please do not stop the messages / they stopped my case / uscis stopped my case / when does it end /
my husband quit his job / for more messages text me / no more news on my case / no / no thanks / they don't text me /
we don't send messages / please don't send my card to the old address / status / help / EAC9999103403 / menu /
remove me from my husband's petition / yes / 🛑 / the bus stop is far / my baja california address / when will this end
/ stop sign / can I stop my case / how do i stop my deportation / can i cancel my petition /
i want to cancel my interview / do I have to stop working / should I stop working / they stopped paying /
my employer stopped my visa / can USCIS stop my case / did they stop processing / is my case at a stop / the bus stop
/ next stop / non stop / one stop shop / what is the end date / the end / at the end / in the end / will it end soon /
when does my status end / my work permit ends in may / end of june / how do i revoke a petition /
my petition was revoked / they want to revoke my visa / notice of intent to revoke / my visa was cancelled /
interview cancelled / they cancelled my oath ceremony / cancel removal / cancellation of removal /
can i cancel my oath / cancel my case / please cancel my case / withdraw my case / i quit my job /
I had to quit my job / do I need to remove conditions / remove conditions / removal proceedings / remove my sponsor /
take me to the list / leave my address / can i leave the country / leave of absence / can i leave the country alone /
I have no more documents / no more evidence / no more questions / i have no more money / do not lose my case /
don't cancel my appointment / don't stop my case / they never text me / you never text me / i never got a text /
I don't get your texts / why don't you text me / I don't get any alerts / i dont receive messages /
i am not getting texts / no texts yet / no alerts yet / no message came / i did not receive any message /
why no more alerts / why did my alerts stop / are the alerts off / do not want to miss my alerts /
I do not want to miss a text / do you call people / who called me / did you call me / call me / can you call me /
i got a call, who is this / will you stop sending when it is approved / does it stop when my case is approved /
the officer never contacted me / contact me / please contact me / I want more messages / more messages please / list /
what list / my name is not on the list / delete case 3 / delete my case / remove 3 / i lost my number /
lost my receipt number / alert me / is it off / day off / i am off on monday / not interested in premium /
I am interested / what does opt mean / reply STOP to end / text STOP to unsubscribe / they do not text me /
don't let me miss a text / did USCIS stop sending cards / has my lawyer cancelled the alerts
""")

GO_ON_SPANISH = listed("""
quiero cancelar mi cita / no me ha llegado nada / no me avisaron de mi entrevista / no me mandaron la carta /
no me han enviado mi tarjeta / quiero cancelar mi solicitud / para mi esposo / para cuando es mi cita /
este numero es para mensajes / mi cita es para el lunes / ¿por qué ya no me mandan mensajes? /
por que no me mandan avisos / si no me mandan mensajes como me entero / me dieron de baja del trabajo /
no dejen de mandarme mensajes / no quiero cancelar los mensajes / quiero dar de baja mi solicitud /
la parte de enviar la carta / ayuda / sí / hola / cuando paran los pagos / cancelar mi cita /
quiero cancelar mi cita por favor / cómo cancelo mi cita / puedo cancelar mi caso / quiero cancelar mi petición /
cancelaron mi entrevista / me cancelaron la cita / mi cita fue cancelada / cancelación de deportación /
puedo parar mi caso / quiero parar mi deportación / pararon mi caso / detuvieron mi caso / detuvieron a mi esposo /
detuvieron a mi papá / mi esposo está detenido / está detenido / cuando termina / cuándo termina mi permiso /
cuando se acaba esto / terminaron mi caso / termina en mayo / para mi mamá / para mi hermano / para cuándo /
para qué sirve / es para el I-130 / para el caso de mi esposa / gracias para todo / alta o baja / baja california /
baja por maternidad / dieron de baja mi seguro / alto comisionado / soy alto / el más alto / no más preguntas /
no tengo más preguntas / no tengo más documentos / no hay más / nada más eso / nada más quería saber /
ya no tengo el recibo / ya no vivo ahí / ya no trabajo / ya no sé qué hacer / no me han llamado / nadie me llama /
no me llaman / por qué no me llaman / me pueden llamar / llámenme / quiero que me llamen / no me llegan los mensajes /
no me llega nada / no recibo mensajes / no recibí ningún mensaje / no recibo alertas / ya no recibo avisos /
por qué ya no recibo mensajes / no me ha llegado el mensaje / no dejen de avisarme /
no quiero dejar de recibir mensajes / no quiero perder mensajes / no quiero perder mi cita / quiero más mensajes /
quiero recibir mensajes / quiero mensajes / mándenme mensajes / no entiendo el mensaje / no entiendo los mensajes /
no es mi mensaje / en paz descanse / déjeme ver / déjeme revisar / déjame saber / déjenme saber por favor /
deje un mensaje / dejé un mensaje / dejaron un mensaje / dejé de trabajar / dejé de recibir la ayuda /
borrar el caso 3 / quitar el caso 3 / quítele el caso / quitar condiciones / quite 3 / lista / qué lista / mi lista /
cuál lista / no estoy en la lista / me interesa / sí me interesa / no me interesa el premium / retiraron mi caso /
revocaron mi visa / aviso de intención de revocar / suspendieron mi caso / mi licencia está suspendida /
dejé de llamar / no envié más / ya no mandé nada / paré de trabajar / para recibir avisos qué hago /
para los mensajes qué hago / sus mensajes me ayudan / para que me manden mensajes
""")

STOP, GO_ON = [*STOP_ENGLISH, *STOP_SPANISH], [*GO_ON_ENGLISH, *GO_ON_SPANISH]


@pytest.mark.parametrize("table", [STOP_ENGLISH, STOP_SPANISH, GO_ON_ENGLISH, GO_ON_SPANISH])
def test_each_table_is_long_and_says_nothing_twice(table: list[str]) -> None:
    assert len(table) >= 60
    assert len(set(table)) == len(table)


@pytest.mark.parametrize("said", STOP)
def test_any_reasonable_way_to_say_stop_counts(said: str) -> None:
    assert opt(said) == "stop"


@pytest.mark.parametrize("said", ["", "🛑", *GO_ON])
def test_what_is_about_something_else_is_no_wish_to_stop(said: str) -> None:
    assert opt(said) is None


@pytest.mark.parametrize("said", ["dejé de llamar", "deje\u0301 de llamar", "NO ENVIÉ MÁS"])
def test_what_somebody_did_is_told_from_what_they_ask_for_by_its_accent(said: str) -> None:
    assert opt(said) is None


@pytest.mark.parametrize("said", ["pause alerts", "turn off my alerts", "apagar alertas", "desactivar alertas"])
def test_a_pause_of_alerts_is_no_wish_to_stop_all(said: str) -> None:
    assert command(said) == "pause"
    assert opt(said) is None


@pytest.mark.parametrize(
    "said",
    ["START", "start", "Unstop", "start please", "START!", "comenzar", "Empezar", "INICIAR", "alta", "reanudar",
     "opt in", "start texting me again", "resume sending me messages", "vuelvan a mandarme mensajes", "subscribe",
     "quiero darme de alta"],
)  # fmt: skip
def test_start_and_its_kin_bring_texts_back(said: str) -> None:
    assert opt(said) == "start"


@given(st.text(max_size=60) | st.text(alphabet="stopSTOPnomásñ \ud800¡!", max_size=30))
@settings(deadline=None)
def test_nothing_raises(text: str) -> None:
    opt(text)


@pytest.mark.parametrize("piece", ["stop ", "no mas de ", "STOP ALL ANY ME ", "s t o p ", "please "])
def test_a_long_message_ends_soon(piece: str) -> None:
    for count in (15, 15_000):
        opt(piece * count)
