import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Presses } from '../js/view/presses.js';
import { Range } from '../js/view/range.js';
import { createEmitter } from '../js/util/emitter.js';

/** A keyboard and a picture that only note what they are asked for. */
function stage() {
  const keys = new Map();
  const piano = {
    keys,
    stiff: false,
    onMove: () => {},
    move: (key, down, color) => keys.set(key, down && color),
    stiffen(stiff) {
      piano.stiff = stiff;
    },
  };
  const visuals = createEmitter();
  new Presses(piano, visuals, { add: () => {}, wake: () => {} });
  const strike = (key, owner = 'ann') => visuals.emit('note', { key, owner, color: '#123456', stop: false });
  const lift = (key, owner = 'ann') => visuals.emit('note', { key, owner, color: '#123456', stop: true });
  const downs = () => [...keys].filter(([, down]) => down).map(([key]) => key);
  return { piano, strike, lift, downs, reset: () => visuals.emit('reset', null) };
}

test('a key is down while anybody holds it', () => {
  const { strike, lift, downs, reset } = stage();
  strike(3, 'ann');
  strike(3, 'ben');
  lift(3, 'ann');
  assert.deepEqual(downs(), [3]);
  lift(3, 'ben');
  assert.deepEqual(downs(), []);
  strike(4);
  reset();
  assert.deepEqual(downs(), []);
});

test('under many hands keys stay where they are, and move again some time after', (t) => {
  const { piano, strike, lift, downs } = stage();
  let time = performance.now();
  t.mock.method(performance, 'now', () => time);
  for (let key = 0; key <= 20; key++) strike(key);
  assert.ok(piano.stiff);
  assert.deepEqual(downs(), []);
  for (let key = 0; key <= 15; key++) lift(key);
  assert.ok(piano.stiff, 'a breath is no end');
  time += 10_000;
  lift(16);
  assert.ok(!piano.stiff);
  assert.deepEqual(downs(), [17, 18, 19, 20]);
});

test('a white key is seen between its black neighbours', () => {
  const range = new Range();
  range.resize(1440);
  const [a, aSharp, b, c] = [0, 1, 2, 3].map((key) => range.keyBox(key));
  assert.deepEqual(range.gapAbove(0), [a.left, aSharp.left]);
  assert.deepEqual(range.gapAbove(2), [aSharp.left + aSharp.width, b.left + b.width]);
  assert.equal(range.gapAbove(3)[0], c.left);
});
