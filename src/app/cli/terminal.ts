import picocolors from 'picocolors'

type Environment = Readonly<Record<string, string | undefined>>

/** Paints text, or leaves it as it is where there is no colour. */
export type Paint = ReturnType<typeof picocolors.createColors>

/** Where a command writes: answers on `out`, complaints on `err`. */
export interface Terminal {
  /** Answers. A pipe gets plain lines. */
  out(line: string): void
  /** Errors and notes; never part of an answer. */
  err(line: string): void
  readonly paint: Paint
  readonly errorPaint: Paint
  /** A person watches the answers. */
  readonly interactive: boolean
}

/** The process's own streams. */
export function processTerminal(environment: Environment = process.env): Terminal {
  const { stdout, stderr } = process
  return {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    paint: picocolors.createColors(hasColour(environment, stdout.isTTY)),
    errorPaint: picocolors.createColors(hasColour(environment, stderr.isTTY)),
    interactive: stdout.isTTY === true,
  }
}

/**
 * Colour for people: on a terminal that has it, unless NO_COLOR says no; elsewhere only when FORCE_COLOR says so.
 * Source: no-color.org; force-color.org.
 */
export function hasColour(environment: Environment, isTerminal: boolean | undefined): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return isTerminal === true && TERM !== 'dumb'
}

/** Lines of two columns: names, then what is said of them, aligned. */
export function columns(rows: ReadonlyArray<readonly [string, string]>, indent = '  '): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length))
  return rows.map(([name, text]) => `${indent}${name.padEnd(width)}  ${text}`.trimEnd())
}

/** Lines of a table: each cell as plain text, by which columns are made, and as it is shown. */
export function table(rows: ReadonlyArray<ReadonlyArray<readonly [plain: string, shown: string]>>): string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [column, [plain]] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, plain.length)
    }
  return rows.map((row) =>
    row
      .map(([plain, shown], column) => shown + ' '.repeat((widths[column] ?? 0) - plain.length))
      .join('  ')
      .trimEnd(),
  )
}
