import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announcements } from '../js/room/announcements.js';
import { createRoomStore } from '../js/room/state.js';

const person = (id) => ({ id, name: id.toUpperCase(), color: '#112233', x: 0, y: 0, afk: false, vanished: false });

function state({ phase = 'online', room = 'jazz', people = ['me'], holder } = {}) {
  const crown = { participantId: holder, userId: holder, time: 0, startPos: { x: 0, y: 0 }, endPos: { x: 0, y: 0 } };
  return {
    ...createRoomStore().get(),
    connection: { phase, retryAt: 0 },
    ownId: 'me',
    room: room && { id: room, crown },
    people: new Map(people.map((id) => [id, person(id)])),
  };
}
const say = (before, after) => announcements(state(before), state(after));

test('nothing new is nothing to say', () => {
  assert.deepEqual(say({ people: ['me', 'a'], holder: 'a' }, { people: ['a', 'me'], holder: 'a' }), []);
});

test('who comes to a room hears what it is like, not of each one in it', () => {
  const arrived = [{ key: 'say.room', values: { room: 'blues', count: 3 } }];
  assert.deepEqual(say({}, { room: 'blues', people: ['me', 'a', 'b'] }), arrived);
  assert.deepEqual(say({ phase: 'waiting' }, { room: 'blues', people: ['me', 'a', 'b'] }), [{ key: 'connection.online' }, ...arrived]);
});

test('who came and who left is told at once, many in short', () => {
  assert.deepEqual(say({ people: ['me', 'a'] }, { people: ['me', 'b', 'c'] }), [
    { key: 'say.came', names: ['B', 'C'] },
    { key: 'say.left', names: ['A'] },
  ]);
  const crowd = Array.from({ length: 9 }, (_, i) => `p${i}`);
  assert.deepEqual(say({}, { people: ['me', ...crowd] }), [{ key: 'say.came', names: ['P0', 'P1', 'P2', 'P3', 'P4', '+4'] }]);
});

test('the crown is told of when it changes hands', () => {
  const here = { people: ['me', 'a'] };
  assert.deepEqual(say({ ...here, holder: 'a' }, { ...here, holder: 'me' }), [{ key: 'say.crownOwn' }]);
  assert.deepEqual(say({ ...here, holder: 'me' }, { ...here, holder: 'a' }), [{ key: 'say.crown', values: { name: 'A' } }]);
  assert.deepEqual(say({ ...here, holder: 'a' }, here), [{ key: 'say.crownFree' }]);
});

test('a lost connection is told once, not with every second of waiting', () => {
  assert.deepEqual(say({ people: ['me', 'a'] }, { phase: 'waiting' }), [{ key: 'say.lost' }]);
  assert.deepEqual(say({ phase: 'waiting' }, { phase: 'connecting' }), []);
  assert.deepEqual(say({ phase: 'connecting' }, { phase: 'waiting' }), []);
  assert.deepEqual(say({}, { phase: 'offline' }), [{ key: 'connection.offline' }]);
});
