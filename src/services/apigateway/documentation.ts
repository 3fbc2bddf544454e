/** Documentation: parts, and versions of all parts together. Source: API Reference, CreateDocumentationPart; the words are AWS's, as its answers show them. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { Json } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import { bodyOf, shapeOf } from './bodies.ts'
import { change } from './changing.ts'
import { instant } from './deployed.ts'
import { checkLocation, documentationKey } from './domain/documentation-locations.ts'
import { patched } from './domain/patch.ts'
import { documentationPartPatches, documentationVersionPatches } from './domain/patch-tables.ts'
import { badRequest, conflict, limitExceeded } from './errors.ts'
import { documentationPartsPerApi } from './limits.ts'
import { findPart, listEntries, listParts, newEntry, requireApi, requirePart } from './lookups.ts'
import { pageOf } from './paging.ts'
import { type Entry, entries } from './records.ts'

/** The id of a part. Unit: characters. */
export const documentationPartIdLength = 6

/** Fails with BadRequestException for what is no object of JSON. UNVERIFIED: the words. */
export function checkProperties(text = ''): void {
  try {
    const read = JSON.parse(text) as Json
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return
  } catch {
    // Refused below, as what is no object.
  }
  throw badRequest('Documentation part properties must be a JSON object')
}

/** Makes a part. A place has one. */
export async function createDocumentationPart(
  { restApiId = '', location, properties }: Api.CreateDocumentationPartRequest,
  context: OperationContext,
): Promise<Api.DocumentationPart> {
  return change(context, async (commit) => {
    const api = (await requireApi(context, restApiId)).value
    const placed = checkLocation(location)
    checkProperties(properties)
    const others = await listEntries(context, context, restApiId, 'documentationPart')
    if (others.length >= documentationPartsPerApi)
      throw limitExceeded('Maximum number of documentation parts for this API has been reached')
    const key = documentationKey(placed)
    if (others.some(({ value }) => keyOf(value) === key))
      throw conflict('Documentation part already exists for the specified location')
    const id = newId(context.random, documentationPartIdLength)
    const entry = newEntry(
      context,
      api,
      'documentationPart',
      id,
      bodyOf({ id, location: placed, properties }),
    )
    entries.put(commit, entry, undefined)
    return shapeOf<Api.DocumentationPart>(entry)
  })
}

/** What tells a part's place from others. */
export function keyOf(entry: Entry): string {
  return documentationKey(shapeOf<Api.DocumentationPart>(entry).location ?? { type: 'API' })
}

/** A part. */
export async function getDocumentationPart(
  { restApiId, documentationPartId }: Api.GetDocumentationPartRequest,
  context: OperationContext,
): Promise<Api.DocumentationPart> {
  const found = await requirePart(context, restApiId, 'documentationPart', documentationPartId)
  return shapeOf<Api.DocumentationPart>(found.value)
}

/** The parts of an API: of a type, of a path that begins so, or whose names do. */
export async function getDocumentationParts(
  input: Api.GetDocumentationPartsRequest,
  context: OperationContext,
): Promise<Api.DocumentationParts> {
  const { restApiId, type, nameQuery, path } = input
  const found = await listParts(context, restApiId, 'documentationPart')
  const parts = found.map(({ value }) => shapeOf<Api.DocumentationPart>(value))
  const wanted = parts.filter(({ location }) => {
    if (type !== undefined && location?.type !== type) return false
    if (nameQuery !== undefined && !location?.name?.includes(nameQuery)) return false
    return path === undefined || location?.path === path
  })
  return pageOf(wanted, input, `apigateway documentation ${restApiId} ${type} ${nameQuery} ${path}`)
}

/** Changes a part's properties. */
export async function updateDocumentationPart(
  { restApiId, documentationPartId, patchOperations }: Api.UpdateDocumentationPartRequest,
  context: OperationContext,
): Promise<Api.DocumentationPart> {
  return change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'documentationPart', documentationPartId)
    const body = patched(documentationPartPatches, stored.value.body, patchOperations)
    checkProperties(String(body.properties))
    const entry = { ...stored.value, body, modifiedAt: context.now }
    entries.put(commit, entry, stored)
    return shapeOf<Api.DocumentationPart>(entry)
  })
}

/** Deletes a part. */
export async function deleteDocumentationPart(
  { restApiId, documentationPartId }: Api.DeleteDocumentationPartRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    await requireApi(context, restApiId)
    entries.remove(commit, await requirePart(context, restApiId, 'documentationPart', documentationPartId))
  })
  return {}
}

function versionAnswer({ body, createdAt }: Entry): Api.DocumentationVersion {
  const { parts: _parts, ...shown } = body
  return { ...(shown as Api.DocumentationVersion), createdDate: instant(createdAt) }
}

/** Keeps the parts as they are, under a name; a stage that is named shows it. */
export async function createDocumentationVersion(
  {
    restApiId = '',
    documentationVersion = '',
    stageName,
    description,
  }: Api.CreateDocumentationVersionRequest,
  context: OperationContext,
): Promise<Api.DocumentationVersion> {
  return change(context, async (commit) => {
    const api = (await requireApi(context, restApiId)).value
    if (documentationVersion === '') throw badRequest('Documentation version cannot be empty')
    if (await findPart(context, restApiId, 'documentationVersion', documentationVersion))
      throw conflict('Documentation version already exists')
    const found = await listEntries(context, context, restApiId, 'documentationPart')
    const body = bodyOf({
      version: documentationVersion,
      description,
      parts: found.map(({ value }) => value.body),
    })
    const entry = newEntry(context, api, 'documentationVersion', documentationVersion, body)
    entries.put(commit, entry, undefined)
    if (stageName !== undefined) {
      const stage = await requirePart(context, restApiId, 'stage', stageName)
      const next = { ...stage.value.body, documentationVersion }
      entries.put(commit, { ...stage.value, body: next, modifiedAt: context.now }, stage)
    }
    return versionAnswer(entry)
  })
}

/** A version. */
export async function getDocumentationVersion(
  { restApiId, documentationVersion }: Api.GetDocumentationVersionRequest,
  context: OperationContext,
): Promise<Api.DocumentationVersion> {
  return versionAnswer(
    (await requirePart(context, restApiId, 'documentationVersion', documentationVersion)).value,
  )
}

/** The versions of an API. */
export async function getDocumentationVersions(
  input: Api.GetDocumentationVersionsRequest,
  context: OperationContext,
): Promise<Api.DocumentationVersions> {
  const found = await listParts(context, input.restApiId, 'documentationVersion')
  const page = pageOf(found, input, `apigateway documentation versions ${input.restApiId}`)
  return { ...page, items: page.items.map(({ value }) => versionAnswer(value)) }
}

/** Changes a version's description. */
export async function updateDocumentationVersion(
  { restApiId, documentationVersion, patchOperations }: Api.UpdateDocumentationVersionRequest,
  context: OperationContext,
): Promise<Api.DocumentationVersion> {
  return change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'documentationVersion', documentationVersion)
    const body = patched(documentationVersionPatches, stored.value.body, patchOperations)
    const entry = { ...stored.value, body, modifiedAt: context.now }
    entries.put(commit, entry, stored)
    return versionAnswer(entry)
  })
}

/** Deletes a version. */
export async function deleteDocumentationVersion(
  { restApiId = '', documentationVersion }: Api.DeleteDocumentationVersionRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'documentationVersion', documentationVersion)
    const stages = await listEntries(context, context, restApiId, 'stage')
    if (stages.some(({ value }) => value.body.documentationVersion === documentationVersion))
      throw badRequest('Cannot delete documentation version: it is associated with a stage')
    entries.remove(commit, stored)
  })
  return {}
}
