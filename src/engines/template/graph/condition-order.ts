/** In which order conditions can be decided. Without recursion: nothing bounds how many there are. */
import type { Json } from '../../../base/json.ts'
import { walkConditionReferences } from './references.ts'

/** An order, or two conditions that need each other. */
export interface ConditionOrder {
  /** Each behind those that it names. Names that no condition has are left out. */
  readonly order: readonly string[]
  readonly circle?: readonly [string, string]
}

/** Finds the order. Fails with a TemplateError where a condition is not built as it should be. */
export function conditionOrder(conditions: ReadonlyMap<string, Json>): ConditionOrder {
  const needs = new Map([...conditions].map(([name, condition]) => [name, namedIn(condition)]))
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  for (const first of conditions.keys()) {
    const path: { readonly name: string; readonly left: string[] }[] = []
    const enter = (name: string): void => {
      if (state.has(name) || !needs.has(name)) return
      state.set(name, 'open')
      path.push({ name, left: [...(needs.get(name) ?? [])] })
    }
    enter(first)
    for (let last = path.at(-1); last; last = path.at(-1)) {
      const next = last.left.shift()
      if (next === undefined) {
        path.pop()
        state.set(last.name, 'done')
        order.push(last.name)
      } else if (state.get(next) === 'open') return { order, circle: [next, last.name] }
      else enter(next)
    }
  }
  return { order }
}

function namedIn(condition: Json): ReadonlySet<string> {
  const names = new Set<string>()
  walkConditionReferences(condition, {
    name: () => {},
    attribute: () => {},
    condition: (name) => names.add(name),
  })
  return names
}
