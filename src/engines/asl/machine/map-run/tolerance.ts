/** How many items of a Map Run may fail. Both absent: none. */
export interface Tolerance {
  readonly count?: number | undefined
  readonly percentage?: number | undefined
}

/**
 * Whether more items have failed than a Map Run tolerates. Where both are given, either ends it.
 * Source: Developer Guide, "Setting failure thresholds for Distributed Map states".
 */
export function exceedsTolerance(
  { failed, total }: { readonly failed: number; readonly total: number },
  { count, percentage }: Tolerance,
): boolean {
  if (count === undefined && percentage === undefined) return failed > 0
  if (count !== undefined && failed > count) return true
  return percentage !== undefined && failed * 100 > percentage * total
}

/** Observed on AWS, 2025-11-13. */
export const thresholdExceeded = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
} as const
