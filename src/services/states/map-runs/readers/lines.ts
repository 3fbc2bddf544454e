/** Texts of lines: JSON Lines and CSV. */

import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import type { Json, JsonObject } from '../../../../base/json.ts'
import { lineBytesMax } from '../limits.ts'
import { ItemReaderError } from './source.ts'

/** Each line a value. Empty lines are passed over. */
export async function* readJsonLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Json> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const part of bytes) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > lineBytesMax) throw new ItemReaderError(`A line is longer than ${lineBytesMax} bytes.`)
    for (const line of lines) if (line.trim() !== '') yield value(line)
  }
  const last = rest + decoder.decode()
  if (last.trim() !== '') yield value(last)
}

function value(line: string): Json {
  try {
    return JSON.parse(line) as Json
  } catch (error) {
    throw new ItemReaderError(`A line is no JSON: ${error instanceof Error ? error.message : ''}`)
  }
}

export interface CsvShape {
  readonly delimiter: string
  /** Absent: the first row has them. */
  readonly headers?: readonly string[]
}

export const csvDelimiters = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const

/**
 * Each row an object of texts. Fields beyond the headers are dropped, fields that are missing are empty, of headers that come twice the last one
 * counts. Observed on AWS, 2023-09-21, published in https://github.com/localstack/localstack (test_map_item_reader_csv_…).
 */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
  { delimiter, headers }: CsvShape,
): AsyncGenerator<JsonObject> {
  const rows = Readable.from(bytes).pipe(
    parse({
      bom: true,
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: lineBytesMax,
    }),
  )
  let names = headers
  try {
    for await (const row of rows as AsyncIterable<string[]>) {
      if (names) yield rowOf(names, row)
      else names = row
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) {
      throw new ItemReaderError(error.message)
    }
    throw error
  }
}

function rowOf(headers: readonly string[], row: readonly string[]): JsonObject {
  return Object.fromEntries(headers.map((name, place) => [name, row[place] ?? '']))
}
