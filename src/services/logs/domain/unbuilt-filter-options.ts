import { AwsError } from '../../../aws/aws-error.ts'
import { invalidParameter } from '../errors.ts'

/** Options of both kinds of filters that nothing here would heed. */
export interface UnbuiltOptions {
  readonly applyOnTransformedLogs?: boolean | undefined
  readonly fieldSelectionCriteria?: string | undefined
  readonly emitSystemFields?: readonly string[] | undefined
  readonly emitSystemFieldDimensions?: readonly string[] | undefined
}

/**
 * Refuses them, so that no filter is kept that does something else than it says. No group here has a transformer, and
 * only groups that have one can be asked for transformed events (API Reference, PutMetricFilter,
 * `applyOnTransformedLogs`; UNVERIFIED: the words). The others are for logs that are collected from many accounts.
 */
export function refuseUnbuilt(options: UnbuiltOptions): void {
  if (options.applyOnTransformedLogs) {
    throw invalidParameter(
      'applyOnTransformedLogs can be true only for log groups that have an active transformer.',
    )
  }
  for (const option of ['fieldSelectionCriteria', 'emitSystemFields', 'emitSystemFieldDimensions'] as const) {
    if (options[option] === undefined || options[option].length === 0) continue
    throw new AwsError('NotImplemented', `Lambent does not implement ${option} of log filters yet.`, {
      statusCode: 501,
      fault: 'server',
    })
  }
}
