/** Answers that go on as long as somebody watches: one JSON object a line. */

/** Where nothing happens, an empty line says that the server is there. Unit: milliseconds. Ours. */
const signOfLifeMs = 15_000

/** What a client that does not read is told at the most; the rest is dropped. Unit: lines. Ours. */
const unreadMax = 10_000

/** Lines for one watcher, kept until they are read. */
export class WatchedLines<Line> {
  #unread: Line[]
  #wake = () => {}

  constructor(first: readonly Line[] = []) {
    this.#unread = [...first]
  }

  tell(line: Line): void {
    if (this.#unread.length < unreadMax) this.#unread.push(line)
    this.#wake()
  }

  /** The lines as they come, until the signal. */
  async *until(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const onAbort = () => this.#wake()
    signal.addEventListener('abort', onAbort)
    try {
      while (!signal.aborted) {
        const told = this.#unread
        if (told.length > 0) {
          this.#unread = []
          yield Buffer.concat(told.map(jsonLine))
        } else if (await this.#quiet()) yield emptyLine
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Whether nothing is told for a while; by the machine's time, as connections live. */
  async #quiet(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const quiet = await new Promise<boolean>((resolve) => {
      this.#wake = () => resolve(false)
      timer = setTimeout(() => resolve(true), signOfLifeMs)
    })
    clearTimeout(timer)
    return quiet
  }
}

/** A line of its own. */
export function jsonLine(line: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(line)}\n`)
}

/** Tells a client that the server is there. */
export const emptyLine: Uint8Array = Buffer.from('\n')
