import { roomPath } from '../room/address.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { createSheet } from './sheet.js';

const QUIET_MODULES = 4;
const PIXELS = 8;
const COPIED_MS = 2500;

/**
 * The link of the room: to copy, to send, to point a camera at.
 * @param {import('../room/state.js').RoomStore} store
 * @returns {() => void} opens it
 */
export function createShare(store) {
  const sheet = createSheet('share-dialog');
  const link = byId('share-link', HTMLInputElement);
  const copy = byId('share-copy', HTMLButtonElement);
  const words = /** @type {HTMLElement} */ (copy.querySelector('span'));
  const native = byId('share-native', HTMLButtonElement);
  let timer = 0;

  copy.addEventListener('click', async () => {
    const copied = await navigator.clipboard?.writeText(link.value).then(() => true, () => false);
    // Without permission the link lies ready to be copied by hand.
    if (!copied) link.select();
    words.textContent = t(copied ? 'share.copied' : 'share.selected');
    clearTimeout(timer);
    timer = setTimeout(() => {
      words.textContent = t('share.copy');
    }, COPIED_MS);
  });
  link.addEventListener('focus', () => link.select());
  native.addEventListener('click', () => {
    // Who changes their mind has not failed.
    navigator.share({ title: document.title, url: link.value }).catch(() => undefined);
  });

  return () => {
    const { room } = store.get();
    if (!room) return;
    link.value = location.origin + roomPath(room.id);
    words.textContent = t('share.copy');
    native.hidden = typeof navigator.share !== 'function';
    byId('share-hint', HTMLElement).textContent = t(room.settings.visible ? 'share.hint' : 'share.hintHidden');
    sheet.open();
    void drawCode(byId('share-qr', HTMLCanvasElement), link.value);
  };
}

/** Loaded when first wanted: few people share. @param {HTMLCanvasElement} canvas @param {string} text */
async function drawCode(canvas, text) {
  canvas.hidden = true;
  try {
    const { encode } = await import('../../../vendor/uqr/uqr.js');
    const { data, size } = encode(text, { ecc: 'M', border: QUIET_MODULES });
    canvas.width = canvas.height = size * PIXELS;
    const context = canvas.getContext('2d');
    if (!context) return;
    // Black on white whatever the theme: cameras want it so.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#000';
    data.forEach((row, y) => row.forEach((dark, x) => {
      if (dark) context.fillRect(x * PIXELS, y * PIXELS, PIXELS, PIXELS);
    }));
    canvas.hidden = false;
  } catch {
    // A name too long for a code, or no network: the link is enough.
  }
}
