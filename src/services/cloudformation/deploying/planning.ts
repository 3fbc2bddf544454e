/** What a submission would change of a stack. */
import { sameJson } from '../../../base/json.ts'
import {
  type LiveValues,
  type PreparedTemplate,
  planChanges,
  type ResourceChange,
  resolveOutputs,
  updateEffectOf,
} from '../../../engines/template/index.ts'
import type { Store } from '../../../store/index.ts'
import type { StackResource } from '../domain/resource.ts'
import type { Stack } from '../domain/stack.ts'
import { existsAsMade } from '../domain/turn.ts'
import type { Catalogue } from '../driver/catalogue.ts'
import { listExportRecords } from '../driver/exports.ts'
import { listAllResources, readPrepared } from '../driver/load-work.ts'
import { isCustom } from '../driver/own-types.ts'
import { readForeignOutputs } from '../driver/stack-outputs.ts'
import { liveValues } from '../driver/target.ts'
import type { Submitted } from './submission.ts'

/** What is planned. */
export interface Planned {
  readonly changes: readonly ResourceChange[]
  /** The same with every place of every property, and values. */
  readonly detailed: readonly ResourceChange[]
  /** Nothing at all would be different: neither resources nor outputs nor tags. */
  readonly nothing: boolean
  readonly resources: ReadonlyMap<string, StackResource>
}

/** Plans an update, or a creation where the stack has nothing yet. Fails with a TemplateError. */
export async function planSubmission(
  store: Store,
  catalogue: Catalogue,
  stack: Stack,
  submitted: Submitted & { readonly prepared: PreparedTemplate },
  imports: ReadonlySet<string> = new Set(),
): Promise<Planned> {
  const { prepared: after } = submitted
  const [found, exports, before] = await Promise.all([
    listAllResources(store, stack, stack.uuid),
    listExportRecords(store, stack),
    readPrepared(store, stack),
  ])
  const resources = new Map(
    found
      .map(({ value }) => value)
      .filter(existsAsMade)
      .map((value) => [value.logicalId, value]),
  )
  const { deployment } = stack
  const live = liveValues(
    { find: (logicalId) => resources.get(logicalId) },
    new Map(exports.map(({ name, value }) => [name, value])),
    await readForeignOutputs(store, stack, after),
  )
  await catalogue.learn(
    [...after.resources.values(), ...(before?.resources.values() ?? [])].map(({ type }) => type),
  )
  const stackTagsChanged = !sameJson(deployment?.tags ?? {}, submitted.deployment.tags)
  const plan = (propertyValues: boolean) =>
    planChanges({
      ...(before && { before }),
      after,
      live,
      updateEffect: (type, path) => effect(catalogue, type, path),
      tagsProperty: (type) => catalogue.of(type).spec?.tags?.property,
      stackTagsChanged,
      imports,
      propertyValues,
    })
  const changes = plan(false)
  return {
    changes,
    detailed: plan(true),
    nothing:
      changes.length === 0 &&
      !stackTagsChanged &&
      before !== undefined &&
      sameOutputs(before, after, live) &&
      sameSettings(stack, submitted),
    resources,
  }
}

function effect(catalogue: Catalogue, type: string, path: readonly string[]) {
  if (isCustom(type)) return path[0] === 'ServiceToken' ? 'always' : 'never'
  const { spec, type: made } = catalogue.of(type)
  if (made && made.update === undefined) return 'always'
  return spec ? updateEffectOf(spec, path) : 'never'
}

function sameSettings({ deployment }: Stack, { deployment: next }: Submitted): boolean {
  return (
    JSON.stringify(deployment?.notificationArns ?? []) === JSON.stringify(next.notificationArns) &&
    deployment?.roleArn === next.roleArn &&
    JSON.stringify(deployment?.rollback) === JSON.stringify(next.rollback)
  )
}

function sameOutputs(before: PreparedTemplate, after: PreparedTemplate, live: LiveValues): boolean {
  const text = (prepared: PreparedTemplate) => {
    try {
      return JSON.stringify(resolveOutputs(prepared, live))
    } catch {
      return JSON.stringify([...prepared.outputs.values()])
    }
  }
  return text(before) === text(after)
}
