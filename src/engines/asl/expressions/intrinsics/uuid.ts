import type { Intrinsic } from './types.ts'

/** `States.UUID()`: of version 4. */
export const uuid: Intrinsic = {
  name: 'States.UUID',
  arity: [0, 0],
  call: (_values, chance) => chance.uuid(),
}
