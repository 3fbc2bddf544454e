import { invalidParameter } from '../errors.ts'

/**
 * No group here has a transformer, and only groups that have one can be asked for transformed events.
 * Source: API Reference, PutMetricFilter, `applyOnTransformedLogs`. UNVERIFIED: the words.
 */
export function refuseTransformedLogs(asked: boolean | undefined): void {
  if (asked) {
    throw invalidParameter(
      'applyOnTransformedLogs can be true only for log groups that have an active transformer.',
    )
  }
}
