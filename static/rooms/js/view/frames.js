/**
 * One loop for everything that moves. A task runs each frame until it says that it is at rest; with none left, or with
 * the page hidden, there is no loop.
 * @typedef {(time: number) => boolean} Task  returns whether it still moves
 */

/** @type {Set<Task>} */
const tasks = new Set();
let request = 0;

/** @param {number} time */
function frame(time) {
  request = 0;
  for (const task of [...tasks]) {
    if (!task(performance.timeOrigin + time)) tasks.delete(task);
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
