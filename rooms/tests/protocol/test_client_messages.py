"""Every message of a client decodes from its form on the wire (docs/protocol.md §4–§9, §12)."""

from __future__ import annotations

import ast
import inspect
import typing

import pytest

from rooms.protocol import client
from rooms.protocol.client import (
    Bye,
    ClearChat,
    ClientMessage,
    Cursor,
    Custom,
    Devices,
    EnterRoom,
    Hello,
    KickBan,
    Note,
    Notes,
    PassCrown,
    Ping,
    Say,
    SayTo,
    SetColor,
    SetName,
    SetRoom,
    SiteBan,
    SubscribeCustom,
    SubscribeList,
    Unban,
    UnsubscribeCustom,
    UnsubscribeList,
    UserSet,
    Vanish,
)

from .frames import decode

ID = "0123456789abcdef01234567"
EXAMPLES = [
    ('{"m":"hi"}', Hello()),
    ('{"m":"hi","token":"stale","code":5}', Hello(token="stale", code=5)),
    (
        '{"m":"hi","login":{"type":"discord","code":"x"}}',
        Hello(login={"type": "discord", "code": "x"}),
    ),
    ('{"m":"hi","token":null}', Hello()),
    ('{"m":"bye"}', Bye()),
    ('{"m":"devices","list":[{"type":"input"}]}', Devices()),
    ('{"m":"t"}', Ping()),
    ('{"m":"t","e":1700000000000.5}', Ping(1700000000000.5)),
    ('{"m":"t","e":"now"}', Ping("now")),
    ('{"m":"userset","set":{"name":"x","color":1}}', UserSet({"name": "x", "color": 1})),
    ('{"m":"+ls"}', SubscribeList()),
    ('{"m":"-ls"}', UnsubscribeList()),
    ('{"m":"ch","_id":"My room"}', EnterRoom("My room")),
    ('{"m":"ch","_id":"x","set":{"visible":false}}', EnterRoom("x", {"visible": False})),
    ('{"m":"ch"}', EnterRoom()),
    ('{"m":"ch","_id":5,"set":[]}', EnterRoom(5, [])),
    ('{"m":"chset","set":{"limit":"12"}}', SetRoom({"limit": "12"})),
    ('{"m":"chown"}', PassCrown()),
    (f'{{"m":"chown","id":"{ID}"}}', PassCrown(ID)),
    ('{"m":"chown","id":5}', PassCrown(5)),
    (f'{{"m":"kickban","_id":"{ID}","ms":3600000}}', KickBan(ID, 3_600_000)),
    (f'{{"m":"kickban","_id":"{ID}","ms":0.5}}', KickBan(ID, 0.5)),
    (f'{{"m":"unban","_id":"{ID}"}}', Unban(ID)),
    ('{"m":"a","message":"hi"}', Say("hi")),
    ('{"m":"a","message":"hi","reply_to":"1a2b3c4d"}', Say("hi", "1a2b3c4d")),
    ('{"m":"a","message":"hi","reply_to":5}', Say("hi", 5)),
    (f'{{"m":"dm","_id":"{ID}","message":"hi"}}', SayTo(ID, "hi")),
    (f'{{"m":"dm","_id":"{ID}","message":"hi","reply_to":"a"}}', SayTo(ID, "hi", "a")),
    ('{"m":"m","x":"42.10","y":"61.25"}', Cursor("42.10", "61.25")),
    ('{"m":"m","x":0,"y":1.5}', Cursor(0, 1.5)),
    (
        '{"m":"n","t":1700000000000,"n":[{"n":"c3","d":10,"v":0.5},{"n":"as-1","s":1}]}',
        Notes(1700000000000, [Note("c3", d=10, v=0.5), Note("as-1", s=1)]),
    ),
    ('{"m":"+custom"}', SubscribeCustom()),
    ('{"m":"-custom"}', UnsubscribeCustom()),
    (
        '{"m":"custom","data":[1,"x"],"target":{"mode":"subscribed"}}',
        Custom({"mode": "subscribed"}, [1, "x"]),
    ),
    ('{"m":"custom","target":{}}', Custom({}, None)),
    ('{"m":"clearchat"}', ClearChat()),
    ('{"m":"v","vanish":true}', Vanish(True)),
    (
        f'{{"m":"siteban","id":"{ID}","duration":60000,"reason":"spam","note":"n"}}',
        SiteBan(ID, "spam", 60_000, False, "n"),
    ),
    (f'{{"m":"siteban","id":"{ID}","permanent":true}}', SiteBan(ID, permanent=True)),
    (f'{{"m":"setcolor","_id":"{ID}","color":"#ffffff"}}', SetColor(ID, "#ffffff")),
    (f'{{"m":"setname","_id":"{ID}","name":"x"}}', SetName(ID, "x")),
]


@pytest.mark.parametrize(("wire", "message"), EXAMPLES)
def test_a_message_decodes_from_its_form_on_the_wire(wire, message):
    assert decode(f"[{wire}]", 1) == [message]


@pytest.mark.parametrize(("wire", "message"), EXAMPLES)
def test_unknown_fields_are_ignored(wire, message):
    strays = '"_id2":[1],"🐈":9,"id3":null'
    assert decode(f"[{wire[:-1]},{strays}}}]", 1) == [message]


@pytest.mark.parametrize(("wire", "message"), EXAMPLES)
def test_bytes_and_text_decode_alike(wire, message):
    assert decode(f"[{wire}]".encode(), 1) == [message]


def message_types():
    return [typing.get_origin(one) or one for one in typing.get_args(ClientMessage)]


def test_every_message_of_the_union_has_an_example():
    assert {type(message) for _, message in EXAMPLES} == set(message_types())


def test_every_struct_with_a_tag_of_its_own_is_in_the_union():
    tree = ast.parse(inspect.getsource(client))
    tagged = {
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "Struct" for base in node.bases)
        and any(keyword.arg == "tag" for keyword in node.keywords)
    }
    assert tagged == {message.__name__ for message in message_types()}
