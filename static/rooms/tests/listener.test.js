import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { listen } from '../js/play/listener.js';
import { POLICIES } from '../js/play/playout.js';
import { createEmitter } from '../js/util/emitter.js';

const ANN = 'ann';
const HELD = POLICIES.together.min;

/** An ear whose clock is the server's; each sound as [key, from, to], in ms. */
function ear(timing = 'together') {
  let time = 0;
  mock.method(performance, 'now', () => time - performance.timeOrigin);
  const events = createEmitter();
  const sounds = [];
  const engine = {
    state: 'running',
    outputDelay: 0,
    start: (p, { key, at }) => sounds.push([key, at]),
    stop: (p, key, at) => sounds.findLast((sound) => sound[0] === key)?.push(at),
    stopAll() {},
  };
  const state = { people: new Map([[ANN, { color: '#123456' }]]), muted: new Set() };
  const clock = { toServer: (at) => at, toLocal: (at) => at };
  listen({
    engine,
    store: { get: () => state, subscribe() {} },
    socket: { events },
    clock,
    settings: { get: () => ({ timing }) },
    signals: createEmitter(),
  });
  const comes = (at, t, ...notes) => {
    time = at;
    events.emit('n', { p: ANN, t, notes: notes.map((note) => ({ delay: 0, velocity: 1, stop: false, ...note })) });
  };
  return { comes, sounds };
}

test('a note that begins late ends late as well, and keeps its length', () => {
  const { comes, sounds } = ear();
  comes(1060, 1000, { key: 5 });
  comes(1105, 1100, { key: 5, stop: true });
  const [[, from, to]] = sounds;
  assert.equal(to - from, 100);
  assert.ok(from > 1000 + HELD);
});

test('an end that is late by itself is not waited for as well', () => {
  const { comes, sounds } = ear();
  comes(1010, 1000, { key: 5 });
  comes(1190, 1100, { key: 5, stop: true });
  assert.deepEqual(sounds, [[5, 1000 + HELD, 1190]]);
});

test('a key struck again in time is not held back by the note before', () => {
  const { comes, sounds } = ear();
  for (let t = 0; t < 1000; t += 50) comes(t + 5, t, { key: 1 });
  comes(1190, 1100, { key: 5 });
  comes(1195, 1190, { key: 5, stop: true }, { key: 5, delay: 8 });
  comes(1305, 1300, { key: 5, stop: true });
  const [late, prompt] = sounds.filter(([key]) => key === 5);
  assert.equal(late[2] - late[1], 90);
  assert.deepEqual(prompt, [5, 1198 + HELD, 1300 + HELD]);
});
