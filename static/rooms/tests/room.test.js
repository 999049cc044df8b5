import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOwnerless, roomFromLocation, roomPath } from '../js/room/address.js';
import { fallPosition, isDropped, secondsToPickup } from '../js/room/crown.js';
import { backdrop, contrast, darker, inkOn, isColor, readable } from '../js/util/color.js';
import { sendable, splitLinks, stripTags } from '../js/util/text.js';

const crown = { time: 1000, startPos: { x: 50, y: 20 }, endPos: { x: 90, y: 80 } };

test('addresses and room ids go both ways', () => {
  for (const id of ['lobby', 'My room', 'test/awkward', 'ä/ö', '100%', 'a?b#c', '/x', 'a//b', '..', 'admin', '🎹']) {
    const url = new URL(roomPath(id), 'http://host');
    assert.equal(roomFromLocation(url, 512), id);
  }
  assert.equal(roomFromLocation(new URL('http://host/'), 512), 'lobby');
  assert.equal(roomFromLocation(new URL('http://host/?c=a%20b'), 512), 'a b');
  assert.equal(roomFromLocation({ pathname: '/%E0%A4%A', search: '' }, 512), '%E0%A4%A');
  assert.equal(roomFromLocation(new URL('http://host/chopin'), 4), 'chop');
});

test('who has no owner', () => {
  for (const id of ['lobby', 'lobby2', 'lobbyNaN', 'test/x']) assert.equal(isOwnerless(id), true, id);
  for (const id of ['Lobby', 'lobby01', 'lobby-x', 'test/', 'mine']) assert.equal(isOwnerless(id), false, id);
});

test('a crown is dropped unless somebody present holds it', () => {
  assert.equal(isDropped(undefined, new Map()), false);
  assert.equal(isDropped(crown, new Map()), true);
  assert.equal(isDropped({ ...crown, participantId: 'a' }, new Map([['a', {}]])), false);
  assert.equal(isDropped({ ...crown, participantId: 'a' }, new Map()), true);
});

test('the crown falls from start to end in two seconds', () => {
  assert.deepEqual(fallPosition(crown, 1000), { x: 50, y: 20, landed: false });
  const end = fallPosition(crown, 3000);
  assert.equal(end.landed, true);
  assert.ok(Math.abs(end.x - 90) < 1e-9 && Math.abs(end.y - 80) < 1e-9);
});

test('a dropped crown lies as long as the server says', () => {
  const seconds = (now, pickupMs) => secondsToPickup(crown, now, pickupMs);
  assert.deepEqual([1000, 15_999, 16_000].map((now) => seconds(now, 15_000)), [15, 1, 0]);
  assert.deepEqual([1000, 15_999, 61_000].map((now) => seconds(now, 60_000)), [60, 46, 0]);
});

test('colours', () => {
  assert.equal(isColor('#AbCdEf'), true);
  for (const bad of ['#fff', 'red', '#12345g', ' #123456', '#123456;', null, {}]) assert.equal(isColor(bad), false);
  assert.equal(inkOn('#ffffff'), '#000000');
  assert.equal(darker('#3b5054'), '#001014');
  for (const color of ['#000000', '#0000ff', '#777777', '#ffffff']) {
    assert.ok(contrast(readable(color, '#10141c'), '#10141c') >= 4.5, color);
    assert.ok(contrast(readable(color, '#ffffff'), '#ffffff') >= 4.5, color);
  }
});

test('text that would be refused is cleaned', () => {
  assert.equal(sendable('a\tb\nc', 512), 'a b c');
  assert.equal(sendable(' \u202e ', 512), '');
  assert.equal(sendable('x'.repeat(600), 512).length, 512);
  assert.equal(sendable('ab😀', 3), 'ab');
});

test('tags are stripped, links are found', () => {
  assert.equal(stripTags('<b>a</b><br>b &amp;lt; c'), 'a\nb &lt; c');
  assert.deepEqual(splitLinks('see (https://a.example/x). ok'), [
    { text: 'see (' },
    { text: 'https://a.example/x', href: 'https://a.example/x' },
    { text: '). ok' },
  ]);
  assert.deepEqual(splitLinks('javascript:alert(1)'), [{ text: 'javascript:alert(1)' }]);
});

test('a room of any colour leaves its text readable', () => {
  for (const color of ['#ffffff', '#000000', '#73b3cc', '#ff0000', '#00ff00']) {
    for (const ink of ['#a5b1c0', '#4c5968']) assert.ok(contrast(backdrop(color, ink), ink) >= 4.5, color + ink);
  }
});
