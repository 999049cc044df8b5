import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Playout, POLICIES } from '../js/play/playout.js';

const { together, balanced, concert } = POLICIES;

/** Batches of one sender, one every `every` ms, each so much later than its `t`. */
function stream(playout, policy, { from = 0, count, every = 40, late }) {
  const dues = [];
  for (let i = 0; i < count; i++) {
    const t = from + i * every;
    const lateness = typeof late === 'function' ? late(i) : late;
    dues.push(playout.due(t, t + lateness, policy) - t);
  }
  return dues;
}

test('the delay is the 98th percentile of the lateness and 20 ms', () => {
  const playout = new Playout();
  stream(playout, balanced, { count: 700, late: (i) => (i % 100 < 3 ? 180 : i % 100) });
  assert.equal(playout.delay, 200);
  const few = new Playout();
  stream(few, balanced, { count: 20_000, late: (i) => (i === 0 ? 180 : i % 100 === 50 ? 110 : 90) });
  assert.equal(few.delay, 110, 'one in a hundred may be late');
});

test('the delay stays within 60 and 1000 ms', () => {
  const playout = new Playout();
  stream(playout, balanced, { count: 10, late: 5 });
  assert.equal(playout.delay, 60);
  stream(playout, balanced, { from: 1000, count: 1, late: 995 });
  assert.equal(playout.delay, 1000);
});

test('steady lateness is heard steadily', () => {
  const playout = new Playout();
  const dues = stream(playout, balanced, { count: 200, late: (i) => 110 + (i * 7) % 20 });
  assert.deepEqual([...new Set(dues.slice(40))], [dues[199]]);
});

test('a late note makes the delay grow at once', () => {
  const playout = new Playout();
  assert.equal(playout.due(0, 30, balanced), 60);
  assert.equal(playout.due(1000, 1180, balanced), 1200);
  assert.equal(playout.delay, 200);
});

test('lateness that creeps up makes the delay grow before a note is late', () => {
  const playout = new Playout();
  stream(playout, balanced, { count: 100, late: 30 });
  assert.equal(playout.delay, 60);
  stream(playout, balanced, { from: 4000, count: 800, late: 55 });
  assert.equal(playout.delay, 75);
});

test('the delay shrinks by 10 ms a second once the late note is 30 s old', () => {
  const playout = new Playout();
  stream(playout, balanced, { count: 1, late: 180 });
  stream(playout, balanced, { from: 1000, count: 29, every: 1000, late: 30 });
  assert.equal(playout.delay, 200);
  stream(playout, balanced, { from: 30_500, count: 11, every: 1000, late: 30 });
  assert.ok(playout.delay >= 85 && playout.delay <= 101, `${playout.delay}`);
  stream(playout, balanced, { from: 42_000, count: 10, every: 1000, late: 30 });
  assert.equal(playout.delay, 60);
});

test('pauses count as time in which it shrinks', () => {
  const playout = new Playout();
  stream(playout, balanced, { count: 1, late: 180 });
  stream(playout, balanced, { from: 60_000, count: 1, late: 30 });
  assert.equal(playout.delay, 60);
});

test('in concert all listeners are in step, a second behind', () => {
  for (const late of [5, 300, 990]) assert.equal(new Playout().due(0, late, concert), 1000);
});

test('together the delay is the 90th percentile and 5 ms: single late notes come late', () => {
  const playout = new Playout();
  // What a hitch of the line holds up comes all at once, in order.
  const dues = stream(playout, together, { count: 3000, late: (i) => Math.max(120, 390 - 40 * (i % 100)) });
  assert.deepEqual(dues.slice(1200, 1209), [390, 350, 310, 270, 230, 190, 150, 125, 125]);
  assert.equal(playout.delay, 125);
});

test('another choice counts from the next note on', () => {
  const playout = new Playout();
  stream(playout, concert, { count: 50, late: 100 });
  stream(playout, balanced, { from: 2000, count: 1, late: 100 });
  assert.equal(playout.delay, 120);
  stream(playout, concert, { from: 2040, count: 1, late: 100 });
  assert.equal(playout.delay, 1000);
});

test('no note overtakes the one before: not after a hitch, nor after another choice', () => {
  const playout = new Playout();
  const notes = [];
  const batch = (t, arrival, policy, span) => {
    const due = playout.due(t, arrival, policy, span);
    notes.push(due, due + span);
  };
  batch(0, 100, balanced, 39);
  for (const t of [40, 80, 120, 160]) batch(t, 400, balanced, 39);
  batch(200, 401, balanced, 0);
  batch(1000, 1100, concert, 30);
  batch(1040, 1140, together, 30);
  assert.deepEqual(notes, [...notes].sort((a, b) => a - b));
});

test('a sender with a wrong clock is heard as the notes come, and spoils no estimate', () => {
  const slow = new Playout();
  assert.equal(slow.due(0, 5000, balanced), 5000);
  assert.equal(slow.delay, 0);
  assert.equal(slow.due(10_000, 10_100, balanced), 10_120);
  const fast = new Playout();
  assert.equal(fast.due(20_000, 5000, balanced), null);
  assert.equal(fast.due(6000, 5900, balanced), 6060);
});

test('absurd spans hold a sender back by a second at most', () => {
  const playout = new Playout();
  let due = 0;
  for (let i = 0; i < 1000; i++) due = playout.due(0, 100, balanced, 200);
  assert.ok(due <= 1100);
});
