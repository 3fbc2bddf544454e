import type { Selector } from './types.ts'

export function hasWildcard(selector: Selector): boolean {
  return selector.some(({ type }) => type === 'any-property' || type === 'any-element')
}

/** All that a selector points to: one value at most, unless it has a wildcard. `null` is a value. */
export function select(document: unknown, selector: Selector): unknown[] {
  let found = [document]
  for (const step of selector) {
    found = found.flatMap((value) => {
      if (Array.isArray(value)) {
        if (step.type === 'element') return step.index < value.length ? [value[step.index]] : []
        return step.type === 'any-element' ? value : []
      }
      if (value === null || typeof value !== 'object') return []
      if (step.type === 'property') return Object.hasOwn(value, step.name) ? [own(value, step.name)] : []
      return step.type === 'any-property' ? Object.values(value) : []
    })
    if (found.length === 0) return found
  }
  return found
}

function own(value: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(value, name)?.value
}
