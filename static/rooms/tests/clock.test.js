import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerClock } from '../js/net/clock.js';

const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

test('the offset is the server time less the middle of the way', () => {
  const clock = new ServerClock();
  clock.sample(0, 1_000_100, 200);
  assert.equal(clock.toServer(200), 1_000_200);
  assert.equal(clock.toLocal(1_000_200, 200), 200);
  assert.equal(clock.roundTrip, 200);
});

test('the sample with the least round trip wins', () => {
  const clock = new ServerClock();
  clock.sample(0, 1_000_100, 200);
  clock.sample(1000, 1_001_040, 1020);
  clock.sample(2000, 1_002_500, 2600);
  assert.equal(clock.roundTrip, 20);
  near(clock.toServer(60_000), 1_060_030);
});

test('of equal round trips the latest is believed: clocks drift apart', () => {
  const clock = new ServerClock();
  clock.sample(0, 110, 20);
  clock.sample(20_000, 20_113, 20_020);
  near(clock.toServer(60_000), 60_103);
});

test('the ninth sample drives out the first', () => {
  const clock = new ServerClock();
  clock.sample(0, 5, 10);
  for (let i = 1; i <= 7; i++) clock.sample(i * 1000, i * 1000 + 120, i * 1000 + 40);
  assert.equal(clock.roundTrip, 10);
  clock.sample(8000, 8120, 8040);
  assert.equal(clock.roundTrip, 40);
  near(clock.toServer(100_000), 100_100);
});

test('the estimate glides by at most 5 ms a second, either way', () => {
  for (const sign of [1, -1]) {
    const clock = new ServerClock();
    clock.sample(0, 50, 100);
    clock.sample(1000, 1010 + sign * 100, 1020);
    const before = clock.toServer(1020);
    near(clock.toServer(2020) - before, 1000 + sign * 5);
    near(clock.toServer(1020 + 20_000) - before, 20_000 + sign * 100);
    near(clock.toServer(1020 + 40_000) - before, 40_000 + sign * 100);
  }
});

test('server time never runs backwards, whatever the samples say', () => {
  const clock = new ServerClock();
  let last = clock.toServer(0);
  for (let now = 0; now < 30_000; now += 10) {
    if (now % 1000 === 0) clock.sample(now - 30 - (now % 7) * 3, now - ((now * 7919) % 200), now);
    const time = clock.toServer(now);
    assert.ok(now === 0 || time > last);
    last = time;
  }
});

test('an echo from the future is ignored', () => {
  const clock = new ServerClock();
  clock.sample(500, 1000, 400);
  clock.sample(NaN, 1000, 400);
  assert.equal(clock.synced, false);
});

test('the time of hi has to do until the first sample, which is believed at once', () => {
  const clock = new ServerClock();
  clock.restart(5000, 1000);
  assert.equal(clock.toServer(1000), 5000);
  assert.equal(clock.synced, false);
  clock.sample(1000, 5080, 1080);
  near(clock.toServer(1080), 5120);
});

test('a new connection to the same clock does not jump', () => {
  const clock = new ServerClock();
  clock.sample(0, 5040, 80);
  clock.restart(9960, 5000);
  assert.equal(clock.toServer(5000), 10_000);
  assert.equal(clock.synced, false);
  clock.sample(5000, 10_050, 5080);
  near(clock.toServer(5080), 10_080);
  near(clock.toServer(6080), 11_085);
});

test('a new connection to another clock starts anew', () => {
  const clock = new ServerClock();
  clock.sample(0, 5040, 80);
  clock.restart(90_000, 5000);
  assert.equal(clock.toServer(5000), 90_000);
});

test('after sleep the estimate is ahead by what was slept, and the next sample decides', () => {
  const clock = new ServerClock();
  clock.sample(0, 1010, 20);
  clock.wake(30_000, 5000);
  assert.equal(clock.synced, false);
  assert.equal(clock.roundTrip, null);
  near(clock.toServer(5000), 36_000);
  clock.sample(5000, 36_310, 5020);
  near(clock.toServer(5020), 36_320);
});
