"""What Redis does in one step. Keys of one host; times are ms of its own clock unless told.

room:<id>     hash   v version, w who wrote it, head and chat (documents.py), closed: since when;
                     without a head: what the database has of the room was amended
changes       zset   rooms with people → when they last changed, counted by `seq`
empty         zset   rooms without people → since when
procs         zset   processes → when their lease ends
proc:<p>      set    rooms with sockets of a process
dying         set    processes that somebody is reaping
lapses        hash   processes → since when they hold their lease
leaving       hash   processes that end → until when their people have places
user:<id>     hash   sockets of a user → 1, and `u`: the user as shown; for KNOWN_MS, unless renewed
address:<a>   zset   users of an address → when they last came
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from .base import Message
from .copies import Draft

LEASE_MS = 10_000
"""After so long without a sign of life a process is taken for dead."""
KEPT_MS = 60_000
"""How long a room that was unloaded is kept for who comes back before the archive has it all."""
KNOWN_MS = 60_000
"""How long a user is known whom no process calls here: longer than a name takes to be written."""


def document(room_id: str) -> str:
    """The key of a room."""
    return f"mpp:room:{room_id}"


_NOW = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
"""

COMMIT = (
    _NOW
    + """
local room, expected, version = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local doc = 'mpp:room:' .. room
local stored = redis.call('HMGET', doc, 'v', 'w', 'head', 'chat')
if (tonumber(stored[1]) or 0) ~= expected then return stored end
local head, chat, people, closed_ms = ARGV[5], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])
redis.call('HSET', doc, 'v', version, 'w', ARGV[4])
if head ~= '' then redis.call('HSET', doc, 'head', head) end
if chat ~= '' then redis.call('HSET', doc, 'chat', chat) end
if ARGV[9] == '1' then
  redis.call('ZADD', 'mpp:changes', redis.call('INCR', 'mpp:seq'), room)
end
if closed_ms >= 0 then
  redis.call('ZREM', 'mpp:changes', room)
  redis.call('ZREM', 'mpp:empty', room)
  redis.call('HSET', doc, 'closed', ARGV[10])
  redis.call('PEXPIRE', doc, closed_ms)
else
  redis.call('HDEL', doc, 'closed')
  redis.call('PERSIST', doc)
  if people > 0 then redis.call('ZREM', 'mpp:empty', room)
  else redis.call('ZADD', 'mpp:empty', 'NX', ARGV[10], room) end
end
local i = 12
for _ = 1, tonumber(ARGV[11]) do
  redis.call('SADD', 'mpp:proc:' .. ARGV[i + 1], room)
  redis.call('ZADD', 'mpp:procs', 'NX', now + ARGV[i], ARGV[i + 1])
  i = i + 2
end
local gone = tonumber(ARGV[i])
for k = i + 1, i + gone do redis.call('SREM', 'mpp:proc:' .. ARGV[k], room) end
for k = i + gone + 1, #ARGV, 2 do redis.call('PUBLISH', ARGV[k], ARGV[k + 1]) end
return {}
"""
)
"""room, expected and next version, writer, head, chat ('' as it is), people, ms that a closed room
is kept (-1: it is open), whether it changed in the list, now of the site, then counted lists:
(lease, process) with sockets there, processes without any more; then pairs of what to publish.
Returns nothing, or what is stored if the version is another one."""


def commit_arguments(
    made: Draft,
    *,
    there: Collection[str],
    gone: Collection[str],
    is_listed: bool,
    kept_ms: int,
    now: int,
    messages: Iterable[Message],
) -> list[Any]:
    """For COMMIT: processes that are `there` in the room and those that are `gone` from it."""
    leases = [value for process in sorted(there) for value in (LEASE_MS, process)]
    published = [value for message in messages for value in message]
    return [
        made.room.id,
        made.base.stored,
        made.version,
        made.writer,
        made.head or b"",
        made.chat or b"",
        len(made.room.participants),
        kept_ms,
        int(is_listed or not made.base.is_stored),
        now,
        len(there),
        *leases,
        len(gone),
        *sorted(gone),
        *published,
    ]


VERSIONS = """
local found = {}
for i, room in ipairs(ARGV) do
  found[i] = redis.call('HGET', 'mpp:room:' .. room, 'v') or '0'
end
return found
"""
"""rooms. Returns their versions."""

HEADS = """
local found = {}
for i, room in ipairs(ARGV) do
  found[i] = redis.call('HGET', 'mpp:room:' .. room, 'head') or ''
end
return found
"""
"""rooms. Returns their documents without the chat."""

RENEW = (
    _NOW
    + """
local ends = redis.call('ZSCORE', 'mpp:procs', ARGV[1])
local dying = redis.call('SREM', 'mpp:dying', ARGV[1])
redis.call('ZADD', 'mpp:procs', now + ARGV[2], ARGV[1])
local since = redis.call('HGET', 'mpp:lapses', ARGV[1])
if not since or not ends or tonumber(ends) <= now or dying == 1 then
  since = now
  redis.call('HSET', 'mpp:lapses', ARGV[1], since)
end
return {since, t[1], t[2]}
"""
)
"""process, lease. Returns when the lease was last taken anew, and the time in s and µs.

Not whether it was held: a call that was long on its way would have its answer read by nobody."""

LAPSED = (
    _NOW
    + """
local lapsed = redis.call('ZRANGEBYSCORE', 'mpp:procs', '-inf', now, 'LIMIT', 0, 1)
if #lapsed == 0 then return {} end
redis.call('ZADD', 'mpp:procs', now + ARGV[1], lapsed[1])
redis.call('SADD', 'mpp:dying', lapsed[1])
return {lapsed[1], redis.call('SMEMBERS', 'mpp:proc:' .. lapsed[1])}
"""
)
"""for how long nobody else is to have it (ms). Returns a process to be reaped, and its rooms."""

REAPED = """
if redis.call('SREM', 'mpp:dying', ARGV[1]) == 1 then
  redis.call('ZREM', 'mpp:procs', ARGV[1])
  redis.call('DEL', 'mpp:proc:' .. ARGV[1])
  redis.call('HDEL', 'mpp:leaving', ARGV[1])
  redis.call('HDEL', 'mpp:lapses', ARGV[1])
end
"""
"""process"""

HAND_OVER = (
    _NOW
    + """
redis.call('ZADD', 'mpp:procs', now + ARGV[2], ARGV[1])
redis.call('HSET', 'mpp:leaving', ARGV[1], now + ARGV[2])
"""
)
"""process, for how long its people may take to come back (ms)"""

ARRIVE = (
    _NOW
    + """
local key = 'mpp:user:' .. ARGV[1]
local count = 0
for _, socket in ipairs(redis.call('HKEYS', key)) do
  if socket ~= 'u' and socket ~= ARGV[2] then
    local process = string.match(socket, '^[^.]*')
    local ends = redis.call('ZSCORE', 'mpp:procs', process)
    if not ends or tonumber(ends) <= now then redis.call('HDEL', key, socket)
    elseif redis.call('HEXISTS', 'mpp:leaving', process) == 0 then count = count + 1 end
  end
end
local shown = redis.call('HGET', key, 'u')
if count >= tonumber(ARGV[3]) then return {0, count, shown} end
redis.call('HSET', key, ARGV[2], 1)
redis.call('PEXPIRE', key, ARGV[4])
return {1, count, shown}
"""
)
"""user, socket, most sockets, KNOWN_MS. Returns whether it may come in, how many others there are,
and the user as shown last."""

SHOW = """
local key = 'mpp:user:' .. ARGV[1]
redis.call('HSET', key, 'u', ARGV[2])
redis.call('PEXPIRE', key, ARGV[3])
return redis.call('INCR', 'mpp:shown')
"""
"""user, the user as shown, KNOWN_MS. Returns a number that orders such changes."""

REVISE = """
local key = 'mpp:user:' .. ARGV[1]
if redis.call('HGET', key, 'u') == ARGV[2] then redis.call('HSET', key, 'u', ARGV[3]) end
"""
"""user, the user as shown last, the user as to be shown: if nobody has shown another one since"""

DEPART = """
local key = 'mpp:user:' .. ARGV[1]
redis.call('HDEL', key, ARGV[2])
redis.call('PEXPIRE', key, ARGV[3])
"""
"""user, socket, KNOWN_MS"""

STAY = """
for i = 2, #ARGV do redis.call('PEXPIRE', 'mpp:user:' .. ARGV[i], ARGV[1]) end
"""
"""KNOWN_MS, users who are here"""

ADDRESS = (
    _NOW
    + """
local key = 'mpp:address:' .. ARGV[1]
redis.call('ZREMRANGEBYSCORE', key, '-inf', now - ARGV[3])
local known = redis.call('ZSCORE', key, ARGV[2])
if not known and redis.call('ZCARD', key) >= tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', key, now, ARGV[2])
redis.call('PEXPIRE', key, ARGV[3])
return 1
"""
)
"""address, user, period (ms), most users. Returns whether one more user may come from there."""

CHANGED = """
local newest = redis.call('GET', 'mpp:seq') or '0'
return {newest, redis.call('ZRANGEBYSCORE', 'mpp:changes', '(' .. ARGV[1], '+inf')}
"""
"""a number of `seq`. Returns the newest one, and the rooms that changed since."""
