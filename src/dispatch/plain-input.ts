/**
 * Inputs of operations as people write them in JSON: what schedules, state machines and the like hold for a call that they make
 * for themselves. Instants are texts or seconds, bytes are texts, names of members may begin in either case.
 */
import { Readable } from 'node:stream'
import { AwsError } from '../aws/aws-error.ts'
import { isObject, type Json, type JsonObject } from '../base/json.ts'
import type { Member, OperationModel, Shape, StructureShape } from '../models/index.ts'

/** The typed input of an operation. Fails with ValidationException for what its model does not know, or of another type. */
export function inputFromJson({ input }: Pick<OperationModel, 'input'>, json: Json): object {
  if (!isObject(json)) throw refused('The input', 'an object')
  return readStructure(input, json, '')
}

function read({ shape, traits, name }: Member, value: Json, path: string): unknown {
  if (shape.type === 'blob') {
    // Who has bytes at hand need not write them as a text.
    if ((value as unknown) instanceof Uint8Array) return value
    if (typeof value !== 'string') throw refused(path, 'a text')
    const bytes = Buffer.from(value, 'utf8')
    return traits.streaming ? Readable.from([bytes]) : bytes
  }
  return readShape(shape, value, path === '' ? name : path)
}

function readShape(shape: Shape, value: Json, path: string): unknown {
  switch (shape.type) {
    case 'structure':
    case 'union':
      if (!isObject(value)) throw refused(path, 'an object')
      return readStructure(shape, value, path)
    case 'list':
      if (!isList(value)) throw refused(path, 'a list')
      return value.map((item, index) =>
        item === null && shape.sparse ? null : read(shape.member, item, `${path}[${index}]`),
      )
    case 'map':
      if (!isObject(value)) throw refused(path, 'an object')
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, read(shape.value, item ?? null, `${path}.${key}`)]),
      )
    case 'boolean':
      if (typeof value === 'boolean') return value
      if (value === 'true' || value === 'false') return value === 'true'
      throw refused(path, 'true or false')
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      if (typeof number !== 'number' || Number.isNaN(number)) throw refused(path, 'a number')
      return number
    }
    case 'timestamp':
      return readInstant(value, path)
    case 'document':
      return value
    case 'blob':
      return Buffer.from(String(value), 'utf8')
    default:
      if (typeof value === 'string') return value
      if (typeof value === 'number' || typeof value === 'boolean') return String(value)
      throw refused(path, 'a text')
  }
}

function readStructure(shape: StructureShape, value: JsonObject, path: string): object {
  const members = Object.entries(value).flatMap(([name, item]) => {
    const member = memberOf(shape, name)
    const here = path === '' ? name : `${path}.${name}`
    if (!member) throw new AwsError('ValidationException', `The field ${here} is not supported.`)
    return item === undefined || item === null ? [] : [[member.name, read(member, item, here)] as const]
  })
  return Object.fromEntries(members)
}

function memberOf({ memberByName, members }: StructureShape, name: string): Member | undefined {
  const lower = name.toLowerCase()
  return memberByName.get(name) ?? members.find((member) => member.name.toLowerCase() === lower)
}

function readInstant(value: Json, path: string): Date {
  const instant = typeof value === 'number' ? value * 1000 : Date.parse(String(value))
  if (Number.isNaN(instant)) throw refused(path, 'an instant')
  return new Date(instant)
}

function refused(path: string, wanted: string): AwsError {
  return new AwsError('ValidationException', `${path} must be ${wanted}.`)
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
