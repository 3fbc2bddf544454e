import type { Match } from './match.ts'
import { readSelector } from './parse-selector.ts'
import { compileComparison } from './scalar.ts'
import { select } from './selector.ts'
import type { JsonCondition } from './types.ts'

type DocumentTest = (document: object) => boolean

/**
 * A message that is no JSON object or array matches nothing, `NOT EXISTS` included. Comparisons are with texts and
 * numbers: what is absent, null, true, false, an array or an object meets none of them, `!=` included.
 * Source: User Guide, "Using filter patterns to match terms in JSON log events" ("Value nodes can be strings or
 * numbers"). UNVERIFIED: that `= true` does not find the value true, for which there is `IS TRUE`.
 */
export function compileJson(condition: JsonCondition): (message: string) => Match | undefined {
  const holds = compileCondition(condition)
  return (message) => {
    const document = readDocument(message)
    if (document === undefined || !holds(document)) return undefined
    return { extracted: {}, value: (reference) => valueAt(document, reference) }
  }
}

function readDocument(message: string): object | undefined {
  const first = /[^ \t\r\n]/.exec(message)?.[0]
  if (first !== '{' && first !== '[') return undefined
  try {
    return JSON.parse(message) as object
  } catch {
    return undefined
  }
}

function compileCondition(condition: JsonCondition): DocumentTest {
  switch (condition.type) {
    case 'and': {
      const all = condition.conditions.map(compileCondition)
      return (document) => all.every((holds) => holds(document))
    }
    case 'or': {
      const any = condition.conditions.map(compileCondition)
      return (document) => any.some((holds) => holds(document))
    }
    case 'is': {
      const wanted = { NULL: null, TRUE: true, FALSE: false }[condition.value]
      return (document) => select(document, condition.selector).some((value) => value === wanted)
    }
    case 'not-exists':
      return (document) => select(document, condition.selector).length === 0
    case 'compare': {
      const holds = compileComparison(condition)
      return (document) =>
        select(document, condition.selector).some(
          (value) => (typeof value === 'string' || typeof value === 'number') && holds(value),
        )
    }
  }
}

function valueAt(document: object, reference: string): string | undefined {
  const selector = readSelector(reference)
  const [value] = selector ? select(document, selector) : []
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
