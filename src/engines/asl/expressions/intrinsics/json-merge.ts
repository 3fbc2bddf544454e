import type { Json, JsonObject } from '../../../../base/json.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** `States.JsonMerge(first, second, false)`: members of the second take the place of those of the first. There is no deep form; AWS takes anything but `true` for the other (2026). */
export const jsonMerge: Intrinsic = {
  name: 'States.JsonMerge',
  arity: [3, 3],
  call([first, second, deep]) {
    if (deep === true) throw new IntrinsicError()
    return Object.fromEntries([
      ...Object.entries(objectArgument(first)),
      ...Object.entries(objectArgument(second)),
    ])
  },
}

function objectArgument(value: Json | undefined): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new IntrinsicError()
}
