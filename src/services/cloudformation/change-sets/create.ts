/** Making change sets: what would be done, on record, for somebody to look at and to execute. */
import type * as Api from '@aws-sdk/client-cloudformation'
import { randomUuid } from '../../../base/random.ts'
import type { Stored } from '../../../store/index.ts'
import { change } from '../changing.ts'
import { tellStack } from '../deploying/begin.ts'
import type { ChangeSet } from '../domain/change-set.ts'
import { userInitiated } from '../domain/reasons.ts'
import type { Stack } from '../domain/stack.ts'
import { alreadyExistingChangeSet, noSuchStackToChange, validationError } from '../errors.ts'
import { findStack } from '../finding.ts'
import type { TypesContext } from '../operations/context.ts'
import { checkName } from '../operations/create-stack.ts'
import { checkUpdatable } from '../operations/update-stack.ts'
import { changeSets, eventLog, stacks, templates } from '../records.ts'
import { changeSetName, draftOf, stackInReview, submittedToChangeSet } from './draft.ts'
import { existingResources } from './existing.ts'
import { importsOfRequest } from './imports.ts'
import { nestedChangeSets } from './nested.ts'
import { planOf } from './plan.ts'
import { propertyProblems, validationReason } from './validation.ts'

/** CreateChangeSet. The change set is complete when this answers. */
export async function createChangeSet(
  input: Api.CreateChangeSetInput,
  context: TypesContext,
): Promise<Api.CreateChangeSetOutput> {
  const { store, room, catalogue, principal, now, random } = context
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
  const submitted = await submittedToChangeSet(context, stack, input)
  const { prepared } = submitted
  const asked = await importsOfRequest(input, context, stack, submitted)
  const there =
    input.ImportExistingResources === true && prepared
      ? await existingResources(context, stack, prepared)
      : {}
  const imports = asked ?? (Object.keys(there).length > 0 ? there : undefined)
  const outcome = await planOf(context, stack, submitted, new Set(Object.keys(imports ?? {})))
  const problems =
    prepared && outcome.failure === undefined && input.DisableValidation !== true
      ? propertyProblems(prepared, catalogue)
      : []
  const failure = problems.length > 0 ? validationReason : outcome.failure
  const named = changeSetName(context, name)
  const { id } = named
  const nested =
    input.IncludeNestedStacks === true && prepared && failure === undefined
      ? await nestedChangeSets(context, {
          stack,
          deployment: submitted.deployment,
          prepared,
          resources: outcome.resources,
          changeSet: named,
          depth: 1,
        })
      : { own: {}, all: [] }
  const changeSet: ChangeSet = {
    ...draftOf(context, stack, named, submitted, outcome),
    type,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    status: failure === undefined ? 'CREATE_COMPLETE' : 'FAILED',
    ...(failure === undefined ? {} : { statusReason: failure }),
    executionStatus: failure === undefined ? 'AVAILABLE' : 'UNAVAILABLE',
    ...(input.OnStackFailure === undefined ? {} : { onStackFailure: input.OnStackFailure }),
    ...(imports && { imports }),
    importExisting: input.ImportExistingResources ?? false,
    includeNested: input.IncludeNestedStacks ?? false,
    nested: nested.own,
    ...(input.ClientToken === undefined ? {} : { token: input.ClientToken }),
    ...(input.DeploymentMode === undefined ? {} : { mode: input.DeploymentMode }),
  }
  const { operationId } = changeSet
  return change(context, async (commit) => {
    if (isNew) {
      if (await findStack(store, context, stack.name))
        throw validationError(
          `Stack [${stack.name}] already exists and cannot be created again with the changeSet [${name}].`,
        )
      stacks.put(commit, stack, undefined)
      tellStack(commit, room, stack, { id: operationId, principal, startedAt: now }, userInitiated)
    }
    if (await findByName(context, stack, name)) throw alreadyExistingChangeSet(name)
    templates.put(commit, submitted.template, undefined)
    changeSets.put(commit, changeSet, undefined)
    for (const inner of nested.all) {
      templates.put(commit, inner.template, undefined)
      changeSets.put(commit, inner.changeSet, undefined)
    }
    for (const problem of problems)
      commit.append(eventLog(stack, stack.uuid), {
        ...problem,
        id: randomUuid(random),
        operationId,
        physicalId: '',
        status: 'CREATE_FAILED',
      })
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
  return { stack: { ...stackInReview(context, name), statusReason: userInitiated }, isNew: true }
}
