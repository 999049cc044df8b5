import assert from 'node:assert/strict';
import { test } from 'node:test';
import { glide, hitTest, keyIndex, keyNames, KEYS, namesOfC, velocityAt, WHITE_COUNT, whiteEdge } from '../js/play/keys.js';
import { handOf, keyForCode, lettersByKey, plays } from '../js/play/keymap.js';

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

const passed = (from, to) => glide(from, to).map(({ key }) => key?.name ?? null);

test('a fast finger strikes all white keys at the front edge, black ones too further up', () => {
  assert.deepEqual(passed({ x: 23.5, y: 0.9 }, { x: 27.5, y: 0.9 }), ['c3', 'd3', 'e3', 'f3', 'g3']);
  assert.deepEqual(passed({ x: 25.5, y: 0.9 }, { x: 23.5, y: 0.9 }), ['e3', 'd3', 'c3']);
  assert.deepEqual(passed({ x: 23.2, y: 0.2 }, { x: 25.8, y: 0.2 }), ['c3', 'cs3', 'd3', 'ds3', 'e3']);
});

test('a finger that rests strikes nothing else; one that leaves the piano is on no key', () => {
  assert.deepEqual(passed({ x: 23.5, y: 0.9 }, { x: 23.5, y: 0.9 }), ['c3']);
  assert.deepEqual(passed({ x: 0.5, y: 0.9 }, { x: -2, y: 0.9 }), ['a-1', null]);
  assert.deepEqual(passed({ x: 0.5, y: 0.9 }, { x: 0.5, y: -0.2 }), [null]);
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

const mpp = (semitones = 0) => ({ layout: 'mpp', semitones });
const vp = (semitones = 0) => ({ layout: 'vp', semitones });
const played = (code, hand, shift) => name(KEYS[keyForCode(code, hand, shift)]);

test('the two rows of the computer keyboard', () => {
  assert.equal(played('KeyZ', mpp()), 'a1');
  assert.equal(played('KeyC', mpp()), 'c2');
  assert.equal(played('KeyE', mpp()), 'c3');
  assert.equal(played('KeyQ', mpp()), 'a2');
  assert.equal(played('KeyP', mpp()), 'c4');
  assert.equal(played('KeyE', mpp(12)), 'c4');
  assert.equal(played('KeyE', mpp(-1)), 'b2');
  assert.equal(played('KeyE', mpp(), true), 'c4');
  assert.equal(keyForCode('Space', mpp()), -1);
  assert.equal(keyForCode('BracketRight', mpp(108)), -1);
});

test('Virtual Piano has five octaves of white keys, and Shift for the sharps', () => {
  assert.equal(played('Digit1', vp()), 'c1');
  assert.equal(played('KeyT', vp()), 'c3');
  assert.equal(played('KeyM', vp()), 'c6');
  assert.equal(played('KeyT', vp(), true), 'cs3');
  assert.equal(played('Digit3', vp(), true), 'f1');
  assert.equal(played('KeyM', vp(12)), 'c7');
  assert.equal(keyForCode('KeyM', vp(13)), -1);
  assert.equal(keyForCode('Minus', vp()), -1);
  const whites = [...lettersByKey(vp())].filter(([, letter]) => !letter.startsWith('⇧'));
  assert.equal(whites.length, 36);
  assert.ok(whites.every(([index]) => !KEYS[index].black));
});

test('letters are shown where they play', () => {
  assert.equal(lettersByKey(mpp()).get(keyIndex('c3')), 'E');
  assert.equal(lettersByKey(mpp(12)).get(keyIndex('c4')), 'E');
  assert.equal(lettersByKey(mpp(), (code) => code.toLowerCase()).get(keyIndex('c3')), 'keye');
  assert.equal(lettersByKey(vp()).get(keyIndex('cs3')), '⇧\nT');
});

test('what is out of the piano still belongs to the keyboard, so that it scrolls or finds nothing', () => {
  assert.ok(plays('KeyM', vp(13)));
  assert.ok(!plays('F5', vp()));
});

test('the Cs bear scientific names', () => {
  assert.equal(namesOfC().size, 8);
  assert.equal(namesOfC().get(keyIndex('c3')), 'C4');
});

test('all notes have names', () => {
  assert.equal(keyNames().size, 88);
  assert.deepEqual([0, 1, 39].map((key) => keyNames().get(key)), ['A', 'A♯', 'C4']);
});

test('octaves and semitones add up', () => {
  assert.deepEqual(handOf({ keyLayout: 'vp', octave: -1, transpose: 3 }), { layout: 'vp', semitones: -9 });
});
