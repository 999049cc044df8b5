/**
 * @template {object} State
 * @typedef {object} Store
 * @property {() => Readonly<State>} get
 * @property {(patch: Partial<State>) => void} update
 * @property {(keys: (keyof State)[], listener: (state: Readonly<State>) => void) => void} subscribe
 *   the listener is called once at the start, then after changes of these keys
 * @property {() => void} refresh  calls every listener, as after another language has come
 */

/**
 * Listeners hear of changes in a microtask, once for all updates of a task: a frame with fifty messages draws once.
 * @template {object} State
 * @param {State} initial
 * @returns {Store<State>}
 */
export function createStore(initial) {
  let state = initial;
  /** @type {Set<keyof State>} */
  let changed = new Set();
  /** @type {{keys: (keyof State)[], listener: (state: Readonly<State>) => void}[]} */
  const subscriptions = [];

  function notify() {
    const keys = changed;
    changed = new Set();
    for (const subscription of subscriptions) {
      if (!subscription.keys.some((key) => keys.has(key))) continue;
      // A view that cannot show something must not keep the others from showing it.
      try {
        subscription.listener(state);
      } catch (error) {
        console.error(error);
      }
    }
  }

  return {
    get: () => state,
    update(patch) {
      const keys = /** @type {(keyof State)[]} */ (Object.keys(patch)).filter((key) => patch[key] !== state[key]);
      if (keys.length === 0) return;
      state = { ...state, ...patch };
      if (changed.size === 0) queueMicrotask(notify);
      for (const key of keys) changed.add(key);
    },
    refresh() {
      for (const { listener } of subscriptions) listener(state);
    },
    subscribe(keys, listener) {
      subscriptions.push({ keys, listener });
      listener(state);
    },
  };
}
