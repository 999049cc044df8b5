import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { flushTime, noteMessages } from '../js/play/batch.js';
import { createOutbox } from '../js/play/outbox.js';

test('first note nearly at once, then one batch every 40 ms', () => {
  assert.equal(flushTime(1000, 0), 1010);
  assert.equal(flushTime(1000, 990), 1030);
  assert.equal(flushTime(1000, 965), 1010);
});

test('a batch carries offsets from its first note', () => {
  const notes = [{ key: 39, at: 100, velocity: 0.5 }, { key: 43, at: 106, velocity: 0.51234 }, { key: 39, at: 300 }];
  assert.deepEqual(noteMessages(notes, (at) => at + 1000.4, 200), [
    { m: 'n', t: 1100, n: [{ n: 'c3', v: 0.5 }, { n: 'e3', d: 6, v: 0.512 }, { n: 'c3', d: 200, s: 1 }] },
  ]);
});

test('what spans more than a message may goes in several, each with its own time', () => {
  const notes = [0, 150, 201, 390, 900].map((at) => ({ key: 39, at, velocity: 1 }));
  const sent = (longest) => noteMessages(notes, (at) => at + 1000, longest).map(({ t, n }) => [t, ...n.map(({ d = 0 }) => d)]);
  assert.deepEqual(sent(200), [[1000, 0, 150], [1201, 0, 189], [1900, 0]]);
  assert.deepEqual(sent(50), [[1000, 0], [1150, 0], [1201, 0], [1390, 0], [1900, 0]]);
});

/** An outbox with hands on the clock; each frame that left as [when, notes in each message]. */
function stage({ punctual } = {}) {
  mock.timers.enable({ apis: ['setTimeout'] });
  let time = 5000;
  mock.method(performance, 'now', () => time);
  const frames = [];
  const socket = { status: { phase: 'online' }, sendArray: (list) => frames.push([time, ...list.map(({ n }) => n.length)]) };
  const outbox = createOutbox(socket, { toServer: (at) => at }, 200, punctual);
  const press = (ahead = 0) => outbox.add({ key: 39, at: performance.timeOrigin + time + ahead, velocity: 1 });
  const pass = (ms, { timers = true } = {}) => {
    for (let i = 0; i < ms; i++) {
      time += 1;
      if (timers) mock.timers.tick(1);
    }
  };
  return { press, pass, frames, socket };
}

test('a chord leaves as one batch after 10 ms', (context) => {
  context.after(() => (mock.reset(), mock.timers.reset()));
  const { press, pass, frames } = stage();
  press();
  pass(4);
  press();
  pass(100);
  assert.deepEqual(frames, [[5010, 2]]);
});

test('while one plays there is a batch every 40 ms', (context) => {
  context.after(() => (mock.reset(), mock.timers.reset()));
  const { press, pass, frames } = stage();
  for (let i = 0; i < 10; i++) {
    press();
    pass(15);
  }
  pass(100);
  const times = frames.map(([at]) => at);
  assert.deepEqual(times.slice(1).map((at, i) => at - times[i]).slice(0, 3), [40, 40, 40]);
  assert.equal(frames.reduce((sum, [, count]) => sum + count, 0), 10);
});

test('where timers are held back, playing on sends what is due', (context) => {
  context.after(() => (mock.reset(), mock.timers.reset()));
  const { press, pass, frames } = stage();
  press();
  pass(300, { timers: false });
  press();
  pass(5);
  assert.deepEqual(frames, [[5300, 1, 1]]);
});

test('what is played alone is not kept for the room', (context) => {
  context.after(() => (mock.reset(), mock.timers.reset()));
  const { press, pass, frames, socket } = stage();
  socket.status.phase = 'waiting';
  press();
  socket.status.phase = 'online';
  pass(100);
  assert.deepEqual(frames, []);
});

test('a note of a moment ahead waits for it, and holds back nothing that fingers play', (context) => {
  context.after(() => (mock.reset(), mock.timers.reset()));
  const { press, pass, frames } = stage();
  press(120);
  pass(5);
  press();
  pass(200);
  assert.deepEqual(frames, [[5015, 1], [5080, 1]]);
});

test('where timers are held back, it leaves with the others', (context) => {
  context.after(() => (mock.reset(), mock.timers.reset()));
  const { press, pass, frames } = stage({ punctual: () => false });
  press(900);
  press();
  pass(200);
  assert.deepEqual(frames, [[5010, 1, 1]]);
});
