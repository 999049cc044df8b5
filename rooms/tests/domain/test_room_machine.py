"""Whatever people do to a room, in whatever order: what is always true of it."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rooms.domain import events
from rooms.domain.errors import RoomError
from rooms.domain.events import Event
from rooms.domain.governing import clear_chat
from rooms.domain.memory import Memory
from rooms.domain.people import Right
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules

from .builders import MINUTE, SECOND, Place, id_of, picture

NAMES = ["alice", "bob", "carol", "robot", "staff"]
WHO = st.sampled_from(NAMES)
# Most of what there is to do only the holder may do.
HOLDER = "whoever holds the crown"
ACTOR = st.sampled_from([HOLDER, HOLDER, "staff", *NAMES])
DEVICES = st.sampled_from(["phone", "tablet"])
WISHES = st.fixed_dictionaries(
    {},
    optional={
        "visible": st.booleans(),
        "chat": st.booleans(),
        "allow_bots": st.booleans(),
        "limit": st.sampled_from([0, 1, 2, "3", 99, "", 100]),
        "min_online_time": st.sampled_from([0, 5_000, None, "5000"]),
        "color": st.sampled_from(["#111111", "red"]),
        "lobby": st.booleans(),
        "owner_id": WHO.map(id_of),
    },
)
RULES = RoomRules(room_limit=3, lobby_limit=2, history=4)


class RoomMachine(RuleBasedStateMachine):
    """Keeps beside the room who should be in it with which sockets."""

    @initialize(
        room_id=st.sampled_from(["room", "room", "room", "lobby", "test/awkward"]),
        founder=WHO,
        wish=WISHES,
    )
    def begin(self, room_id, founder, wish):
        self.place = Place(room_id, RULES)
        self.place.knows("robot", bot=True)
        self.place.knows(
            "staff", Right.CHSET_ANYWHERE, Right.CHOWN_ANYWHERE, Right.CLEAR_CHAT, rank=1
        )
        self.memory = Memory()
        self.inside: dict[str, set[str]] = {}
        self.enter(founder, "phone", wish)

    @property
    def room(self) -> Room:
        return self.place.room

    def actor(self, who: str) -> str:
        return (self.place.holder or "alice") if who is HOLDER else who

    # What people do

    @rule(who=WHO, device=DEVICES, wish=WISHES)
    def enter(self, who, device, wish):
        socket, user, now = f"{who}'s {device}", self.place.user(who), self.place.now
        if self.room.is_open:
            joined = self.act(lambda: self.place.enters(who, socket))
        else:
            joined = self.found(user, wish, socket, now)
        if joined is not None:
            self.inside.setdefault(who, set()).add(socket)

    @rule(who=WHO, device=DEVICES)
    def enter_again(self, who, device):
        self.enter(who, device, {})

    def found(self, user, wish, socket, now) -> list[Event] | None:
        """As the store does it: a room that refuses its founder was never there."""
        room = Room(self.room.id, RULES)
        try:
            happened = room.open(user, wish, self.memory, now) + room.join(user, socket, now)
        except RoomError:
            return None
        self.place.room = room
        return happened

    @rule(who=ACTOR, devices=st.sampled_from([["phone"], ["tablet"], ["phone", "tablet"]]))
    def leave(self, who, devices):
        who = self.actor(who)
        sockets = [f"{who}'s {device}" for device in devices]
        self.act(lambda: self.place.leaves(who, *sockets, "a socket of nobody"))
        self.inside[who] = self.inside.get(who, set()) - set(sockets)

    @rule(who=ACTOR, to=st.none() | WHO)
    def pass_crown(self, who, to):
        self.act(lambda: self.place.chowns(self.actor(who), to))

    @rule(who=ACTOR, wish=WISHES)
    def change_settings(self, who, wish):
        self.act(lambda: self.place.sets(self.actor(who), **wish))

    @rule(who=ACTOR, whom=WHO, ms=st.sampled_from([0, 0.5, SECOND, MINUTE, 10**30]))
    def kickban(self, who, whom, ms):
        if self.act(lambda: self.place.kickbans(self.actor(who), whom, ms)) is not None:
            self.inside.pop(whom, None)

    @rule(who=ACTOR, whom=WHO)
    def unban(self, who, whom):
        self.act(lambda: self.place.unbans(self.actor(who), whom))

    @rule(who=WHO, to=st.none() | WHO)
    def say(self, who, to):
        self.act(lambda: self.place.says(who, "hello", to))

    @rule(who=ACTOR, vanished=st.booleans(), afk=st.booleans())
    def change(self, who, vanished, afk):
        """The chat is cleared, somebody vanishes, somebody falls asleep."""
        who = self.actor(who)
        self.act(lambda: self.place.changes(who, vanished=vanished))
        self.act(lambda: clear_chat(self.room, self.place.user(who), self.place.now))
        self.act(lambda: self.room.mark_afk(id_of(who), afk))

    @rule(ms=st.sampled_from([1, SECOND, 15 * SECOND, MINUTE]))
    def wait(self, ms):
        self.place.passes(ms)

    @precondition(lambda self: self.room.is_open and not self.room.participants)
    @rule()
    def unload(self):
        room, crown = self.room, self.room.crown
        self.memory = Memory(
            settings=room.settings,
            last_holder=crown.user_id if crown else None,
            bans=room.bans.active(self.place.now),
            lines=tuple(room.chat.visible_to("")),
        )
        self.place.room = Room(room.id, RULES)

    def act(self, action: Callable[[], list[Event]]) -> list[Event] | None:
        """Do it; a refusal must change nothing, and events must tell what has changed."""
        before, people, crown = picture(self.room), set(self.room.participants), self.room.crown
        holder, old_settings = self.room.holder, self.room.settings
        try:
            happened = action()
        except RoomError:
            assert picture(self.room) == before
            return None
        told = {type(event) for event in happened}
        joined = {event.user_id for event in happened if isinstance(event, events.Joined)}
        left = {event.user_id for event in happened if isinstance(event, events.Left)}
        modes = {
            user for one in happened if isinstance(one, events.CrownChanged) for user in one.modes
        }
        assert joined == self.room.participants.keys() - people
        assert left == people - self.room.participants.keys()
        assert (events.CrownChanged in told) == (self.room.crown != crown)
        assert modes == (
            {holder, self.room.holder} - {None} if holder != self.room.holder else set()
        )
        assert events.SettingsChanged in told or self.room.settings == old_settings
        assert happened or picture(self.room) == before or self.only_sockets_changed(before)
        return happened

    def only_sockets_changed(self, before) -> bool:
        """Further sockets of somebody are nobody's business."""

        def without_sockets(of):
            return [(user, afk) for user, _, afk in of]

        after = picture(self.room)
        rest = before[:2] == after[:2] and before[3:] == after[3:]
        return bool(rest and without_sockets(before[2]) == without_sockets(after[2]))

    # What is always true

    @invariant()
    def people_are_those_with_sockets(self):
        expected = {id_of(name): sockets for name, sockets in self.inside.items() if sockets}
        assert {one.user_id: one.sockets for one in self.room.participants.values()} == expected

    @invariant()
    def everybody_is_filed_under_the_own_id(self):
        assert all(user_id == one.user_id for user_id, one in self.room.participants.items())

    @invariant()
    def no_socket_is_two_peoples(self):
        sockets = [socket for one in self.room.participants.values() for socket in one.sockets]
        assert len(sockets) == len(set(sockets))

    @invariant()
    def only_who_is_here_holds_the_crown(self):
        assert self.room.holder is None or self.room.holder in self.room.participants

    @invariant()
    def nobody_who_vanished_holds_the_crown(self):
        holder = self.room.participants.get(self.room.holder or "")
        assert holder is None or not holder.user.vanished

    @invariant()
    def only_normal_rooms_have_a_crown(self):
        # One that was opened by who had vanished has a crown that nobody ever held.
        assert self.room.crown is None or (self.room.has_crown and self.room.is_open)

    @invariant()
    def nobody_inside_is_banned(self):
        for user_id in self.room.participants:
            assert self.room.bans.remaining_ms(user_id, self.place.now) == 0

    @invariant()
    def nobody_sees_more_than_the_history(self):
        assert all(len(self.place.seen_by(name)) <= RULES.history for name in NAMES)

    @invariant()
    def server_owned_settings_are_the_servers(self):
        assert self.room.settings.lobby == (self.room.id == "lobby")
        assert self.room.settings.owner_id is None


RoomMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestRoom = RoomMachine.TestCase
