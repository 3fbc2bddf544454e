/** ImportApi, ReimportApi, ExportApi. Source: API Reference. */
import type { Json, JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { BasePathRule } from '../../engines/openapi/index.ts'
import { parseTemplate, TemplateError } from '../../engines/template/index.ts'
import { apiAddress, newId, writeYaml } from '../../gateway/index.ts'
import { type Atomic, atomic } from '../../store/index.ts'
import { checkApi, newApi, usualApi } from './apis.ts'
import { change } from './changing.ts'
import type { EntryKind } from './domain/kinds.ts'
import { authorizerKind, integrationKind, routeKind, stageKind } from './domain/kinds.ts'
import { writeOpenApi } from './domain/openapi-export.ts'
import { type ImportedApi, OpenApiError, readOpenApi } from './domain/openapi-import.ts'
import { badRequest, conflict } from './errors.ts'
import { documentBytesMax } from './limits.ts'
import { listEntries, requireApi, requirePart } from './lookups.ts'
import { authorizerRules, integrationRules } from './part-rules.ts'
import type { PartRules } from './parts.ts'
import { type Entry, entries } from './records.ts'
import { type Snapshot, snapshotOf } from './snapshot.ts'
import { isSocketApi } from './socket-part-rules.ts'
import { deploysItself } from './stages.ts'
import { apiView } from './views.ts'

type ImportInput = {
  Body?: string | undefined
  Basepath?: string | undefined
  FailOnWarnings?: boolean | undefined
}

function readDocument({ Body = '', Basepath = 'ignore', FailOnWarnings }: ImportInput): ImportedApi {
  if (Buffer.byteLength(Body) > documentBytesMax) throw badRequest('The OpenAPI document is too large')
  if (!/^(?:ignore|prepend|split)$/.test(Basepath)) throw badRequest(`Invalid basepath ${Basepath} specified`)
  let document: Json
  try {
    document = parseTemplate(Body, { lenient: true }).document
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw badRequest(`Unable to parse API definition because of a malformed document: ${error.message}`)
  }
  let imported: ImportedApi
  try {
    imported = readOpenApi(document, Basepath as BasePathRule)
  } catch (error) {
    if (!(error instanceof OpenApiError)) throw error
    throw badRequest(error.message)
  }
  if (FailOnWarnings && imported.warnings.length > 0)
    throw badRequest(`Warnings found during import:\n\t${imported.warnings.join('\n\t')}`)
  return imported
}

/** Makes an API of a document. */
export async function importApi(input: ImportInput, context: OperationContext): Promise<object> {
  const imported = readDocument(input)
  const api = newApi(context, { ...usualApi, Tags: {}, ...imported.api })
  const commit = atomic(context.store)
  entries.put(commit, api, undefined)
  await putParts(commit, context, api, imported)
  await commit.commit()
  return { ...apiView(api, context.settings.endpoint), ...warningsOf(imported) }
}

/** Puts a document in the place of an API's routes, integrations and authorizers. Stages stay. */
export async function reimportApi(
  input: ImportInput & { ApiId?: string | undefined },
  context: OperationContext,
): Promise<object> {
  const imported = readDocument(input)
  const { ApiId: apiId = '' } = input
  const replaced: readonly EntryKind[] = [
    'route',
    'integration',
    'authorizer',
    'routeResponse',
    'integrationResponse',
  ]
  const api = await change(context, async (commit) => {
    const stored = await requireApi(context, apiId)
    if (isSocketApi(stored.value)) throw badRequest('Documents are only imported into HTTP APIs')
    const { Name, Tags = {}, ProtocolType } = stored.value.body
    const body = { ...usualApi, ...imported.api, ProtocolType: ProtocolType ?? 'HTTP', Tags }
    checkApi(body)
    const next: Entry = {
      ...stored.value,
      body: { ...body, Name: imported.api.Name ?? Name ?? '' },
      modifiedAt: context.now,
    }
    entries.put(commit, next, stored)
    for (const kind of replaced)
      for (const part of await listEntries(context, context, apiId, kind)) entries.remove(commit, part)
    await putParts(commit, context, next, imported)
    return next
  })
  return { ...apiView(api, context.settings.endpoint), ...warningsOf(imported) }
}

function warningsOf({ warnings }: ImportedApi): object {
  return warnings.length > 0 ? { Warnings: warnings } : {}
}

async function putParts(
  commit: Atomic,
  context: OperationContext,
  api: Entry,
  imported: ImportedApi,
): Promise<void> {
  const put = async (
    kind: EntryKind,
    idLength: number,
    rules: PartRules | undefined,
    body: JsonObject,
    others: Entry[],
  ) => {
    const given = body as Readonly<Record<string, Json>>
    const decided = await rules?.decide({ context, commit, api, others, before: undefined, body, given })
    const { accountId, region, apiId } = api
    const entry: Entry = {
      accountId,
      region,
      apiId,
      kind,
      id: newId(context.random, idLength),
      body: decided ?? body,
      createdAt: context.now,
      modifiedAt: context.now,
    }
    entries.put(commit, entry, undefined)
    others.push(entry)
    return entry.id
  }
  const ids = new Map<string, string>()
  const integrations: Entry[] = []
  for (const [key, body] of imported.integrations)
    ids.set(
      `target ${key}`,
      await put('integration', integrationKind.idLength, integrationRules, body, integrations),
    )
  const authorizers: Entry[] = []
  for (const [name, body] of imported.authorizers)
    ids.set(
      `authorizer ${name}`,
      await put('authorizer', authorizerKind.idLength, authorizerRules, body, authorizers),
    )
  const keys = new Set<string>()
  for (const route of imported.routes) {
    const { Target, AuthorizerId, ...rest } = route
    const key = String(route.RouteKey)
    if (keys.has(key)) throw conflict(`Route with key ${key} already exists for this API`)
    keys.add(key)
    const body: JsonObject = {
      ApiKeyRequired: false,
      AuthorizationType: 'NONE',
      ...(rest as JsonObject),
      ...(Target === undefined ? {} : { Target: `integrations/${ids.get(`target ${String(Target)}`)}` }),
      ...(AuthorizerId === undefined
        ? {}
        : { AuthorizerId: ids.get(`authorizer ${String(AuthorizerId)}`) ?? '' }),
    }
    await put('route', routeKind.idLength, undefined, body, [])
  }
}

type ExportInput = {
  ApiId?: string | undefined
  StageName?: string | undefined
  OutputType?: string | undefined
  Specification?: string | undefined
  IncludeExtensions?: boolean | undefined
}

/** Writes an API, or what a stage shows of it, as a document. */
export async function exportApi(input: ExportInput, context: OperationContext): Promise<object> {
  const { ApiId: apiId = '', StageName, OutputType, Specification, IncludeExtensions = true } = input
  if (Specification !== 'OAS30') throw badRequest('Invalid specification specified. Must be OAS30')
  if (OutputType !== 'JSON' && OutputType !== 'YAML')
    throw badRequest('Invalid output type specified. Must be JSON or YAML')
  const api = (await requireApi(context, apiId)).value
  if (isSocketApi(api)) throw badRequest('Export is only supported for HTTP APIs')
  const live = (await listEntries(context, context, apiId)).map(({ value }) => value)
  const shown = StageName === undefined ? snapshotOf(live) : await shownBy(context, apiId, StageName, live)
  const document = writeOpenApi(
    {
      api: api.body,
      routes: Object.values(shown.routes),
      integrations: shown.integrations,
      authorizers: shown.authorizers,
      address: apiAddress(api, context.settings.endpoint),
      createdAt: api.createdAt,
    },
    IncludeExtensions,
  )
  const text = OutputType === 'JSON' ? JSON.stringify(document, undefined, 2) : writeYaml(document)
  return { body: Buffer.from(text, 'utf8') }
}

async function shownBy(
  context: OperationContext,
  apiId: string,
  id: string,
  live: readonly Entry[],
): Promise<Snapshot> {
  const stage = (await requirePart(context, stageKind, { apiId, id })).value
  if (deploysItself(stage)) return snapshotOf(live)
  const deployment = live.find((entry) => entry.kind === 'deployment' && entry.id === stage.body.DeploymentId)
  if (!deployment?.snapshot) throw badRequest('The stage has no deployment')
  return deployment.snapshot as unknown as Snapshot
}
