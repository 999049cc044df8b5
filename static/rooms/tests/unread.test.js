import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countUnread } from '../js/room/unread.js';

const line = (id, sender = 'ann') => ({ id, time: 0, text: 'x', sender: { id: sender } });
const state = (chat, patch = {}) => ({ room: { id: 'r' }, chat, chatEpoch: 1, chatMuted: new Set(), ...patch });
const [a, b, c] = [line('a'), line('b'), line('c')];

test('the first line of an empty room counts like the others', () => {
  assert.equal(countUnread(0, state([]), state([a])), 1);
  assert.equal(countUnread(1, state([a]), state([a, b, c])), 3);
});

test('lines that make others fall out of the log count once', () => {
  assert.equal(countUnread(5, state([a, b]), state([b, c])), 6);
  assert.equal(countUnread(5, state([a]), state([b, c])), 7);
});

test('a history is not news, and nothing cleared is unread', () => {
  assert.equal(countUnread(0, state([]), state([a, b], { chatEpoch: 2 })), 0);
  assert.equal(countUnread(2, state([a, b]), state([a, b, c], { chatEpoch: 2 })), 2);
  assert.equal(countUnread(2, state([a, b]), state([], { chatEpoch: 2 })), 0);
});

test('what went unread in another room stays there', () => {
  assert.equal(countUnread(2, state([a, b]), state([c], { room: { id: 's' }, chatEpoch: 2 })), 0);
});

test('who is not shown is not counted', () => {
  const mute = { chatMuted: new Set(['bot']) };
  assert.equal(countUnread(0, state([], mute), state([line('x', 'bot'), a], mute)), 1);
});
