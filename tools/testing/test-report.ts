/**
 * What people and CI see of a test run: a line for each file as it ends, each failure in full, what was skipped and why,
 * and the test runner's own closing lines. Fed with the events of `run()` of node:test, in the order in which they come.
 */
import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { stripVTControlCharacters, styleText } from 'node:util'
import type { TestProcess } from './together.ts'

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
  /** Tests under way, by their ids in the file's process. */
  readonly open: Map<number, { readonly name: string; readonly startedAt: number }>
  /** Full names, by id. */
  readonly names: Map<number, string>
}

/** A process whose entry imports test files: whose each test is, by its id, and which file's suite has begun last. */
interface SharedRun {
  readonly files: ReadonlySet<string>
  readonly owners: Map<number, string>
  current: string | undefined
}

/** How much of what a test file printed is kept, to be shown if it fails. Unit: characters. Source: chosen. */
const keptOutput = 20_000

export class TestReport {
  readonly durations: Record<string, number> = {}
  readonly #root: string
  readonly #output: ReportOutput
  readonly #now: () => number
  readonly #files = new Map<string, FileRun>()
  /** By their entries. */
  readonly #shared: ReadonlyMap<string, SharedRun>
  readonly #skipped: string[] = []
  /** What was written of each failure, to be said again at the end: whoever keeps only the last lines of a log needs it there. */
  readonly #failed: string[] = []
  readonly #closing: string[] = []
  #succeeded = false
  #tests = 0
  #failures = 0

  /** `processes`: what is run by which entry. None: each file by itself. */
  constructor(root: string, output: ReportOutput, now: () => number, processes: readonly TestProcess[] = []) {
    this.#root = root
    this.#output = output
    this.#now = now
    this.#shared = new Map(
      processes
        .filter(({ entry, files: [first] }) => this.#relative(entry) !== first)
        .map(({ entry, files }) => [
          this.#relative(entry),
          { files: new Set(files), owners: new Map(), current: undefined },
        ]),
    )
  }

  get tests(): number {
    return this.#tests
  }

  /** Whether the test runner says that all went well. */
  get succeeded(): boolean {
    return this.#succeeded && this.#failures === 0
  }

  /** Tests under way, the innermost of each file; a file that has ended its tests and goes on stands for itself. */
  get open(): OpenTest[] {
    return [...this.#files].map(([file, run]) => {
      const last = [...run.open.values()].at(-1)
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
        this.#begin(event.data as BeginData)
        break
      case 'test:complete':
        this.#end(event.data as CompleteData)
        break
      case 'test:stdout':
      case 'test:stderr': {
        const entry = this.#relative(event.data.file)
        const run = this.#files.get(this.#shared.get(entry)?.current ?? entry)
        if (run) run.output = (run.output + event.data.message).slice(-keptOutput)
        break
      }
      case 'test:summary':
        if (event.data.file === undefined) this.#succeeded = event.data.success
        break
      case 'test:diagnostic':
        this.#takeDiagnostic(event.data)
        break
    }
  }

  /** Writes what failed once more, what was skipped, and the closing lines. */
  close(): void {
    this.#repeatFailures()
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
    this.#repeatFailures()
    this.#line(
      `\nℹ tests ${this.#tests + open}\nℹ pass ${this.#tests - this.#failures - this.#skipped.length}`,
    )
    this.#line(`ℹ fail ${this.#failures}\nℹ cancelled ${open}\nℹ skipped ${this.#skipped.length}`)
  }

  /** A file's are what a test says of itself, but for those of work that failed when its test had ended, or that no test began. */
  #takeDiagnostic({ file, message }: { readonly file?: string | undefined; readonly message: string }): void {
    if (file === undefined) this.#closing.push(message)
    else if (message.startsWith('Error: ')) this.#fail('a failure out of turn', indent(message))
  }

  #begin(data: BeginData): void {
    const entry = this.#entry(data)
    if (data.name === data.file) {
      this.#beginFile(entry)
      return
    }
    const shared = this.#shared.get(entry)
    if (shared && data.nesting === 0 && shared.files.has(data.name)) {
      shared.owners.set(data.testId, data.name)
      shared.current = data.name
      this.#beginFile(data.name)
      return
    }
    const owner = shared?.owners.get(data.parentId)
    if (owner !== undefined) shared?.owners.set(data.testId, owner)
    const run = this.#files.get(owner ?? entry)
    if (!run) return
    const parent = run.names.get(data.parentId)
    const name = parent === undefined ? data.name : `${parent} > ${data.name}`
    run.names.set(data.testId, name)
    run.open.set(data.testId, { name, startedAt: this.#now() })
  }

  #beginFile(path: string): void {
    const startedAt = this.#now()
    this.#files.set(path, {
      tests: 0,
      failures: 0,
      skipped: 0,
      output: '',
      startedAt,
      open: new Map(),
      names: new Map(),
    })
  }

  #end(data: CompleteData): void {
    const entry = this.#entry(data)
    const shared = this.#shared.get(entry)
    const isProcess = data.name === data.file
    // A process that ends is told of by an id that its first suite had, too.
    const path = (isProcess ? undefined : shared?.owners.get(data.testId)) ?? entry
    const run = this.#files.get(path)
    if (!run) return
    if (isProcess) {
      this.#files.delete(path)
      // Its files have told of themselves: of the process there is something to say only if it came to no good end itself.
      if (shared) this.#endShared(shared, path, run, data)
      else this.#endFile(path, run, data)
    } else if (shared && data.name === path && data.nesting === 0) {
      this.#files.delete(path)
      shared.current = undefined
      this.#endFile(path, run, data)
    } else this.#endTest(path, run, data)
  }

  #endShared(
    { files, current }: SharedRun,
    path: string,
    run: FileRun,
    { details: { error } }: CompleteData,
  ): void {
    if (error === undefined || failureType(error) === 'subtestsFailed') return
    this.#failures++
    // What it had to tell when it ended is lost, as that of a single file is.
    const left = [...files].filter((file) => this.durations[file] === undefined)
    const before = left.length === 0 ? '' : `  ended before these had: ${left.join(', ')}\n`
    this.#fail(path, before + indent(describe(error)))
    const output = (this.#files.get(current ?? path) ?? run).output
    if (output !== '') this.#printed(path, output)
    for (const file of left) this.#files.delete(file)
  }

  #endTest(path: string, run: FileRun, data: CompleteData): void {
    const name = run.names.get(data.testId) ?? data.name
    run.open.delete(data.testId)
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
    // A test of a shared suite stands in another file than the one that runs it.
    const place = `${this.#relative(data.file)}${data.line === undefined ? '' : `:${data.line}`}`
    const runner = this.#relative(data.file) === path ? '' : ` (run by ${path})`
    this.#fail(name, `  ${place}${runner}\n${indent(describe(error))}`)
  }

  #endFile(path: string, run: FileRun, data: CompleteData): void {
    // What a process with several files tells comes in heaps: the suite's own time is the file's.
    const milliseconds = data.name === data.file ? this.#now() - run.startedAt : data.details.duration_ms
    this.durations[path] = Math.round(milliseconds)
    const { error } = data.details
    const failed = run.failures > 0 || error !== undefined
    if (error !== undefined && run.failures === 0) {
      // The file itself failed: it could not be read, threw outside a test, left by process.exit, or took too long.
      this.#failures++
      this.#fail(path, indent(describe(error)))
    }
    if (failed && run.output !== '') this.#printed(path, run.output)
    const mark = failed
      ? this.#paint('red', '✖')
      : run.tests === run.skipped
        ? this.#paint('yellow', '-')
        : this.#paint('green', '✔')
    const count = `${run.tests} ${run.tests === 1 ? 'test' : 'tests'}${run.skipped > 0 ? `, ${run.skipped} skipped` : ''}`
    this.#line(`${mark} ${path} (${count}, ${(milliseconds / 1000).toFixed(1)} s)`)
  }

  #printed(path: string, output: string): void {
    this.#line(`  What ${path} printed:\n${indent(stripVTControlCharacters(output).trimEnd())}\n`)
  }

  #fail(title: string, text: string): void {
    const failure = `${this.#paint('red', `✖ ${title}`)}\n${text}`
    this.#failed.push(failure)
    this.#line(`\n${failure}\n`)
  }

  #repeatFailures(): void {
    if (this.#failed.length === 0) return
    this.#line(this.#paint('red', `\nFailed (${this.#failed.length}):`))
    for (const failure of this.#failed) this.#line(failure)
  }

  /** The file whose process the event came from. */
  #entry(data: { file?: string | undefined; entryFile?: string }): string {
    return this.#relative(data.entryFile ?? data.file)
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

/** What Node.js sends beyond what its types say. */
interface Identity {
  readonly testId: number
  readonly parentId: number
  /** The test file, where the test itself stands in another. */
  readonly entryFile?: string
}
type BeginData = Extract<TestEvent, { type: 'test:dequeue' }>['data'] & Identity
type CompleteData = Extract<TestEvent, { type: 'test:complete' }>['data'] &
  Identity & { details: { error?: Error } }

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
  // Frames of Node.js itself say nothing about the test.
  const stack = (cause.stack ?? cause.message).replaceAll(/\n +at [^\n]*\bnode:internal\/[^\n]*/g, '')
  return `${stack}${deeper}`
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ')
}
