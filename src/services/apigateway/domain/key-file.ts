/** Files of API keys. Source: Developer Guide, "API Gateway API key file format". UNVERIFIED: the words of errors. */
import { badRequest } from '../errors.ts'

/** A key as a line has it. */
export interface KeyLine {
  /** Counted from 1, the line of names included. */
  readonly number: number
  readonly name: string
  readonly value: string
  readonly description: string | undefined
  readonly enabled: boolean
  readonly usagePlanIds: readonly string[]
}

/** The most keys of one file. Ours: one commit holds them all. */
const linesMax = 3_000

/** Reads a file: values between commas, the first line of names (name, key, description, enabled, usageplanids). Fails with BadRequestException. */
export function readKeyFile(text: string): readonly KeyLine[] {
  const [head, ...rows] = readRows(text.replace(/^\uFEFF/, ''))
  const names = (head ?? []).map((name) => name.trim().toLowerCase())
  const nameAt = names.indexOf('name')
  const valueAt = names.indexOf('key')
  if (nameAt < 0 || valueAt < 0)
    throw badRequest('Failed to parse the API key file: the first line must name the columns Name and key')
  if (rows.length > linesMax) throw badRequest(`Failed to parse the API key file: more than ${linesMax} keys`)
  const at = (row: readonly string[], column: string) => row[names.indexOf(column)]?.trim() ?? ''
  return rows.map((row, index) => ({
    number: index + 2,
    name: row[nameAt]?.trim() ?? '',
    value: row[valueAt]?.trim() ?? '',
    description: at(row, 'description') || undefined,
    enabled: at(row, 'enabled').toLowerCase() !== 'false' && names.includes('enabled'),
    usagePlanIds: at(row, 'usageplanids')
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  }))
}

/** Rows of values; those in quotes may hold commas, line ends, and quotes twice. Empty rows are none. */
function readRows(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let value = ''
  let quoted = false
  const endValue = () => {
    row.push(value)
    value = ''
  }
  const endRow = () => {
    endValue()
    if (row.some((item) => item.trim() !== '')) rows.push(row)
    row = []
  }
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (quoted) {
      if (character !== '"') value += character
      else if (text[index + 1] === '"') {
        value += '"'
        index++
      } else quoted = false
    } else if (character === '"') quoted = true
    else if (character === ',') endValue()
    else if (character === '\n') endRow()
    else if (character !== '\r') value += character
  }
  endRow()
  return rows
}
