import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leastHeard } from '../js/sound/stealing.js';
import { createVolumes, readVolumes } from '../js/sound/volumes.js';

const voice = (velocity, startedAt = 0, released = false) => ({ velocity, startedAt, released });

test('the quieter of two voices goes first', () => {
  const [loud, quiet] = [voice(0.9), voice(0.2)];
  assert.equal(leastHeard([loud, quiet], 1), quiet);
});

test('of two alike the older one goes first', () => {
  const [old, young] = [voice(0.5, 0), voice(0.5, 4)];
  assert.equal(leastHeard([young, old], 5), old);
});

test('what dies away goes before what is held', () => {
  const [held, dying] = [voice(0.2, 0), voice(0.9, 0, true)];
  assert.equal(leastHeard([held, dying], 0.1), dying);
});

test('voices of the future are not younger than new', () => {
  const [later, now] = [voice(0.5, 100), voice(0.5, 5)];
  assert.equal(leastHeard([now, later], 5), now);
  assert.equal(leastHeard([], 5), null);
});

test('stored volumes are read as far as they make sense', () => {
  assert.deepEqual([...readVolumes('{"a":0.5,"b":-1,"c":"x","d":9}')], [['a', 0.5]]);
  assert.deepEqual([...readVolumes('{'), ...readVolumes(null), ...readVolumes('7')], []);
  const many = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`id${i}`, 0.5]));
  assert.equal(readVolumes(JSON.stringify(many)).size, 200);
});

test('a volume reaches the engine and is kept, the usual one is not', () => {
  const kept = new Map();
  globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const gains = [];
  const engine = { setGain: (id, gain) => gains.push([id, gain]) };
  const volumes = createVolumes(engine);
  volumes.set('ann', 0.3);
  volumes.set('ben', 0.5);
  volumes.set('ben', 1);
  assert.deepEqual(gains, [['ann', 0.3], ['ben', 0.5], ['ben', 1]]);
  assert.deepEqual([volumes.get('ann'), volumes.get('ben')], [0.3, 1]);
  createVolumes(engine);
  assert.deepEqual(gains.at(-1), ['ann', 0.3]);
  delete globalThis.localStorage;
});
