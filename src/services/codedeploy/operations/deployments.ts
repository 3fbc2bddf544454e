/** What is known of deployments. Source: API Reference, the operations of these names. */
import type * as Api from '@aws-sdk/client-codedeploy'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireApplication, requireGroup } from '../applications.ts'
import { requireDeployment } from '../deployments.ts'
import { refusal, required, tooManyNames } from '../errors.ts'
import { batchMax } from '../limits.ts'
import { pageOf } from '../listing.ts'
import { deployments } from '../records.ts'
import { deploymentView } from '../views.ts'

export async function getDeployment(
  input: Api.GetDeploymentInput,
  context: OperationContext,
): Promise<Api.GetDeploymentOutput> {
  const { value } = await requireDeployment(context, required(input.deploymentId, 'deploymentId'))
  return { deploymentInfo: deploymentView(value) }
}

/** Those that are there. */
export async function batchGetDeployments(
  input: Api.BatchGetDeploymentsInput,
  { store, accountId, region }: OperationContext,
): Promise<Api.BatchGetDeploymentsOutput> {
  const ids = required(input.deploymentIds, 'deploymentIds')
  if (ids.length > batchMax) throw tooManyNames()
  const found = await deployments.getMany(
    store,
    ids.map((id) => [accountId, region, id]),
  )
  return { deploymentsInfo: found.flatMap((stored) => (stored ? [deploymentView(stored.value)] : [])) }
}

/** The newest first: of a group, of an application, or all. */
export async function listDeployments(
  input: Api.ListDeploymentsInput,
  context: OperationContext,
): Promise<Api.ListDeploymentsOutput> {
  const { store, accountId, region } = context
  const { applicationName, deploymentGroupName, includeOnlyStatuses: statuses, createTimeRange } = input
  const { start, end } = createTimeRange ?? {}
  // UNVERIFIED: the words.
  if (start && end && start > end)
    throw refusal('InvalidTimeRangeException', 'The time range ends before it starts.')
  // Deployments of CloudFormation's own have such ids; here there are none.
  if (input.externalId !== undefined) return { deployments: [] }
  const { applicationId, groupId } = await chosen(context, applicationName, deploymentGroupName)
  const { items, nextToken } = await pageOf({
    read: (selector) => deployments.listBy(store, groupId === undefined ? 'byTime' : 'byGroup', selector),
    prefix: [accountId, region, ...(groupId === undefined ? [] : [groupId])],
    keyOf: ({ createdAt, id }) => [createdAt, id],
    wanted: (deployment) =>
      (applicationId === undefined || deployment.applicationId === applicationId) &&
      (!statuses?.length || statuses.includes(deployment.status)) &&
      deployment.createdAt >= (start?.getTime() ?? 0) &&
      deployment.createdAt <= (end?.getTime() ?? Number.POSITIVE_INFINITY),
    reverse: true,
    token: input.nextToken,
    purpose: ['ListDeployments', JSON.stringify({ ...input, nextToken: undefined })],
  })
  return { deployments: items.map(({ id }) => id), ...(nextToken && { nextToken }) }
}

async function chosen(
  context: OperationContext,
  applicationName: string | undefined,
  groupName: string | undefined,
): Promise<{ readonly applicationId?: string; readonly groupId?: string }> {
  if (groupName !== undefined) {
    const { application, group } = await requireGroup(
      context,
      required(applicationName, 'applicationName'),
      groupName,
    )
    return { applicationId: application.id, groupId: group.value.id }
  }
  if (applicationName === undefined) return {}
  return { applicationId: (await requireApplication(context, applicationName)).value.id }
}
