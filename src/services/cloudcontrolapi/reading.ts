import { randomUuid } from '../../base/random.ts'
import type { OperationContext, ReadResource } from '../../dispatch/index.ts'
import { callerOf, callsOf } from './calls.ts'
import { resourceNotFound, unsupportedAction } from './errors.ts'
import { type FoundType, showIdentifier } from './types.ts'

/** A resource as it is now. Fails with ResourceNotFoundException, and with UnsupportedActionException for types that cannot be read. */
export async function requireResource(
  context: OperationContext,
  found: FoundType,
  identifier: string,
  roleArn: string | undefined,
): Promise<ReadResource> {
  const { type, typeName } = found
  if (!type.read) throw unsupportedAction(typeName, 'READ')
  const calls = callsOf(context, callerOf(context, roleArn))
  const there = await type.read({ ...calls, identifier })
  if (!there) throw resourceNotFound(typeName, showIdentifier(found, identifier), randomUuid(context.random))
  return there
}
