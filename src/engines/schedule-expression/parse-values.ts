/** What one field of a cron expression may hold. */
export interface FieldRange {
  readonly min: number
  readonly max: number
  /** Names for the values from `min` on. */
  readonly names?: readonly string[]
  /** A range must not run over the end: `20-2` means from the twentieth hour over midnight, but no years do. */
  readonly straight?: boolean
}

/** Reads `*`, `5`, `1-5`, `0/15`, `8-17/2`, names, and lists of them. Undefined for anything else. */
export function parseValues(text: string, range: FieldRange): Set<number> | undefined {
  const values = new Set<number>()
  for (const item of text.split(',')) {
    const read = parseItem(item, range)
    if (!read) return undefined
    for (const value of read) values.add(value)
  }
  return values
}

function parseItem(item: string, range: FieldRange): number[] | undefined {
  const [, body = '', step] = /^([^/]*)(?:\/(\d{1,4}))?$/.exec(item) ?? []
  const size = range.max - range.min + 1
  const increment = step === undefined ? 1 : Number(step)
  if (increment < 1 || (increment > size && !range.straight)) return undefined
  if (body === '*') return series(range.min, range.max, increment, range)
  const [start, end, ...more] = body.split('-').map((part) => parseValue(part, range))
  if (start === undefined || more.length > 0 || (body.includes('-') && end === undefined)) return undefined
  if (end !== undefined) {
    if (end < start && range.straight) return undefined
    return series(start, end < start ? end + size : end, increment, range)
  }
  return step === undefined ? [start] : series(start, range.max, increment, range)
}

function parseValue(text: string, { min, max, names }: FieldRange): number | undefined {
  const named = names?.indexOf(text) ?? -1
  if (named >= 0) return min + named
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : undefined
}

function series(start: number, end: number, increment: number, { min, max }: FieldRange): number[] {
  const size = max - min + 1
  const values: number[] = []
  for (let value = start; value <= end; value += increment) values.push(value > max ? value - size : value)
  return values
}
