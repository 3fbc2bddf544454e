/**
 * Labels of a parameter's versions. A label names at most one version, so they are kept as a map from label to version.
 * Source: Systems Manager User Guide, "Working with parameter labels".
 */
import { parameterVersionLabelLimitExceeded } from '../errors.ts'
import { labelCount } from '../limits.ts'

/** The version that each label names. */
export type Labels = Readonly<Record<string, number>>

/** Letters, digits, `.`, `-` and `_`; neither a digit nor `aws` nor `ssm` (in any case) at the start. */
export function isLabel(text: string): boolean {
  return /^(?!aws|ssm|[0-9])[a-z0-9_.-]+$/i.test(text)
}

/** The labels of a version, in alphabetical order. */
export function labelsOf(labels: Labels, version: number): string[] {
  return Object.keys(labels)
    .filter((label) => labels[label] === version)
    .sort()
}

/**
 * Attaches labels to a version and takes them off the versions that had them. Those that break the rules are left out
 * and named. Fails with ParameterVersionLabelLimitExceeded.
 */
export function attach(
  labels: Labels,
  version: number,
  wanted: readonly string[],
): { readonly labels: Labels; readonly invalid: string[] } {
  const invalid = wanted.filter((label) => !isLabel(label))
  const attached = wanted.filter(isLabel).map((label) => [label, version] as const)
  const next: Labels = { ...labels, ...Object.fromEntries(attached) }
  if (labelsOf(next, version).length > labelCount) throw parameterVersionLabelLimitExceeded()
  return { labels: next, invalid }
}

/** Takes labels off a version. Those that it does not have are named as invalid. */
export function detach(
  labels: Labels,
  version: number,
  wanted: readonly string[],
): { readonly labels: Labels; readonly removed: string[]; readonly invalid: string[] } {
  const removed = [...new Set(wanted)].filter((label) => labels[label] === version)
  const invalid = wanted.filter((label) => labels[label] !== version)
  const kept = Object.entries(labels).filter(([label]) => !removed.includes(label))
  return { labels: Object.fromEntries(kept), removed, invalid }
}

/** Drops the labels of a version that no longer exists. */
export function withoutVersion(labels: Labels, version: number): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, labelled]) => labelled !== version))
}
