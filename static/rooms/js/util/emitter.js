/**
 * @template {object} Events
 * @typedef {object} Emitter
 * @property {<K extends keyof Events>(name: K, listener: (event: Events[K]) => void) => () => void} on
 * @property {<K extends keyof Events>(name: K, event: Events[K]) => void} emit
 */

/**
 * @template {object} Events
 * @returns {Emitter<Events>}
 */
export function createEmitter() {
  /** @type {Map<PropertyKey, Set<(event: any) => void>>} */
  const listeners = new Map();
  return {
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
    emit(name, event) {
      for (const listener of listeners.get(name) ?? []) {
        // One broken listener (a user's script, say) must not silence the others.
        try {
          listener(event);
        } catch (error) {
          console.error(error);
        }
      }
    },
  };
}
