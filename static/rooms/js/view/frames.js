/**
 * One loop for everything that moves. A task runs each frame until it says that it is at rest; with none left, or with
 * the page hidden, there is no loop.
 * @typedef {(time: number, count: number) => boolean} Task  gets the time and the number of the frame; returns whether
 *   it still moves
 */

/** @type {Set<Task>} */
const tasks = new Set();
let request = 0;
let count = 0;

/** @param {number} time */
function frame(time) {
  request = 0;
  count++;
  for (const task of [...tasks]) {
    if (!task(performance.timeOrigin + time, count)) tasks.delete(task);
  }
  arm();
}

function arm() {
  if (tasks.size > 0 && request === 0 && !document.hidden) request = requestAnimationFrame(frame);
}

/** @param {Task} task */
export function animate(task) {
  tasks.add(task);
  arm();
}

document.addEventListener('visibilitychange', arm);
