/** Figures of a benchmark, printed beside their limits. */

/** The middle value; of an even number of values, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** The smallest value that so many per cent of all values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  const index = Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)
  return sorted[index] ?? Number.NaN
}

/** What a figure is held against. */
export interface Limit {
  readonly atLeast?: number
  readonly atMost?: number
}

/** Collects figures; {@link finish} ends the process with 1 when a limit was broken. */
export class Report {
  #broken = 0

  line(text = ''): void {
    process.stdout.write(`${text}\n`)
  }

  /** Prints a figure, and whether it keeps its limit if it has one. */
  figure(name: string, value: number, unit: string, limit: Limit = {}, digits = 2): void {
    const { atLeast, atMost } = limit
    const kept = (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost)
    const limited = atLeast !== undefined || atMost !== undefined
    if (limited && !kept) this.#broken += 1
    const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`
    const verdict = limited ? `   (limit: ${bound} ${unit}${kept ? '' : ', BROKEN'})`.replace(' )', ')') : ''
    this.line(`  ${name.padEnd(52)} ${value.toFixed(digits).padStart(10)} ${unit}${verdict}`)
  }

  finish(): void {
    process.exitCode = this.#broken === 0 ? 0 : 1
  }
}
