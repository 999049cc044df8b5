import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMessage } from '../js/midi/message.js';
import { MidiHand } from '../js/play/midiHand.js';
import { MidiOut } from '../js/play/midiOut.js';
import { keyIndex } from '../js/play/keys.js';

const C3 = keyIndex('c3');

function keyboard(changes = {}) {
  const settings = { transpose: 0, velocityCurve: 'linear', keyVelocity: 0.6, midiDrums: false, ...changes };
  const played = [];
  const performer = {
    press: (key, velocity, finger, hand) => played.push(['press', key, Math.round(velocity * 127), hand]),
    release: (key) => played.push(['release', key]),
    setPedal: (level, foot) => played.push(['pedal', Math.round(level * 127), foot]),
  };
  const hand = new MidiHand({ performer, settings: { get: () => settings } }, { id: 'x', name: 'Stage 88' });
  return { hand, played, settings };
}

test('messages are read', () => {
  assert.deepEqual(readMessage([0x90, 60, 127]), { type: 'on', channel: 1, note: 60, velocity: 1 });
  assert.deepEqual(readMessage([0x93, 60, 0]), { type: 'off', channel: 4, note: 60 });
  assert.deepEqual(readMessage([0x8f, 60, 64]), { type: 'off', channel: 16, note: 60 });
  assert.deepEqual(readMessage([0xb0, 64, 127]), { type: 'pedal', channel: 1, level: 1 });
  assert.deepEqual(readMessage([0xe0, 0, 64]), { type: 'bend', channel: 1, part: 0 });
  assert.deepEqual(readMessage([0xe0, 0, 0]), { type: 'bend', channel: 1, part: -1 });
  for (const nothing of [[0xf8], [0xc0, 5], [0xd0, 5], [], [12, 13]]) assert.equal(readMessage(nothing), null);
});

test('a key plays with its force and is let go', () => {
  const { hand, played } = keyboard();
  hand.receive([0x90, 60, 100]);
  hand.receive([0x80, 60, 0]);
  hand.receive([0x80, 60, 0]);
  assert.deepEqual(played, [['press', C3, 100, 'Stage 88'], ['release', C3]]);
});

test('a key that was moved meanwhile is let go where it was struck', () => {
  const { hand, played, settings } = keyboard({ transpose: 2 });
  hand.receive([0x90, 60, 100]);
  settings.transpose = -5;
  hand.receive([0x80, 60, 0]);
  assert.deepEqual(played.map(([what, key]) => [what, key]), [['press', C3 + 2], ['release', C3 + 2]]);
});

test('the wheel moves what is struck next, by as much as the device says', () => {
  const { hand, played } = keyboard();
  hand.receive([0xe0, 127, 127]);
  hand.receive([0x90, 60, 100]);
  for (const [control, value] of [[101, 0], [100, 0], [6, 12]]) hand.receive([0xb0, control, value]);
  hand.receive([0xe0, 0, 0]);
  hand.receive([0x90, 62, 100]);
  hand.receive([0x91, 60, 100]);
  hand.receive([0xe0, 0, 64]);
  hand.receive([0x90, 64, 100]);
  assert.deepEqual(played.map(([, key]) => key), [C3 + 2, C3 + 2 - 12, C3, C3 + 4]);
});

test('drums are not played unless wanted', () => {
  const { hand, played, settings } = keyboard();
  hand.receive([0x99, 40, 100]);
  assert.deepEqual(played, []);
  settings.midiDrums = true;
  hand.receive([0x99, 40, 100]);
  assert.equal(played.length, 1);
});

test('each channel has a pedal; all sound off lets its keys go; so does pulling the plug', () => {
  const { hand, played } = keyboard();
  hand.receive([0xb0, 64, 64]);
  assert.deepEqual(played, [['pedal', 64, 'x 1']]);
  hand.receive([0x90, 60, 1]);
  hand.receive([0x91, 61, 1]);
  hand.receive([0xb0, 123, 0]);
  assert.deepEqual(played.at(-1), ['release', C3]);
  hand.letGo();
  assert.ok(played.some(([what, key]) => what === 'release' && key === C3 + 1));
  assert.deepEqual(played.filter(([what]) => what === 'pedal').at(1), ['pedal', 0, 'x 1']);
});

test('an output gets notes at their time, and their ends when the last player lets go', () => {
  const sent = [];
  const out = new MidiOut({ name: 'Module', send: (data, time) => sent.push([...data, time - 500]) });
  const note = (owner, stop, more = {}) =>
    out.note({ owner, color: '', key: C3, velocity: 0.5, stop, at: performance.timeOrigin + 500, ...more });
  note('ann', false);
  note('ben', false);
  note('ann', true);
  assert.equal(sent.length, 2);
  note('ben', true);
  note('ben', true);
  assert.deepEqual(sent.map((message) => message.slice(0, 3)), [[0x90, 60, 64], [0x90, 60, 64], [0x80, 60, 0]]);
  assert.ok(sent.every((message) => Math.abs(message[3]) < 0.01));
});

test('what a keyboard plays is not sent back to it', () => {
  const sent = [];
  const out = new MidiOut({ name: 'Stage 88', send: (data) => sent.push(data) });
  out.note({ owner: 'me', color: '', key: C3, velocity: 0.5, stop: false, at: 0, hand: 'Stage 88' });
  assert.deepEqual(sent, []);
  out.note({ owner: 'me', color: '', key: C3, velocity: 0, stop: false, at: 0, hand: 'hand' });
  out.silence();
  assert.deepEqual(sent, [[0x90, 60, 1], [0x80, 60, 0], [0xb0, 123, 0]]);
});
