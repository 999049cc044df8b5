/** Monotonic time on the scale of the Unix epoch, in ms: it never jumps when the computer's clock is set. */
export const now = () => performance.timeOrigin + performance.now();

/** The same scale for an event's own time stamp, which is earlier than the moment its handler runs. */
/** @param {Event} event */
export const timeOf = (event) => performance.timeOrigin + event.timeStamp;
