import type { Json, JsonObject } from '../../../base/json.ts'
import { soon } from '../../../base/soon.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import { assignBytesMax, variableBytesMax, variableNameCharactersMax } from './limits.ts'
import { type Assign, StateError, type Template } from './types.ts'

const form = /^[\p{ID_Start}][\p{ID_Continue}]*$/u

/** What is wrong with the name of a variable; undefined where nothing is. The first two are AWS's words. */
export function variableNameFault(
  name: string,
): { readonly code: string; readonly message: string } | undefined {
  if (name === 'states')
    return { code: 'RESERVED_VARIABLE_NAME', message: "Cannot assign to reserved variable '$states'." }
  if (!form.test(name))
    return {
      code: 'INVALID_VARIABLE_NAME',
      message: `Invalid variable name '${name}': the variable name contains invalid characters.`,
    }
  if (name.length > variableNameCharactersMax)
    return {
      code: 'INVALID_VARIABLE_NAME',
      message: `Invalid variable name '${name}': the variable name is longer than ${variableNameCharactersMax} characters.`,
    }
  return undefined
}

/** An Assign out of the template of its values. */
export function assignOf(names: readonly string[], values: Template): Assign {
  return {
    names,
    evaluate(scope) {
      return soon(values.evaluate(scope), checkSizes)
    },
  }
}

/** UNVERIFIED: the error's name and words. Source of the limits: Step Functions Developer Guide, "Variable limits". */
function checkSizes(values: Json): JsonObject {
  const variables = values as JsonObject
  let together = 0
  for (const [name, value] of Object.entries(variables)) {
    const bytes = value === undefined ? 0 : jsonBytes(value)
    if (bytes > variableBytesMax)
      throw tooLarge(`The variable '${name}' exceeds the maximum size of ${variableBytesMax} bytes.`)
    together += bytes
  }
  if (together > assignBytesMax)
    throw tooLarge(`The variables of one Assign exceed the maximum combined size of ${assignBytesMax} bytes.`)
  return variables
}

function tooLarge(cause: string): StateError {
  return new StateError('States.DataLimitExceeded', cause)
}

/** What a value takes as JSON, in UTF-8. */
export function jsonBytes(value: Json): number {
  // Numbers and short texts are never near a limit.
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return 8
  return utf8Bytes(JSON.stringify(value))
}
