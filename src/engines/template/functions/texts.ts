/** Functions that make texts: `Fn::Sub`, `Fn::Join`, `Fn::Split`, `Fn::Base64`, `Fn::ToJsonString`. */
import { isObject, type Json } from '../../../base/json.ts'
import { functionError, type TemplateError } from '../errors.ts'
import { isList, textOf } from './calls.ts'
import { isUnknown, knownAfterApply, noValue } from './markers.ts'
import { asJson, attributeValue, referredValue } from './references.ts'
import type { Compute, Computed, Scope } from './scope.ts'
import { subPieces } from './sub.ts'

/** `Fn::Sub`. Source: User Guide, "Fn::Sub". */
export function sub(argument: Json, scope: Scope, compute: Compute): Computed {
  const { text, variables } = subArguments(argument)
  let result = ''
  for (const piece of subPieces(text)) {
    if ('text' in piece) {
      result += piece.text
      continue
    }
    const own = variables && Object.hasOwn(variables, piece.variable) ? variables[piece.variable] : undefined
    const value = own === undefined ? named(piece.variable, scope) : asJson(compute(own, scope))
    // One form of the message for what the text's own variables hold, another for what it names.
    const word = textOf(value)
    if (word === undefined)
      throw functionError(
        own === undefined
          ? `variable ${piece.variable} in Fn::Sub expression does not resolve to a string`
          : 'every value of the context object of every Fn::Sub object must be a string or a function that returns a string',
      )
    result += word
  }
  return known(result)
}

/** The arguments of a `Fn::Sub`. Fails with a TemplateError. */
export function subArguments(argument: Json): {
  readonly text: string
  readonly variables?: { readonly [name: string]: Json | undefined }
} {
  if (typeof argument === 'string') return { text: argument }
  const [text, variables] = isList(argument) && argument.length === 2 ? argument : []
  if (typeof text !== 'string' || !isObject(variables))
    throw functionError(
      "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an " +
        'optional second argument to specify a mapping of values to replace in the string',
    )
  for (const name in variables)
    if (!/^[A-Za-z0-9_.:]+$/.test(name))
      throw functionError(
        'every key of the context object of every Fn::Sub object must contain only alphanumeric characters and underscores',
      )
  return { text, variables }
}

function named(variable: string, scope: Scope): Json | undefined {
  const value = referredValue(variable, scope)
  if (value !== undefined) return value
  const dot = variable.indexOf('.')
  if (dot === -1)
    throw functionError(
      `Unresolved resource dependencies [${variable}] in the Resources block of the template`,
    )
  const logicalId = variable.slice(0, dot)
  if (!scope.hasResource(logicalId))
    throw functionError(`instance of Fn::Sub references invalid resource attribute ${variable}`)
  return attributeValue(logicalId, variable.slice(dot + 1), scope)
}

/** `Fn::Join`. Source: User Guide, "Fn::Join". */
export function join(argument: Json, scope: Scope, compute: Compute): Computed {
  if (!isList(argument) || argument.length !== 2) throw joinError()
  const delimiter = asJson(compute(argument[0] ?? null, scope))
  const items = asJson(compute(argument[1] ?? null, scope))
  if (typeof delimiter !== 'string') throw joinError()
  if (isUnknown(items)) return knownAfterApply
  if (!isList(items)) throw joinError()
  const words: string[] = []
  for (const item of items) {
    const word = textOf(item)
    if (word === undefined) throw joinError()
    words.push(word)
  }
  return known(words.join(delimiter))
}

/** What CloudFormation says of a `Fn::Join` that it cannot compute. */
export function joinError(): TemplateError {
  return functionError(
    'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a ' +
      'function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  )
}

/** `Fn::Split`. Source: User Guide, "Fn::Split". */
export function split(argument: Json, scope: Scope, compute: Compute): Computed {
  if (!isList(argument) || argument.length !== 2) throw splitError()
  const delimiter = asJson(compute(argument[0] ?? null, scope))
  const text = textOf(asJson(compute(argument[1] ?? null, scope)))
  if (typeof delimiter !== 'string' || delimiter === '' || text === undefined) throw splitError()
  return isUnknown(text) ? knownAfterApply : text.split(delimiter)
}

/** What CloudFormation says of a `Fn::Split` that it cannot compute. */
export function splitError(): TemplateError {
  return functionError(
    'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that ' +
      'returns a string to be split.',
  )
}

/** `Fn::Base64`. Source: User Guide, "Fn::Base64". */
export function base64(argument: Json, scope: Scope, compute: Compute): Computed {
  const text = textOf(asJson(compute(argument, scope)))
  if (text === undefined) throw functionError('every Fn::Base64 object must have a String-typed value.')
  if (isUnknown(text)) return knownAfterApply
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** `Fn::ToJsonString`. Source: User Guide, "Fn::ToJsonString". */
export function toJsonString(argument: Json, scope: Scope, compute: Compute): Computed {
  if (typeof argument !== 'object' || argument === null)
    throw functionError('every Fn::ToJsonString object must have an object or a list as its value.')
  const value = compute(argument, scope)
  if (value === noValue) return noValue
  return known(JSON.stringify(value))
}

/** A text of which a part is not known is not known. Source: what DescribeChangeSet answers for such values. */
function known(text: string): string {
  return isUnknown(text) ? knownAfterApply : text
}
