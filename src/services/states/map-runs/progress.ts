/** What is known of the children of a Map Run by their places: one byte for each, so that millions fit. */
import type { ChildStatus } from './records.ts'

const numbers = { SUCCEEDED: 1, FAILED: 2, TIMED_OUT: 3, ABORTED: 4 } as const
const statuses: readonly (ChildStatus | undefined)[] = [
  undefined,
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
]

export class Progress {
  #bytes = new Uint8Array(1024)

  /** What a child has come to; undefined while it has not. */
  at(index: number): ChildStatus | undefined {
    return statuses[this.#bytes[index] ?? 0]
  }

  set(index: number, status: ChildStatus | undefined): void {
    if (index >= this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(sizeFor(index)))
    this.#bytes[index] = status === undefined ? 0 : numbers[status]
  }
}

/** Whole numbers from 0 by place, four bytes for each; 0 where none was set. */
export class Places {
  #numbers = new Uint32Array(1024)

  at(index: number): number {
    return this.#numbers[index] ?? 0
  }

  set(index: number, value: number): void {
    if (index >= this.#numbers.length) this.#numbers = grown(this.#numbers, new Uint32Array(sizeFor(index)))
    this.#numbers[index] = value
  }
}

function sizeFor(index: number): number {
  return 2 ** Math.ceil(Math.log2(index + 2))
}

function grown<Values extends Uint8Array | Uint32Array>(from: Values, to: Values): Values {
  to.set(from)
  return to
}
