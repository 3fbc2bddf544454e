import type { Clock, Timer } from './clock.ts'

/** The longest span `setTimeout` takes without overflow. Unit: milliseconds. Source: Node.js Timers documentation. */
const longestTimeoutMs = 2_147_483_647

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(at, callback): Timer {
    let handle: NodeJS.Timeout
    const arm = () => {
      const left = at - Date.now()
      handle =
        left > longestTimeoutMs ? setTimeout(arm, longestTimeoutMs) : setTimeout(callback, Math.max(0, left))
      handle.unref()
    }
    arm()
    return { cancel: () => clearTimeout(handle) }
  },
}
