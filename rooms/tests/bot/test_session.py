import json

import msgspec
import pytest

from rooms.bot.errors import RefusedError
from rooms.bot.session import Guest, Session
from rooms.domain.quota import LOBBY, NORMAL
from rooms.protocol.client import EnterRoom, Hello, Ping, UserSet

NOW = 500.0
HI = {"m": "hi", "t": 10_500, "u": {"_id": "0" * 24, "name": "Anonymous", "color": "#112233"}}


def ch(room):
    return {"m": "ch", "p": "0" * 24, "ch": {"_id": room, "id": room, "count": 1}, "ppl": []}


class Conversation:
    def __init__(self, **guest):
        self.heard: list[str] = []
        self.tokens: list[str] = []
        self.session = Session(
            Guest(**{"room": "My room", **guest}),
            NOW,
            on_chat=self.heard.append,
            on_token=self.tokens.append,
        )
        self.session.open()

    def gets(self, *messages):
        self.session.receive(json.dumps(messages), NOW)

    def sends(self):
        return self.session.outgoing()


def test_it_introduces_itself_at_once():
    assert Conversation(token="secret").sends() == [Hello(token="secret")]


def test_after_the_greeting_it_asks_for_time_and_room():
    bot = Conversation()
    bot.sends()
    bot.gets({"m": "b", "code": ""}, HI)
    assert bot.sends() == [Ping(NOW), EnterRoom("My room")]


def test_it_takes_its_name_before_it_enters():
    bot = Conversation(name="Pianist", color="#445566")
    bot.sends()
    bot.gets(HI)
    assert bot.sends()[0] == UserSet({"name": "Pianist", "color": "#445566"})


def test_a_name_it_has_already_is_not_set_again():
    bot = Conversation(name="Anonymous")
    bot.sends()
    bot.gets(HI)
    assert not any(isinstance(message, UserSet) for message in bot.sends())


def test_what_was_sent_is_not_sent_twice():
    bot = Conversation()
    bot.sends()
    assert bot.sends() == []


def test_a_new_token_is_kept_and_used_next_time():
    bot = Conversation(token="stale")
    bot.gets({**HI, "token": "fresh"})
    bot.session.open()
    assert bot.tokens == ["fresh"]
    assert bot.sends() == [Hello(token="fresh")]


def test_the_answer_to_t_sets_the_clock():
    bot = Conversation()
    bot.gets({"m": "t", "t": 90_000, "e": NOW - 20})
    assert bot.session.clock.at(NOW) == 90_010


def test_an_answer_without_e_says_nothing_about_the_clock():
    bot = Conversation()
    bot.gets(HI, {"m": "t", "t": 90_000})
    assert bot.session.clock.at(NOW) == 10_500


def test_it_is_in_when_its_room_is_told():
    bot = Conversation()
    assert not bot.session.joined
    bot.gets(ch("My room"), {"m": "c", "c": []})
    assert bot.session.joined


def test_until_it_knows_better_it_counts_with_the_smallest_quota():
    assert Conversation().session.quota.params == LOBBY


def test_the_quota_is_what_the_room_tells():
    bot = Conversation()
    bot.gets({"m": "nq", "allowance": 400, "max": 1200, "maxHistLen": 3})
    assert bot.session.quota.params == NORMAL
    assert bot.session.quota.points == 1200


def test_the_same_quota_again_does_not_fill_it():
    bot = Conversation()
    bot.session.quota.spend(100, NOW)
    bot.gets({"m": "nq", "allowance": 200, "max": 600, "maxHistLen": 3})
    assert bot.session.quota.points == 500


def test_it_hears_the_chat():
    bot = Conversation()
    bot.gets({"m": "a", "id": "00000000", "t": 1, "a": "!skip", "p": {"_id": "1"}})
    assert bot.heard == ["!skip"]


def test_history_is_not_heard():
    bot = Conversation()
    bot.gets(ch("My room"), {"m": "c", "c": [{"m": "a", "a": "!stop"}]})
    assert bot.heard == []


def test_another_lobby_is_as_good_as_the_full_one():
    bot = Conversation(room="lobby")
    bot.gets(ch("lobby2"))
    assert bot.session.joined
    assert bot.session.room == "lobby2"


def test_being_sent_elsewhere_is_a_refusal_with_the_reason_given():
    bot = Conversation()
    notice = {"m": "notification", "title": "Notice", "text": "My room is full."}
    with pytest.raises(RefusedError, match=r"may not enter the room 'My room': My room is full\."):
        bot.gets(notice, ch("test/awkward"))


def test_a_kick_is_a_refusal_too():
    bot = Conversation()
    bot.gets(ch("My room"))
    with pytest.raises(RefusedError, match="was put out of the room"):
        bot.gets(ch("test/awkward"))


def test_the_awkward_room_can_be_wished_for():
    bot = Conversation(room="test/awkward")
    bot.gets(ch("test/awkward"))
    assert bot.session.joined


@pytest.mark.parametrize("code", [4001, 4005, 4008, 4009, 4504])
def test_some_closes_are_final(code):
    assert isinstance(Conversation().session.refusal(code), RefusedError)


@pytest.mark.parametrize("code", [None, 1000, 1006, 1011, 1013, 4000, 4002, 4004])
def test_other_closes_are_not(code):
    assert Conversation().session.refusal(code) is None


def test_a_ban_is_told_in_the_words_of_the_server():
    bot = Conversation()
    bot.gets({"m": "notification", "text": "Banned for spam."})
    assert "Banned for spam" in str(bot.session.refusal(4008))


@pytest.mark.parametrize(
    "frame", ["", "{}", "nonsense", "[", "[1,null,{}]", b"\xff", '[{"m":1}]', '[{"m":"hi"}]']
)
def test_malformed_frames_are_passed_over(frame):
    bot = Conversation()
    bot.session.receive(frame, NOW)
    assert not bot.session.joined


def test_a_malformed_message_does_not_spoil_its_frame():
    bot = Conversation()
    bot.gets({"m": "nq", "allowance": "many"}, {"m": "unheard of"}, 7, ch("My room"))
    assert bot.session.joined


def test_what_it_says_is_what_the_server_reads():
    bot = Conversation(name="Pianist")
    bot.gets(HI)
    encoded = msgspec.json.decode(msgspec.json.encode(bot.sends()))
    assert [message["m"] for message in encoded] == ["hi", "userset", "t", "ch"]
    assert encoded[3]["_id"] == "My room"
