import type { AttributeValue, Item } from '../values/types.ts'

/** A document path with real names: texts are names, numbers are places in lists. */
export type Path = readonly [string, ...(string | number)[]]

/** The value at a path, or undefined where there is none. */
export function valueAt(item: Readonly<Item>, path: Path): AttributeValue | undefined {
  const head = path[0]
  let value = Object.hasOwn(item, head) ? item[head] : undefined
  for (let index = 1; index < path.length && value !== undefined; index++) {
    const step = path[index]
    if (typeof step === 'number') value = 'L' in value ? value.L[step] : undefined
    else if (step === undefined || !('M' in value) || !Object.hasOwn(value.M, step)) value = undefined
    else value = value.M[step]
  }
  return value
}

/** A path as AWS writes it in messages: `[a, [0], b]`. */
export function pathText(path: Path): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`
}

export function samePath(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((step, index) => step === right[index])
}

/** How two paths get in each other's way, if they do: one leads through the other, or one sees a map where the other sees a list. */
function clash(one: Path, other: Path): 'overlap' | 'conflict' | undefined {
  const length = Math.min(one.length, other.length)
  for (let index = 0; index < length; index++) {
    if (typeof one[index] !== typeof other[index]) return 'conflict'
    if (one[index] !== other[index]) return undefined
  }
  return 'overlap'
}

/** Tells of every two paths that clash; see {@link Findings}. */
export function findClashes(
  paths: readonly Path[],
  tell: (kind: 'overlap' | 'conflict', message: string) => void,
): void {
  if (!mayClash(paths)) return
  for (const [index, two] of paths.entries()) {
    for (const one of paths.slice(0, index)) {
      const kind = clash(one, two)
      if (!kind) continue
      tell(
        kind,
        `Two document paths ${kind} with each other; must remove or rewrite one of these paths; ` +
          `path one: ${pathText(one)}, path two: ${pathText(two)}`,
      )
    }
  }
}

/** Paths with different heads never clash, and most have. */
function mayClash(paths: readonly Path[]): boolean {
  return new Set(paths.map(([head]) => head)).size < paths.length
}
