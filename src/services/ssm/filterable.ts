import type { Filtered } from './domain/filters.ts'
import type { Parameter } from './records.ts'

/** A parameter as filters look at it. */
export function filterable({ path, current, tags, labels }: Parameter): Filtered {
  const { type, keyId, tier, dataType, version } = current
  return { path, type, keyId, tier, dataType, tags, labels, version }
}
