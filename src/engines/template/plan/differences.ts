/** Where two values differ. */
import { isObject, type Json } from '../../../base/json.ts'
import { isList, textOf } from '../functions/calls.ts'

/** One place where two values differ; absent sides do not have the place. */
export interface Difference {
  /** Names of members and indexes of items, from the top. */
  readonly path: readonly string[]
  readonly before?: Json
  readonly after?: Json
}

/** The smallest differences of two values, in the order of the second, then what only the first has. */
export function differencesOf(before: Json | undefined, after: Json | undefined): readonly Difference[] {
  const found: Difference[] = []
  collect(before, after, [], found)
  return found
}

function collect(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly string[],
  found: Difference[],
): void {
  if (before === after) return
  if (before === undefined || after === undefined) {
    found.push({ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) })
    return
  }
  if (isObject(before) && isObject(after)) {
    for (const name in after) collect(own(before, name), after[name], [...path, name], found)
    for (const name in before)
      if (!Object.hasOwn(after, name)) collect(before[name], undefined, [...path, name], found)
    return
  }
  if (isList(before) && isList(after)) {
    const length = Math.max(before.length, after.length)
    for (let index = 0; index < length; index++)
      collect(before[index], after[index], [...path, String(index)], found)
    return
  }
  // `10` and `'10'` are the same to CloudFormation.
  const text = textOf(before)
  if (text !== undefined && text === textOf(after)) return
  found.push({ path, before, after })
}

function own(value: { readonly [name: string]: Json | undefined }, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined
}

/** Whether two values are the same to CloudFormation. */
export function sameValue(before: Json | undefined, after: Json | undefined): boolean {
  return differencesOf(before, after).length === 0
}
