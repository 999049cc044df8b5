import asyncio
from itertools import pairwise

import pytest

from rooms.bot.display import Silence
from rooms.bot.pacing import BATCH_MS
from rooms.bot.player import PAUSE_MS, TOO_LATE_MS, Player
from rooms.bot.playlist import Playlist
from rooms.domain.quota import LOBBY

from .fakes import FakeLink, FakeTime, scale, score_of


class Stage:
    """A player in a room, and the time that passes there."""

    def __init__(self, *scores, loop=False):
        self.time = FakeTime()
        self.link = FakeLink(self.time)
        self.player = Player(self.link, Playlist(scores, loop=loop), Silence(), self.time.timing)
        self.start = self.time.now
        self.task: asyncio.Task[None] | None = None

    def begins(self):
        self.task = asyncio.create_task(self.player.run())
        return self

    def asks(self, line):
        self.player.hear(line)

    def strokes(self):
        """Keys struck so far and when, in ms after the beginning."""
        return [(at - self.start, key) for at, key, down in self.link.heard() if down]

    def sounding(self):
        keys: set[str] = set()
        for _, key, down in self.link.heard():
            (keys.add if down else keys.discard)(key)
        return keys

    def played_last_second(self):
        return any(at > self.time.now - 1000 for at, _, _ in self.link.heard())


@pytest.fixture
async def stage():
    stage = Stage(scale("first", 4), scale("second", 4), scale("third", 4)).begins()
    yield stage
    stage.task.cancel()
    await asyncio.gather(stage.task, return_exceptions=True)


async def test_a_piece_is_heard_in_its_rhythm():
    stage = Stage(score_of((0, "c4", 0.5), (250, "d4", 0.5), (1333, "e4", 0.5)))
    await stage.time.run(stage.player.run())
    assert stage.strokes() == [(0, "c4"), (250, "d4"), (1333, "e4")]


async def test_pieces_follow_each_other_after_a_pause():
    stage = Stage(score_of((0, "c4", 0.5)), score_of((0, "d4", 0.5)))
    await stage.time.run(stage.player.run())
    (first, _), (second, _) = stage.strokes()
    assert PAUSE_MS <= second - first <= PAUSE_MS + BATCH_MS


async def test_the_last_notes_may_sound_before_it_is_over():
    stage = Stage(score_of((0, "c4", 0.5)))
    await stage.time.run(stage.player.run())
    assert stage.time.now - stage.start >= PAUSE_MS


async def test_while_it_plays_a_batch_comes_every_tenth_of_a_second():
    stage = Stage(score_of(*[(at * 10.0, "c4", 0.5) for at in range(300)]))
    await stage.time.run(stage.player.run())
    times = [at for at, _ in stage.link.batches]
    assert {round(b - a) for a, b in pairwise(times)} == {round(BATCH_MS)}


async def test_nothing_is_sent_while_nothing_sounds():
    stage = Stage(score_of((0, "c4", 0.5), (5000, "d4", 0.5)))
    await stage.time.run(stage.player.run())
    assert len(stage.link.batches) == 2


async def test_a_poor_quota_thins_the_piece_but_not_its_time():
    stage = Stage(score_of(*[(at * 2.0, "c4", 0.5) for at in range(3000)]))
    stage.link.quota.set_params(LOBBY, stage.time.now)
    await stage.time.run(stage.player.run())
    assert 600 < len(stage.strokes()) < 1300
    assert stage.strokes()[-1][0] > 5900


async def test_a_machine_that_slept_goes_on_where_it_was():
    stage = Stage(scale(seconds=4)).begins()
    await stage.time.advance(1)
    stage.time.now += 60_000
    await stage.time.run(_finish(stage))
    times = [at for at, _ in stage.strokes()]
    gaps = [round(b - a) for a, b in pairwise(times)]
    assert max(gaps) > 60_000 - TOO_LATE_MS
    assert min(gaps) >= 500 - BATCH_MS


async def _finish(stage):
    await stage.task


async def test_it_waits_until_it_is_in_the_room():
    stage = Stage(scale(seconds=2))
    stage.link.online.clear()
    stage.begins()
    await stage.time.advance(5)
    assert stage.link.batches == []
    stage.link.online.set()
    await stage.time.advance(1)
    assert stage.strokes()[0] == (5000, "c4")
    await stage.time.run(_finish(stage))


async def test_a_lost_connection_only_interrupts_the_piece():
    stage = Stage(scale(seconds=4)).begins()
    await stage.time.advance(1.95)
    stage.link.online.clear()
    await stage.time.advance(30)
    stage.link.online.set()
    await stage.time.run(_finish(stage))
    assert [key for _, key in stage.strokes()] == ["c4", "d4", "e4", "f4", "g4", "a4", "b4", "c4"]


async def test_stop_stops(stage):
    await stage.time.advance(1.2)
    stage.asks("!stop")
    await stage.time.advance(20)
    assert not stage.played_last_second()
    assert stage.sounding() == set()
    assert stage.link.said == ["Stopped. !play goes on."]


async def test_play_goes_on_where_stop_stopped(stage):
    await stage.time.advance(1.2)
    stage.asks("!stop")
    await stage.time.advance(20)
    stage.asks("!play")
    await stage.time.advance(1)
    assert [key for _, key in stage.strokes()][:5] == ["c4", "d4", "e4", "f4", "g4"]


async def test_a_stopped_player_does_not_leave(stage):
    stage.asks("!stop")
    await stage.time.advance(3600)
    assert not stage.task.done()


async def test_skip_takes_the_next_piece(stage):
    await stage.time.advance(1.2)
    stage.asks("!skip")
    await stage.time.advance(0.5)
    assert stage.link.said == ["Now: second"]
    assert [key for _, key in stage.strokes()] == ["c4", "d4", "e4", "c4"]


async def test_skipping_the_last_piece_ends_the_performance(stage):
    for _ in range(3):
        stage.asks("!skip")
        await stage.time.advance(0.3)
    assert stage.link.said[-1] == "That was the last piece."
    assert stage.task.done()


async def test_in_a_loop_the_first_follows_the_last():
    stage = Stage(scale("only", 1), loop=True).begins()
    await stage.time.advance(20)
    stage.asks("!skip")
    assert stage.link.said == ["Now: only"]
    assert not stage.task.done()
    stage.task.cancel()


@pytest.mark.parametrize("what", ["3", "third", "THI"])
async def test_play_takes_a_number_or_a_name(stage, what):
    stage.asks(f"!play {what}")
    await stage.time.advance(0.2)
    assert stage.link.said == ["Now: third"]


async def test_play_starts_a_stopped_player(stage):
    stage.asks("!stop")
    await stage.time.advance(5)
    stage.asks("!play 2")
    await stage.time.advance(1)
    assert stage.played_last_second()


async def test_a_piece_that_is_not_there_changes_nothing(stage):
    await stage.time.advance(0.2)
    stage.asks("!play 4")
    await stage.time.advance(1)
    assert stage.link.said == ["There is no such piece. !list shows what there is."]
    assert stage.played_last_second()


async def test_list_names_all_pieces(stage):
    stage.asks("!list")
    assert stage.link.said == ["▶ 1. first · 2. second · 3. third"]


async def test_help_is_given(stage):
    stage.asks("!help")
    assert stage.link.said[0].startswith("Commands: ")


async def test_talk_is_not_answered(stage):
    for line in ("hello", "!weather", "stop!"):
        stage.asks(line)
    assert stage.link.said == []


async def test_it_never_answers_itself(stage):
    """Its answers come back to it as chat lines."""
    for command in ("!help", "!list", "!play 9", "!play 2", "!stop", "!skip"):
        stage.asks(command)
    answers = list(stage.link.said)
    for line in answers:
        stage.asks(line)
    assert stage.link.said == answers


async def test_an_order_in_the_pause_between_two_pieces_is_obeyed():
    stage = Stage(score_of((0, "c4", 0.5)), scale("second"), scale("third")).begins()
    await stage.time.advance(1)
    stage.asks("!play third")
    await stage.time.advance(2)
    stage.asks("!list")
    assert stage.link.said[-1].endswith("▶ 3. third")
    stage.task.cancel()
