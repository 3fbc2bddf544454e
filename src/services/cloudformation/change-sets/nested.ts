/**
 * The change sets of nested stacks: what the change set around them would do to each. They are there to be looked at, and are
 * carried out with it. Source: User Guide, "Change sets for nested stacks".
 */
import { randomHex } from '../../../base/random.ts'
import { hasUnknown, type PreparedTemplate, resolveProperties } from '../../../engines/template/index.ts'
import { nestedSubmission } from '../deploying/nested-submission.ts'
import type { ChangeSet } from '../domain/change-set.ts'
import { physicalName } from '../domain/names.ts'
import type { StackResource } from '../domain/resource.ts'
import type { Deployment, Stack } from '../domain/stack.ts'
import { nestedStackType } from '../driver/own-types.ts'
import { noForeignOutputs } from '../driver/stack-outputs.ts'
import { liveValues } from '../driver/target.ts'
import { findStack } from '../finding.ts'
import { nestingMax } from '../limits.ts'
import type { TypesContext } from '../operations/context.ts'
import type { StoredTemplate } from '../records.ts'
import { changeSetName, draftOf, stackInReview, submittedToChangeSet } from './draft.ts'
import { planOf } from './plan.ts'

/** A change set with the template that it is of. */
export interface NestedChangeSet {
  readonly changeSet: ChangeSet
  readonly template: StoredTemplate
}

/** Where nested change sets belong. */
export interface Around {
  readonly stack: Stack
  readonly deployment: Deployment
  readonly prepared: PreparedTemplate
  readonly resources: ReadonlyMap<string, StackResource>
  readonly changeSet: Pick<ChangeSet, 'id' | 'name' | 'rootId'>
  readonly depth: number
}

/** The change sets of all stacks nested in a template, by logical id, and those nested in them. */
export async function nestedChangeSets(
  context: TypesContext,
  around: Around,
): Promise<{ readonly own: Readonly<Record<string, string>>; readonly all: readonly NestedChangeSet[] }> {
  const own: Record<string, string> = {}
  const all: NestedChangeSet[] = []
  if (around.depth > nestingMax) return { own, all }
  for (const { logicalId, type } of around.prepared.resources.values()) {
    if (type !== nestedStackType) continue
    const made = await nestedChangeSet(context, around, logicalId)
    if (!made) continue
    own[logicalId] = made.changeSet.id
    all.push(made, ...made.inner)
  }
  return { own, all }
}

async function nestedChangeSet(
  context: TypesContext,
  around: Around,
  logicalId: string,
): Promise<(NestedChangeSet & { readonly inner: readonly NestedChangeSet[] }) | undefined> {
  const { random, store } = context
  const { ref, attribute } = liveValues(
    { find: (id) => around.resources.get(id) },
    new Map(),
    noForeignOutputs,
  )
  const exported = () => undefined
  const properties = resolveProperties(around.prepared, logicalId, { ref, attribute, exported })
  // What it is to be made from is known when other resources are made.
  if (hasUnknown(properties)) return undefined
  const existing = around.resources.get(logicalId)?.physicalId
  const found = existing === undefined ? undefined : await findStack(store, context, existing)
  const stack = found?.value ?? unborn(context, around, logicalId)
  const submission = nestedSubmission(around.deployment, properties)
  const submitted = await submittedToChangeSet(context, stack, submission)
  const named = changeSetName(
    context,
    `${around.changeSet.name}-${logicalId}`.slice(0, 110) + `-${randomHex(random, 6)}`,
  )
  const rootId = around.changeSet.rootId ?? around.changeSet.id
  const outcome = await planOf(context, stack, submitted)
  const inner =
    submitted.prepared === undefined
      ? { own: {}, all: [] }
      : await nestedChangeSets(context, {
          stack,
          deployment: submitted.deployment,
          prepared: submitted.prepared,
          resources: outcome.resources,
          changeSet: { ...named, rootId },
          depth: around.depth + 1,
        })
  const changeSet: ChangeSet = {
    ...draftOf(context, stack, named, submitted, outcome),
    type: found ? 'UPDATE' : 'CREATE',
    // Nothing to change in a nested stack is no failure.
    status: 'CREATE_COMPLETE',
    // Only the one around them all is executed.
    executionStatus: 'UNAVAILABLE',
    includeNested: true,
    parentId: around.changeSet.id,
    rootId,
    nested: inner.own,
  }
  return { changeSet, template: submitted.template, inner: inner.all }
}

/** A nested stack that is not there yet. */
function unborn(context: TypesContext, around: Around, logicalId: string): Stack {
  const seed = randomHex(context.random, 16)
  return stackInReview(context, physicalName({ stackName: around.stack.name, logicalId, seed }, { max: 128 }))
}
