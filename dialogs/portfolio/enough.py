"""How people say that they have sent all their receipt numbers. Elsewhere some of it is a wish to get no more texts."""

from dialogs.plain import folded
from dialogs.words import command

_DONE = """
done, finished, i am finished, i m finished, im finished, i am done, i m done, im done, all done, done thanks, done
thank you, that s all, thats all, that is all, that s it, thats it, that is it, that was all, that s all thanks, thats
all thanks, no more, no more cases, no more numbers, no more receipts, no more thanks, nothing else, nothing more, no
others, no other, that s everything, thats everything, enough, ok, okay, ok thanks, ok done, ok that s all, ok thats
all, no i m done, no im done, no that s all, no thats all, no that s it, no thats it, i have no more, i don t have any
more, i dont have any more, i don t have more, i dont have more, only that, just that, only that one, just that one,
only one, just one, continue, next, finish, complete,
listo, listo gracias, ya, ya esta, ya estan, ya estan todos, ya estan todas, ya termine, termine, terminado, ya
es todo, es todo, eso es todo, es todo gracias, eso es todo gracias, ya es todo gracias, eso es, nada mas, nada mas
gracias, no mas, no mas gracias, no mas por favor, ya no, ya no mas, ya no hay, ya no hay mas, ya no tengo, ya no tengo
mas, no mas casos, no mas numeros, no mas recibos, no tengo mas, no tengo mas casos, no tengo otro, no hay mas, no hay
otro, no hay mas casos, seria todo, seria todo gracias, por ahora es todo, es todo por ahora, solo eso, solo ese, nomas
ese, nomas, no mas eso, solo uno, solamente, son todos, son todas, ya son todos, esos son
todos, esas son todas, no ya es todo, no eso es todo, ok gracias, ok listo, bueno, vale, fin
"""
_SAID = frozenset(" ".join(one.split()).upper() for one in _DONE.split(","))
ZERO = ("0", "00", "O", "ZERO", "CERO")


def says_done(text: str) -> bool:
    """Whether a whole message says that there are no more numbers."""
    said = folded(text)
    return said in ZERO or said in _SAID or command(text) in ("no", "thanks")
