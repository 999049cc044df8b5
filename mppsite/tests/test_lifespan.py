"""What the application says to the server (mppsite/lifespan.py, mppsite/refusal.py)."""

from __future__ import annotations

from mppsite.lifespan import Lifespan
from mppsite.refusal import refuse


class Server:
    """Says what it was told to say, notes what is said and done."""

    def __init__(self, *says: str) -> None:
        self.says = list(says)
        self.heard: list[str] = []

    async def receive(self):
        return {"type": self.says.pop(0)}

    async def send(self, message):
        self.heard.append(message["type"])

    async def start_up(self):
        self.heard.append("start up")

    async def refuse(self):
        raise RuntimeError("there is one already")

    async def shut_down(self):
        self.heard.append("shut down")


async def test_work_is_ended_before_the_server_hears_that_it_is():
    server = Server("lifespan.startup", "lifespan.shutdown")
    lifespan = Lifespan(server.start_up, server.shut_down)
    await lifespan({"type": "lifespan"}, server.receive, server.send)
    assert server.heard == [
        "start up",
        "lifespan.startup.complete",
        "shut down",
        "lifespan.shutdown.complete",
    ]


async def test_the_protocol_objects_of_a_server_get_what_is_for_them():
    server = Server("lifespan.startup", "lifespan.shutdown")
    lifespan = Lifespan(server.start_up, server.shut_down, turn_away=len)
    scope = {"type": "lifespan", "state": {"of": "others"}}
    await lifespan(scope, server.receive, server.send)
    assert scope["state"] == {"of": "others", "turn_away": len}


async def test_a_server_whose_start_is_refused_is_told(caplog):
    server = Server("lifespan.startup")
    lifespan = Lifespan(server.refuse, server.shut_down)
    await lifespan({"type": "lifespan"}, server.receive, server.send)
    assert server.heard == ["lifespan.startup.failed"]
    assert "there is one already" in caplog.text


async def test_a_socket_on_another_path_is_refused_before_it_opens():
    server = Server("websocket.connect")
    await refuse({"type": "websocket"}, server.receive, server.send)
    assert server.heard == ["websocket.close"]
