import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patientDelay, refusal, retryDelay } from '../js/net/backoff.js';

test('retries grow, with chance, up to a limit', () => {
  assert.equal(retryDelay(0, 0), 200);
  assert.equal(retryDelay(0, 1), 400);
  assert.equal(retryDelay(99, 1), 20_000);
  assert.ok(retryDelay(3, 0.5) > retryDelay(2, 0.5));
});

test('a server that wants us away is left alone; one that restarts is not', () => {
  assert.equal(refusal(4001), 'users');
  assert.equal(refusal(4501), 'paused');
  for (const code of [1000, 1006, 1011, 1013, 4000, 4004]) assert.equal(refusal(code), undefined);
  assert.equal(patientDelay(0.5), 90_000);
});
