/**
 * Numbers as Java has them: whole ones, of any length, and doubles, which are written with a point. Source: Java SE, java.lang.Double
 * (toString); Velocity 1.7, MathUtils: of two numbers, one of which is a double, a double comes.
 */
import type { Json } from '../../base/json.ts'
import { exactNumbersMax } from './limits.ts'

/** A number that JavaScript would write otherwise: a double without a fraction, a whole number with more digits than it counts with. */
export class NumberValue {
  // Of a document's paths these are leaves: they have no members of their own.
  readonly #value: number
  readonly #text: string

  constructor(value: number, text: string) {
    this.#value = value
    this.#text = text
  }

  get text(): string {
    return this.#text
  }

  get isDouble(): boolean {
    return this.#text.includes('.')
  }

  valueOf(): number {
    return this.#value
  }

  toJSON(): unknown {
    return rawJSON(this.#text)
  }
}

/** TypeScript's library does not know JSON.rawJSON yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/** A number of a template. */
export type AnyNumber = number | NumberValue

export function isNumber(value: unknown): value is AnyNumber {
  return typeof value === 'number' || value instanceof NumberValue
}

/** A number as it was written: with a point or an exponent it is a double. */
export function numberOf(written: string): AnyNumber {
  const value = Number(written)
  if (/[.eE]/.test(written)) return doubleOf(value)
  return Number.isSafeInteger(value) ? value : new NumberValue(value, BigInt(written).toString())
}

/** A double. */
export function doubleOf(value: number): AnyNumber {
  const text = Number.isFinite(value) ? doubleText(value) : String(value)
  return text === String(value) ? value : new NumberValue(value, text)
}

export function isDouble(value: AnyNumber): boolean {
  return value instanceof NumberValue ? value.isDouble : !Number.isInteger(value)
}

/** As Java writes a number. */
export function numberText(value: AnyNumber): string {
  return value instanceof NumberValue ? value.text : String(value)
}

/** Between a thousandth and ten millions plainly, else with an exponent. */
function doubleText(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  if (size >= 1e-3 && size < 1e7) return withPoint(String(value))
  const [digits = '', exponent] = value.toExponential().split('e')
  return `${withPoint(digits)}E${Number(exponent)}`
}

function withPoint(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`
}

/** What may be a number that JavaScript would write otherwise. */
const unusual = /\d[.eE]|\d{16}/

/**
 * Reads JSON whose numbers stay as Java has them: among its values there may be a NumberValue. Fails with a SyntaxError. `isPlain`: what
 * compares numbers is to read it, so that they are all JavaScript's; so they are in long documents.
 */
export function readJson(text: string, isPlain = false): Json {
  if (isPlain || text.length > exactNumbersMax || !unusual.test(text)) return JSON.parse(text) as Json
  const keep = (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? numberOf(context.source) : value
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown) as Json
}
