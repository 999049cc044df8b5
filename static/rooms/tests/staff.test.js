import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { personActions, roomActions } from '../js/room/actions.js';
import { banRequest, CUSTOM, sendableReasons, TRANSLATED, UNITS } from '../js/room/siteBan.js';
import { createRoomStore, silencedBy } from '../js/room/state.js';

const person = (id, more) => ({ id, name: id, color: '#112233', x: 0, y: 0, afk: false, vanished: false, ...more });

/** Somebody with these permissions, in a room whose crown Ann holds. */
function state(names = [], more = {}, settings = {}) {
  return {
    ...createRoomStore().get(),
    connection: { phase: 'online', retryAt: 0 },
    ownId: 'me',
    me: person('me'),
    people: new Map(['me', 'ann', 'bob'].map((id) => [id, person(id)])),
    permissions: Object.fromEntries(names.map((name) => [name, true])),
    room: { id: 'r', settings: { chat: true, ...settings }, crown: { participantId: 'ann' } },
    ...more,
  };
}
const granted = (actions) => Object.keys(actions).filter((name) => actions[name]).sort();

test('each permission shows its own actions and nothing else', () => {
  const table = [
    [[], [], []],
    [['clearChat'], ['clearChat', 'staff'], []],
    [['vanish'], ['staff', 'vanish'], []],
    [['chsetAnywhere'], ['settings'], []],
    [['chownAnywhere'], ['getCrown'], ['giveCrown', 'kickban']],
    [['usersetOthers'], [], ['setUser']],
    [['siteBan'], [], ['siteBan']],
    [['siteBanAnyReason', 'siteBanAnyDuration', 'playNotesAnywhere', 'nonsense'], [], []],
  ];
  for (const [names, room, others] of table) {
    assert.deepEqual(granted(roomActions(state(names))), room, names.join());
    assert.deepEqual(granted(personActions(state(names), 'bob')), [...others, 'write'].sort(), names.join());
  }
});

test('only true is a permission', () => {
  const odd = state([], { permissions: { clearChat: 'yes', siteBan: 1, vanish: {} } });
  assert.deepEqual(granted(roomActions(odd)), []);
  assert.deepEqual(granted(personActions(odd, 'bob')), ['write']);
});

test('the crown holder governs; the owner of a room may get its crown', () => {
  const holder = state([], { ownId: 'ann', me: person('ann') });
  assert.deepEqual(granted(roomActions(holder)), ['dropCrown', 'settings']);
  assert.deepEqual(granted(personActions(holder, 'bob')), ['giveCrown', 'kickban', 'write']);
  assert.deepEqual(granted(roomActions(state([], {}, { owner_id: 'me' }))), ['getCrown']);
  assert.deepEqual(granted(roomActions(state([], {}, { owner_id: 'bob' }))), []);
});

test('a lobby has no crown to get or to give; there staff kick all the same', () => {
  const lobby = state(['chownAnywhere'], { room: { id: 'lobby', settings: { chat: true } } });
  assert.deepEqual(granted(roomActions(lobby)), []);
  assert.deepEqual(granted(personActions(lobby, 'bob')), ['kickban', 'write']);
});

test('nothing is offered about oneself, strangers, or where chat is off', () => {
  const all = ['chownAnywhere', 'siteBan', 'usersetOthers'];
  assert.deepEqual(granted(personActions(state(all), 'me')), []);
  assert.deepEqual(granted(personActions(state(all), 'stranger')), []);
  assert.equal(personActions(state([], {}, { chat: false }), 'bob').write, false);
});

test('who is not heard', () => {
  const solo = { crownsolo: true };
  assert.equal(silencedBy(state([], {}, solo)), 'crownsolo');
  assert.equal(silencedBy(state(['playNotesAnywhere'], {}, solo)), undefined);
  assert.equal(silencedBy(state(['playNotesAnywhere'], { me: person('me', { vanished: true }) }, solo)), 'vanished');
});

const LOUD = 'Playing too loud';
const rules = { reasons: [LOUD, 'Evading a ban'], limits: { ban_text_length: 20, siteban_ms: 30 * UNITS.days } };
const form = { reason: LOUD, custom: '', amount: 2, unit: 'hours', permanent: false, note: '' };
const ban = (more, names = ['siteBan'], limits = rules.limits) => {
  const { permissions } = state(names);
  return banRequest('x', { ...form, ...more }, { ...rules, permissions, limits });
};

test('a site ban on the wire', () => {
  const message = { m: 'siteban', id: 'x', reason: LOUD, duration: 7_200_000 };
  assert.deepEqual(ban({}), { message });
  assert.deepEqual(ban({ note: 'seen\ttwice' }), { message: { ...message, note: 'seen twice' } });
  assert.deepEqual(ban({ note: 'n'.repeat(21) }), { message: { ...message, note: 'n'.repeat(20) } });
  const forever = ban({ permanent: true, amount: NaN }, ['siteBan', 'siteBanAnyDuration']);
  assert.deepEqual(forever, { message: { m: 'siteban', id: 'x', reason: LOUD, permanent: true } });
});

test('reasons of one’s own take a permission', () => {
  const own = { reason: CUSTOM, custom: ' Because. ' };
  assert.deepEqual(ban(own), { error: 'reason' });
  assert.equal(ban(own, ['siteBan', 'siteBanAnyReason']).message.reason, 'Because.');
  assert.deepEqual(ban({ ...own, custom: ' ' }, ['siteBan', 'siteBanAnyReason']), { error: 'reason' });
  for (const reason of ['made up', '']) {
    assert.deepEqual(ban({ reason }, ['siteBan', 'siteBanAnyReason']), { error: 'reason' });
  }
});

test('long bans take a permission', () => {
  assert.equal(ban({ amount: 30, unit: 'days' }).message.duration, 30 * UNITS.days);
  assert.deepEqual(ban({ amount: 31, unit: 'days' }), { error: 'duration' });
  assert.equal(ban({ amount: 31, unit: 'days' }, ['siteBanAnyDuration']).message.duration, 31 * UNITS.days);
  assert.deepEqual(ban({ permanent: true }), { error: 'duration' });
  for (const bad of [{ amount: 0 }, { amount: -1 }, { amount: NaN }, { amount: 1e300 }, { unit: 'toString' }, { unit: '' }]) {
    assert.deepEqual(ban(bad, ['siteBanAnyDuration']), { error: 'duration' });
  }
});

test('what is a long ban is for the server to say', () => {
  const most = (siteban_ms, more) => ban(more, ['siteBan'], { ...rules.limits, siteban_ms });
  assert.deepEqual(most(UNITS.hours, {}), { error: 'duration' });
  assert.equal(most(60 * UNITS.days, { amount: 31, unit: 'days' }).message.duration, 31 * UNITS.days);
});

test('only reasons that can be sent are offered', () => {
  assert.deepEqual(sendableReasons(['short', 'much longer', 'two\nlines', ' '], 9), ['short']);
});

test('the preset reasons of a new site are translated', () => {
  const file = join(import.meta.dirname, '../../../moderation/migrations/0002_preset_reasons.py');
  const [, list] = /REASONS = \(([^)]*)\)/.exec(readFileSync(file, 'utf8'));
  assert.deepEqual([...TRANSLATED.keys()], [...list.matchAll(/"([^"]*)"/g)].map((match) => match[1]));
});
