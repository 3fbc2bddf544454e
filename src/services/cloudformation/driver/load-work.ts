import type { JsonObject } from '../../../base/json.ts'
import { importedNames, type PreparedTemplate, TemplateError } from '../../../engines/template/index.ts'
import type { Store, Stored } from '../../../store/index.ts'
import type { StackOperation } from '../domain/operation.ts'
import type { StackResource } from '../domain/resource.ts'
import type { Home, Stack, StackOutput } from '../domain/stack.ts'
import type { Target } from '../domain/work.ts'
import {
  type ExportRecord,
  type InboxMessage,
  importRecords,
  inbox,
  operations,
  resources,
  stacks,
  templates,
} from '../records.ts'
import { exportProblemOf, importersOf, listExportRecords } from './exports.ts'
import { type ForeignOutputs, foreignProblem, noForeignOutputs, readForeignOutputs } from './stack-outputs.ts'
import { prepareDeployment, targetOf } from './target.ts'

/** A stack with everything that work on it needs, as it was read. */
export interface Loaded {
  stack: Stored<Stack>
  operation: Stored<StackOperation>
  readonly resources: Map<string, Stored<StackResource>>
  /** Absent where the operation only takes away. */
  readonly target: Target | undefined
  readonly prepared: PreparedTemplate | undefined
  readonly exports: readonly ExportRecord[]
  /** Why the template cannot be carried out. */
  readonly problem: string | undefined
  /** Names of exports that the stack has been importing. */
  readonly imported: readonly string[]
  readonly exportProblem: (outputs: readonly StackOutput[]) => string | undefined
}

/** Reads a stack that there is something to do about; undefined: there is nothing. */
export async function loadWork(store: Store, home: Home, stackUuid: string): Promise<Loaded | undefined> {
  const key = [home.accountId, home.region, stackUuid]
  const [stack, operation] = await Promise.all([stacks.get(store, key), operations.get(store, key)])
  if (!stack || !operation || operation.value.ended) return undefined
  const [all, exports, imported, read] = await Promise.all([
    listAllResources(store, home, stackUuid),
    listExportRecords(store, home),
    importedBy(store, home, stackUuid),
    readTemplateWork(store, home, stack.value).catch(problemOf),
  ])
  const { prepared, foreign, wanted } = typeof read === 'string' ? nothingRead : read
  const values = new Map(exports.map(({ name, value }) => [name, value]))
  const importers = new Map(
    await Promise.all(
      exports
        .filter((record) => record.stackUuid === stackUuid)
        .map(async ({ name }) => [name, await importersOf(store, home, name)] as const),
    ),
  )
  return {
    stack,
    operation,
    resources: new Map(all.map((stored) => [stored.value.logicalId, stored])),
    target: prepared && targetOf(prepared, values, foreign),
    prepared,
    exports,
    problem:
      typeof read === 'string' ? read : (missingExport(wanted, values) ?? foreignProblem(prepared, foreign)),
    imported,
    exportProblem: exportProblemOf(stackUuid, exports, importers),
  }
}

/** A template with what it reads of other stacks. */
interface TemplateWork {
  readonly prepared: PreparedTemplate | undefined
  readonly foreign: ForeignOutputs
  /** The exports that it imports. */
  readonly wanted: readonly string[]
}

const nothingRead: TemplateWork = { prepared: undefined, foreign: noForeignOutputs, wanted: [] }

/** Fails with a TemplateError, so that the operation can fail with what is wrong. */
async function readTemplateWork(store: Store, home: Home, stack: Stack): Promise<TemplateWork> {
  const prepared = await readPrepared(store, stack)
  return {
    prepared,
    foreign: await readForeignOutputs(store, home, prepared),
    wanted: importsOf(prepared),
  }
}

/** What is wrong with a template under the values that parameters have now. */
function problemOf(error: unknown): string {
  if (error instanceof TemplateError) return error.message
  throw error
}

/** Source: observed on AWS: a stack fails before any resource is made. */
function missingExport(wanted: readonly string[], exports: ReadonlyMap<string, string>): string | undefined {
  const name = wanted.find((one) => !exports.has(one))
  return name === undefined ? undefined : `No export named ${name} found`
}

/** The names of the exports that a stack imports. */
async function importedBy(store: Store, { accountId, region }: Home, stackUuid: string): Promise<string[]> {
  const { items } = await importRecords.list(store, { prefix: [accountId, region], limit: 10_000 })
  return items.filter(({ value }) => value.stackUuid === stackUuid).map(({ value }) => value.exportName)
}

/** All resources of a stack. */
export async function listAllResources(
  store: Store,
  { accountId, region }: Home,
  stackUuid: string,
): Promise<Array<Stored<StackResource>>> {
  const { items } = await resources.list(store, { prefix: [accountId, region, stackUuid], limit: 10_000 })
  return [...items]
}

/** The template that a stack is made from, after its transforms; nothing where one of them failed. */
export async function readDocument(
  store: Store,
  { accountId, region, uuid, deployment }: Stack,
): Promise<Processed | undefined> {
  if (!deployment) return undefined
  const found = await templates.get(store, [accountId, region, uuid, deployment.templateId])
  if (found?.value.processed === undefined) return undefined
  const { processed, languageExtensions = false } = found.value
  return { document: JSON.parse(processed) as JsonObject, languageExtensions }
}

/** A template after its transforms. */
export interface Processed {
  readonly document: JsonObject
  readonly languageExtensions: boolean
}

/** The template of a stack under its parameters; nothing where there is none. Fails with a TemplateError. */
export async function readPrepared(store: Store, stack: Stack): Promise<PreparedTemplate | undefined> {
  const processed = await readDocument(store, stack)
  if (!processed || !stack.deployment) return undefined
  return prepareDeployment(processed.document, stack.deployment, stack, processed.languageExtensions)
}

/** What has come for a stack. */
export async function readInbox(
  store: Store,
  { accountId, region }: Home,
  stackUuid: string,
): Promise<Array<Stored<InboxMessage>>> {
  const { items } = await inbox.list(store, { prefix: [accountId, region, stackUuid] })
  return [...items]
}

/** The exports that a template imports. */
export function importsOf(prepared: PreparedTemplate | undefined): readonly string[] {
  return prepared ? importedNames(prepared) : []
}
