import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import fc from 'fast-check';

// What a hostile server may send, through the real socket, store and listener; only the page and the sound are missing.

const sockets = [];
globalThis.addEventListener = () => {};
globalThis.WebSocket = class extends EventTarget {
  static OPEN = 1;
  readyState = 1;
  constructor() {
    super();
    sockets.push(this);
  }
  send() {}
  close() {}
  brings(data) {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
};
const { Socket } = await import('../js/net/socket.js');
const { ServerClock } = await import('../js/net/clock.js');
const { listen } = await import('../js/play/listener.js');
const { applyMessages } = await import('../js/room/apply.js');
const { roomFromLocation, roomPath } = await import('../js/room/address.js');
const { readSettings } = await import('../js/room/settings.js');
const { createRoomStore } = await import('../js/room/state.js');
const { createEmitter } = await import('../js/util/emitter.js');
const { createStore } = await import('../js/util/store.js');

const RUNS = { seed: 20_240_607, numRuns: 1500 };
const ID = '0123456789abcdef01234567';
const person = { _id: ID, id: ID, name: 'Ann', color: '#5ec8ff', x: 5, y: '7.25', tag: { text: 'BOT', color: '#55f' } };
const room = { _id: 'r', id: 'r', count: 1, settings: { color: '#112233', limit: 20 }, crown: { userId: ID, time: 5 } };
const GOOD = [
  { m: 'b', code: 'return 1' },
  { m: 'hi', t: 1_700_000_000_000, u: person, permissions: { vanish: true }, token: 'x', motd: 'Hello' },
  { m: 'ch', p: ID, ch: room, ppl: [person] },
  { m: 'p', ...person },
  { m: 'bye', p: ID },
  { m: 'm', id: ID, x: '1.50', y: '2.50' },
  { m: 'n', p: ID, t: 1_700_000_000_000, n: [{ n: 'c3', v: 0.5 }, { n: 'c3', d: 20, s: 1 }] },
  { m: 'a', id: 'ab12', t: 5, a: 'hello', p: person, r: 'cd34' },
  { m: 'dm', id: 'ab12', t: 5, a: 'psst', sender: person, recipient: person },
  { m: 'c', c: [{ m: 'a', id: 'ab12', t: 5, a: 'hello', p: person }] },
  { m: 'ls', c: true, u: [room] },
  { m: 'nq', allowance: 200, max: 600, maxHistLen: 3 },
  { m: 'notification', id: 'n', title: 't', text: 'x', html: '<b>x</b>', duration: 5, target: '#piano' },
  { m: 't', t: 1_700_000_000_000, e: 5 },
  { m: 'custom', data: {}, p: ID },
];
const deep = JSON.parse('['.repeat(500) + ']'.repeat(500));
const NASTY = [
  null, true, false, 0, -1, 1.5, 1e308, -1e308, Number.MAX_SAFE_INTEGER, '', ' ', '0', 'NaN', 'Infinity', '-0', 'self',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', '"]);alert(1)//', "'><img src=x onerror=alert(1)>", '#piano',
  'javascript:alert(1)', 'red;background:url(//evil.example)', '#12345', '#1234567', '\ud800', '\udc00x', '\u202eabc', '\0',
  'x'.repeat(100_000), [], {}, [[]], [null], deep, { length: 1e9 }, { valueOf: 1, toString: 2 }, { m: 'a' },
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
];
const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'then', 'm', 'id', '_id', 'p', 't', 'ch', 'ppl', 'settings', 'color'];

const hostile = fc.oneof(fc.constantFrom(...NASTY), fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(...GOOD));

/** A value with some of what it is made of replaced, added or taken away. */
function spoil(value, draw) {
  if (draw.chance(8)) return draw.nasty();
  if (Array.isArray(value)) {
    const list = value.map((entry) => spoil(entry, draw));
    return draw.chance(8) ? [...list, draw.nasty()] : list;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(() => !draw.chance(15)).map(([key, entry]) => [key, spoil(entry, draw)]);
  // Own properties, whatever they are called: so does JSON.parse.
  return Object.fromEntries(draw.chance(8) ? [...entries, [draw.key(), draw.nasty()]] : entries);
}

/** Numbers that decide what happens to a message; once they are used up, nothing more does. @param {number[]} numbers */
function decisions(numbers) {
  const next = () => numbers.shift() ?? 0;
  const pick = (list) => list[next() % list.length];
  return { chance: (oneIn) => next() % oneIn === oneIn - 1, nasty: () => pick([...NASTY, ...GOOD]), key: () => pick(KEYS) };
}

const message = fc.tuple(fc.constantFrom(...GOOD), fc.array(fc.nat(), { maxLength: 60, size: 'max' }))
  .map(([good, numbers]) => spoil(good, decisions([...numbers])));
const frames = fc.array(fc.oneof({ weight: 9, arbitrary: fc.array(fc.oneof({ weight: 9, arbitrary: message }, hostile), { maxLength: 8 }) },
  { weight: 1, arbitrary: hostile }), { maxLength: 8 });

function stage() {
  const socket = new Socket('ws://piano.test/ws');
  socket.connect();
  const [store, signals, sounds] = [createRoomStore(), createEmitter(), []];
  const note = (owner, event, at) => sounds.push({ owner, ...event, at: event.at ?? at });
  const engine = { state: 'running', outputDelay: 0, start: (p, event) => note(p, event), stop: (p, key, at) => note(p, { key }, at), stopAll() {} };
  applyMessages(socket.events, store, signals);
  listen({ engine, store, socket, clock: new ServerClock(), settings: createStore(readSettings(null)), signals });
  return { socket, store, signals, sounds, line: sockets.at(-1) };
}

const COLOR = /^#[0-9a-f]{6}$/;

/** Every promise of types.d.ts that a view builds on. */
function check({ people, room: here, chat, rooms, quota, permissions, ownId }) {
  for (const [key, one] of [...people, ...chat.flatMap(({ sender, recipient }) => [sender, recipient ?? sender]).map((p) => [p.id, p])]) {
    assert.equal(key, one.id);
    assert.match(one.id, /^[!-~]{1,64}$/);
    assert.match(one.color, COLOR);
    assert.ok(typeof one.name === 'string' && one.name !== '' && one.name.length <= 100);
    for (const at of [one.x, one.y]) assert.ok(Number.isFinite(at) && Math.abs(at) <= 1000);
    if (one.tag) assert.match(one.tag.color, COLOR);
  }
  for (const each of [...rooms.values(), ...(here ? [here] : [])]) {
    assert.equal(roomFromLocation(new URL(roomPath(each.id), 'http://piano.test'), 512), each.id || 'lobby');
    assert.match(each.settings.color, COLOR);
    assert.ok(Number.isInteger(each.count) && Number.isInteger(each.settings.limit));
    if (each.crown) assert.ok(!Number.isNaN(new Date(each.crown.time).getTime()));
  }
  for (const line of chat) {
    assert.ok(line.text.length <= 4096 && line.text.isWellFormed());
    assert.ok(!Number.isNaN(new Date(line.time).getTime()));
    assert.match(line.id, /^[0-9a-z]{0,32}$/);
  }
  assert.ok(Number.isFinite(quota.points) && Number.isFinite(quota.max));
  assert.ok(ownId === null || typeof ownId === 'string');
  for (const granted of Object.values(permissions)) assert.equal(typeof granted, 'boolean');
}

test('no frame can break the state, the sound or the page’s objects', () => {
  const complaints = mock.method(console, 'error', () => {});
  const names = Object.getOwnPropertyNames(Object.prototype).sort();
  fc.assert(
    fc.property(frames, (list) => {
      const { socket, store, signals, sounds, line } = stage();
      let seen = 0;
      for (const type of GOOD.map(({ m }) => m)) socket.events.on(type, () => seen++);
      signals.on('visual', ({ at, velocity, key }) => assert.ok(Number.isFinite(at + velocity) && key >= 0 && key < 88));
      signals.on('cursor', ({ x, y }) => assert.ok(Number.isFinite(x + y)));
      let sent = 0;
      for (const frame of list) {
        line.brings(JSON.stringify(frame));
        sent += Array.isArray(frame) ? frame.length : 1;
        check(store.get());
      }
      assert.equal(socket.dropped + seen, sent, 'what is not handled is counted');
      for (const { at, key } of sounds) assert.ok(Number.isFinite(at) && Number.isInteger(key));
    }),
    RUNS,
  );
  assert.deepEqual(complaints.mock.calls.map(({ arguments: [error] }) => error), []);
  assert.deepEqual(Object.getOwnPropertyNames(Object.prototype).sort(), names);
  assert.equal({}.polluted, undefined);
  complaints.mock.restore();
});

test('what is no JSON, too long or nested without end is one dropped message', () => {
  const { socket, line } = stage();
  const bad = ['', '{', '[', '[1', 'NaN', '[NaN]', '[Infinity]', '['.repeat(1_000_000), `["${'x'.repeat(5_000_000)}"]`, '\0'];
  bad.forEach((data) => line.brings(data));
  assert.equal(socket.dropped, bad.length);
  line.brings(`[${'['.repeat(100_000)}${']'.repeat(100_000)},{"m":"t","t":5}]`);
  assert.equal(socket.dropped, bad.length + 1);
});

test('binary frames of any bytes are read or dropped', () => {
  const { socket, line } = stage();
  let handed = 0;
  socket.wire.on('custom', () => handed++);
  let sent = 0;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      line.brings(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      sent++;
      assert.equal(socket.dropped + handed, sent);
    }),
    RUNS,
  );
});

test('scripts get what is well-formed and what only they may know, nothing else', () => {
  const { socket, line } = stage();
  const got = [];
  for (const type of ['a', 'mystery', '__proto__', 'n']) socket.wire.on(type, (raw) => got.push(raw));
  line.brings('[{"m":"a"},{"m":"mystery","x":1},{"m":"__proto__"},{"m":"n","n":[]},null,{"m":5}]');
  assert.deepEqual(got, [{ m: 'mystery', x: 1 }, { m: '__proto__' }]);
  assert.equal(socket.dropped, 6);
});

test('lists without end are cut to what a page can show', () => {
  const { store, sounds, line } = stage();
  const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));
  const people = many(5000, (i) => ({ ...person, id: `p${i}` }));
  line.brings(JSON.stringify([{ m: 'ch', ch: room, ppl: people }, { m: 'ls', c: true, u: many(9000, (i) => ({ _id: `r${i}` })) }]));
  assert.equal(store.get().people.size, 500);
  assert.equal(store.get().rooms.size, 5000);
  line.brings(JSON.stringify([{ m: 'n', p: 'p1', t: 5, n: many(9000, () => ({ n: 'c3' })) }]));
  assert.equal(sounds.length, 2000);
  line.brings(JSON.stringify([{ m: 'c', c: many(900, (i) => ({ m: 'a', id: `${i}`, a: `${i}`, p: person })) }]));
  assert.deepEqual([store.get().chat.length, store.get().chat.at(-1).text], [256, '899']);
});
