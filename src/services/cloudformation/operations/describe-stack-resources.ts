import type * as Api from '@aws-sdk/client-cloudformation'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { StackResource } from '../domain/resource.ts'
import type { Stack } from '../domain/stack.ts'
import { listAllResources } from '../driver/load-work.ts'
import { validationError } from '../errors.ts'
import { findStack, stackNamed } from '../finding.ts'
import { pageSize } from '../limits.ts'
import { drifts, resources, stacks } from '../records.ts'
import { resourceView, resourceWithDrift } from '../views.ts'

/** DescribeStackResources: of a stack, or of the stack that has a physical resource; at most 100. */
export async function describeStackResources(
  input: Api.DescribeStackResourcesInput,
  context: OperationContext,
): Promise<Api.DescribeStackResourcesOutput> {
  const { store } = context
  const { StackName, PhysicalResourceId, LogicalResourceId } = input
  if (StackName === undefined && PhysicalResourceId === undefined)
    throw validationError('Either StackName or PhysicalResourceId must be specified.')
  if (StackName !== undefined && PhysicalResourceId !== undefined)
    throw validationError('Cannot specify both StackName and PhysicalResourceId.')
  const stack =
    StackName === undefined
      ? await stackOfPhysical(context, PhysicalResourceId ?? '')
      : (await stackNamed(store, context, StackName)).value
  const all = await listAllResources(store, context, stack.uuid)
  const wanted = all
    .map(({ value }) => value)
    .filter(({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId)
    .slice(0, pageSize)
  return { StackResources: await Promise.all(wanted.map((resource) => described(stack, resource, context))) }
}

async function described(
  stack: Stack,
  resource: StackResource,
  { store }: OperationContext,
): Promise<Api.StackResource> {
  const { accountId, region, uuid } = stack
  const drift = await drifts.get(store, [accountId, region, uuid, resource.logicalId])
  return resourceWithDrift(resourceView(stack, resource), drift?.value)
}

async function stackOfPhysical(context: OperationContext, physicalId: string): Promise<Stack> {
  const { store, accountId, region } = context
  const { items } = await resources.listBy(store, 'physicalId', {
    prefix: [accountId, region, physicalId.slice(0, 1_000)],
  })
  for (const { value } of items) {
    if (value.physicalId !== physicalId) continue
    const stack = await stacks.get(store, [accountId, region, value.stackUuid])
    if (stack && stack.value.status !== 'DELETE_COMPLETE') return stack.value
  }
  throw validationError(`Stack for ${physicalId} does not exist`)
}

/** DescribeStackResource. */
export async function describeStackResource(
  input: Api.DescribeStackResourceInput,
  context: OperationContext,
): Promise<Api.DescribeStackResourceOutput> {
  const { store } = context
  const stack = await findStack(store, context, input.StackName ?? '')
  if (!stack) throw validationError(`Stack '${input.StackName}' does not exist`)
  const { accountId, region, uuid, name } = stack.value
  const key = [accountId, region, uuid, input.LogicalResourceId ?? '']
  const [found, drift] = await Promise.all([resources.get(store, key), drifts.get(store, key)])
  if (!found) throw validationError(`Resource ${input.LogicalResourceId} does not exist for stack ${name}`)
  const { Timestamp, ...view } = resourceWithDrift(resourceView(stack.value, found.value), drift?.value)
  const { metadata } = found.value
  return {
    StackResourceDetail: {
      ...view,
      LastUpdatedTimestamp: Timestamp,
      Metadata: JSON.stringify(metadata ?? {}),
    },
  }
}
