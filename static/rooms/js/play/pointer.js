import { glide, velocityAt } from './keys.js';
import { shapeVelocity } from './touch.js';

/**
 * Mouse, pen and fingers on the keys; each may slide over several.
 * @param {HTMLElement} surface
 * @param {(event: PointerEvent) => {x: number, y: number}} locate  to white-key widths and part of the height
 * @param {import('./performer.js').Performer} performer
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 */
export function playByPointer(surface, locate, performer, settings) {
  /** @type {Map<number, {x: number, y: number, key: number}>} where each finger is, and on which key; −1 = on none */
  const fingers = new Map();

  /** @param {PointerEvent} event */
  function strike(event) {
    const { x, y } = locate(event);
    const to = { x, y: Math.min(1, y) };
    const before = fingers.get(event.pointerId);
    for (const passed of glide(before ?? to, to)) touch(event.pointerId, passed);
    fingers.set(event.pointerId, { ...to, key: fingers.get(event.pointerId)?.key ?? -1 });
  }

  /** @param {number} pointer @param {{key: import('./keys.js').Key | null, y: number}} place */
  function touch(pointer, { key, y }) {
    const index = key?.index ?? -1;
    if (index === fingers.get(pointer)?.key) return;
    lift(pointer);
    fingers.set(pointer, { x: 0, y, key: index });
    if (key) performer.press(index, shapeVelocity(velocityAt(key, y), settings.get()), nameOf(pointer));
  }

  /** @param {number} pointer */
  function lift(pointer) {
    const key = fingers.get(pointer)?.key ?? -1;
    fingers.delete(pointer);
    if (key >= 0) performer.release(key, nameOf(pointer));
  }

  surface.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    surface.setPointerCapture(event.pointerId);
    strike(event);
  });
  surface.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId)) return;
    for (const step of stepsOf(event)) strike(step);
  });
  for (const end of /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture'])) {
    surface.addEventListener(end, (event) => lift(event.pointerId));
  }
}

/** @param {number} pointer */
const nameOf = (pointer) => `pointer ${pointer}`;

/** A fast finger passes keys between two frames; none of them may be left out of a glissando. */
/** @param {PointerEvent} event */
function stepsOf(event) {
  const steps = event.getCoalescedEvents?.() ?? [];
  return steps.length ? steps : [event];
}
