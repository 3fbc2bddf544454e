import { DynamoDbError } from '../errors.ts'
import type { Path } from '../expressions/paths.ts'
import { isKeyword } from './keywords.ts'
import { notWellFormed, type StatementReader, unexpectedToken } from './tokens.ts'

/** Reads a document path: `a.b[0]."c"['d']`. Fails with a DynamoDbError. */
export function readPath(reader: StatementReader): Path {
  const steps: (string | number)[] = []
  const head = readName(reader)
  if (head === undefined) throw unexpectedToken()
  for (;;) {
    if (reader.takeSign('.')) {
      const name = readName(reader)
      if (name === undefined) throw notWellFormed('Invalid path dot component')
      steps.push(name)
    } else if (reader.takeSign('[')) {
      steps.push(readStep(reader))
      reader.expectSign(']')
    } else break
  }
  return [head, ...steps]
}

/** A name, if one comes next. */
export function readName(reader: StatementReader): string | undefined {
  const { type, text } = reader.next
  if (type !== 'identifier' && (type !== 'word' || isKeyword(text))) return undefined
  return reader.take().text
}

function readStep(reader: StatementReader): string | number {
  if (reader.next.type === 'string') return reader.take().text
  const negative = reader.takeSign('-')
  const token = reader.take()
  if (token.type !== 'number' || !/^\d+$/.test(token.text)) throw unexpectedToken()
  const index = Number(token.text)
  if (index < 2 ** 31 && !(negative && index > 0)) return index
  throw new DynamoDbError(
    `List index is not within the allowable range; index: [${negative ? '-' : ''}${token.text}]${reader.place(token)}`,
  )
}
