import { DynamoDbError, invalidParameter } from '../errors.ts'
import { nestingLevels } from '../limits.ts'
import { normalizeNumber } from '../numbers/decimal.ts'
import { type AttributeValue, emptyItem } from '../values/types.ts'
import { validateValue } from '../values/validate.ts'
import { notWellFormed, type StatementReader, unexpectedToken } from './tokens.ts'

/**
 * Reads a literal: a string, a number with any signs before it, true, false, null, a list `[...]`, a map `{...}` or a set
 * `<<...>>`. `path` says in messages where it stands. Parameters are no parts of literals. Fails with a DynamoDbError.
 * Source: Developer Guide, "PartiQL data types for DynamoDB"; the messages are AWS's, observed by dynamodb-conformance.
 */
export function readLiteral(reader: StatementReader, path = 'root', level = 1): AttributeValue {
  if (level > nestingLevels) {
    throw new DynamoDbError(`Nesting Levels have exceeded supported limits under ${path}`)
  }
  const token = reader.next
  if (token.type === 'string') {
    reader.take()
    return { S: token.text }
  }
  if (token.type === 'number' || reader.sees('-') || reader.sees('+')) return readNumber(reader, path)
  if (reader.takeKeywords('TRUE')) return { BOOL: true }
  if (reader.takeKeywords('FALSE')) return { BOOL: false }
  if (reader.takeKeywords('NULL')) return { NULL: true }
  if (reader.takeSign('[')) return { L: readList(reader, path, level) }
  if (reader.takeSign('{')) return { M: readMap(reader, path, level) }
  if (reader.takeSign('<<')) return readSet(reader, path)
  if (token.type === 'parameter' || (token.type === 'word' && reader.following.text === '(')) {
    const name = token.type === 'parameter' ? 'Parameter' : token.text.toLowerCase()
    // What AWS names is the collection's key, which for a function at the top is the value itself.
    const key = token.type === 'parameter' ? path : 'root'
    throw new DynamoDbError(`Unsupported data type: ${name} under key ${key}${reader.place(token)}`)
  }
  throw unexpectedToken()
}

/** Whether a literal comes next. */
export function seesLiteral(reader: StatementReader): boolean {
  const { type } = reader.next
  if (type === 'string' || type === 'number') return true
  if (reader.seesKeyword('TRUE', 'FALSE', 'NULL')) return true
  return ['-', '+', '[', '{', '<<'].some((sign) => reader.sees(sign))
}

function readNumber(reader: StatementReader, path: string): AttributeValue {
  const text = readNumberText(reader)
  try {
    return { N: normalizeNumber(text) }
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error
    throw new DynamoDbError(`${error.message} under ${path}`)
  }
}

/** A number as it is written, its signs made one. */
function readNumberText(reader: StatementReader): string {
  let negative = false
  while (reader.sees('-') || reader.sees('+')) if (reader.take().text === '-') negative = !negative
  const token = reader.take()
  if (token.type !== 'number') throw unexpectedToken()
  const [coefficient = '', exponent = '0'] = token.text.toLowerCase().split('e')
  const fraction = coefficient.split('.')[1] ?? ''
  // As Java's BigDecimal: exponent and scale are 32-bit integers.
  const scale = fraction.length - Number(exponent)
  const fits = (size: number) => size >= -(2 ** 31) && size < 2 ** 31
  if (!fits(Number(exponent)) || !fits(scale)) throw notWellFormed('')
  return (negative ? '-' : '') + token.text
}

function readList(reader: StatementReader, path: string, level: number): AttributeValue[] {
  const list: AttributeValue[] = []
  if (reader.takeSign(']')) return list
  do list.push(readLiteral(reader, `${path}[${list.length}]`, level + 1))
  while (reader.takeSign(','))
  reader.expectSign(']')
  return list
}

function readMap(reader: StatementReader, path: string, level: number): Record<string, AttributeValue> {
  const map = emptyItem()
  if (reader.takeSign('}')) return map
  do {
    const name = reader.take()
    if (name.type !== 'string') throw unexpectedToken()
    reader.expectSign(':')
    map[name.text] = readLiteral(reader, `${path}.${name.text}`, level + 1)
  } while (reader.takeSign(','))
  reader.expectSign('}')
  return map
}

/** Sets of binary values have no literal. */
function readSet(reader: StatementReader, path: string): AttributeValue {
  if (reader.takeSign('>>')) throw new DynamoDbError('Empty bags are not supported')
  const texts: string[] = []
  const numbers: string[] = []
  do {
    if (reader.next.type === 'string') texts.push(reader.take().text)
    else numbers.push(readNumberText(reader))
  } while (reader.takeSign(','))
  reader.expectSign('>>')
  // UNVERIFIED: the words.
  if (texts.length > 0 && numbers.length > 0) throw new DynamoDbError('Bags must have members of one type')
  if (numbers.length === 0) return validateValue({ SS: texts })
  const normal = numbers.map(normalizeNumber)
  if (new Set(normal).size === normal.length) return { NS: normal }
  throw invalidParameter(`Input collection [${numbers.join(', ')}] contains duplicates! under ${path}`)
}
