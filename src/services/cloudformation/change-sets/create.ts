/** Making change sets: what would be done, on record, for somebody to look at and to execute. */
import type * as Api from '@aws-sdk/client-cloudformation'
import type { JsonObject } from '../../../base/json.ts'
import { randomUuid } from '../../../base/random.ts'
import { scalarsAsTexts, TemplateError } from '../../../engines/template/index.ts'
import type { Stored } from '../../../store/index.ts'
import { change } from '../changing.ts'
import { tellStack } from '../deploying/begin.ts'
import { type Planned, planSubmission } from '../deploying/planning.ts'
import { readSubmission, type Submitted } from '../deploying/submission.ts'
import { readerOf } from '../deploying/template-text.ts'
import type { ChangeSet } from '../domain/change-set.ts'
import { userInitiated } from '../domain/reasons.ts'
import { type Stack, stackArn } from '../domain/stack.ts'
import { alreadyExistingChangeSet, noSuchStackToChange, validationError } from '../errors.ts'
import { findStack } from '../finding.ts'
import type { TypesContext } from '../operations/context.ts'
import { checkName } from '../operations/create-stack.ts'
import { checkUpdatable, readTemplateOf } from '../operations/update-stack.ts'
import { changeSets, stacks, templates } from '../records.ts'
import { importsOfRequest } from './imports.ts'

const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set."

/** CreateChangeSet. The change set is complete when this answers. */
export async function createChangeSet(
  input: Api.CreateChangeSetInput,
  context: TypesContext,
): Promise<Api.CreateChangeSetOutput> {
  const { store, accountId, region, partition, room, catalogue, principal, now, random } = context
  const name = input.ChangeSetName ?? ''
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name))
    throw validationError(
      `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    )
  const type = input.ChangeSetType ?? 'UPDATE'
  const existing = await findStack(store, context, input.StackName ?? '')
  const { stack, isNew } = subject(input, existing?.value, type, context)
  const repeated = await findByName(context, stack, name)
  if (repeated) {
    if (input.ClientToken !== undefined && repeated.value.token === input.ClientToken)
      return { Id: repeated.value.id, StackId: stack.id }
    throw alreadyExistingChangeSet(name)
  }
  const previousTemplate = await readTemplateOf(context, stack)
  const submitted = await readSubmission(input, {
    room,
    caller: { principal, accountId, region },
    reader: readerOf(context),
    catalogue,
    stack,
    throughChangeSet: true,
    ...(previousTemplate && { previousTemplate }),
  })
  const imports = await importsOfRequest(input, context, stack, submitted)
  const outcome = await plan(context, stack, submitted, new Set(Object.keys(imports ?? {})))
  const uuid = randomUuid(random)
  const id = `arn:${partition}:cloudformation:${region}:${accountId}:changeSet/${name}/${uuid}`
  const changeSet: ChangeSet = {
    accountId,
    region,
    stackUuid: stack.uuid,
    uuid,
    name,
    id,
    stackId: stack.id,
    stackName: stack.name,
    type,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    status: outcome.failure === undefined ? 'CREATE_COMPLETE' : 'FAILED',
    ...(outcome.failure === undefined ? {} : { statusReason: outcome.failure }),
    executionStatus: outcome.failure === undefined ? 'AVAILABLE' : 'UNAVAILABLE',
    createdAt: now,
    deployment: submitted.deployment,
    changes: outcome.changes,
    detailed: outcome.detailed,
    ...(input.OnStackFailure === undefined ? {} : { onStackFailure: input.OnStackFailure }),
    ...(imports && { imports }),
    importExisting: input.ImportExistingResources ?? false,
    includeNested: input.IncludeNestedStacks ?? false,
    operationId: randomUuid(random),
    ...(input.ClientToken === undefined ? {} : { token: input.ClientToken }),
    ...(input.DeploymentMode === undefined ? {} : { mode: input.DeploymentMode }),
  }
  return change(context, async (commit) => {
    if (isNew) {
      if (await findStack(store, context, stack.name))
        throw validationError(
          `Stack [${stack.name}] already exists and cannot be created again with the changeSet [${name}].`,
        )
      stacks.put(commit, stack, undefined)
      tellStack(commit, room, stack, { id: changeSet.operationId, principal, startedAt: now }, userInitiated)
    }
    if (await findByName(context, stack, name)) throw alreadyExistingChangeSet(name)
    templates.put(commit, submitted.template, undefined)
    changeSets.put(commit, changeSet, undefined)
    return { Id: id, StackId: stack.id }
  })
}

function findByName(
  { store }: TypesContext,
  { accountId, region, uuid }: Stack,
  name: string,
): Promise<Stored<ChangeSet> | undefined> {
  return changeSets.findBy(store, 'name', [accountId, region, uuid, name])
}

/** The stack that a change set is for: the one there is, or one that begins with it. Source: observed on AWS. */
function subject(
  input: Api.CreateChangeSetInput,
  existing: Stack | undefined,
  type: ChangeSet['type'],
  context: TypesContext,
): { readonly stack: Stack; readonly isNew: boolean } {
  const name = input.StackName ?? ''
  const there = existing?.status === 'DELETE_COMPLETE' ? undefined : existing
  const inReview = there?.status === 'REVIEW_IN_PROGRESS'
  if (there && type === 'CREATE' && !inReview)
    throw validationError(
      `Stack [${there.name}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`,
    )
  if (there && type === 'UPDATE') checkUpdatable(there)
  if (there && type === 'IMPORT' && !inReview) checkUpdatable(there)
  if (there) return { stack: there, isNew: false }
  if (type === 'UPDATE') throw noSuchStackToChange(name)
  checkName(name)
  const { accountId, region, partition, now, random } = context
  const uuid = randomUuid(random)
  const stack: Stack = {
    accountId,
    region,
    uuid,
    name,
    id: stackArn({ accountId, region, partition }, name, uuid),
    status: 'REVIEW_IN_PROGRESS',
    statusReason: userInitiated,
    createdAt: now,
    outputs: [],
    disableRollback: false,
    terminationProtection: false,
    lastOperations: [],
  }
  return { stack, isNew: true }
}

interface Outcome {
  readonly changes: readonly JsonObject[]
  readonly detailed: readonly JsonObject[]
  readonly failure?: string
}

async function plan(
  { store, catalogue }: TypesContext,
  stack: Stack,
  submitted: Submitted,
  imports: ReadonlySet<string>,
): Promise<Outcome> {
  const { prepared, transformFailure } = submitted
  if (!prepared) return { changes: [], detailed: [], failure: transformFailure ?? noChanges }
  let planned: Planned
  try {
    planned = await planSubmission(store, catalogue, stack, { ...submitted, prepared }, imports)
  } catch (error) {
    if (error instanceof TemplateError) return { changes: [], detailed: [], failure: error.message }
    throw error
  }
  const open = stack.status === 'CREATE_FAILED' || stack.status === 'UPDATE_FAILED'
  if (planned.nothing && !open) return { changes: [], detailed: [], failure: noChanges }
  const view = (changes: Planned['changes']) =>
    changes.map((item) => changeView(item, planned.resources.get(item.logicalId)?.physicalId))
  return { changes: view(planned.changes), detailed: view(planned.detailed) }
}

/** A planned change as DescribeChangeSet answers it. Source: API Reference, ResourceChange. */
function changeView(item: Planned['changes'][number], physicalId: string | undefined): JsonObject {
  const { beforeContext, afterContext } = item
  return {
    ...(item.policyAction === undefined ? {} : { PolicyAction: item.policyAction }),
    Action: item.action,
    LogicalResourceId: item.logicalId,
    ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
    ResourceType: item.type,
    ...(item.replacement === undefined ? {} : { Replacement: item.replacement }),
    Scope: [...item.scope],
    Details: item.details.map((detail) => ({
      Target: {
        Attribute: detail.attribute,
        ...(detail.name === undefined ? {} : { Name: detail.name }),
        RequiresRecreation: detail.requiresRecreation,
        ...(detail.path === undefined ? {} : { Path: detail.path }),
        ...(detail.beforeValue === undefined ? {} : { BeforeValue: detail.beforeValue }),
        ...(detail.afterValue === undefined ? {} : { AfterValue: detail.afterValue }),
        ...(detail.attributeChangeType === undefined
          ? {}
          : { AttributeChangeType: detail.attributeChangeType }),
      },
      Evaluation: detail.evaluation,
      ChangeSource: detail.changeSource,
      ...(detail.causingEntity === undefined ? {} : { CausingEntity: detail.causingEntity }),
    })),
    ...(beforeContext && { BeforeContext: JSON.stringify(scalarsAsTexts(beforeContext)) }),
    ...(afterContext && { AfterContext: JSON.stringify(scalarsAsTexts(afterContext)) }),
  }
}
