import { existsSync } from 'node:fs'
import { systemClock } from '../../../base/system-clock.ts'
import type { Check } from './check.ts'

/** No machine that runs this release lives before it. Unit: milliseconds since the epoch. */
const releasedAfter = Date.UTC(2026, 0, 1)

/** Signatures of clients elsewhere are refused when they are more than five minutes away from this clock. */
export const checkClock: Check = async () => {
  const now = systemClock.now()
  const time = new Date(now).toISOString()
  if (now < releasedAfter) {
    return [
      {
        name: 'clock',
        status: 'problem',
        message: `says ${time}`,
        remedy: 'Set it: signatures of clients that know the time would be refused.',
      },
    ]
  }
  // systemd-timesyncd leaves this file once it has heard from a time server.
  const kept = existsSync('/run/systemd/timesync/synchronized') ? ', kept by NTP' : ''
  return [{ name: 'clock', status: 'ok', message: `${time}${kept}` }]
}
