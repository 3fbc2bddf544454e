/**
 * Which versions of a parameter are kept: the 100 newest. Versions are numbered from 1 without gaps, and only the
 * oldest is ever dropped, so two numbers say which there are.
 * Source: Systems Manager User Guide, "Working with parameter versions".
 */
import { parameterMaxVersionLimitExceeded } from '../errors.ts'
import { versionCount } from '../limits.ts'
import { type Labels, labelsOf } from './labels.ts'

/** The first and the last version that exist. */
export interface VersionRange {
  readonly first: number
  readonly current: number
}

/**
 * The version that must go before another one can be made; undefined when there is room.
 * Fails with ParameterMaxVersionLimitExceeded when it has labels.
 */
export function versionToDrop(name: string, range: VersionRange, labels: Labels): number | undefined {
  if (range.current - range.first + 1 < versionCount) return undefined
  if (labelsOf(labels, range.first).length > 0) throw parameterMaxVersionLimitExceeded(name, range.first)
  return range.first
}

/** The version that a selector means: a number as it is, a label by what it names; undefined when there is none. */
export function versionOfSelector(selector: string, range: VersionRange, labels: Labels): number | undefined {
  if (!/^\d+$/.test(selector)) return Object.hasOwn(labels, selector) ? labels[selector] : undefined
  const version = Number(selector)
  return version >= range.first && version <= range.current ? version : undefined
}
