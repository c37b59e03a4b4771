"""What callers say for the choices about a portfolio; see `dialogs/spoken_meanings.py`."""

from dialogs.spoken_phrases import phrases

PORTFOLIO = {
    "portfolio": phrases(
        """
        portfolio, my portfolio, account, my account, my cases, all my cases, my list, portafolio, mi portafolio,
        cuenta, mi cuenta, mis casos, todos mis casos, mi lista
        """
    ),
    "sign in": phrases(
        """
        sign in, log in, login, sign on, enter, open it, open my portfolio, open my account, get in, entrar, ingresar,
        iniciar sesion, abrir, abrir mi portafolio, abrir mi cuenta, acceder
        """
    ),
    "create": phrases(
        """
        create, new, new portfolio, a new portfolio, new account, make one, make a portfolio, make a new one, register,
        sign up, crear, nuevo, nuevo portafolio, un portafolio nuevo, cuenta nueva, crear uno, crear un portafolio,
        registrarme, registrar
        """
    ),
    "forgot": phrases(
        """
        forgot, i forgot, i forgot it, forgot my pin, i forgot my pin, forgot my id, i forgot my user id, lost, lost my
        pin, olvide, se me olvido, lo olvide, olvide mi pin, se me olvido el pin, olvide mi usuario, perdi mi pin
        """
    ),
    "everything": phrases("everything else, anything else, all the rest, the rest, something else, todo lo demas,"
                          " lo demas, otra cosa, lo otro"),
    "code": phrases("code, a code, i have a code, share code, codigo, un codigo, tengo un codigo, me dieron un codigo"),
    "list": phrases(
        """
        list, the list, hear my cases, my cases, cases, hear the list, hear them, read them, all cases, lista, la lista,
        oir mis casos, escuchar mis casos, mis casos, casos, escuchar la lista, oir la lista
        """
    ),
    "add": phrases(
        """
        add, add cases, add a case, add one, put in a case, new case, agregar, agregar casos, agregar un caso, anadir,
        anadir un caso, caso nuevo, agregar uno
        """
    ),
    "alerts": phrases(
        """
        alerts, alert, notifications, notify me, messages, alertas, alerta, avisos, notificaciones, avisarme
        """
    ),
    "pin": phrases("pin, new pin, a new pin, change pin, change my pin, pin nuevo, nuevo pin, cambiar pin,"
                   " cambiar mi pin, cambiar el pin"),
    "pause": phrases("pause, pause alerts, stop alerts, resume, resume alerts, start alerts, pausa, pausar,"
                     " pausar alertas, parar alertas, reanudar, reanudar alertas, activar alertas"),
    "share": phrases("share, share it, share my list, let somebody hear it, compartir, compartir mi lista,"
                     " compartir la lista, que alguien la oiga"),
    "data": phrases("data, my data, all my data, send my data, datos, mis datos, todos mis datos, enviar mis datos"),
    "erase": phrases("erase, erase it, delete, delete it, delete my portfolio, erase my portfolio, borrar, borrarlo,"
                     " borrar mi portafolio, eliminar, eliminarlo, eliminar mi portafolio"),
    "sign out": phrases("sign out, log out, logout, leave, leave it, exit, salir, cerrar sesion, salirme, dejarlo"),
    "next": phrases("next, next one, next ones, the next, next cases, go on, continue, siguiente, siguientes,"
                    " los siguientes, el siguiente, proximo, proximos, continuar, seguir"),
    "details": phrases("details, in full, one of them, one case, just one, detalles, completo, uno de ellos, un caso,"
                       " solo uno"),
    "remove": phrases("remove, remove it, take it off, take off, off the list, quitar, quitarlo, sacar, sacarlo,"
                      " quitar de la lista"),
    "name": phrases("name, a name, give it a name, name it, nombre, un nombre, ponerle nombre, ponerle un nombre"),
}  # fmt: skip
