import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoteQuota } from '../js/room/quota.js';

const NORMAL = { allowance: 400, max: 1200, maxHistLen: 3 };

function fresh() {
  const quota = new NoteQuota();
  quota.configure(NORMAL);
  return quota;
}

test('the check values of the contract', () => {
  const quota = fresh();
  assert.equal(quota.spend(1200), true);
  assert.equal(quota.spend(1), false);
  quota.tick();
  assert.equal(quota.points, 400);
  assert.equal(quota.spend(400), true);
  quota.tick();
  assert.equal(quota.spend(400), true);
  quota.tick();
  assert.equal(quota.points, 400);
  assert.equal(quota.spend(1), true);
  assert.equal(quota.points, 0);
  assert.equal(quota.spend(1), false);
});

test('equal numbers do not refill', () => {
  const quota = fresh();
  quota.spend(1000);
  assert.equal(quota.configure({ ...NORMAL }), false);
  assert.equal(quota.points, 200);
  assert.equal(quota.configure({ ...NORMAL, max: 1800 }), true);
  assert.equal(quota.points, 1800);
});

test('points never pass the maximum', () => {
  const quota = fresh();
  quota.spend(100);
  quota.tick();
  assert.equal(quota.points, 1200);
});
