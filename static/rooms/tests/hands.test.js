import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dampers, RING_MS } from '../js/play/dampers.js';
import { placeInScale } from '../js/play/scales.js';
import { shapeVelocity } from '../js/play/touch.js';

test('without a pedal a key ends when it is let go', () => {
  const dampers = new Dampers();
  dampers.lift(40, 1000);
  assert.deepEqual(dampers.due(1000), [40]);
  assert.deepEqual(dampers.due(9999), []);
  assert.equal(dampers.next, Infinity);
});

test('the pedal holds what is let go, and ends it when it rises', () => {
  const dampers = new Dampers();
  dampers.set({ level: 1 }, 0);
  dampers.lift(40, 1000);
  assert.deepEqual(dampers.due(1e9), []);
  assert.equal(dampers.next, Infinity);
  dampers.set({ level: 0 }, 5000);
  assert.deepEqual(dampers.due(5000), [40]);
});

test('half a pedal lets notes ring on, the longer the further it is down', () => {
  const ring = (level) => {
    const dampers = new Dampers();
    dampers.set({ level }, 0);
    dampers.lift(40, 1000);
    return dampers.next - 1000;
  };
  assert.equal(ring(0.1), 0);
  assert.ok(ring(0.3) > 0 && ring(0.3) < ring(0.6));
  assert.equal(ring(0.7), Infinity);
});

test('a pedal that rises by half counts from then, not from when the key was let go', () => {
  const dampers = new Dampers();
  dampers.set({ level: 1 }, 0);
  dampers.lift(40, 1000);
  dampers.set({ level: 0.5 }, 60_000);
  assert.deepEqual(dampers.due(60_000), []);
  assert.ok(dampers.next > 60_000 && dampers.next < 62_000);
});

test('a key struck again does not end by its first release', () => {
  const dampers = new Dampers();
  dampers.set({ level: 1 }, 0);
  dampers.lift(40, 0);
  dampers.strike(40);
  dampers.set({ level: 0 }, 10);
  assert.deepEqual(dampers.due(10), []);
});

test('auto-sustain lets notes ring, but not for ever', () => {
  const dampers = new Dampers();
  dampers.set({ auto: true }, 0);
  dampers.lift(40, 0);
  assert.deepEqual(dampers.due(RING_MS - 1), []);
  assert.deepEqual(dampers.due(RING_MS), [40]);
});

test('touch makes loudness', () => {
  const shaped = (velocityCurve, velocity) => shapeVelocity(velocity, { velocityCurve, keyVelocity: 0.7 });
  assert.equal(shaped('linear', 0.5), 0.5);
  assert.ok(shaped('soft', 0.5) > 0.5);
  assert.ok(shaped('hard', 0.5) < 0.5);
  assert.equal(shaped('fixed', 0.1), 0.7);
  for (const curve of ['soft', 'linear', 'hard']) assert.deepEqual([shaped(curve, 0), shaped(curve, 2)], [0, 1]);
});

test('a scale knows its root and its keys in every octave', () => {
  const inScale = (midi, scale, root) => placeInScale(midi, scale, root);
  assert.equal(inScale(60, 'major', 0), 'root');
  assert.equal(inScale(21, 'major', 9), 'root');
  assert.equal(inScale(62, 'major', 0), 'scale');
  assert.equal(inScale(61, 'major', 0), '');
  assert.equal(inScale(61, 'minor', 10), 'scale');
  assert.equal(inScale(60, 'none', 0), '');
});
