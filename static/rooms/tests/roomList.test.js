import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roomInfo } from '../js/net/fields.js';
import { arrangeRooms, mergeRooms, secretRoom } from '../js/room/roomList.js';

const room = (id, count, settings = {}) => roomInfo({ _id: id, count, settings });
const full = (...rooms) => ({ complete: true, rooms });
const delta = (...rooms) => ({ complete: false, rooms });
const ids = (rooms, search, sort) => arrangeRooms(rooms.values(), search, sort).map(({ id }) => id);

test('a complete list replaces, a delta adds', () => {
  const first = mergeRooms(new Map(), full(room('a', 1), room('b', 2)), false, 10);
  const second = mergeRooms(first, delta(room('c', 1)), false, 20);
  assert.deepEqual([...second.keys()], ['a', 'b', 'c']);
  assert.deepEqual([...mergeRooms(second, full(room('b', 2)), false, 30).keys()], ['b']);
});

test('empty rooms leave, hidden ones as well unless one is staff', () => {
  const list = mergeRooms(new Map(), full(room('a', 1), room('b', 2)), false, 1);
  const news = delta(room('a', 0), room('b', 2, { visible: false }));
  assert.deepEqual([...mergeRooms(list, news, false, 2).keys()], []);
  assert.deepEqual([...mergeRooms(list, news, true, 2).keys()], ['b']);
});

test('rooms are put by people, by name, or by what changed last', () => {
  let list = mergeRooms(new Map(), full(room('room 10', 5), room('Room 9', 1), room('zoo', 5)), false, 0);
  assert.deepEqual(ids(list, '', 'people'), ['room 10', 'zoo', 'Room 9']);
  assert.deepEqual(ids(list, '', 'name'), ['Room 9', 'room 10', 'zoo']);
  assert.deepEqual(ids(list, '', 'recent'), ['room 10', 'zoo', 'Room 9']);
  list = mergeRooms(list, delta(room('Room 9', 2)), false, 5);
  list = mergeRooms(list, delta(room('zoo', 5, { color: '#ff0000' })), false, 9);
  assert.deepEqual(ids(list, '', 'recent'), ['zoo', 'Room 9', 'room 10']);
  // Looking at the list again changes nothing; what changed meanwhile is news.
  list = mergeRooms(list, full(room('Room 9', 2), room('room 10', 6), room('zoo', 5, { color: '#ff0000' })), false, 20);
  assert.deepEqual(ids(list, '', 'recent'), ['room 10', 'zoo', 'Room 9']);
});

test('the search looks into names, without regard to case', () => {
  const list = mergeRooms(new Map(), full(room('Jazz & more', 1), room('bach', 1)), false, 0);
  assert.deepEqual(ids(list, ' JAZZ &', 'people'), ['Jazz & more']);
  assert.deepEqual(ids(list, 'x', 'people'), []);
});

test('a secret room has a name of its own, made of chance', () => {
  assert.equal(secretRoom((bytes) => bytes.fill(0)), 'private-aaaaaaaaaaaa');
  assert.match(secretRoom(), /^private-[a-z2-9]{12}$/);
  assert.notEqual(secretRoom(), secretRoom());
});
