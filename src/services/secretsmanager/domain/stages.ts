/**
 * Staging labels: which version is meant by a name. AWSCURRENT is always on one version; the version that had it before gets
 * AWSPREVIOUS. Source: User Guide, "What's in a secret", "Version"; API Reference, UpdateSecretVersionStage.
 */

export const current = 'AWSCURRENT'
export const previous = 'AWSPREVIOUS'
export const pending = 'AWSPENDING'

interface Staged {
  readonly id: string
  readonly stages: readonly string[]
}

/** Takes labels off all versions, and puts them on one. Where AWSCURRENT moves, AWSPREVIOUS follows to where it was. */
export function moveStages<V extends Staged>(
  versions: readonly V[],
  labels: readonly string[],
  to: string | undefined,
): V[] {
  const before = versions.find(({ stages }) => stages.includes(current))?.id
  const leaves = labels.includes(current) && before !== undefined && before !== to
  const moved = leaves ? [...labels, previous] : labels
  return versions.map((version) => {
    const kept = version.stages.filter((label) => !moved.includes(label))
    const added = [
      ...(version.id === to ? labels : []),
      ...(leaves && version.id === before ? [previous] : []),
    ]
    // The version that becomes current is the previous one no more.
    const stages = [...kept, ...added]
    return { ...version, stages: [...new Set(stages)] }
  })
}

/** The version that a label is on. */
export function versionWith<V extends Staged>(versions: readonly V[], label: string): V | undefined {
  return versions.find(({ stages }) => stages.includes(label))
}

/** Versions without the oldest of those that no label keeps, down to a number. */
export function withoutOldest<V extends Staged & { readonly createdAt: number }>(
  versions: readonly V[],
  count: number,
  keptSince: number,
): { readonly kept: V[]; readonly gone: V[] } {
  const spare = versions.filter(({ stages, createdAt }) => stages.length === 0 && createdAt < keptSince)
  const gone = spare.slice(0, Math.max(0, versions.length - count))
  return { kept: versions.filter((version) => !gone.includes(version)), gone }
}
