/**
 * Restoring archived objects: how long it takes by class and tier, and what is asked of it. Source: Amazon S3 User Guide, "Understanding
 * archive retrieval options", "Restoring an archived object"; the shortest span that AWS names for each.
 */

const minuteMs = 60_000
const hourMs = 3_600_000

/** Unit: milliseconds. */
const spans = {
  GLACIER: { Expedited: minuteMs, Standard: 3 * hourMs, Bulk: 5 * hourMs },
  DEEP_ARCHIVE: { Standard: 12 * hourMs, Bulk: 48 * hourMs },
} as const

export type RestoreTier = 'Expedited' | 'Standard' | 'Bulk'

/** How long a restoration takes. Unit: milliseconds. Undefined: this class has no such tier. */
export function restoreSpanMs(storageClass: string | undefined, tier: RestoreTier): number | undefined {
  if (storageClass === 'GLACIER') return spans.GLACIER[tier]
  if (storageClass === 'DEEP_ARCHIVE' && tier !== 'Expedited') return spans.DEEP_ARCHIVE[tier]
  return undefined
}

export function isArchived(storageClass: string | undefined): boolean {
  return storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE'
}

/** What is known of a version's restored copy. Units: milliseconds since the epoch. */
export interface RestoreState {
  readonly restoring?: { readonly readyAt: number; readonly days: number; readonly tier: RestoreTier }
  readonly restoredUntil?: number
}

/** Whether a restoration under way is made faster by asking once more. Source: API reference, RestoreObject, "upgrade the speed". */
export function isFaster({ restoring }: RestoreState, readyAt: number): boolean {
  return restoring !== undefined && readyAt < restoring.readyAt
}

/** The header x-amz-restore. */
export function restoreText({ restoring, restoredUntil }: RestoreState, now: number): string | undefined {
  if (restoring !== undefined) return 'ongoing-request="true"'
  if (restoredUntil === undefined || restoredUntil <= now) return undefined
  return `ongoing-request="false", expiry-date="${new Date(restoredUntil).toUTCString()}"`
}

/** As listings tell it, where they are asked to. */
export function restoreMember(
  { restoring, restoredUntil }: RestoreState,
  now: number,
): { readonly IsRestoreInProgress: boolean; readonly RestoreExpiryDate?: Date } | undefined {
  if (restoring !== undefined) return { IsRestoreInProgress: true }
  if (restoredUntil === undefined || restoredUntil <= now) return undefined
  return { IsRestoreInProgress: false, RestoreExpiryDate: new Date(restoredUntil) }
}
