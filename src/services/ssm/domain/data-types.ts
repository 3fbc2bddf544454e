/**
 * Data types of values. PutParameter refuses a value that is not of its parameter's data type; of a StringList, each item
 * is looked at. Values are always answered as text.
 * Source: Systems Manager User Guide, "Parameter data types in Parameter Store"; API Reference, PutParameter.
 * UNVERIFIED: the exact forms of the newer types, which of them a StringList may have, and the words of the refusals
 * other than those for unknown types and for types that do not fit.
 */
import { parseRegion } from '../../../aws/identifiers.ts'
import { validation } from '../errors.ts'
import { isJson, isJsonWithComments } from './jsonc.ts'

export type ParameterType = 'String' | 'StringList' | 'SecureString'

interface DataType {
  readonly types: readonly ParameterType[]
  readonly accepts: (value: string) => boolean
  readonly advancedOnly?: true
}

const anyType: readonly ParameterType[] = ['String', 'StringList', 'SecureString']
const oneValue: readonly ParameterType[] = ['String', 'SecureString']

const hostLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?'
const hostname = new RegExp(`^(?=.{1,253}$)${hostLabel}(?:\\.${hostLabel})*$`)
const ipv4Part = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const ipv4 = new RegExp(`^${ipv4Part}(?:\\.${ipv4Part}){3}$`)

const dataTypes: Readonly<Record<string, DataType>> = {
  text: { types: anyType, accepts: () => true },
  // AWS looks an image up after it has answered; there are no images here, so the form alone is checked.
  'aws:ec2:image': { types: ['String'], accepts: (value) => /^ami-[0-9a-zA-Z]{8,17}$/.test(value) },
  'aws:ssm:integration': { types: ['SecureString'], accepts: () => true },
  'aws:region': { types: anyType, accepts: (value) => parseRegion(value) !== undefined },
  'aws:account:id': { types: anyType, accepts: (value) => /^\d{12}$/.test(value) },
  boolean: { types: anyType, accepts: (value) => /^(?:true|false)$/i.test(value) },
  integer: { types: anyType, accepts: (value) => /^[+-]?\d+$/.test(value) },
  float: { types: anyType, accepts: (value) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value) },
  binary: {
    types: oneValue,
    accepts: (value) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value),
  },
  hostname: { types: anyType, accepts: (value) => hostname.test(value) },
  email: { types: anyType, accepts: (value) => isEmail(value) },
  'ipv4-address': { types: anyType, accepts: (value) => ipv4.test(value) },
  'ipv6-address': { types: anyType, accepts: isIpv6 },
  url: {
    types: oneValue,
    accepts: (value) => /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+(?:[/?#]\S*)?$/i.test(value),
    advancedOnly: true,
  },
  json: { types: oneValue, accepts: isJson, advancedOnly: true },
  jsonc: { types: oneValue, accepts: isJsonWithComments, advancedOnly: true },
}

/** Types that a parameter has from its first version on, or never. */
const fixed: readonly string[] = ['aws:ec2:image', 'aws:ssm:integration']

/** Whether parameters of this data type must be in the advanced tier. */
export function needsAdvancedTier(dataType: string): boolean {
  return dataTypes[dataType]?.advancedOnly === true
}

/**
 * Refuses a value that its data type does not allow, and a change of data type that AWS does not allow.
 * `before` is the data type of the version before, if there is one. Fails with ValidationException.
 */
export function checkDataType(
  dataType: string,
  before: string | undefined,
  type: ParameterType,
  value: string,
): void {
  const definition = Object.hasOwn(dataTypes, dataType) ? dataTypes[dataType] : undefined
  if (definition === undefined) {
    throw validation(
      `The following data type is not supported: ${dataType} (Data type names are all lowercase.)`,
    )
  }
  if (!definition.types.includes(type)) {
    throw validation(`The ${dataType} data type is not supported for the following input type: ${type}`)
  }
  if (before !== undefined && before !== dataType && (fixed.includes(before) || fixed.includes(dataType))) {
    throw validation(`The data type of a parameter can't be changed from ${before} to ${dataType}.`)
  }
  const items = type === 'StringList' ? value.split(',') : [value]
  if (!items.every(definition.accepts)) {
    throw validation(`The parameter value is not valid for the data type: ${dataType}`)
  }
}

function isEmail(value: string): boolean {
  const at = value.lastIndexOf('@')
  return (
    /^[^\s@"(),:;<>[\]\\]{1,64}$/.test(value.slice(0, Math.max(at, 0))) && hostname.test(value.slice(at + 1))
  )
}

/** Source: RFC 4291, section 2.2. */
function isIpv6(value: string): boolean {
  const halves = value.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const tail = groups.at(-1) ?? ''
  const embedded = tail.includes('.') && ipv4.test(tail)
  const hexadecimal = embedded ? groups.slice(0, -1) : groups
  if (!hexadecimal.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  const count = hexadecimal.length + (embedded ? 2 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}
