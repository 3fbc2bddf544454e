import { FilterPatternError, invalidCharacters, invalidPattern } from './errors.ts'
import { wildcardsPerSelector } from './limits.ts'
import { Scanner } from './scanner.ts'
import type { Selector, SelectorStep } from './types.ts'

/**
 * `$.name`, `$.list[0].name`, `$.list[*]`, `$.*`, `$.['odd.name']`. The scanner stands at the dollar sign.
 * UNVERIFIED: that the root itself may be an array (`$[0]`), and that a bracketed name may have double quotes.
 */
export function parseSelector(scanner: Scanner): Selector {
  scanner.takeHere('$')
  const steps: SelectorStep[] = []
  for (;;) {
    if (scanner.takeHere('.')) steps.push(afterDot(scanner))
    else if (scanner.takeHere('[')) steps.push(bracketed(scanner))
    else break
  }
  if (steps.length === 0) throw scanner.next.trim() === '' ? invalidPattern() : misfit(scanner, '$')
  const wildcards = steps.filter(({ type }) => type === 'any-property' || type === 'any-element')
  if (wildcards.length > wildcardsPerSelector) throw invalidPattern()
  return steps
}

/** Reads a text that is one selector and nothing else; undefined when it is not. */
export function readSelector(text: string): Selector | undefined {
  if (!text.startsWith('$')) return undefined
  try {
    const scanner = new Scanner(text)
    const selector = parseSelector(scanner)
    return scanner.next === '' ? selector : undefined
  } catch (error) {
    if (error instanceof FilterPatternError) return undefined
    throw error
  }
}

function afterDot(scanner: Scanner): SelectorStep {
  if (scanner.takeHere('[')) return bracketed(scanner)
  if (scanner.takeHere('*')) return { type: 'any-property' }
  const name = scanner.takeWhile(/[A-Za-z0-9_-]/)
  if (name === '') throw misfit(scanner, '$.')
  return { type: 'property', name }
}

function bracketed(scanner: Scanner): SelectorStep {
  const step = bracketContent(scanner)
  if (!scanner.takeHere(']')) throw misfit(scanner, '[')
  return step
}

function bracketContent(scanner: Scanner): SelectorStep {
  if (scanner.takeHere('*')) return { type: 'any-element' }
  const { next } = scanner
  if (next === "'" || next === '"') return { type: 'property', name: scanner.quoted(next) }
  const digits = scanner.takeWhile(/[0-9]/)
  if (digits === '' || digits.length > 9) throw misfit(scanner, '[')
  return { type: 'element', index: Number(digits) }
}

function misfit(scanner: Scanner, before: string): Error {
  return scanner.next === '' ? invalidPattern() : invalidCharacters(`${before}${scanner.next}`)
}
