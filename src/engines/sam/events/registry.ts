import { apiFunctionEvents } from '../apis/index.ts'
import type { FunctionEvent } from '../sam-types.ts'

/** All types of events of functions by name. */
export const functionEvents: ReadonlyMap<string, FunctionEvent> = new Map(
  [...apiFunctionEvents].map((type) => [type.type, type]),
)
