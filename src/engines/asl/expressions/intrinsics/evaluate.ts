import type { Json } from '../../../../base/json.ts'
import { payloadBytesMax } from '../limits.ts'
import { bounded, requireVariable, type ScopePath } from '../scope-path.ts'
import { type Scope, StateError } from '../types.ts'
import { type Argument, type Call, parseIntrinsic } from './parse.ts'
import { IntrinsicError } from './types.ts'

/** A call of an intrinsic function, compiled. @throws IntrinsicSyntaxError, PathSyntaxError */
export function compileIntrinsic(text: string): (scope: Scope) => Json {
  const call = parseIntrinsic(text)
  return (scope) => {
    try {
      return bounded(() => run(call, scope, { bytes: 0 }))
    } catch (error) {
      throw error instanceof CallError ? failure(text, error.message) : error
    }
  }
}

/**
 * The whole expression is named, not the inner call. Source: what AWS answered in 2026; the documented `States.IntrinsicFailure` was not among it.
 */
function failure(text: string, message: string): StateError {
  return new StateError('States.Runtime', `The function '${text}' had the following error: ${message}`)
}

class CallError extends Error {
  override readonly name = 'CallError'
}

/** What the results of all calls of one expression took so far. */
interface Spent {
  bytes: number
}

function run(call: Call, scope: Scope, spent: Spent): Json {
  const escaped = call.intrinsic.name === 'States.Format'
  const values = call.values.map((value, index) => evaluate(value, scope, spent, escaped && index === 0))
  const result = apply(call, values, scope)
  spent.bytes += roughBytes(result, payloadBytesMax)
  if (spent.bytes > 10 * payloadBytesMax)
    throw new StateError(
      'States.DataLimitExceeded',
      `The function '${call.intrinsic.name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    )
  return result
}

function apply({ intrinsic }: Call, values: readonly Json[], scope: Scope): Json {
  try {
    return intrinsic.call(values, scope.chance)
  } catch (error) {
    if (!(error instanceof IntrinsicError)) throw error
    const detail = error.message && `: ${error.message}`
    throw new CallError(`Invalid arguments in ${intrinsic.name}${detail}`)
  }
}

function evaluate(argument: Argument, scope: Scope, spent: Spent, keepEscapes: boolean): Json {
  switch (argument.kind) {
    case 'value':
      return argument.value
    case 'text':
      return keepEscapes ? argument.raw : argument.value
    case 'call':
      return run(argument.call, scope, spent)
    case 'path':
      return read(argument.path, scope)
  }
}

function read(scoped: ScopePath, scope: Scope): Json {
  const value = scoped.find(scope)
  if (value !== undefined) return value
  requireVariable(scoped, scope)
  const { path } = scoped
  // Of the context object, AWS shows the path as if it were the input's, and the state's input. Observed on AWS in 2026.
  const shown = path.root.kind === 'context' ? path.text.slice(1) : path.text
  throw new CallError(
    `The JsonPath argument for the field '${shown}' could not be found in the input '${JSON.stringify(scope.input)}'`,
  )
}

/** About what a value takes as JSON; stops counting above the limit. */
function roughBytes(value: Json, limit: number): number {
  let bytes = 0
  const open: Json[] = [value]
  for (let next = open.pop(); next !== undefined && bytes <= limit; next = open.pop()) {
    if (typeof next === 'string') bytes += next.length + 2
    else if (typeof next !== 'object' || next === null) bytes += 5
    else if (Array.isArray(next)) {
      bytes += next.length + 1
      for (const item of next) open.push(item)
    } else
      for (const [name, member] of Object.entries(next)) {
        bytes += name.length + 4
        if (member !== undefined) open.push(member)
      }
  }
  return bytes
}
