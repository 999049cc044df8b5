import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patientDelay, refusal, retryDelay } from '../js/net/backoff.js';
import { ServerClock } from '../js/net/clock.js';
import { flushTime, noteMessage } from '../js/play/batch.js';
import { Playout, POLICIES } from '../js/play/playout.js';

test('the sample with the least round trip wins', () => {
  const clock = new ServerClock();
  clock.sample(0, 1_000_100, 200);
  assert.equal(clock.toServer(200), 1_000_200);
  clock.sample(1000, 1_001_040, 1020);
  assert.equal(clock.roundTrip, 20);
  assert.ok(Math.abs(clock.toServer(60_000) - 1_060_030) < 1e-6);
});

test('the estimate glides by at most 5 ms a second', () => {
  const clock = new ServerClock();
  clock.sample(0, 50, 100);
  clock.sample(1000, 1110, 1020);
  const before = clock.toServer(1020);
  assert.ok(Math.abs(clock.toServer(2020) - before - 1005) < 1e-6);
});

test('an echo from the future is ignored', () => {
  const clock = new ServerClock();
  clock.sample(500, 1000, 400);
  assert.equal(clock.synced, false);
});

test('retries grow, with chance, up to a limit', () => {
  assert.equal(retryDelay(0, 0), 200);
  assert.equal(retryDelay(0, 1), 400);
  assert.equal(retryDelay(99, 1), 20_000);
  assert.ok(retryDelay(3, 0.5) > retryDelay(2, 0.5));
});

test('first note nearly at once, then one batch every 40 ms', () => {
  assert.equal(flushTime(1000, 0), 1010);
  assert.equal(flushTime(1000, 990), 1030);
});

test('a batch carries offsets from its first note', () => {
  const notes = [{ key: 39, at: 100, velocity: 0.5 }, { key: 43, at: 106, velocity: 0.51234 }, { key: 39, at: 900 }];
  assert.deepEqual(noteMessage(notes, (at) => at + 1000.4), {
    m: 'n',
    t: 1100,
    n: [{ n: 'c3', v: 0.5 }, { n: 'e3', d: 6, v: 0.512 }, { n: 'c3', d: 200, s: 1 }],
  });
});

test('play-out: steady delay, at once later, slowly earlier', () => {
  const playout = new Playout();
  const { balanced } = POLICIES;
  assert.equal(playout.due(0, 30, balanced), 60);
  assert.equal(playout.due(1000, 1180, balanced), 1200);
  assert.equal(playout.delay, 200);
  for (let t = 2000; t < 12_000; t += 500) playout.due(t, t + 30, balanced);
  assert.equal(playout.delay, 200, 'the late one is still in the window');
  for (let t = 40_000; t < 50_000; t += 500) playout.due(t, t + 30, balanced);
  assert.ok(playout.delay < 200 && playout.delay > 90);
});

test('play-out: a wrong clock does not silence anybody for ever', () => {
  const playout = new Playout();
  assert.equal(playout.due(0, 5000, POLICIES.balanced), 5000);
  assert.equal(playout.delay, 1000);
  assert.equal(playout.due(20_000, 5000, POLICIES.balanced), null);
  assert.equal(new Playout().due(0, 20, POLICIES.concert), 1000);
});

test('a server that wants us away is left alone; one that restarts is not', () => {
  assert.equal(refusal(4001), 'users');
  assert.equal(refusal(4501), 'paused');
  for (const code of [1000, 1006, 1011, 1013, 4000, 4004]) assert.equal(refusal(code), undefined);
  assert.equal(patientDelay(0.5), 90_000);
});
