"""What is answered when nothing else can be: fixed, in both languages, in need of no database, no Redis, no catalog."""

from bot.twilio.twiml import document

SORRY = (
    "Sorry, something went wrong here. Nothing is lost. Please send your message again in a few minutes.\n"
    "Disculpe, algo salio mal. No se ha perdido nada. Por favor, envie su mensaje otra vez en unos minutos."
)
APOLOGY = document([SORRY])

SPOKEN_APOLOGY = (
    '<?xml version="1.0" encoding="UTF-8"?><Response>'
    '<Say language="en-US">Sorry, something went wrong here. Nothing is lost. Please call again in a few minutes, or '
    "text your receipt number to the number you called.</Say>"
    '<Say language="es-US">Disculpe, algo salió mal. No se ha perdido nada. Por favor, llame otra vez en unos minutos. '
    "También puede enviar su número de recibo por mensaje de texto al número que marcó.</Say><Hangup/></Response>"
)
CALL_OVER = (
    '<?xml version="1.0" encoding="UTF-8"?><Response>'
    '<Say language="en-US">This call has to end now. You can call again, or text your receipt number to the number you '
    "called.</Say>"
    '<Say language="es-US">Esta llamada termina aquí. Puede llamar otra vez. También puede enviar su número de recibo '
    "por mensaje de texto al número que marcó.</Say><Hangup/></Response>"
)
