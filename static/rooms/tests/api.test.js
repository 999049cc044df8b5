import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApi } from '../js/net/api.js';

/** An API whose server answers so; what it was asked is kept. */
function ask(answer, token = 'me.secret') {
  const asked = [];
  const fetcher = async (url, options) => {
    asked.push({ url, ...options });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, api: createApi({ token: () => token, fetcher }) };
}
const json = (body, status = 200) => Response.json(body, { status });

test('a report goes to its place, with the token and without cookies', async () => {
  const { api, asked } = ask(json({}, 201));
  const report = { target: 'ann', room: 'jazz', line: '', reason: 'spam', text: '' };
  assert.deepEqual(await api.report(report), { ok: true, data: {} });
  const [{ url, method, credentials, headers, body }] = asked;
  assert.deepEqual([url, method, credentials], ['/api/v1/reports/', 'POST', 'omit']);
  assert.equal(headers.authorization, 'Bearer me.secret');
  assert.deepEqual(JSON.parse(body), report);
});

test('a room is one segment of the path, whatever its name', async () => {
  const { api, asked } = ask(json([]));
  await api.bans('a/b ?#é');
  assert.equal(asked[0].url, '/api/v1/rooms/a%2Fb%20%3F%23%C3%A9/bans/');
});

test('a code of staff is shown with the token, and tells whose it is', async () => {
  const { api, asked } = ask(json({ account: 'mara' }));
  assert.deepEqual(await api.link('7.x:y'), { ok: true, data: 'mara' });
  assert.equal(asked[0].url, '/api/v1/me/link/');
  assert.deepEqual(JSON.parse(asked[0].body), { code: '7.x:y' });
  const odd = await ask(json(['mara'])).api.link('x');
  assert.deepEqual(odd, { ok: true, data: '' });
});

test('reasons of bans are read, whatever else is in the answer', async () => {
  const { api, asked } = ask(json([{ id: 1, text: 'Evading a ban', hours: null }, { text: '' }, { text: 5 }, 'x', null]));
  assert.deepEqual(await api.banReasons(), { ok: true, data: ['Evading a ban'] });
  assert.equal(asked[0].url, '/api/v1/reasons/');
});

test('who has no token yet asks without', async () => {
  const { api, asked } = ask(json([]), null);
  await api.reportReasons();
  assert.equal('authorization' in asked[0].headers, false);
});

test('a server without this part is told from one that refuses', async () => {
  assert.equal((await ask(new Response('<p>', { status: 404 })).api.bans('x')).code, 'missing');
  const nowhere = { error: { code: 'not-found', message: 'There is nothing here.' } };
  assert.equal((await ask(json(nowhere, 404)).api.bans('x')).code, 'missing');
  const unknown = { error: { code: 'unknown-line', message: 'There is no such line.' } };
  assert.equal((await ask(json(unknown, 404)).api.report({})).code, 'unknown-line');
  const page = new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } });
  assert.equal((await ask(page).api.reportReasons()).code, 'missing');
  const refusal = json({ error: { code: 'too_many', message: 'Wait a bit.' } }, 429);
  assert.deepEqual(await ask(refusal).api.report({}), { ok: false, code: 'too_many', message: 'Wait a bit.' });
  assert.equal((await ask(new Response('oops', { status: 500 })).api.report({})).code, '500');
  assert.equal((await ask(new TypeError('no network')).api.report({})).code, 'network');
  const broken = new Response('{', { headers: { 'content-type': 'application/json' } });
  assert.equal((await ask(broken).api.bans('x')).code, 'network');
});

test('what is malformed in an answer is left out', async () => {
  const reasons = await ask(json([{ code: 'spam', text: 'Spam' }, { code: 'odd' }, { text: 'x' }, null, 'x'])).api.reportReasons();
  assert.deepEqual(reasons.data, [{ code: 'spam', text: 'Spam' }, { code: 'odd', text: 'odd' }]);
  const bans = await ask(json([
    { user: { id: 'b', name: 'Ben', color: '#ff0000' }, expires_at: null, issued_by: null, by_staff: true },
    { user: { id: 'a', name: 5, color: 'red;x' }, expires_at: 1000, issued_by: { id: 'o', name: 'Own', color: '#00ff00' } },
    { user: {} },
    7,
  ])).api.bans('x');
  assert.deepEqual(bans.data, [
    { user: { id: 'a', name: 'Anonymous', color: '#7b8794' }, expiresAt: 1000, issuedBy: { id: 'o', name: 'Own', color: '#00ff00' }, byStaff: false },
    { user: { id: 'b', name: 'Ben', color: '#ff0000' }, expiresAt: null, issuedBy: null, byStaff: true },
  ]);
  assert.deepEqual((await ask(json({ results: [] })).api.bans('x')).data, []);
});
