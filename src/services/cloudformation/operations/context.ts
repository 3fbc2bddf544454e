import type { Operation, OperationContext, ResourceTypes } from '../../../dispatch/index.ts'
import { Catalogue } from '../driver/catalogue.ts'
import type { StackRoom } from '../driver/room.ts'

/** What operations that read templates or know resource types are given beside their context. */
export interface TypesContext extends OperationContext {
  readonly room: StackRoom
  readonly catalogue: Catalogue
}

/** An operation of the service's that is given resource types. */
export type TypesOperation<Input, Output> = (input: Input, context: TypesContext) => Promise<Output>

/** Hands resource types to an operation. */
export function withTypes(resourceTypes: ResourceTypes) {
  return <Input, Output extends object>(operation: TypesOperation<Input, Output>): Operation<Input, Output> =>
    (input, context) => {
      const { store, clock, random, logger, call, settings, trail, identityPolicies } = context
      const surroundings = { store, clock, random, logger, call, settings, trail, identityPolicies }
      const room: StackRoom = { ...surroundings, resourceTypes }
      return operation(input, { ...context, room, catalogue: new Catalogue(resourceTypes) })
    }
}
