import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../js/net/protocol.js';

const one = (message) => decode(JSON.stringify([message])).messages[0];
const ID = '0123456789abcdef01234567';

test('rubbish is counted and never throws', () => {
  for (const data of ['', '{', '{}', 'null', '7', undefined, new ArrayBuffer(4)]) {
    assert.deepEqual(decode(data), { messages: [], dropped: 1, raw: [] });
  }
  const bad = [null, 1, [], {}, { m: 5 }, { m: 'nope' }, { m: '__proto__' }, { m: 'toString' }, { m: 'ch' }, { m: 'n' }];
  const { messages, dropped } = decode(JSON.stringify(bad));
  assert.deepEqual([messages, dropped], [[], bad.length]);
});

test('a bad message leaves its neighbours alone', () => {
  const { messages, dropped } = decode(JSON.stringify([{ m: 'hi' }, { m: 't', t: 5, e: 3 }]));
  assert.deepEqual(messages, [{ m: 't', t: 5, e: 3 }]);
  assert.equal(dropped, 1);
});

test('the code of b is not kept', () => {
  assert.deepEqual(one({ m: 'b', code: 'alert(1)' }), { m: 'b' });
});

test('colours that are not colours are replaced', () => {
  const p = one({ m: 'p', id: ID, name: 'A', color: 'red;background:url(x)' });
  assert.match(p.person.color, /^#[0-9a-f]{6}$/);
});

test('positions may be strings, numbers or missing', () => {
  assert.deepEqual(one({ m: 'm', id: ID, x: '12.34', y: 0 }), { m: 'm', id: ID, x: 12.34, y: 0 });
  assert.equal(one({ m: 'm', id: ID, x: 'left', y: 0 }), undefined);
  assert.equal(one({ m: 'p', id: ID }).person.x, 200);
});

test('bad notes are left out, numbers clamped', () => {
  const n = one({ m: 'n', p: ID, t: 9, n: [{ n: 'c3', d: 90_000, v: '2' }, { n: 'h3' }, { n: 'a-1', s: 1 }] });
  assert.deepEqual(n.notes, [
    { key: 39, delay: 10_000, velocity: 1, stop: false },
    { key: 0, delay: 0, velocity: 0.5, stop: true },
  ]);
  assert.equal(one({ m: 'n', p: ID, t: 9, n: [{ n: 'x' }] }), undefined);
});

test('only what can be the code of a ban makes a link of a notification', () => {
  /** @param {unknown} appeal */
  const code = (appeal) => /** @type {any} */ (one({ m: 'notification', text: 'x', appeal })).notice.appeal;
  assert.equal(code('aB3_-xyz09AB'), 'aB3_-xyz09AB');
  for (const bad of ['', 'short', '../admin/x', 'javascript:x', 'x'.repeat(33), 'a'.repeat(12) + '\n', 5, null, ['aB3_-xyz09AB']]) {
    assert.equal(code(bad), undefined);
  }
});

test('html of a notification arrives as text', () => {
  const { notice } = one({ m: 'notification', html: 'Hi <b onclick="x()">you</b><script>x()</script>' });
  assert.equal(notice.text, 'Hi youx()');
  assert.equal(notice.duration, 30000);
});

test('ch needs a complete list of people', () => {
  const ch = { m: 'ch', p: ID, ch: { _id: 'x', count: 1, settings: { limit: '12' } } };
  assert.equal(one(ch), undefined);
  const full = one({ ...ch, ppl: [{ id: ID, tag: { text: 'BOT', color: '#55f' } }, { name: 'no id' }] });
  assert.equal(full.people.length, 1);
  assert.deepEqual(full.people[0].tag, { text: 'BOT', color: '#5555ff' });
  assert.equal(full.room.settings.limit, 12);
  assert.equal(full.room.settings.crownsolo, false);
});

test('quota numbers must make sense', () => {
  assert.equal(one({ m: 'nq', allowance: 1, max: 2, maxHistLen: 1e9 }), undefined);
  assert.deepEqual(one({ m: 'nq', allowance: 1, max: 2, maxHistLen: 3 }).quota, { allowance: 1, max: 2, maxHistLen: 3 });
});

test('permissions that change are read as those of hi', () => {
  const { messages } = decode('[{"m":"permissions","permissions":{"vanish":true,"siteBan":1}},{"m":"permissions"}]');
  assert.deepEqual(messages, [
    { m: 'permissions', permissions: { vanish: true, siteBan: false } },
    { m: 'permissions', permissions: {} },
  ]);
});
