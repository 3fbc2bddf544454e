import { StringDecoder } from 'node:string_decoder'

/** A line is cut here, as CloudWatch Logs would. Unit: bytes. Source: CloudWatch Logs quotas, event size of 256 KB. */
const lineBytesMax = 262_118

/** Makes lines out of what a process prints, whatever it prints. Lines keep their line break. */
export class LineSplitter {
  readonly #onLine: (line: string) => void
  #decoder = new StringDecoder('utf8')
  #rest = ''
  /** Something was pushed since the last flush. */
  #isUsed = false

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    this.#isUsed = true
    let text = this.#decoder.write(chunk)
    if (this.#rest !== '') {
      text = this.#rest + text
      this.#rest = ''
    }
    let from = 0
    for (;;) {
      const end = text.indexOf('\n', from)
      if (end < 0) break
      this.#emit(text.slice(from, end + 1))
      from = end + 1
    }
    this.#rest = from === 0 ? text : text.slice(from)
    while (this.#rest.length > lineBytesMax) {
      this.#onLine(this.#rest.slice(0, lineBytesMax))
      this.#rest = this.#rest.slice(lineBytesMax)
    }
  }

  /** Gives out a line that has not ended: nothing follows, or what follows belongs to something else. */
  flush(): void {
    if (!this.#isUsed) return
    this.#isUsed = false
    const rest = this.#rest + this.#decoder.end()
    this.#decoder = new StringDecoder('utf8')
    this.#rest = ''
    if (rest !== '') this.#emit(rest)
  }

  #emit(line: string): void {
    // CloudWatch Logs has no empty events.
    if (line !== '\n' && line !== '\r\n') this.#onLine(line)
  }
}
