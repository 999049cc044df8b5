"""The composition root: everything that one process serves is wired here."""

from __future__ import annotations

import gc
import os
from functools import partial

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mppsite.settings")

from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

# Models load with the HTTP application, so it comes before anything of ours.
http = get_asgi_application()

from django.urls import re_path

from moderation.live.desk import ModeratorsDesk
from mppsite.alone import claim
from mppsite.daphne_codes import allow_all_codes
from mppsite.daphne_end import end_all_applications
from mppsite.lifespan import Lifespan
from mppsite.monitoring import watch
from mppsite.refusal import refuse
from rooms.checks import log_unknown_names
from rooms.compose import compose, write_at_exit
from rooms.consumers import PianoConsumer
from rooms.keeper import keep
from rooms.plugins import plug_in

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
allow_all_codes()
end_all_applications()

websocket = URLRouter(
    [
        re_path(r"^(?:ws/?)?$", PianoConsumer.as_asgi(live=live)),
        re_path(r"", refuse),  # type: ignore[arg-type]
    ]
)

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": websocket,
        "lifespan": Lifespan(partial(live.start, keep), live.stop),
    }
)

# What is loaded by now stays for good: the collector need not walk it again and again.
gc.freeze()
