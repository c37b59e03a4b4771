"""What one reads and presses on the chat page, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What one reads and presses, in a language."""

    language: str
    other: str
    approved: str
    received: str
    step: str
    digits: str
    no_pair: str
    locked: str
    signed_in: str
    weak: str
    read: str
    twice: str
    added: str
    make: str
    sign_in: str
    out: str
    take: str
    own: str
    enough: str
    by_mail: str
    not_now: str
    yes: str
    cases: str
    add: str
    steps: str
    full: str
    leave: str
    alerts: str
    told: str
    everything: str
    off: str
    stay: str
    forgot: str
    week: str
    menu: str


ENGLISH = Words(
    "en", "Español", "Case Was Approved", "Case Was Received", "Step", "10 are needed", "do not go together",
    "15 minutes", "You are signed in", "easy to guess", "2 receipt numbers were read", "1 number stood there twice",
    "Added", "Make a list of cases", "Sign in", "Sign out", "Take this PIN", "Choose my own", "That was all",
    "By e-mail", "Not now", "Yes", "My cases", "Add cases", "Steps", "Full text", "Leave this question", "Alerts",
    "How it is told", "Everything", "Take it off", "Keep it", "I forgot it", "One week", "What can I do?",
)  # fmt: skip
SPANISH = Words(
    "es", "English", "Caso Fue Aprobado", "Caso Fue Recibido", "Paso", "hacen falta 10", "no coinciden",
    "15 minutos", "Su portafolio está abierto", "fáciles de adivinar", "Se leyeron 2 números",
    "1 número estaba repetido", "agregado", "Hacer una lista de casos", "Entrar",
    "Salir", "Usar este PIN", "Elegir el mío", "Esos son todos",
    "Por correo electrónico", "Ahora no", "Sí", "Mis casos", "Agregar casos", "Pasos", "Texto completo",
    "Dejar esta pregunta", "Alertas", "Cómo se avisa", "Todo", "Quitarlo de la lista", "Dejarlo", "Lo olvidé",
    "Una semana", "¿Qué puedo hacer?",
)  # fmt: skip
