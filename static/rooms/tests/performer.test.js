import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Performer } from '../js/play/performer.js';
import { keyIndex } from '../js/play/keys.js';
import { createRoomStore } from '../js/room/state.js';
import { createEmitter } from '../js/util/emitter.js';
import { fittingKeys, Range } from '../js/view/range.js';

const C3 = keyIndex('c3');

function stage({ points = 100 } = {}) {
  const sounds = [];
  const sent = [];
  const refills = [];
  const blocked = [];
  const purse = { points };
  const signals = createEmitter();
  const seen = [];
  signals.on('visual', (note) => seen.push(note));
  signals.on('blocked', ({ reason }) => blocked.push(reason));
  const performer = new Performer({
    engine: { unlock() {}, start: (_, { key }) => sounds.push(['on', key]), stop: (_, key) => sounds.push(['off', key]) },
    meter: { spend: (n) => purse.points >= n && ((purse.points -= n), true), onRefill: (listener) => refills.push(listener) },
    store: createRoomStore(),
    socket: { status: { phase: 'online' }, sendArray: (messages) => sent.push(...messages) },
    clock: { toServer: (at) => at },
    signals,
    limits: { note_delay_max_ms: 200 },
  });
  const refill = (n) => {
    purse.points += n;
    refills.forEach((listener) => listener());
  };
  return { performer, sounds, sent, seen, blocked, refill };
}

const settle = () => new Promise((done) => setTimeout(done, 80));

test('a chord leaves as one batch, its end as another', async () => {
  const { performer, sent } = stage();
  performer.press(C3, 0.5);
  performer.press(C3 + 4, 0.5);
  await settle();
  performer.release(C3);
  await settle();
  assert.deepEqual(sent.map(({ n }) => n.map(({ n: name, s }) => name + (s ? '!' : ''))), [['c3', 'e3'], ['c3!']]);
});

test('the pedal keeps what is let go until it rises', () => {
  const { performer, sounds } = stage();
  performer.setPedal(true);
  performer.press(C3, 0.5);
  performer.release(C3);
  assert.deepEqual(sounds, [['on', C3]]);
  performer.setPedal(false);
  assert.deepEqual(sounds, [['on', C3], ['off', C3]]);
});

test('a key that two fingers hold sounds until the second lets go', () => {
  const { performer, sounds } = stage();
  performer.press(C3, 0.5, 'KeyE');
  performer.press(C3, 0.5, 'Comma');
  performer.release(C3, 'KeyE');
  performer.release(C3, 'stranger');
  assert.deepEqual(sounds.filter(([what]) => what === 'off'), []);
  performer.release(C3, 'Comma');
  assert.deepEqual(sounds.at(-1), ['off', C3]);
});

test('a file does not cut what a finger holds, nor the pedal what a file lets go', () => {
  const { performer, sounds } = stage();
  performer.press(C3, 0.5);
  performer.notes.start(C3, 0.5, 'file');
  performer.notes.end(C3, 'file');
  assert.equal(sounds.length, 2);
  performer.setPedal(true);
  performer.notes.start(C3 + 2, 0.5, 'file');
  performer.notes.end(C3 + 2, 'file');
  assert.deepEqual(sounds.at(-1), ['off', C3 + 2]);
});

test('the foot that is furthest down counts', () => {
  const { performer } = stage();
  const levels = [];
  performer.onPedal((level) => levels.push(level));
  performer.setPedal(true, 'space');
  performer.setPedal(0.5, 'midi');
  performer.setPedal(false, 'space');
  performer.setPedal(7, 'midi');
  performer.liftPedal();
  assert.deepEqual(levels, [1, 0.5, 1, 0]);
});

test('a moment ahead is kept for the ears, the eyes and the others', async () => {
  const { performer, sounds, sent, seen } = stage();
  const at = performance.timeOrigin + performance.now() + 50;
  performer.notes.start(C3, 0.5, 'file', at);
  performer.notes.end(C3, 'file', at + 20);
  assert.deepEqual(sounds, [['on', C3], ['off', C3]]);
  assert.deepEqual(seen.map((note) => note.at - at), [0, 20]);
  await settle();
  await settle();
  const left = sent.flatMap(({ t, n }) => n.map(({ d = 0, s = 0 }) => [t + d - Math.round(at), s]));
  assert.deepEqual(left, [[0, 0], [20, 1]]);
});

test('an empty quota silences the press', () => {
  const { performer, sounds, blocked } = stage({ points: 0 });
  assert.equal(performer.press(C3, 0.5), false);
  assert.deepEqual([sounds, blocked], [[], ['quota']]);
});

test('an end that could not be paid is sent later, so that no note hangs with the others', async () => {
  const { performer, sounds, sent, refill } = stage({ points: 1 });
  performer.press(C3, 0.5);
  performer.release(C3);
  await settle();
  assert.deepEqual(sounds, [['on', C3], ['off', C3]]);
  assert.equal(sent.length, 1);
  refill(10);
  await settle();
  assert.deepEqual(sent[1].n, [{ n: 'c3', s: 1 }]);
});

test('there is no 89th key', () => {
  const { performer, sounds } = stage();
  for (const key of [-1, 88, NaN, undefined]) assert.equal(performer.press(key, 0.5), false);
  assert.deepEqual(sounds, []);
});

test('narrow screens show as many keys as fingers can hit', () => {
  assert.equal(fittingKeys(1440), 52);
  assert.equal(fittingKeys(390), 10);
  assert.equal(fittingKeys(200), 7);
  const range = new Range();
  range.resize(390);
  assert.equal(range.whole, false);
  range.moveTo(99);
  assert.equal(range.first, 42);
  assert.equal(range.keyBox(87).left + range.keyBox(87).width, 390);
  range.resize(390, 15);
  assert.equal(range.visible, 15);
  range.resize(1440, 15);
  assert.deepEqual([range.first, range.offset], [0, 0]);
});
