import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { encode } from '../../vendor/uqr/uqr.js';
import { createIntents } from '../js/room/intents.js';
import { kickbanMinutes, presetMinutes, readNotes, withNote } from '../js/room/kickban.js';
import { findPeople, inOrder } from '../js/room/members.js';
import { readMuted } from '../js/room/muted.js';
import { createSettings, readSettings } from '../js/room/settings.js';
import { readFile, writeFile } from '../js/room/settingsFile.js';
import { createRoomStore } from '../js/room/state.js';
import { durationText, limitText } from '../js/util/duration.js';
import { createEmitter } from '../js/util/emitter.js';
import { chooseLanguage, directionOf, LANGUAGES } from '../js/util/languages.js';

const person = (id, name = id, tag) => ({ id, name, color: '#112233', x: 0, y: 0, afk: false, vanished: false, tag });

test('people are listed as the row of names has them', () => {
  const people = new Map(['c', 'b', 'a'].map((id) => [id, person(id)]));
  const state = { people, room: { crown: { participantId: 'a' } }, ownId: 'b' };
  assert.deepEqual(inOrder(state).map(({ id }) => id), ['b', 'a', 'c']);
});

test('people are found by name, tag or the beginning of the id', () => {
  const people = [person('0a1', 'Ann'), person('0b2', 'Ben', { text: 'BOT', color: '#5555ff' })];
  const find = (search) => findPeople(people, search).map(({ name }) => name);
  assert.deepEqual(find(''), ['Ann', 'Ben']);
  assert.deepEqual(find(' aN'), ['Ann']);
  assert.deepEqual(find('bot'), ['Ben']);
  assert.deepEqual(find('0b'), ['Ben']);
  assert.deepEqual(find('b2'), []);
});

test('several lists are switched together', () => {
  const store = createRoomStore();
  const intents = createIntents({ sendArray: () => true, events: createEmitter() }, store, 'x', { chat_length: 512, room_id_length: 512 });
  const has = () => [store.get().muted.has('a'), store.get().chatMuted.has('a'), store.get().cursorHidden.has('a')];
  intents.toggleMute('a', ['muted']);
  assert.deepEqual(has(), [true, false, false]);
  intents.toggleMute('a', ['muted', 'chatMuted']);
  assert.deepEqual(has(), [true, true, false]);
  intents.toggleMute('a', ['muted', 'chatMuted']);
  intents.toggleMute('a', ['cursorHidden']);
  assert.deepEqual(has(), [false, false, true]);
});

test('whom one muted is read from what was stored, whatever that is', () => {
  for (const stored of [null, '', '[]', 'null', '{"muted": 5}', '{', '"x"']) {
    assert.deepEqual(readMuted(stored), { muted: new Set(), chatMuted: new Set(), cursorHidden: new Set() });
  }
  assert.deepEqual(readMuted('{"muted": ["a", 5, "", "b"]}').muted, new Set(['a', 'b']));
  const many = JSON.stringify({ chatMuted: Array.from({ length: 600 }, (_, i) => `u${i}`) });
  assert.equal(readMuted(many).chatMuted.size, 500);
  assert.equal(readMuted(many).chatMuted.has('u0'), false);
});

test('a ban lasts whole minutes, within what the server takes', () => {
  const taken = (minutes) => kickbanMinutes(minutes, 60);
  assert.deepEqual([0, 5.4, 60].map(taken), [0, 5, 60]);
  assert.deepEqual([-1, 61, NaN, Infinity].map(taken), [null, null, null, null]);
  assert.deepEqual([kickbanMinutes(61, 90), kickbanMinutes(60, 45)], [61, null]);
});

test('the lengths of a ban to choose from end with the longest', () => {
  assert.deepEqual(presetMinutes(60), [0, 1, 5, 15, 30, 60]);
  assert.deepEqual(presetMinutes(20), [0, 1, 5, 15, 20]);
  assert.deepEqual(presetMinutes(1440), [0, 1, 5, 15, 30, 60, 1440]);
  assert.deepEqual(presetMinutes(0), [0]);
});

test('reasons are noted once for each person and room', () => {
  const note = (user, reason) => ({ room: 'r', user, reason });
  const notes = withNote(withNote([note('a', 'x')], note('b', 'y')), note('a', 'z'));
  assert.deepEqual(notes, [note('b', 'y'), note('a', 'z')]);
  assert.deepEqual(withNote(notes, note('a', '')), [note('b', 'y')]);
  assert.deepEqual(readNotes(JSON.stringify([...notes, { room: 5 }, null])), notes);
  for (const stored of [null, '{}', '{', '5']) assert.deepEqual(readNotes(stored), []);
});

test('times are told in words of the language, never too short', () => {
  assert.equal(durationText(1, 'en'), '1 minute');
  assert.equal(durationText(61_000, 'en'), '2 minutes');
  assert.equal(durationText(60 * 60_000, 'en'), '1 hour');
  assert.equal(durationText(80 * 60_000, 'en'), '1 hour 20 minutes');
  assert.equal(durationText(30 * 86_400_000, 'en'), '30 days');
  assert.equal(durationText(5 * 60_000, 'ru'), '5 минут');
});

test('a longest time is told as no more than it is', () => {
  const told = [30 * 86_400_000, 60 * 3_600_000, 90 * 60_000, 119_999, 15_000].map((ms) => limitText(ms, 'en'));
  assert.deepEqual(told, ['30 days', '60 hours', '90 minutes', '1 minute', '15 seconds']);
  assert.equal(limitText(86_400_000, 'de'), '1 Tag');
});

test('settings survive the way through a file; what is none is refused', () => {
  const settings = { ...readSettings(null), theme: 'light', volume: 0.25, language: 'ja' };
  assert.deepEqual(readFile(writeFile(settings)), settings);
  for (const content of ['', '{', 'null', '[]', '{"settings":{}}', writeFile(settings).replace('"version": 1', '"version": 2')]) {
    assert.equal(readFile(content), null, content);
  }
  const odd = JSON.parse(writeFile(settings));
  odd.settings = { theme: 'pink', volume: 'loud', language: 'xx', unknown: 1, roomSort: 'name' };
  assert.deepEqual(readFile(JSON.stringify(odd)), { ...readSettings(null), roomSort: 'name' });
});

test('the page works where nothing can be stored', () => {
  assert.equal(createSettings().get().theme, 'dark');
});

test("the first of one's languages that there is, is taken", () => {
  assert.equal(chooseLanguage(['nl-NL', 'pt-BR', 'en']), 'pt');
  assert.equal(chooseLanguage(['zh-Hant-TW']), 'zh');
  assert.equal(chooseLanguage(['tlh', '']), 'en');
  assert.deepEqual(LANGUAGES.map(({ code }) => directionOf(code)), LANGUAGES.map(() => 'ltr'));
  assert.equal(directionOf('ar'), 'rtl');
});

test('another reader reads the code of a link', () => {
  const jsqr = createRequire(import.meta.url)('jsqr');
  const link = 'https://piano.example.org/caf%C3%A9%20%F0%9F%8E%B9?x=1';
  const { data, size } = encode(link, { ecc: 'M', border: 4 });
  const scale = 4;
  const side = size * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (data[Math.floor(y / scale)][Math.floor(x / scale)]) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  assert.equal(jsqr(pixels, side, side).data, link);
});
