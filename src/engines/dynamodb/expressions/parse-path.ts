import { pathSteps } from '../limits.ts'
import type { PathNode, PathStep } from './ast.ts'
import type { Findings, Subject } from './findings.ts'
import { isReservedWord } from './reserved-words.ts'
import type { TokenReader } from './tokens.ts'

/** Reads document paths: `a.#b[0]`. `keywords` cannot be names. */
export class PathParser {
  readonly #reader: TokenReader
  readonly #findings: Findings<Subject>
  readonly #keywords: ReadonlySet<string>

  constructor(reader: TokenReader, findings: Findings<Subject>, keywords: ReadonlySet<string>) {
    this.#reader = reader
    this.#findings = findings
    this.#keywords = keywords
  }

  path(): PathNode {
    return this.rest([this.name()])
  }

  /** Takes further steps, if any, to the end of `steps`. */
  rest(start: PathNode): PathNode {
    const steps = [...start]
    for (;;) {
      if (this.#reader.takeSign('.')) steps.push(this.name())
      else if (this.#reader.takeSign('[')) steps.push(this.index())
      else break
    }
    if (steps.length > pathSteps) {
      // UNVERIFIED: the words, which are DynamoDB Local's.
      this.#findings.add(
        'index',
        `The document path has too many nesting elements; nesting levels: ${steps.length}`,
      )
    }
    return steps
  }

  private name(): PathStep {
    const { type, text } = this.#reader.next
    if (type === 'alias') {
      this.#reader.take()
      return { type: 'alias', alias: text }
    }
    if (type !== 'word' || this.#keywords.has(text.toUpperCase())) throw this.#reader.syntaxError()
    this.#reader.take()
    if (isReservedWord(text)) {
      this.#findings.add('reserved word', `Attribute name is a reserved keyword; reserved keyword: ${text}`)
    }
    return { type: 'name', name: text }
  }

  private index(): PathStep {
    if (this.#reader.next.type !== 'index') throw this.#reader.syntaxError()
    const { text } = this.#reader.take()
    this.#reader.expectSign(']')
    const index = Number(text)
    if (index >= 2 ** 31) {
      // UNVERIFIED: the words, which are DynamoDB Local's.
      this.#findings.add('index', `List index is not within the allowable range; index: [${text}]`)
    }
    return { type: 'index', index }
  }
}
