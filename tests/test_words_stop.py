"""Wishes to get no more texts, or texts again, in both languages, as people type them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.words import opt

STOP = """
STOP
stop
Stop.
STOP!!!
STOPALL
stop all
Unsubscribe
CANCEL
End
quit
REVOKE
OPTOUT
opt out
OPT-OUT
opt-out please
“STOP”
ＳＴＯＰ
S T O P
stoooop
stop 🛑
please stop
stop please
Stop it
please stop texting me
stop texting me
stop sending me messages
Stop sending me texts!
STOP ALL MESSAGES
stop messaging me
can you stop texting me
can you please stop sending these messages?
don't text me anymore
don’t text me
dont text me again
do not text this number
do not contact me
never text me again
please don't send me any more messages
don't send me texts
no more texts
no more messages please
no more of these texts
I don't want to receive messages
i do not want any more texts
i dont want these messages
I no longer want to receive texts
please unsubscribe me from this
opt me out
I want to opt out
I revoke my consent
take me off your list
remove me from the list
remove my number
cancel all messages
cancel these alerts
stop the alerts
stop these updates
quit texting me
leave me alone
who is this? stop texting me
wrong number, stop texting me
i did not sign up, stop messaging me
why are you texting me? please stop sending messages
stop por favor
ALTO
alto
Parar
PARA
pare
Paren
BAJA
baja
Cancelar
NO MÁS
no mas
No más.
DETENER
detenga
¡Alto!
ALTO POR FAVOR
por favor pare
ya no más
no más mensajes
no mas mensajes por favor
ya no me manden mensajes
ya no me mande mas mensajes
no me manden más mensajes
no me envíen mensajes
no me envien nada
ya no me escriban
no me molesten
no me escriba mas
quiero darme de baja
deme de baja por favor
denme de baja
me dan de baja por favor
quiero que me den de baja
no quiero recibir más mensajes
no quiero mensajes
ya no quiero recibir avisos
no deseo recibir alertas
dejen de mandarme mensajes
deje de escribirme
¿pueden dejar de mandarme mensajes?
quiero dejar de recibir mensajes
paren de mandar mensajes
cancelar mensajes
cancelar las alertas
quiero cancelar los mensajes
detener los mensajes
quítenme de la lista
sáquenme de su lista
dar de baja este número
no más alertas
parar los mensajes
""".strip().splitlines()

GO_ON = """
please cancel my appointment
can you stop by the office
quiero cancelar mi cita
my case was stopped
the end of the month
stop by tomorrow
how do i cancel my petition
I want to cancel my application
my alerts stopped, why?
why did you stop texting me
did you stop sending messages?
have you stopped
don't stop texting me
please do not stop the messages
they stopped my case
uscis stopped my case
when does it end
my husband quit his job
for more messages text me
no more news on my case
no
no thanks
no me ha llegado nada
no me avisaron de mi entrevista
no me mandaron la carta
no me han enviado mi tarjeta
quiero cancelar mi solicitud
para mi esposo
para cuando es mi cita
este numero es para mensajes
mi cita es para el lunes
¿por qué ya no me mandan mensajes?
por que no me mandan avisos
si no me mandan mensajes como me entero
me dieron de baja del trabajo
no dejen de mandarme mensajes
no quiero cancelar los mensajes
quiero dar de baja mi solicitud
la parte de enviar la carta
they don't text me
we don't send messages
please don't send my card to the old address
status
help
EAC9999103403
ayuda
menu
remove me from my husband's petition
yes
sí
hola
🛑
the bus stop is far
cuando paran los pagos
my baja california address
""".strip().splitlines()


@pytest.mark.parametrize("said", STOP)
def test_any_reasonable_way_to_say_stop_counts(said: str) -> None:
    assert opt(said) == "stop"


@pytest.mark.parametrize("said", ["", "🛑", *GO_ON])
def test_what_is_about_something_else_is_no_wish_to_stop(said: str) -> None:
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
