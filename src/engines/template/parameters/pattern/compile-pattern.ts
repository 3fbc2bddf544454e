/**
 * Matches whole texts against patterns, in all ways at once: the time grows with the lengths of both, never with the number of ways.
 * A pattern becomes states; a set of states walks along the text.
 */
import { isWord } from './character-sets.ts'
import { parsePattern } from './parse-pattern.ts'
import { type CodeSet, PatternError, type PatternNode } from './syntax.ts'

/** States that one pattern may have. Unit: states. Chosen: `(.{1,255}\.){1,63}` of host names fits. */
const statesMax = 40_000

/** Steps that one match may take. Unit: states visited. Chosen: a tenth of a second. */
const stepsMax = 20_000_000

type State =
  | { readonly kind: 'set'; readonly contains: CodeSet; next: number }
  | { readonly kind: 'split'; readonly next: number[] }
  | { readonly kind: 'look'; readonly start: number; readonly negative: boolean; next: number }
  | { readonly kind: 'assert'; readonly at: 'start' | 'end' | 'word' | 'noWord'; next: number }
  | { readonly kind: 'match' }

/** A pattern that texts can be held against. */
export interface CompiledPattern {
  /** Whether the whole text matches. Fails with a PatternError when that takes too long to find out. */
  matches(text: string): boolean
}

/** Reads a pattern of Java's language. Fails with a PatternError. */
export function compilePattern(text: string): CompiledPattern {
  const states: State[] = []
  const add = (state: State): number => {
    if (states.length >= statesMax) throw new PatternError('The pattern is too large')
    return states.push(state) - 1
  }
  // From the end to the beginning: each part is told what comes after it.
  const build = (node: PatternNode, next: number): number => {
    switch (node.kind) {
      case 'set':
        return add({ kind: 'set', contains: node.contains, next })
      case 'sequence':
        return node.items.reduceRight((after, item) => build(item, after), next)
      case 'choice':
        return add({ kind: 'split', next: node.items.map((item) => build(item, next)) })
      case 'assert':
        return add({ kind: 'assert', at: node.at, next })
      case 'look':
        return add({
          kind: 'look',
          start: build(node.item, add({ kind: 'match' })),
          negative: node.negative,
          next,
        })
      case 'repeat': {
        let after = next
        if (node.max === Number.POSITIVE_INFINITY) {
          const loop: State = { kind: 'split', next: [next] }
          after = add(loop)
          loop.next.push(build(node.item, after))
        } else
          for (let count = node.min; count < node.max; count++)
            after = add({ kind: 'split', next: [next, build(node.item, after)] })
        for (let count = 0; count < node.min; count++) after = build(node.item, after)
        return after
      }
    }
  }
  const match = add({ kind: 'match' })
  const start = build(parsePattern(text), match)
  return { matches: (value) => new Run(states, value).from(start, 0, true) }
}

class Run {
  readonly #states: readonly State[]
  readonly #text: string
  readonly #looks = new Map<number, boolean>()
  #steps = 0

  constructor(states: readonly State[], text: string) {
    this.#states = states
    this.#text = text
  }

  /** Whether the states from one on match what stands from a place on: all of it, or its beginning. */
  from(start: number, place: number, whole: boolean): boolean {
    let current = this.#closure([start], place)
    for (let at = place; ; at++) {
      if (current.matched && (!whole || at === this.#text.length)) return true
      if (at === this.#text.length || current.sets.length === 0) return false
      const code = this.#text.charCodeAt(at)
      const next: number[] = []
      for (const index of current.sets) {
        const state = this.#states[index]
        if (state?.kind === 'set' && state.contains(code)) next.push(state.next)
      }
      current = this.#closure(next, at + 1)
    }
  }

  /** The states that wait for a character, reached without reading one. */
  #closure(
    starts: readonly number[],
    place: number,
  ): { readonly sets: readonly number[]; readonly matched: boolean } {
    const seen = new Set<number>()
    const open = [...starts]
    const sets: number[] = []
    let matched = false
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (seen.has(index)) continue
      seen.add(index)
      if (++this.#steps > stepsMax) throw new PatternError('The pattern takes too long')
      const state = this.#states[index]
      switch (state?.kind) {
        case 'set':
          sets.push(index)
          break
        case 'split':
          open.push(...state.next)
          break
        case 'match':
          matched = true
          break
        case 'assert':
          if (this.#holds(state.at, place)) open.push(state.next)
          break
        case 'look':
          if (this.#looksAhead(state.start, place) !== state.negative) open.push(state.next)
          break
      }
    }
    return { sets, matched }
  }

  #holds(at: 'start' | 'end' | 'word' | 'noWord', place: number): boolean {
    if (at === 'start') return place === 0
    if (at === 'end') return place === this.#text.length
    const before = place > 0 && isWord(this.#text.charCodeAt(place - 1))
    const after = place < this.#text.length && isWord(this.#text.charCodeAt(place))
    return (before !== after) === (at === 'word')
  }

  #looksAhead(start: number, place: number): boolean {
    const key = start * (this.#text.length + 1) + place
    let found = this.#looks.get(key)
    if (found === undefined) {
      found = this.from(start, place, false)
      this.#looks.set(key, found)
    }
    return found
  }
}
