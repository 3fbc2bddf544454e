import type * as Api from '@aws-sdk/client-cloudformation'
import { AwsError } from '../../../aws/aws-error.ts'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Atomic, Key, Stored } from '../../../store/index.ts'
import { change } from '../changing.ts'
import type { ChangeSet } from '../domain/change-set.ts'
import { noSuchStackToChange, validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { pageSize } from '../limits.ts'
import { changeSets, templates } from '../records.ts'
import { hiddenParameters, parameterViews, rollbackView, tagViews } from '../views.ts'
import { findChangeSet } from './finding.ts'

/** DescribeChangeSet. */
export async function describeChangeSet(
  input: Api.DescribeChangeSetInput,
  context: OperationContext,
): Promise<Api.DescribeChangeSetOutput> {
  const { store } = context
  const { value } = await findChangeSet(context, input.ChangeSetName, input.StackName)
  const { accountId, region, stackUuid, deployment } = value
  const template = await templates.get(store, [accountId, region, stackUuid, deployment.templateId])
  const hidden = hiddenParameters(JSON.parse(template?.value.processed ?? '{}') as JsonObject)
  const all = input.IncludePropertyValues === true ? value.detailed : value.changes.map(withoutContexts)
  const purpose = `cloudformation:DescribeChangeSet ${value.id} ${input.IncludePropertyValues === true}`
  const start = input.NextToken === undefined ? 0 : readPageToken(purpose, input.NextToken)
  if (typeof start !== 'number') throw validationError('Invalid NextToken')
  const end = start + pageSize
  return {
    ...summary(value),
    ...(deployment.parameters.length > 0 ? { Parameters: parameterViews(deployment, hidden) } : {}),
    NotificationARNs: [...deployment.notificationArns],
    RollbackConfiguration: rollbackView(deployment),
    Capabilities: [...deployment.capabilities] as Api.Capability[],
    ...(Object.keys(deployment.tags).length > 0 ? { Tags: tagViews(deployment.tags) } : {}),
    Changes: all
      .slice(start, end)
      .map((item) => ({ Type: 'Resource', ResourceChange: withNested(value, item) })),
    ...(value.onStackFailure === undefined ? {} : { OnStackFailure: value.onStackFailure }),
    ...(all.length > end ? { NextToken: writePageToken(purpose, end) } : {}),
  }
}

/** A change of a nested stack names the change set that says what it is. */
function withNested({ nested = {} }: ChangeSet, item: JsonObject): Api.ResourceChange {
  const inner = nested[String(item.LogicalResourceId)]
  return { ...(item as Api.ResourceChange), ...(inner === undefined ? {} : { ChangeSetId: inner }) }
}

function withoutContexts({ BeforeContext: _before, AfterContext: _after, ...rest }: JsonObject): JsonObject {
  return rest
}

function summary(value: ChangeSet) {
  return {
    StackId: value.stackId,
    StackName: value.stackName,
    ChangeSetId: value.id,
    ChangeSetName: value.name,
    ExecutionStatus: value.executionStatus,
    Status: value.status,
    ...(value.statusReason === undefined ? {} : { StatusReason: value.statusReason }),
    CreationTime: new Date(value.createdAt),
    ...(value.description === undefined ? {} : { Description: value.description }),
    IncludeNestedStacks: value.includeNested,
    ...(value.parentId === undefined ? {} : { ParentChangeSetId: value.parentId }),
    ...(value.rootId === undefined ? {} : { RootChangeSetId: value.rootId }),
    ...(value.importExisting === undefined ? {} : { ImportExistingResources: value.importExisting }),
  } satisfies Api.ChangeSetSummary
}

/** ListChangeSets. */
export async function listChangeSets(
  input: Api.ListChangeSetsInput,
  context: OperationContext,
): Promise<Api.ListChangeSetsOutput> {
  const { store } = context
  const { value: stack } = await stackNamed(store, context, input.StackName, noSuchStackToChange)
  const purpose = `cloudformation:ListChangeSets ${stack.id}`
  const after = input.NextToken === undefined ? undefined : readPageToken(purpose, input.NextToken)
  if (input.NextToken !== undefined && after === undefined) throw validationError('Invalid NextToken')
  const page = await changeSets.list(store, {
    prefix: [stack.accountId, stack.region, stack.uuid],
    limit: pageSize,
    ...(after === undefined ? {} : { after: after as Key }),
  })
  return {
    Summaries: page.items
      .map(({ value }) => value)
      // One that was executed is history.
      .filter(({ executionStatus }) => executionStatus !== 'EXECUTE_COMPLETE')
      .map(summary),
    ...(page.next ? { NextToken: writePageToken(purpose, page.next as readonly string[]) } : {}),
  }
}

/** DeleteChangeSet. One that does not exist is deleted. */
export async function deleteChangeSet(
  input: Api.DeleteChangeSetInput,
  context: OperationContext,
): Promise<object> {
  return change(context, async (commit) => {
    const found = await findChangeSet(context, input.ChangeSetName, input.StackName).catch(
      (error: unknown) => {
        if (error instanceof AwsError && error.code === 'ChangeSetNotFoundException') return undefined
        throw error
      },
    )
    if (!found) return {}
    const { executionStatus, id } = found.value
    // One that was executed may be forgotten: the CDK and the Serverless Framework do so before each deployment.
    if (executionStatus === 'EXECUTE_IN_PROGRESS')
      throw new AwsError(
        'InvalidChangeSetStatusException',
        `ChangeSet [${id}] cannot be deleted in its current execution status of [${executionStatus}]`,
      )
    await removeChangeSet(commit, context, found)
    return {}
  })
}

/** Removes a change set with those of the stacks nested in its own. */
export async function removeChangeSet(
  commit: Atomic,
  context: Pick<OperationContext, 'store' | 'accountId' | 'region'>,
  found: Stored<ChangeSet>,
): Promise<void> {
  changeSets.remove(commit, found)
  const { accountId, region, stackUuid, deployment, executionStatus, nested = {} } = found.value
  // The template of one that was executed is the stack's.
  if (executionStatus !== 'EXECUTE_COMPLETE')
    commit.delete(templates.storeKey([accountId, region, stackUuid, deployment.templateId]))
  for (const id of Object.values(nested))
    await removeChangeSet(commit, context, await findChangeSet(context, id, undefined))
}

/** DescribeChangeSetHooks: no hooks run here. */
export async function describeChangeSetHooks(
  input: Api.DescribeChangeSetHooksInput,
  context: OperationContext,
): Promise<Api.DescribeChangeSetHooksOutput> {
  const { value } = await findChangeSet(context, input.ChangeSetName, input.StackName)
  return {
    ChangeSetId: value.id,
    ChangeSetName: value.name,
    StackId: value.stackId,
    StackName: value.stackName,
    Hooks: [],
    Status: 'PLANNED',
  }
}
