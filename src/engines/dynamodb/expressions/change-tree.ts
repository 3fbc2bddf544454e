import { DynamoDbError } from '../errors.ts'
import { type AttributeValue, emptyItem, type Item } from '../values/types.ts'
import type { Path } from './paths.ts'

/** That nothing is left at a place. */
export const removed = Symbol('removed')

export type Change = AttributeValue | typeof removed

/** What changes below one place: there, or further down. */
interface Branch {
  change?: Change
  readonly below: Map<string | number, Branch>
}

/**
 * Changes of one update, by path, so that all of them count places in lists as they were before: elements that are set
 * are replaced, those that are removed leave no gap, and those beyond the end follow it in order of their numbers.
 * Source: Developer Guide, "Using update expressions in DynamoDB", adding elements to a list, removing elements.
 */
export class ChangeTree {
  readonly #root: Branch = { below: new Map() }

  /** Paths must not overlap. */
  add(path: Path, change: Change): void {
    let branch = this.#root
    for (const step of path) {
      let next = branch.below.get(step)
      if (!next) {
        next = { below: new Map() }
        branch.below.set(step, next)
      }
      branch = next
    }
    branch.change = change
  }

  /** A new item; what did not change is shared with the old one. Fails with a DynamoDbError where a path leads nowhere. */
  applyTo(item: Readonly<Item>): Item {
    return changedMap(item, this.#root)
  }
}

export function wrongPath(): DynamoDbError {
  return new DynamoDbError('The document path provided in the update expression is invalid for update')
}

function changed(value: AttributeValue | undefined, branch: Branch): Change | undefined {
  if (branch.change !== undefined) return branch.change
  if (!value) throw wrongPath()
  for (const step of branch.below.keys()) {
    if (typeof step === 'number' ? !('L' in value) : !('M' in value)) throw wrongPath()
  }
  if ('L' in value) return { L: changedList(value.L, branch) }
  return 'M' in value ? { M: changedMap(value.M, branch) } : value
}

function changedMap(map: Readonly<Item>, branch: Branch): Item {
  const result = emptyItem()
  for (const name in map) {
    const value = map[name]
    if (value !== undefined && !branch.below.has(name)) result[name] = value
  }
  for (const [name, below] of branch.below) {
    const value = typeof name === 'string' && Object.hasOwn(map, name) ? map[name] : undefined
    const now = changed(value, below)
    if (now !== undefined && now !== removed) result[name] = now
  }
  return result
}

function changedList(list: readonly AttributeValue[], branch: Branch): AttributeValue[] {
  const result: AttributeValue[] = []
  const keep = (change: Change | undefined) => {
    if (change !== undefined && change !== removed) result.push(change)
  }
  for (const [index, value] of list.entries()) {
    const below = branch.below.get(index)
    keep(below ? changed(value, below) : value)
  }
  const beyond = [...branch.below].filter(([index]) => typeof index === 'number' && index >= list.length)
  for (const [, below] of beyond.sort(([one], [other]) => Number(one) - Number(other))) {
    keep(changed(undefined, below))
  }
  return result
}
