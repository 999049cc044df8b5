import asyncio
import contextlib

import pytest
from websockets.asyncio.server import serve

from rooms.bot.client import CHAT_RATE, TIME_EVERY, Client, Server, delay_after
from rooms.bot.clock import Timing
from rooms.bot.errors import BotError, RefusedError, UnreachableError
from rooms.bot.session import Guest
from rooms.protocol.client import Note

from .fake_server import PATIENCE, FakeServer
from .fakes import FakeTime


@pytest.fixture
async def server():
    async with FakeServer().running() as server:
        yield server


class Bot:
    """A client that runs for the length of a test."""

    def __init__(self, url, room="My room", tries=3, time=None, **guest):
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.news: list[str] = []
        self.tokens: list[str] = []
        self.delays: list[float] = []
        self.client = Client(
            Server(url, tries),
            Guest(room=room, **guest),
            timing=time.timing if time else Timing(sleep=self._sleep),
            on_token=self.tokens.append,
            on_news=self.news.append,
        )

    async def run(self):
        """Run in the foreground, for as long as it lasts."""
        async with asyncio.timeout(PATIENCE):
            await self.client.run(self.heard.put_nowait)

    @contextlib.asynccontextmanager
    async def running(self):
        task = asyncio.create_task(self.client.run(self.heard.put_nowait))
        try:
            async with asyncio.timeout(PATIENCE):
                await self.client.online.wait()
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _sleep(self, seconds):
        """Waits between tries are over at once; those for the next `t` never are."""
        self.delays.append(seconds)
        if seconds >= TIME_EVERY:
            await asyncio.Event().wait()


async def test_it_enters_its_room(server):
    async with Bot(server.url, token="mine").running() as bot:
        assert [m["m"] for m in server.messages[:3]] == ["hi", "t", "ch"]
        assert server.all_of("hi")[0]["token"] == "mine"
        assert server.all_of("ch")[0]["_id"] == "My room"
        assert bot.news == ["In room 'My room'."]
        assert bot.tokens == ["given"]


async def test_it_has_the_quota_of_the_room(server):
    async with Bot(server.url).running() as bot:
        assert bot.client.quota.params.max == 1200


async def test_notes_go_out_at_server_time(server):
    async with Bot(server.url).running() as bot:
        now = Timing().now()
        await bot.client.play(now, [Note("c4", d=10, v=0.5), Note("e4", d=20, s=1)])
        sent = await server.receives("n")
        assert sent["n"] == [{"n": "c4", "d": 10, "v": 0.5}, {"n": "e4", "d": 20, "s": 1}]
        assert sent["t"] == pytest.approx(bot.client.server_time(now), abs=0.1)
        assert abs(sent["t"] - server.time) < PATIENCE * 1000


async def test_chat_is_handed_on(server):
    async with Bot(server.url).running() as bot:
        await server.chats("!skip")
        async with asyncio.timeout(PATIENCE):
            assert await bot.heard.get() == "!skip"


async def test_t_is_sent_every_twenty_seconds(server):
    time = FakeTime()
    async with Bot(server.url, time=time).running():
        for count in range(2, 5):
            await time.advance(TIME_EVERY)
            await server.receives("t", count)
        await time.advance(TIME_EVERY - 1)
        await server.drops()
        assert len(server.all_of("t")) == 4


async def test_chat_keeps_to_its_rate(server):
    time = FakeTime()
    async with Bot(server.url, time=time).running() as bot:
        for number in range(10):
            bot.client.say(str(number))
        await server.receives("a", 4)
        await time.advance(CHAT_RATE.seconds / CHAT_RATE.count - 0.3)
        await bot.client.play(0, [Note("c4")])
        await server.receives("n")
        assert len(server.all_of("a")) == 4
        await time.advance(0.5)
        await server.receives("a", 5)
        assert [m["message"] for m in server.all_of("a")] == ["0", "1", "2", "3", "4"]


async def test_a_flood_of_answers_is_cut(server):
    time = FakeTime()
    async with Bot(server.url, time=time).running() as bot:
        for number in range(1000):
            bot.client.say(str(number))
        await server.receives("a", 4)
        await time.advance(60)
        await bot.client.play(0, [Note("c4")])
        await server.receives("n")
        assert len(server.all_of("a")) < 20


async def test_it_comes_back_to_its_room_when_the_connection_breaks(server):
    async with Bot(server.url).running() as bot:
        await server.drops(4000)
        await server.receives("ch", 2)
        assert server.all_of("hi")[1]["token"] == "given"
        async with asyncio.timeout(PATIENCE):
            await bot.client.online.wait()
        assert "No connection (closed with code 4000); next try in 0.5 s." in bot.news


async def test_notes_without_a_connection_are_lost_quietly(server):
    bot = Bot(server.url)
    await bot.client.play(0, [Note("c4")])
    assert server.messages == []


async def test_it_says_bye_and_does_not_come_back(server):
    async with Bot(server.url).running() as bot:
        await bot.client.leave()
        await server.receives("bye")
        await server.empties()
        assert server.connections == 1
        assert bot.news == ["In room 'My room'."]


async def test_it_gives_up_after_so_many_tries():
    async with FakeServer().running() as gone:
        url = gone.url
    bot = Bot(url, tries=4)
    with pytest.raises(UnreachableError, match=r"could not be reached in 4 tries"):
        await bot.run()
    assert bot.delays == [delay_after(1), delay_after(2), delay_after(3)]


def test_delays_double_up_to_a_limit():
    assert [delay_after(n) for n in (1, 2, 3, 4, 20, 2000)] == [0.5, 1, 2, 4, 15, 15]


async def test_a_ban_is_an_error_with_the_reason(server):
    server.refusal = (4008, [{"m": "notification", "text": "Banned for a day."}])
    with pytest.raises(RefusedError, match=r"Banned for a day\."):
        await Bot(server.url).run()
    assert server.connections == 1


async def test_a_refused_room_is_an_error_with_the_reason(server):
    notice = {"m": "notification", "text": "My room is full."}
    server.detour = [notice, *server.welcome("test/awkward")]
    with pytest.raises(RefusedError, match="My room is full"):
        await Bot(server.url).run()
    await server.empties()


async def test_a_kick_ends_it(server):
    bot = Bot(server.url)
    task = asyncio.create_task(bot.run())
    await server.receives("ch")
    await server.tells(*server.welcome("test/awkward"))
    with pytest.raises(RefusedError, match="was put out of"):
        await task


async def test_a_filtered_address_is_an_error():
    async with _answering(403) as url:
        with pytest.raises(RefusedError, match="403"):
            await Bot(url).run()


async def test_too_many_attempts_are_tried_again_later():
    async with _answering(429) as url:
        bot = Bot(url, tries=2)
        with pytest.raises(UnreachableError, match="HTTP status 429"):
            await bot.run()


async def test_what_is_no_address_is_an_error():
    with pytest.raises(BotError, match="not a WebSocket address"):
        await Bot("http://127.0.0.1:1/").run()


async def test_a_server_that_does_not_answer_counts_as_a_failed_try(server, monkeypatch):
    monkeypatch.setattr("rooms.bot.client.HANDSHAKE_SECONDS", 0.05)
    server.silent = True
    with pytest.raises(UnreachableError, match="no answer"):
        await Bot(server.url, tries=2).run()


@contextlib.asynccontextmanager
async def _answering(status):
    """A server that refuses every upgrade."""

    def refuse(connection, request):
        return connection.respond(status, "no\n")

    async def handle(socket):
        raise AssertionError("nobody gets this far")

    async with serve(handle, "127.0.0.1", 0, process_request=refuse) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/ws"
