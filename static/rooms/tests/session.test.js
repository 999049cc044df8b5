import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

const page = new EventTarget();
Object.assign(globalThis, {
  location: { host: 'piano.test' },
  document: new EventTarget(),
  addEventListener: page.addEventListener.bind(page),
});
const { keepTime } = await import('../js/net/session.js');
const { ServerClock } = await import('../js/net/clock.js');
const { createEmitter } = await import('../js/util/emitter.js');

/** A page whose server's clock is `ahead` of ours, a round trip away; pings as the times at which they left. */
function stage(context, { trip = 100, ahead = 777 } = {}) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  context.after(() => (mock.reset(), mock.timers.reset()));
  const state = { time: 0, slept: 0, ahead };
  mock.method(performance, 'now', () => state.time);
  const pings = [];
  const events = createEmitter();
  const server = () => performance.timeOrigin + state.time + state.slept + state.ahead;
  const socket = {
    events,
    status: { phase: 'online' },
    sendArray([{ m, e }]) {
      assert.equal(m, 't');
      pings.push(state.time);
      const t = server() + trip / 2;
      setTimeout(() => events.emit('t', { m: 't', t, e }), trip);
    },
  };
  const clock = new ServerClock();
  keepTime(socket, clock);
  const pass = (ms) => {
    for (let i = 0; i < ms; i += 10) {
      state.time += 10;
      mock.timers.tick(10);
    }
  };
  const sleep = (ms) => {
    state.slept += ms;
    mock.timers.setTime(Date.now() + ms);
  };
  const here = () => performance.timeOrigin + state.time;
  const hi = () => events.emit('hi', { m: 'hi', t: server() - trip / 2 });
  const error = () => clock.toServer(here()) - server();
  return { pass, sleep, hi, error, pings, events, clock };
}

test('five pings, one every 2 s, then one every 20 s', (context) => {
  const { pass, hi, pings } = stage(context);
  hi();
  pass(70_000);
  assert.deepEqual(pings, [0, 2000, 4000, 6000, 8000, 28_000, 48_000, 68_000]);
});

test('the clock is right after the first answer', (context) => {
  const { pass, hi, error, clock } = stage(context);
  hi();
  assert.ok(Math.abs(error() + 50) < 1e-3);
  pass(100);
  assert.ok(Math.abs(error()) < 1e-3);
  assert.equal(Math.round(clock.roundTrip), 100);
});

test('after sleep the clock is measured anew as soon as somebody looks at the page', (context) => {
  const { pass, sleep, hi, error, pings } = stage(context);
  hi();
  pass(30_000);
  const before = pings.length;
  sleep(25_000);
  page.dispatchEvent(new Event('focus'));
  assert.equal(pings.length, before + 1);
  assert.ok(Math.abs(error()) < 20);
  pass(8000);
  assert.equal(pings.length, before + 5);
  assert.ok(Math.abs(error()) < 1e-3);
});

test('looking at the page without having slept asks nothing', (context) => {
  const { pass, hi, pings } = stage(context);
  hi();
  pass(10_000);
  const before = pings.length;
  page.dispatchEvent(new Event('focus'));
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(pings.length, before);
});

test('nothing is asked of a connection that is gone', (context) => {
  const { pass, hi, events, pings } = stage(context);
  hi();
  pass(3000);
  events.emit('disconnect', { code: 1006 });
  pass(60_000);
  assert.deepEqual(pings, [0, 2000]);
});
