import { compileFilter, type Filter } from './domain/filter-policy.ts'
import { scopeOf } from './domain/subscription-attributes.ts'
import { compiledFiltersMax } from './limits.ts'
import type { Subscription } from './records.ts'

/** Compiled filter policies, by their text. */
export class Filters {
  readonly #compiled = new Map<string, Filter>()

  /** Undefined: it takes every message. */
  of({ attributes }: Subscription): Filter | undefined {
    const { FilterPolicy: text } = attributes
    if (text === undefined) return undefined
    const scope = scopeOf(attributes)
    const name = `${scope}\n${text}`
    const known = this.#compiled.get(name)
    if (known) return known
    if (this.#compiled.size >= compiledFiltersMax) this.#compiled.clear()
    const compiled = compileFilter(text, scope)
    this.#compiled.set(name, compiled)
    return compiled
  }
}
