/** Detection of drift: resources are read, one after the other, and what was found is kept. */
import { AwsError } from '../../aws/aws-error.ts'
import type { Json, JsonObject } from '../../base/json.ts'
import { handlerErrorCode, resourceIdentifier } from '../../dispatch/index.ts'
import { driftOf } from './domain/drift.ts'
import type { StackResource } from './domain/resource.ts'
import type { Stack } from './domain/stack.ts'
import { callerOf, reasonOf, resourceCalls } from './driver/calls.ts'
import type { TypesContext } from './operations/context.ts'
import type { DriftRecord } from './records.ts'

/** Reads a resource as it is now. */
export async function detect(
  context: TypesContext,
  stack: Stack,
  resource: StackResource,
): Promise<DriftRecord> {
  const { accountId, region, uuid } = stack
  const base = {
    accountId,
    region,
    stackUuid: uuid,
    logicalId: resource.logicalId,
    physicalId: resource.physicalId ?? '',
    type: resource.type,
    checkedAt: context.clock.now(),
    differences: [],
  }
  await context.catalogue.learn([resource.type])
  const { type, spec } = context.catalogue.of(resource.type)
  if (!type?.read || type.recordOnly) return { ...base, status: 'NOT_CHECKED' }
  const caller = callerOf(stack, context.principal, stack.deployment?.roleArn)
  const calls = resourceCalls(context.room, caller)
  const expected = context.catalogue.coerced(resource.type, resource.properties)
  const made = { physicalId: resource.physicalId ?? '', attributes: resource.attributes }
  const identifier = spec ? resourceIdentifier(spec, made, resource.properties) : made.physicalId
  const found = await type.read({ ...calls, identifier }).catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error
    return handlerErrorCode(error, false) === 'NotFound' ? undefined : reasonOf(context.room, error, false)
  })
  if (typeof found === 'string')
    return { ...base, status: 'UNKNOWN', reason: found, expected: text(expected) }
  if (!found) return { ...base, status: 'DELETED', expected: text(expected) }
  const actual = found.properties as JsonObject
  const differences = driftOf(expected, actual, stack.deployment?.tags)
  return {
    ...base,
    status: differences.length === 0 ? 'IN_SYNC' : 'MODIFIED',
    expected: text(expected),
    actual: text(restricted(actual, expected)),
    differences,
  }
}

function restricted(actual: JsonObject, expected: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(expected).flatMap((name) =>
      actual[name] === undefined ? [] : [[name, actual[name] as Json]],
    ),
  )
}

function text(value: JsonObject): string {
  return JSON.stringify(value)
}
