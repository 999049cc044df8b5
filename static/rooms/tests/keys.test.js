import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hitTest, keyIndex, KEYS, namesOfC, velocityAt, WHITE_COUNT, whiteEdge } from '../js/play/keys.js';
import { keyForCode, lettersByKey } from '../js/play/keymap.js';

const name = (key) => key?.name;

test('names run from a-1 to c7', () => {
  assert.equal(KEYS.length, 88);
  assert.equal(name(KEYS[0]), 'a-1');
  assert.equal(name(KEYS[2]), 'b-1');
  assert.equal(name(KEYS[3]), 'c0');
  assert.equal(name(KEYS[87]), 'c7');
  assert.equal(KEYS[keyIndex('c3')].midi, 60);
  assert.equal(KEYS.filter((key) => !key.black).length, WHITE_COUNT);
  assert.equal(keyIndex('h2'), -1);
  assert.equal(keyIndex(undefined), -1);
});

test('every key is found at its own middle', () => {
  for (const key of KEYS) {
    const y = key.black ? 0.3 : 0.9;
    assert.equal(name(hitTest(key.left + key.width / 2, y)), key.name);
  }
});

test('outside there is nothing', () => {
  assert.equal(hitTest(-0.01, 0.5), null);
  assert.equal(hitTest(WHITE_COUNT, 0.5), null);
  assert.equal(hitTest(3, 1.01), null);
});

test('lower on the key is louder', () => {
  const key = KEYS[keyIndex('c3')];
  assert.ok(velocityAt(key, 0.2) < velocityAt(key, 0.9));
  assert.ok(velocityAt(key, 1) <= 1);
});

test('edges are whole pixels and fill the width', () => {
  for (const width of [1439, 1440, 390]) {
    assert.equal(whiteEdge(0, width), 0);
    assert.equal(whiteEdge(WHITE_COUNT, width), width);
  }
});

test('the two rows of the computer keyboard', () => {
  const played = (code, octave = 0) => name(KEYS[keyForCode(code, octave)]);
  assert.equal(played('KeyZ'), 'a1');
  assert.equal(played('KeyC'), 'c2');
  assert.equal(played('KeyE'), 'c3');
  assert.equal(played('KeyQ'), 'a2');
  assert.equal(played('KeyP'), 'c4');
  assert.equal(played('KeyE', 1), 'c4');
  assert.equal(keyForCode('Space', 0), -1);
  assert.equal(keyForCode('BracketRight', 9), -1);
});

test('letters are shown where they play', () => {
  assert.equal(lettersByKey(0).get(keyIndex('c3')), 'E');
  assert.equal(lettersByKey(1).get(keyIndex('c4')), 'E');
});

test('the Cs bear scientific names', () => {
  assert.equal(namesOfC().size, 8);
  assert.equal(namesOfC().get(keyIndex('c3')), 'C4');
});
