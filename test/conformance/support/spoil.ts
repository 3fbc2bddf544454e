/** Codecs with one thing wrong, to see that it is noticed. */
import { AwsError } from '../../../src/aws/aws-error.ts'
import type { ServerProtocol } from '../../../src/protocol/index.ts'
import { isRecord } from './difference.ts'

/** Makes a sound codec an unsound one. */
export type Spoiler = (sound: ServerProtocol) => ServerProtocol

/** By what is wrong. */
export const spoilers: Readonly<Record<string, Spoiler>> = {
  'takes one operation for another': (sound) => ({
    ...sound,
    identify: (model) => model.operations.values().next().value,
  }),
  'loses a member of an input': (sound) => ({
    ...sound,
    decode: (...request) => withoutFirst(sound.decode(...request)),
  }),
  'invents a member of an input': (sound) => ({
    ...sound,
    decode: (...request) => ({ ...sound.decode(...request), Invented: [] }),
  }),
  'reads text wrongly': (sound) => ({
    ...sound,
    decode: (...request) => changeLeaves(sound.decode(...request), addBlank),
  }),
  'writes times a millisecond late': (sound) => ({
    ...sound,
    encode: (model, operation, output, answer) =>
      sound.encode(model, operation, changeLeaves(output, delay), answer),
  }),
  'writes text wrongly': (sound) => ({
    ...sound,
    encode: (model, operation, output, answer) =>
      sound.encode(model, operation, changeLeaves(output, addBlank), answer),
  }),
  'answers with another request id': (sound) => ({
    ...sound,
    encode: (model, operation, output, answer) =>
      sound.encode(model, operation, output, { ...answer, requestId: 'another' }),
  }),
  'answers with another status': (sound) => ({
    ...sound,
    encode: (...answer) => ({ ...sound.encode(...answer), status: 299 }),
  }),
  'gives errors another code': (sound) => ({
    ...sound,
    encodeError: (model, operation, { message, fields }, answer) =>
      sound.encodeError(model, operation, new AwsError('Another', message, { fields }), answer),
  }),
  'loses the messages of errors': (sound) => ({
    ...sound,
    encodeError: (model, operation, { code, fields }, answer) =>
      sound.encodeError(model, operation, new AwsError(code, 'Something', { fields }), answer),
  }),
  'gives errors another status': (sound) => ({
    ...sound,
    encodeError: (...answer) => ({ ...sound.encodeError(...answer), status: 499 }),
  }),
}

function withoutFirst(value: object): object {
  const [, ...rest] = Object.entries(value)
  return Object.fromEntries(rest)
}

/** Changes what is neither a structure nor a list, however deep it stands. */
function changeLeaves(value: object, change: (leaf: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, changeLeaf(part, change)]))
}

function changeLeaf(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => changeLeaf(part, change))
  return isRecord(value) ? changeLeaves(value, change) : change(value)
}

function addBlank(leaf: unknown): unknown {
  return typeof leaf === 'string' ? `${leaf} ` : leaf
}

function delay(leaf: unknown): unknown {
  return leaf instanceof Date ? new Date(leaf.getTime() + 1) : leaf
}
