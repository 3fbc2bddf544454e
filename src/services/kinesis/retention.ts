import { invalidArgument } from './errors.ts'
import { retentionHoursDefault, retentionHoursMax } from './limits.ts'

/** Fails with InvalidArgumentException for what AWS does not keep records for. Unit: hours. */
export function checkRetention(hours: number): void {
  if (hours < retentionHoursDefault)
    throw invalidArgument(
      `Minimum allowed retention period is ${retentionHoursDefault} hours. Requested retention period (${hours} hours) is too short.`,
    )
  if (hours > retentionHoursMax)
    throw invalidArgument(
      `Maximum allowed retention period is ${retentionHoursMax} hours. Requested retention period (${hours} hours) is too long.`,
    )
}
