import { load, save } from '../util/storage.js';
import { now } from '../util/now.js';

const TOKEN_KEY = `piano-token:${location.host}`;
const BURST = { count: 5, period: 2000 };
const STEADY_MS = 20_000;
// A gap this long between the two clocks means that the computer slept.
const SLEEP_MS = 1500;

// Where nothing can be stored, the page at least knows who it is while it is open.
let ownToken = load(TOKEN_KEY);

/** What the server knows us by; a secret. */
export const currentToken = () => ownToken;

/**
 * Says who we are whenever a connection opens.
 * @param {import('./socket.js').Socket} socket
 */
export function introduce(socket) {
  socket.events.on('b', () => {
    // Another window of this browser may have got one meanwhile.
    ownToken = load(TOKEN_KEY) ?? ownToken;
    socket.sendArray([{ m: 'hi', ...(ownToken ? { token: ownToken } : {}) }]);
  });
  socket.events.on('hi', ({ token }) => {
    if (token) {
      ownToken = token;
      save(TOKEN_KEY, token);
    }
    socket.accepted();
  });
}

/**
 * Keeps the server's clock known and the connection alive.
 * @param {import('./socket.js').Socket} socket
 * @param {import('./clock.js').ServerClock} clock
 */
export function keepTime(socket, clock) {
  let timer = 0;
  let sent = 0;
  let drift = Date.now() - now();

  function ping() {
    clearTimeout(timer);
    socket.sendArray([{ m: 't', e: now() }]);
    timer = setTimeout(tick, ++sent < BURST.count ? BURST.period : STEADY_MS);
  }

  /** @returns {boolean} whether the computer slept since this was asked last */
  function slept() {
    const gap = Date.now() - now() - drift;
    drift += gap;
    if (Math.abs(gap) <= SLEEP_MS) return false;
    clock.wake(gap, now());
    sent = 0;
    return true;
  }

  function tick() {
    slept();
    ping();
  }

  socket.events.on('hi', ({ t }) => {
    slept();
    clock.restart(t, now());
    sent = 0;
    ping();
  });
  socket.events.on('t', ({ t, e }) => {
    if (e !== undefined) clock.sample(e, t, now());
  });
  socket.events.on('disconnect', () => clearTimeout(timer));
  // Sooner than the next ping would: nobody who looks at the page again should hear notes at wrong times.
  for (const sign of ['focus', 'pageshow']) addEventListener(sign, check);
  document.addEventListener('visibilitychange', check);

  function check() {
    if (slept() && socket.status.phase === 'online') ping();
  }
}
