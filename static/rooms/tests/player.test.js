import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { SongPlayer } from '../js/midi/player.js';
import { readSong } from '../js/midi/song.js';
import { writeFile } from '../js/midi/write.js';

const scale = (key, length = 4) => ({
  name: `${key}`,
  notes: Array.from({ length }, (_, i) => ({ key, velocity: 0.5, start: i, end: i + 0.5 })),
});

/** A player with hands on clock, quota and rules. */
function stage(context, tracks = [scale(40)], { refuses = () => undefined, points = 1e6 } = {}) {
  mock.timers.enable({ apis: ['setInterval'] });
  context.after(() => mock.timers.reset());
  const world = { time: 10_000, points, hidden: false };
  const log = [];
  const at = (moment) => Math.round(moment - 10_000) / 1000;
  const player = new SongPlayer({
    notes: {
      start(key, velocity, hand, moment) {
        const reason = refuses(world);
        if (!reason) log.push([at(moment), 'on', key]);
        return reason;
      },
      end: (key, hand, moment) => log.push([at(moment), 'off', key]),
    },
    quota: () => ({ points: world.points, max: 1000 }),
    now: () => world.time,
    hidden: () => world.hidden,
  });
  player.load(readSong(writeFile('', tracks)), false);
  const pass = (seconds) => {
    for (let ms = 0; ms < seconds * 1000; ms += 25) {
      world.time += 25;
      mock.timers.tick(25);
    }
  };
  return { player, log, pass, world };
}

const near = (log) => log.map(([at, ...rest]) => [Math.round(at * 10) / 10, ...rest]);

test('notes are given out a little ahead, each at its moment', (context) => {
  const { player, log, pass } = stage(context, [scale(40, 2)]);
  player.play();
  assert.deepEqual(log, [[0, 'on', 40]]);
  pass(0.3);
  assert.equal(log.length, 1);
  pass(0.2);
  assert.deepEqual(log.slice(1), [[0.5, 'off', 40]]);
  pass(1.1);
  assert.deepEqual(log, [[0, 'on', 40], [0.5, 'off', 40], [1, 'on', 40], [1.5, 'off', 40]]);
  assert.equal(player.phase, 'paused');
  assert.equal(player.position, player.song.duration);
});

test('pausing lets go; playing goes on where it was', (context) => {
  const { player, log, pass } = stage(context);
  player.play();
  pass(1.2);
  player.pause();
  const { position } = player;
  assert.deepEqual(near(log).at(-1), [1.3, 'off', 40]);
  pass(5);
  assert.equal(player.position, position);
  player.play();
  pass(0.9);
  assert.deepEqual(near(log).at(-1), [6.9, 'on', 40]);
});

test('seeking lets go and finds the next note', (context) => {
  const { player, log, pass } = stage(context);
  player.play();
  player.seek(2.9);
  assert.equal(log.at(-1)[1], 'off');
  pass(0.1);
  assert.deepEqual(near(log).at(-1), [0.1, 'on', 40]);
  player.stop();
  assert.deepEqual([player.position, player.phase], [0, 'paused']);
  player.seek(99);
  assert.equal(player.position, player.song.duration);
});

test('after its end it begins again', (context) => {
  const { player, log, pass } = stage(context, [scale(40, 1)]);
  player.play();
  pass(1);
  player.play();
  assert.equal(log.filter(([, what]) => what === 'on').length, 2);
});

test('a muted part is silent at once and until it is wanted again', (context) => {
  const { player, log, pass } = stage(context, [scale(40), scale(50)]);
  player.play();
  player.mute(1, true);
  assert.deepEqual(log.at(-1).slice(1), ['off', 50]);
  pass(1.2);
  assert.ok(!log.slice(3).some(([, , key]) => key === 50));
  player.mute(1, false);
  pass(1);
  assert.ok(log.slice(3).some(([, what, key]) => what === 'on' && key === 50));
});

test('what the quota cannot pay is left out and counted, and some is kept for the fingers', (context) => {
  const { player, log, pass, world } = stage(context);
  world.points = 100;
  player.play();
  assert.deepEqual([log, player.leftOut], [[], 1]);
  world.points = 900;
  pass(1.2);
  assert.equal(log.filter(([, what]) => what === 'on').length, 1);
  assert.equal(player.leftOut, 1);
});

test('where one may not play it stops and says why', (context) => {
  const rules = { reason: undefined };
  const { player, log, pass } = stage(context, [scale(40)], { refuses: () => rules.reason });
  const told = [];
  player.events.on('forbidden', ({ reason }) => told.push(reason));
  player.play();
  rules.reason = 'crownsolo';
  pass(1.2);
  assert.deepEqual([told, player.phase], [['crownsolo'], 'paused']);
  assert.equal(log.filter(([, what]) => what === 'on').length, 1);
});

test('a hidden page gives out more at once, for its timers come late', (context) => {
  const { player, log, world } = stage(context);
  world.hidden = true;
  player.play();
  assert.deepEqual(log.map(([at]) => at), [0, 0.5, 1]);
});
