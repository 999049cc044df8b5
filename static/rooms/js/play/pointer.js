import { hitTest, velocityAt } from './keys.js';
import { shapeVelocity } from './touch.js';

/**
 * Mouse, pen and fingers on the keys; each may slide over several.
 * @param {HTMLElement} surface
 * @param {(event: PointerEvent) => {x: number, y: number}} locate  to white-key widths and part of the height
 * @param {import('./performer.js').Performer} performer
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 */
export function playByPointer(surface, locate, performer, settings) {
  /** @type {Map<number, number>} key under each finger */
  const fingers = new Map();

  /** @param {PointerEvent} event */
  function strike(event) {
    const { x, y } = locate(event);
    const key = hitTest(x, Math.min(1, y));
    const before = fingers.get(event.pointerId);
    if (key && key.index === before) return;
    lift(event.pointerId);
    if (!key) {
      fingers.set(event.pointerId, -1);
      return;
    }
    fingers.set(event.pointerId, key.index);
    performer.press(key.index, shapeVelocity(velocityAt(key, Math.min(1, y)), settings.get()), nameOf(event.pointerId));
  }

  /** @param {number} pointer */
  function lift(pointer) {
    const key = fingers.get(pointer);
    fingers.delete(pointer);
    if (key !== undefined && key >= 0) performer.release(key, nameOf(pointer));
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
