import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { clockTime } from '../util/time.js';

const PERIOD_MS = 200;

/**
 * The bar of the file that is played: play, pause, stop, seek.
 * @param {import('../midi/player.js').SongPlayer} player
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {(reason: 'crownsolo' | 'vanished') => void} forbidden
 */
export function createTransport(player, settings, forbidden) {
  const bar = byId('transport', HTMLElement);
  const toggle = byId('transport-play', HTMLButtonElement);
  const seek = byId('transport-seek', HTMLInputElement);
  let timer = 0;
  let dragging = false;

  function tick() {
    const { song, position } = player;
    if (!song) return;
    if (!dragging) seek.value = String(position);
    showTime(seek, dragging ? seek.valueAsNumber : position, song.duration);
    const words = player.leftOut ? t('files.leftOut', { count: player.leftOut }) : '';
    const note = byId('transport-note', HTMLElement);
    if (note.textContent !== words) note.textContent = words;
  }

  function show() {
    const { song, phase } = player;
    bar.hidden = !song;
    clearInterval(timer);
    if (!song) return;
    const label = t(phase === 'playing' ? 'files.pause' : 'files.start');
    toggle.setAttribute('aria-label', label);
    toggle.title = label;
    toggle.querySelector('use')?.setAttribute('href', phase === 'playing' ? '#i-pause' : '#i-play');
    seek.max = String(song.duration);
    tick();
    if (phase === 'playing') timer = setInterval(tick, PERIOD_MS);
  }

  toggle.addEventListener('click', () => (player.phase === 'playing' ? player.pause() : player.play()));
  byId('transport-stop', HTMLButtonElement).addEventListener('click', () => player.stop());
  byId('transport-close', HTMLButtonElement).addEventListener('click', () => player.unload());
  seek.addEventListener('input', () => {
    dragging = true;
    tick();
  });
  seek.addEventListener('change', () => {
    dragging = false;
    player.seek(seek.valueAsNumber);
  });
  // The arrow keys are the piano's again.
  seek.addEventListener('pointerup', () => seek.blur());
  player.events.on('change', show);
  settings.subscribe(['language'], show);
  player.events.on('forbidden', ({ reason }) => forbidden(reason));
}

/** @param {HTMLInputElement} seek @param {number} position @param {number} duration */
function showTime(seek, position, duration) {
  const [time, total] = [clockTime(position), clockTime(duration)];
  const shown = byId('transport-time', HTMLElement);
  if (shown.textContent !== `${time} / ${total}`) shown.textContent = `${time} / ${total}`;
  seek.setAttribute('aria-valuetext', t('files.position', { time, total }));
  seek.style.setProperty('--part', duration > 0 ? `${(100 * position) / duration}%` : '0%');
}
