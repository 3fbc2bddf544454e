/**
 * What people and CI see of a test run: a line for each file as it ends, each failure in full, what was skipped and why,
 * and the test runner's own closing lines. Fed with the events of `run()` of node:test, in the order in which they come.
 */
import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { stripVTControlCharacters, styleText } from 'node:util'

/** Where the report goes. */
export interface ReportOutput {
  write(text: string): void
  readonly colour: boolean
}

/** A test that began and has not ended. */
export interface OpenTest {
  readonly file: string
  readonly name: string
  readonly startedAt: number
}

interface FileRun {
  tests: number
  failures: number
  skipped: number
  output: string
  readonly startedAt: number
  readonly open: Array<{ name: string; startedAt: number }>
  readonly path: string[]
}

/** How much of what a test file printed is kept, to be shown if it fails. Unit: characters. Source: chosen. */
const keptOutput = 20_000

export class TestReport {
  readonly durations: Record<string, number> = {}
  readonly #root: string
  readonly #output: ReportOutput
  readonly #now: () => number
  readonly #files = new Map<string, FileRun>()
  readonly #skipped: string[] = []
  readonly #closing: string[] = []
  #tests = 0
  #failures = 0

  constructor(root: string, output: ReportOutput, now: () => number) {
    this.#root = root
    this.#output = output
    this.#now = now
  }

  get tests(): number {
    return this.#tests
  }

  get failures(): number {
    return this.#failures
  }

  /** Tests under way, the innermost of each file; a file that has ended its tests and goes on stands for itself. */
  get open(): OpenTest[] {
    return [...this.#files].map(([file, run]) => {
      const last = run.open.at(-1)
      const name =
        last?.name ??
        (run.tests > 0 ? 'has ended its tests and does not exit' : 'has not begun its first test')
      return { file, name, startedAt: last?.startedAt ?? run.startedAt }
    })
  }

  /** Takes one event of the test runner. */
  take(event: TestEvent): void {
    switch (event.type) {
      case 'test:dequeue':
        this.#begin(event.data)
        break
      case 'test:complete':
        this.#end(event.data)
        break
      case 'test:stdout':
      case 'test:stderr': {
        const run = this.#files.get(this.#relative(event.data.file))
        if (run) run.output = (run.output + event.data.message).slice(-keptOutput)
        break
      }
      case 'test:diagnostic':
        if (event.data.file === undefined) this.#closing.push(event.data.message)
        break
    }
  }

  /** Writes what was skipped and the closing lines. */
  close(): void {
    if (this.#skipped.length > 0) {
      this.#line(this.#paint('yellow', `\nNot run (${this.#skipped.length}):`))
      for (const line of this.#skipped) this.#line(`  ${line}`)
    }
    this.#line('')
    for (const line of this.#closing) this.#line(`ℹ ${line}`)
  }

  /** Writes closing lines for a run that was cut off, in the test runner's form. */
  closeUnfinished(): void {
    const open = this.open.length
    this.#line(
      `\nℹ tests ${this.#tests + open}\nℹ pass ${this.#tests - this.#failures - this.#skipped.length}`,
    )
    this.#line(`ℹ fail ${this.#failures}\nℹ cancelled ${open}\nℹ skipped ${this.#skipped.length}`)
  }

  #begin({ file, name, nesting }: { file?: string | undefined; name: string; nesting: number }): void {
    const path = this.#relative(file)
    const run = this.#files.get(path)
    if (name === file) {
      this.#files.set(path, {
        tests: 0,
        failures: 0,
        skipped: 0,
        output: '',
        startedAt: this.#now(),
        open: [],
        path: [],
      })
    } else if (run) {
      run.path[nesting] = name
      run.open.push({ name: [...run.path.slice(0, nesting), name].join(' > '), startedAt: this.#now() })
    }
  }

  #end(data: CompleteData): void {
    const path = this.#relative(data.file)
    const run = this.#files.get(path)
    if (!run) return
    if (data.name === data.file) this.#endFile(path, run, data)
    else this.#endTest(path, run, data)
  }

  #endTest(path: string, run: FileRun, data: CompleteData): void {
    const name = [...run.path.slice(0, data.nesting), data.name].join(' > ')
    const index = run.open.findLastIndex((open) => open.name === name)
    if (index >= 0) run.open.splice(index, 1)
    const isTest = data.details.type !== 'suite'
    if (isTest) {
      this.#tests++
      run.tests++
    }
    if (data.skip !== undefined && data.skip !== false) {
      run.skipped++
      this.#skipped.push(`${path}: ${name}${data.skip === true ? '' : ` (${data.skip})`}`)
    }
    const { error } = data.details
    if (
      error === undefined ||
      data.todo ||
      ['subtestsFailed', 'cancelledByParent'].includes(failureType(error))
    )
      return
    run.failures++
    if (isTest) this.#failures++
    const place = data.line === undefined ? path : `${path}:${data.line}`
    this.#line(`\n${this.#paint('red', `✖ ${name}`)}\n  ${place}\n${indent(describe(error))}\n`)
  }

  #endFile(path: string, run: FileRun, data: CompleteData): void {
    this.#files.delete(path)
    const milliseconds = this.#now() - run.startedAt
    this.durations[path] = Math.round(milliseconds)
    const { error } = data.details
    const failed = run.failures > 0 || error !== undefined
    if (error !== undefined && run.failures === 0) {
      // The file itself failed: it could not be read, threw outside a test, left by process.exit, or took too long.
      this.#failures++
      this.#line(`\n${this.#paint('red', `✖ ${path}`)}\n${indent(describe(error))}\n`)
    }
    if (failed && run.output !== '') {
      this.#line(`  What ${path} printed:\n${indent(stripVTControlCharacters(run.output).trimEnd())}\n`)
    }
    const mark = failed
      ? this.#paint('red', '✖')
      : run.tests === run.skipped
        ? this.#paint('yellow', '-')
        : this.#paint('green', '✔')
    const count = `${run.tests} ${run.tests === 1 ? 'test' : 'tests'}${run.skipped > 0 ? `, ${run.skipped} skipped` : ''}`
    this.#line(`${mark} ${path} (${count}, ${(milliseconds / 1000).toFixed(1)} s)`)
  }

  #relative(file: string | undefined): string {
    return relative(this.#root, file ?? '')
  }

  #line(text: string): void {
    this.#output.write(`${text}\n`)
  }

  #paint(colour: 'red' | 'green' | 'yellow', text: string): string {
    return this.#output.colour ? styleText(colour, text, { validateStream: false }) : text
  }
}

type CompleteData = Extract<TestEvent, { type: 'test:complete' }>['data'] & { details: { error?: Error } }

/** `cancelledByParent`: the hook or the suite around it failed, and says so itself. */
function failureType(error: Error): string {
  return String((error as { failureType?: unknown }).failureType)
}

/** The error as a person needs it: node:test wraps what was thrown, and the wrapper says nothing more. */
function describe(error: Error): string {
  const { cause } = error
  if (cause === undefined) return error.message
  if (!(cause instanceof Error)) return String(cause)
  const deeper =
    cause.cause === undefined ? '' : `\ncaused by ${describe(new Error('', { cause: cause.cause }))}`
  return `${cause.stack ?? cause.message}${deeper}`
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ')
}
