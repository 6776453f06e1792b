/** Tells the time and waits. */
export interface Clock {
  now(): Date;
  /** Calls back once, after so many milliseconds. @returns a function that prevents it */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The system's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
