import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyMessages } from '../js/room/apply.js';
import { readSettings } from '../js/room/settings.js';
import { createRoomStore, holdsCrown, silencedBy } from '../js/room/state.js';
import { loadOrder, onset, sampleList } from '../js/sound/samples.js';
import { createEmitter } from '../js/util/emitter.js';
import { createStore } from '../js/util/store.js';

const person = (id) => ({ id, name: id, color: '#112233', x: 0, y: 0, afk: false, vanished: false });
const settings = { visible: true, crownsolo: false, chat: true };

function room() {
  const events = createEmitter();
  const signals = createEmitter();
  const store = createRoomStore();
  applyMessages(events, store, signals);
  const enter = (id, ids, more = {}) =>
    events.emit('ch', { room: { id, settings, ...more }, people: ids.map(person), p: ids[0] });
  return { events, signals, store, enter };
}

test('listeners hear once of all changes of a task, and only of theirs', async () => {
  const store = createStore({ a: 1, b: 1 });
  const heard = [];
  store.subscribe(['a'], ({ a }) => heard.push(a));
  store.update({ a: 2 });
  store.update({ a: 3 });
  store.update({ b: 9 });
  await null;
  store.update({ b: 10 });
  await null;
  assert.deepEqual(heard, [1, 3]);
});

test('a broken listener does not silence the next', (t) => {
  t.mock.method(console, 'error', () => {});
  const emitter = createEmitter();
  const heard = [];
  emitter.on('x', () => {
    throw new Error('mine');
  });
  const off = emitter.on('x', (value) => heard.push(value));
  emitter.emit('x', 1);
  off();
  emitter.emit('x', 2);
  assert.deepEqual(heard, [1]);
});

test('people come and go; ch is the whole truth', () => {
  const { events, store, enter } = room();
  enter('r', ['me', 'a']);
  events.emit('p', { person: person('b') });
  events.emit('bye', { p: 'a' });
  events.emit('bye', { p: 'stranger' });
  assert.deepEqual([...store.get().people.keys()], ['me', 'b']);
  enter('r', ['me', 'c']);
  assert.deepEqual([...store.get().people.keys()], ['me', 'c']);
});

test('a shared ch without p keeps the own id; a new room empties the chat', () => {
  const { events, store, enter } = room();
  enter('r', ['me']);
  events.emit('a', { line: { id: '1', time: 0, text: 'x', sender: person('a') } });
  events.emit('ch', { room: { id: 'r', settings }, people: [person('me')] });
  assert.equal(store.get().ownId, 'me');
  assert.equal(store.get().chat.length, 1);
  enter('other', ['me']);
  assert.equal(store.get().chat.length, 0);
});

test('cursors of strangers are nobody', () => {
  const { events, signals, enter } = room();
  const heard = [];
  signals.on('cursor', (cursor) => heard.push(cursor.id));
  enter('r', ['me', 'a']);
  events.emit('m', { id: 'a', x: 1, y: 1 });
  events.emit('m', { id: 'ghost', x: 1, y: 1 });
  assert.deepEqual(heard, ['a']);
});

test('the list of rooms: complete, then changes, empty rooms go', () => {
  const { events, store } = room();
  const info = (id, count) => ({ id, count, settings });
  events.emit('ls', { complete: true, rooms: [info('a', 1), info('b', 2)] });
  events.emit('ls', { complete: false, rooms: [info('a', 0), info('c', 3)] });
  assert.deepEqual([...store.get().rooms.keys()], ['b', 'c']);
});

test('crownsolo lets only the holder play, and everybody while offline', () => {
  const { events, store, enter } = room();
  const solo = { settings: { ...settings, crownsolo: true }, crown: { participantId: 'a' } };
  events.emit('status', { phase: 'online', retryAt: 0 });
  enter('r', ['me', 'a'], solo);
  assert.equal(silencedBy(store.get()), 'crownsolo');
  enter('r', ['me', 'a'], { ...solo, crown: { participantId: 'me' } });
  assert.equal(holdsCrown(store.get()), true);
  assert.equal(silencedBy(store.get()), undefined);
  enter('r', ['me', 'a'], solo);
  events.emit('status', { phase: 'waiting', retryAt: 0 });
  assert.equal(silencedBy(store.get()), undefined);
});

test('stored settings are believed only where they make sense', () => {
  const fresh = readSettings(null);
  assert.deepEqual(readSettings('{'), fresh);
  assert.deepEqual(readSettings('[1]'), fresh);
  assert.deepEqual(readSettings('{"volume":"loud","theme":"pink","octave":null,"x":1}'), fresh);
  assert.deepEqual(readSettings('{"volume":0.1,"theme":"light"}'), { ...fresh, volume: 0.1, theme: 'light' });
  assert.deepEqual(readSettings('{"octave":9,"transpose":-25,"whiteKeys":1e9,"keyLayout":"x","volume":-1}'), fresh);
  assert.deepEqual(readSettings('{"transpose":-24,"scale":"blues"}'), { ...fresh, transpose: -24, scale: 'blues' });
});

test('thirty samples, the middle first', () => {
  const samples = sampleList();
  assert.equal(samples.length, 30);
  assert.deepEqual([samples[0].name, samples.at(-1).name], ['A0', 'C8']);
  assert.equal(loadOrder(samples)[0].name, 'Fs4');
  const middle = loadOrder(samples).slice(0, 13).map(({ midi }) => midi);
  assert.deepEqual([Math.min(...middle), Math.max(...middle)], [48, 84]);
});

test('leading silence is found', () => {
  const data = new Float32Array(1000);
  data[441] = 0.5;
  assert.equal(onset(data, 44_100), 0.01);
  assert.equal(onset(new Float32Array(1000), 44_100), 0);
});
