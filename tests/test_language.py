"""The language of a message, as people would text a case status line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.language import guess

ENGLISH = """
where is my case
Where's my case EAC9999103403?
wheres my greencard
what is the status of IOE0912345678
whats going on with my case
hi can you check my case please
hello, i want to know about my case
my receipt number is EAC2112345678
my receipt is IOE 0912 345678 thanks
any news on my case
any update?
is there an update for my i485
how long do i have to wait
how long does it take
i have been waiting for 2 years
im still waiting since march
did they approve my case
was it approved
i got a letter from uscis but i dont understand
what does that mean
what do i do now
they sent me a notice
i lost my receipt
i dont have my receipt number
i moved and my card went to the old address
can i talk to a person
i need help with my work permit
pls check LIN9999106498
pls tell me the status of my wife case
this is my husbands number WAC2190012345
my daughter's case is SRC9999102777
thank u so much
is this uscis
are you a real person
why is it taking so long
when is my interview
my interview was yesterday
i missed my appointment
who do i call
how much does it cost
can u text me when it changes
i want alerts for my case
you gave me the wrong case
thats not my name
EAC2112345678 what happened with this one
here is the number: 3229999103403
both of these please EAC2112345678 LIN9999106498
the number on the paper is YSC1990012345
Good morning, my case is still pending since last year
i already sent it
did you get my message
ok and now what
is my card in the mail
my lawyer said it was denied
whts the status
wat is my status
how r u, need status of my case
could you look up my asylum case
i cant find the number
it says case not found
please help me find out about my son
do you know when they will decide
I am writing about my petition for my mother
just checking again
status
status please
ya but where is it
my caso is EAC2112345678, can you check it?
thank you
""".strip().splitlines()

SPANISH = """
hay cambios
donde esta mi caso
¿Dónde está mi caso EAC9999103403?
como va mi caso
cual es el estado de IOE0912345678
que pasa con mi caso
que pasó con mi tarjeta
hola quiero saber de mi caso
buenas tardes quisiera saber sobre mi solicitud
mi numero de recibo es EAC2112345678
mi recibo es IOE 0912 345678 gracias
hay noticias de mi caso
alguna novedad?
ya hay algo de mi permiso de trabajo
cuanto tiempo tengo que esperar
cuanto tarda
llevo 2 años esperando
sigo esperando desde marzo
ya aprobaron mi caso
fue aprobado?
me llego una carta pero no entiendo
que significa eso
que hago ahora
me mandaron una notificacion
perdi mi recibo
no tengo el numero de recibo
me mude y mi tarjeta llego a la otra direccion
puedo hablar con una persona
nesecito ayuda con mi permiso
porfa revise LIN9999106498
xfa digame el estatus
este es el numero de mi esposo WAC2190012345
el caso de mi hija es SRC9999102777
muchas grasias
esto es uscis?
es usted una persona
porque se tarda tanto
cuando es mi entrevista
mi entrevista fue ayer
no fui a mi cita
a quien llamo
cuanto cuesta
me pueden avisar cuando cambie
quiero alertas de mi caso
ese no es mi caso
no es mi nombre
EAC2112345678 que paso con este
aqui esta el numero: 3229999103403
los dos por favor EAC2112345678 LIN9999106498
el numero del papel es YSC1990012345
Buenos dias, mi caso sigue pendiente desde el año pasado
ya lo envie
recibio mi mensaje
ok y ahora que
mi tarjeta viene en el correo
el abogado dice que lo negaron
q paso con mi caso
k onda con mi caso
ola como esta, ocupo saber de mi tramite
me puede buscar mi caso de asilo
no encuentro el numero
dice que no existe
ayudeme a saber de mi hijo
sabe cuando van a decidir
le escribo por la peticion de mi mama
nomas estoy revisando otra vez
quiero ver mi status
el status de mi green card por favor
my caso es EAC2112345678, me puede decir como va?
señora
gracias
¿y?
pa cuando sale mi permiso
""".strip().splitlines()

UNDECIDED = [
    "",
    "EAC9999103403",
    "eac-21-123-45678",
    "María López",
    "Nguyen",
    "no",
    "ok",
    "NO.",
    "3229999103403",
    "🙏",
    "pin",
    "EAC9999103403\nJuan",
    "Ana Pérez EAC2112345678",
    "12345",
    "\ud800",
    "收据",
    "I-485 IOE0912345678 Li Wei",
    "EAC9999103403\nSent from my iPhone",
    "EAC9999103403\nEnviado desde mi iPhone",
    "menu",
]


def test_there_are_enough_utterances() -> None:
    assert len(ENGLISH) >= 60
    assert len(SPANISH) >= 60


@pytest.mark.parametrize("said", ENGLISH)
def test_english_is_heard(said: str) -> None:
    assert guess(said) == "en"
    assert guess(said.upper()) == "en"


@pytest.mark.parametrize("said", SPANISH)
def test_spanish_is_heard(said: str) -> None:
    assert guess(said) == "es"
    assert guess(said.upper()) == "es"


@pytest.mark.parametrize("said", UNDECIDED)
def test_names_and_numbers_alone_decide_nothing(said: str) -> None:
    assert guess(said) is None


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("donde esta mi caso\nSent from my iPhone", "es"),
        ("donde esta\n\nSent from my T-Mobile 5G Device", "es"),
        ("gracias. Sent from Yahoo Mail on Android", "es"),
        ("gracias\nGet Outlook for iOS", "es"),
        ("where is it\nEnviado desde mi iPhone", "en"),
        ("thanks\nEnviado desde mi Samsung Galaxy", "en"),
        ("thanks. Enviado desde Correo para Windows", "en"),
    ],
)
def test_a_signature_does_not_decide_against_the_body(said: str, language: str) -> None:
    assert guess(said) == language


@given(st.text())
@settings(deadline=None)
def test_nothing_raises(text: str) -> None:
    guess(text)


def test_a_long_message_ends_soon() -> None:
    for piece in ("sent from ", "donde where ", "\nEnviado desde ", "a", "ñ"):
        guess(piece * 20_000)
