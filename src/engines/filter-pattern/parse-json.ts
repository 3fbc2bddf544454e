import { invalidPattern } from './errors.ts'
import { regexesPerPattern, wildcardSelectorsPerPattern } from './limits.ts'
import { parseSelector } from './parse-selector.ts'
import { isReadableNumber } from './scalar.ts'
import { Scanner } from './scanner.ts'
import { hasWildcard } from './selector.ts'
import type { FilterPattern, JsonCondition } from './types.ts'

/**
 * What stands between the braces: conditions joined by `&&` before `||`, with parentheses.
 * Source: User Guide, "Using filter patterns to match terms in JSON log events".
 */
export function parseJson(text: string): FilterPattern {
  const parser = new JsonParser(text)
  const condition = parser.either()
  parser.finish()
  return { type: 'json', condition }
}

class JsonParser {
  readonly #scanner: Scanner
  #regexCount = 0
  #wildcardSelectorCount = 0

  constructor(text: string) {
    this.#scanner = new Scanner(text)
  }

  finish(): void {
    if (!this.#scanner.ended) throw this.#scanner.failure()
    if (this.#regexCount > regexesPerPattern) throw invalidPattern()
    if (this.#wildcardSelectorCount > wildcardSelectorsPerPattern) throw invalidPattern()
  }

  either(): JsonCondition {
    return this.#joined('or', '||', () => this.#both())
  }

  #both(): JsonCondition {
    return this.#joined('and', '&&', () => this.#single())
  }

  #joined(type: 'and' | 'or', word: string, next: () => JsonCondition): JsonCondition {
    const first = next()
    if (!this.#scanner.take(word)) return first
    const conditions = [first]
    do conditions.push(next())
    while (this.#scanner.take(word))
    return { type, conditions }
  }

  #single(): JsonCondition {
    const scanner = this.#scanner
    if (scanner.take('(')) {
      const inner = this.either()
      if (!scanner.take(')')) throw scanner.failure()
      return inner
    }
    if (scanner.ended || scanner.next !== '$') throw scanner.failure()
    const selector = parseSelector(scanner)
    if (hasWildcard(selector)) this.#wildcardSelectorCount++
    if (scanner.takeKeyword('IS')) {
      for (const value of ['NULL', 'TRUE', 'FALSE'] as const) {
        if (scanner.takeKeyword(value)) return { type: 'is', selector, value }
      }
      throw scanner.failure()
    }
    if (scanner.takeKeyword('NOT')) {
      if (!scanner.takeKeyword('EXISTS')) throw scanner.failure()
      return { type: 'not-exists', selector }
    }
    const operator = scanner.takeOperator()
    if (operator === undefined) throw scanner.failure()
    const operand = scanner.operand()
    if (operand.type === 'regex') this.#regexCount++
    if (operator !== '=' && operator !== '!=' && !isReadableNumber(operand)) throw invalidPattern()
    return { type: 'compare', selector, operator, operand }
  }
}
