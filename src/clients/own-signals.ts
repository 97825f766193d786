/** Whether a signal to end ends this process at once, or the command that runs in it ends in its own time, as a rollout does. */

let handlers = 0;

/**
 * From now on nothing but the command ends the process after a signal: what works for it goes on to its end.
 * @returns has signals end the process again
 */
export function handlesSignals(): () => void {
  handlers += 1;
  return () => {
    handlers -= 1;
  };
}

export const areSignalsHandled = (): boolean => handlers > 0;
