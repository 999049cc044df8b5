"""All paths of the API in one table. Paths end in a slash; ids of rooms come percent-encoded."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, include, path, re_path, register_converter

from . import (
    appeals,
    audit,
    bans,
    me,
    notices,
    paths,
    reasons,
    reports,
    room_life,
    rooms,
    stats,
    users,
)
from . import webhooks as hooks
from .base import ApiView
from .errors import not_found
from .schema import ApiDocs, ApiSchema

register_converter(paths.RoomIdConverter, "room")
register_converter(paths.UserIdConverter, "user")
register_converter(paths.LineIdConverter, "line")
register_converter(paths.RowIdConverter, "row")


def _at(route: str, view: type[ApiView], **actions: str) -> URLPattern:
    """`get="list"` and so on: which action answers which method."""
    by_method: Any = actions
    return path(route, view.as_view(by_method))


_ROOM, _USER = "rooms/<room:room_id>", "users/<user:user_id>"
_LINE = f"{_ROOM}/chat/<line:line_id>"
_BAN, _REPORT = "bans/<row:ban_id>", "reports/<row:report_id>"
_APPEAL, _HOOK = "appeals/<row:appeal_id>", "webhooks/<row:webhook_id>"

v1 = [
    _at("me/", me.Me, get="retrieve"),
    _at("me/sanctions/", me.MySanctions, get="list"),
    _at("me/link/", me.MyLink, post="create"),
    _at("me/tokens/", me.MyTokens, get="list", post="create"),
    _at("me/tokens/<slug:key>/", me.MyTokens, delete="destroy"),
    _at("rooms/", rooms.Rooms, get="list"),
    # The whole paths come first: they would be ids of rooms as well.
    _at(f"{_ROOM}/participants/", room_life.RoomParticipants, get="list"),
    _at(f"{_ROOM}/chat/", room_life.RoomChat, get="list"),
    _at(f"{_LINE}/hide/", room_life.RoomChat, post="hide"),
    _at(f"{_LINE}/show/", room_life.RoomChat, post="show"),
    _at(f"{_ROOM}/bans/", room_life.RoomBans, get="list"),
    _at(f"{_ROOM}/kick/", rooms.Rooms, post="kick"),
    _at(f"{_ROOM}/clear-chat/", rooms.Rooms, post="clear_chat"),
    _at(f"{_ROOM}/close/", rooms.Rooms, post="close"),
    _at(f"{_ROOM}/reopen/", rooms.Rooms, post="reopen"),
    _at(f"{_ROOM}/notify/", rooms.Rooms, post="notify"),
    _at(f"{_ROOM}/", rooms.Rooms, get="retrieve", patch="partial_update"),
    _at("users/", users.Users, get="list"),
    _at(f"{_USER}/", users.Users, get="retrieve", patch="partial_update"),
    _at(f"{_USER}/notify/", users.Users, post="notify"),
    _at(f"{_USER}/names/", users.UserNames, get="list"),
    _at(f"{_USER}/sanctions/", users.UserSanctions, get="list"),
    _at(f"{_USER}/reports/", users.UserReports, get="list"),
    _at(f"{_USER}/sightings/", users.UserSightings, get="list"),
    _at(f"{_USER}/neighbours/", users.UserNeighbours, get="list"),
    _at("bans/", bans.Bans, get="list", post="create"),
    _at(f"{_BAN}/", bans.Bans, get="retrieve", patch="partial_update"),
    _at(f"{_BAN}/lift/", bans.Bans, post="lift"),
    _at("reasons/", reasons.BanReasons, get="list"),
    _at("report-reasons/", reasons.ReportReasons, get="list"),
    _at("reports/", reports.Reports, get="list", post="create"),
    _at(f"{_REPORT}/", reports.Reports, get="retrieve"),
    _at(f"{_REPORT}/assign/", reports.Reports, post="assign"),
    _at(f"{_REPORT}/resolve/", reports.Reports, post="resolve"),
    _at(f"{_REPORT}/dismiss/", reports.Reports, post="dismiss"),
    _at(f"{_REPORT}/reopen/", reports.Reports, post="reopen"),
    _at("appeals/", appeals.Appeals, get="list", post="create"),
    _at("appeals/of/<slug:code>/", appeals.Appeals, get="of_code"),
    _at(f"{_APPEAL}/", appeals.Appeals, get="retrieve"),
    _at(f"{_APPEAL}/accept/", appeals.Appeals, post="accept"),
    _at(f"{_APPEAL}/reject/", appeals.Appeals, post="reject"),
    _at("audit/", audit.Audit, get="list"),
    _at("audit/<row:entry_id>/", audit.Audit, get="retrieve"),
    _at("webhooks/", hooks.Webhooks, get="list", post="create"),
    _at(f"{_HOOK}/", hooks.Webhooks, get="retrieve", patch="partial_update", delete="destroy"),
    _at(f"{_HOOK}/deliveries/", hooks.Deliveries, get="list"),
    _at(f"{_HOOK}/deliveries/<row:delivery_id>/redeliver/", hooks.Deliveries, post="redeliver"),
    _at("notify/", notices.Broadcast, post="create"),
    _at("stats/", stats.Stats, get="retrieve"),
]

urlpatterns = [
    path("v1/", include(v1)),
    path("schema/", ApiSchema.as_view(), name="schema"),
    path("docs/", ApiDocs.as_view(), name="api-docs"),
    # Whatever else is asked for here is no room.
    re_path("", not_found),
]
