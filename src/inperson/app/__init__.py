"""Puts a server together: settings in, services out. The only room that knows every adapter.

Whoever needs a server opens it here, `serve`, a command, a console or a test alike, and says what
for::

    with open_server(settings, Mode.READ) as server:
        for tenant in server.tenants.tenants():
            ...

Promises: nothing is wired twice; what a server shares, its clock, its chance and the captures of
its process, is made in one place and has no default elsewhere; who opens it to read changes
nothing, not by mistake either, for the databases refuse it.

What weighs much lies beside the face, for who needs it: `app.serving` (the HTTP application),
`app.models` (the models on their runtime) and `app.chores` (what a server does in the background).
"""

from inperson.app.modes import Mode, Outside
from inperson.app.opening import begin_log, open_server
from inperson.app.server import Server

__all__ = ["Mode", "Outside", "Server", "begin_log", "open_server"]
