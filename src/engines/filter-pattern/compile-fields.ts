import type { Match } from './match.ts'
import { compileComparison } from './scalar.ts'
import type { Field, FieldCondition } from './types.ts'
import { splitWords, type Word } from './words.ts'

type TextTest = (text: string) => boolean

interface Place {
  readonly name: string | undefined
  readonly holds: TextTest | undefined
}

/**
 * Without an ellipsis, a message needs a word for every field, and the last field takes all that is left of it: AWS's
 * `[w1=ERROR, w2]` matches lines of any length. With one, the fields before it are counted from the start and those
 * behind it from the end. `[]` takes every message.
 * Source: User Guide, "Using filter patterns to match terms in space-delimited log events"; API Reference,
 * TestMetricFilter, examples (extracted values).
 */
export function compileFields(fields: readonly Field[]): (message: string) => Match | undefined {
  const ellipsis = fields.findIndex(({ type }) => type === 'ellipsis')
  const open = ellipsis >= 0 || fields.length === 0
  const before = (ellipsis < 0 ? fields : fields.slice(0, ellipsis)).map(placeOf)
  const after = (ellipsis < 0 ? [] : fields.slice(ellipsis + 1)).map(placeOf)
  return (message) => {
    const words = splitWords(message)
    const middle = words.length - before.length - after.length
    if (middle < 0) return undefined
    const places: Place[] = open
      ? [...before, ...Array<Place>(middle).fill({ name: undefined, holds: undefined }), ...after]
      : before
    const values = open ? words.map(({ text }) => text) : withRest(words, before.length, message)
    if (!places.every(({ holds }, index) => !holds || holds(values[index] ?? ''))) return undefined
    return matchOf(places, values)
  }
}

/** The first words, and in the last place whatever follows them. */
function withRest(words: readonly Word[], count: number, message: string): string[] {
  const texts = words.slice(0, count).map(({ text }) => text)
  const last = words[count - 1]
  const end = words.at(-1)?.end
  if (words.length > count && last) texts[count - 1] = message.slice(last.start, end)
  return texts
}

function placeOf(field: Field): Place {
  if (field.type === 'ellipsis') return { name: undefined, holds: undefined }
  return { name: field.name, holds: field.condition && compileCondition(field.condition) }
}

function compileCondition(condition: FieldCondition): TextTest {
  if (condition.type === 'compare') return compileComparison(condition)
  const tests = condition.conditions.map(compileCondition)
  return condition.type === 'and'
    ? (text) => tests.every((holds) => holds(text))
    : (text) => tests.some((holds) => holds(text))
}

function matchOf(places: readonly Place[], values: readonly string[]): Match {
  return {
    get extracted() {
      return Object.fromEntries(values.map((value, index) => [`$${places[index]?.name ?? index + 1}`, value]))
    },
    value(reference) {
      const name = reference.slice(1)
      const named = places.findIndex((place) => place.name !== undefined && place.name === name)
      if (!reference.startsWith('$')) return undefined
      return named >= 0 ? values[named] : /^[1-9]\d{0,4}$/.test(name) ? values[Number(name) - 1] : undefined
    },
  }
}
