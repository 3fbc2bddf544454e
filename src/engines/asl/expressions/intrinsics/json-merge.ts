import type { Json, JsonObject } from '../../../../base/json.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** `States.JsonMerge(first, second, false)`: members of the second take the place of those of the first. There is no deep form. */
export const jsonMerge: Intrinsic = {
  name: 'States.JsonMerge',
  arity: [3, 3],
  call([first, second, deep]) {
    if (deep !== false)
      throw new IntrinsicError('Argument 3 must be false: only shallow merging is supported')
    return Object.fromEntries([
      ...Object.entries(objectArgument(first, 1)),
      ...Object.entries(objectArgument(second, 2)),
    ])
  },
}

function objectArgument(value: Json | undefined, position: number): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new IntrinsicError(`Argument ${position} must be a JSON object`)
}
