import type { JsonObject } from '../../../base/json.ts'
import { scalarsAsTexts, TemplateError } from '../../../engines/template/index.ts'
import { type Planned, planSubmission } from '../deploying/planning.ts'
import type { Submitted } from '../deploying/submission.ts'
import type { Stack } from '../domain/stack.ts'
import type { TypesContext } from '../operations/context.ts'

const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set."

const nothing = { changes: [], detailed: [], resources: new Map() } as const

/** What a change set would do, or why it cannot be made. */
export interface Outcome {
  readonly changes: readonly JsonObject[]
  readonly detailed: readonly JsonObject[]
  readonly failure?: string
  /** What the stack has now. */
  readonly resources: Planned['resources']
}

/** Plans what a change set would do. */
export async function planOf(
  { store, catalogue }: TypesContext,
  stack: Stack,
  submitted: Submitted,
  imports: ReadonlySet<string> = new Set(),
): Promise<Outcome> {
  const { prepared, transformFailure } = submitted
  if (!prepared) return { ...nothing, failure: transformFailure ?? noChanges }
  let planned: Planned
  try {
    planned = await planSubmission(store, catalogue, stack, { ...submitted, prepared }, imports)
  } catch (error) {
    if (error instanceof TemplateError) return { ...nothing, failure: error.message }
    throw error
  }
  const open = stack.status === 'CREATE_FAILED' || stack.status === 'UPDATE_FAILED'
  if (planned.nothing && !open) return { ...nothing, failure: noChanges, resources: planned.resources }
  const view = (changes: Planned['changes']) =>
    changes.map((item) => changeView(item, planned.resources.get(item.logicalId)?.physicalId))
  return {
    changes: view(planned.changes),
    detailed: view(planned.detailed),
    resources: planned.resources,
  }
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
