import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Waits until something holds that nothing tells of: what other processes do. Fails after so many milliseconds: many, as only
 * a defect makes it wait so long, and a machine with little to give makes all else wait too.
 */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what = String(holds),
  limitMs = 60_000,
): Promise<void> {
  const limit = performance.now() + limitMs
  while (!(await holds())) {
    assert.ok(performance.now() < limit, `still not: ${what}`)
    await wait(10)
  }
}
