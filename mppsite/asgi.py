"""The composition root: everything that one process serves is wired here."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mppsite.settings")

from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

# Models load with the HTTP application, so it comes before anything of ours.
http = get_asgi_application()

from moderation.live.desk import ModeratorsDesk
from mppsite.alone import claim
from mppsite.lifespan import Lifespan
from mppsite.monitoring import watch
from mppsite.refusal import refuse
from mppsite.sentry import report_to
from rooms.checks import log_unknown_names
from rooms.compose import compose, write_at_exit
from rooms.consumers import PianoConsumer
from rooms.keeper import keep
from rooms.plugins import plug_in

report_to(settings.SENTRY_DSN)
log_unknown_names()
if not settings.REDIS_URLS:
    claim(settings.MPP_DATA_DIR)
live = compose(
    layer=get_channel_layer(),
    limits=settings.MPP,
    identity=settings.MPP_IDENTITY,
    desk=ModeratorsDesk(),
    trusted_proxies=settings.TRUSTED_PROXIES,
    motd=settings.MPP_MOTD,
    origins=settings.MPP_ORIGINS,
    plugins=plug_in(
        login_provider=settings.MPP_LOGIN_PROVIDER, proxy_detector=settings.MPP_PROXY_DETECTOR
    ),
    redis=settings.REDIS_URLS,
)
write_at_exit(live)
watch(live)
if "daphne.server" in sys.modules:
    # Daphne serves. Nobody else needs it: with Twisted it takes 28 MB.
    from mppsite.daphne_codes import allow_all_codes
    from mppsite.daphne_end import end_all_applications

    allow_all_codes()
    end_all_applications()
    # Its writes are tasks, which a cycle does not see the cost of: it has to leave them turns.
    live.hub.at_once = False

_SOCKET_PATHS = frozenset({"", "/", "/ws", "/ws/"})


def websocket(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> Awaitable[None]:
    """The piano, on the paths that have one (docs/protocol.md §1).

    Neither a URLRouter nor a coroutine: the frame of each would stay as long as the socket.
    """
    path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
    if path in _SOCKET_PATHS:
        return PianoConsumer(live=live)(scope, receive, send)
    return refuse(scope, receive, send)


application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": websocket,
        "lifespan": Lifespan(partial(live.start, keep), live.stop, turn_away=live.turn_away),
    }
)

# What is loaded by now stays for good: the collector need not walk it again and again.
gc.collect()
gc.freeze()
