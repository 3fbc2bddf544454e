/** Values of simple shapes: numbers by their width, points in time by what their format can say, and the rest. */
import fc from 'fast-check'
import type { Constraints, Member, Protocol, TimestampFormat } from '../../../src/models/index.ts'
import type { Side } from './arbitraries.ts'
import { isRecord } from './difference.ts'
import { headerName, nameAt, type Place, textAt, textInBase64 } from './texts.ts'

/** Values of a member whose shape is neither a structure nor a list nor a map. */
export function simpleValues(member: Member, place: Place, protocol: Protocol): fc.Arbitrary<unknown> {
  switch (member.shape.type) {
    case 'boolean':
      return fc.boolean()
    case 'number':
      if (member.traits.httpResponseCode) return statuses
      return numbers(member.constraints?.number)
    case 'timestamp':
      return timestamps(member.traits.timestampFormat ?? defaultFormat(place, protocol))
    case 'blob':
      return fc.uint8Array({ minLength: place === 'payload' ? 1 : 0, maxLength: 24 })
    case 'document':
      return documents
    default:
      return strings(member, place)
  }
}

function strings(member: Member, place: Place): fc.Arbitrary<string> {
  const values = member.constraints?.values
  if (values !== undefined && values.length > 0) return fc.constantFrom(...values)
  if (place === 'header' && /^application\/(.+\+)?json$/.test(member.traits.mediaType ?? ''))
    return textInBase64()
  return textAt(place)
}

/** Names of a map's members. */
export function mapNames(map: Member, key: Member, place: Place, side: Side): fc.Arbitrary<string> {
  if (map.traits.httpPrefixHeaders !== undefined) return headerName
  const values = key.constraints?.values
  return values !== undefined && values.length > 0 ? fc.constantFrom(...values) : nameAt(place, side)
}

/** Whole numbers within the width, longs as far as a double is exact; -0 is left out, which text does not keep. */
function numbers(width: Constraints['number']): fc.Arbitrary<number> {
  switch (width) {
    case 'byte':
      return fc.integer({ min: -(2 ** 7), max: 2 ** 7 - 1 })
    case 'short':
      return fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 })
    case 'integer':
      return fc.integer()
    case 'long':
      return fc.maxSafeInteger()
    case 'float':
      return withSpecial(fc.float())
    default:
      return withSpecial(fc.double())
  }
}

function withSpecial(numbers: fc.Arbitrary<number>): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 5, arbitrary: numbers.map((value) => value + 0) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
  )
}

/** Of answers that may have a body. */
const statuses = fc.constantFrom(200, 201, 202, 203, 206)

/** Source: Smithy 2.0, "timestampFormat trait". */
function defaultFormat(place: Place, protocol: Protocol): TimestampFormat {
  if (place === 'header') return 'http-date'
  if (protocol === 'rpcv2Cbor') return 'epoch-seconds'
  return place === 'json' ? 'epoch-seconds' : 'date-time'
}

/** The SDK takes years before 100 for ones of the last century, and writes those before 1000 with three digits. */
const earliest = new Date('1000-01-01T00:00:00Z')
const latest = new Date('9999-12-31T23:59:59Z')

function timestamps(format: TimestampFormat): fc.Arbitrary<Date> {
  const common = fc.date({ min: new Date(0), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  const any = fc.date({ min: earliest, max: latest, noInvalidDate: true })
  const dates = fc.oneof({ weight: 3, arbitrary: common }, { weight: 1, arbitrary: any })
  return format === 'http-date'
    ? dates.map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000))
    : dates
}

const documents = fc
  .oneof(
    fc.constant('text'),
    fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null),
  )
  .map(withPlainNumbers)

/** Without -0, and without whole numbers that a double does not hold for sure, of which the SDK makes other things. */
function withPlainNumbers(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? 0 : value + 0
  if (Array.isArray(value)) return value.map(withPlainNumbers)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withPlainNumbers(part)]))
}
