/** ImportRestApi, PutRestApi, ImportDocumentationParts. Source: API Reference; Developer Guide, "Import an edge-optimized API into API Gateway". */
import type * as Api from '@aws-sdk/client-api-gateway'
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json } from '../../../base/json.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { type BasePathRule, objectOr } from '../../../engines/openapi/index.ts'
import { parseTemplate, TemplateError } from '../../../engines/template/index.ts'
import { apiArn } from '../../../gateway/index.ts'
import { bodyOf, shapeOf, textOf } from '../bodies.ts'
import { change } from '../changing.ts'
import { DefinitionError } from '../domain/openapi/document.ts'
import { type ImportedApi, readDefinition, readDocumentation } from '../domain/openapi/read-definition.ts'
import { checkedPolicy, checkedRestApi } from '../domain/rest-api-rules.ts'
import { badRequest } from '../errors.ts'
import { definitionBytesMax } from '../limits.ts'
import { listEntries, requireApi } from '../lookups.ts'
import { type Entry, entries } from '../records.ts'
import { newRestApi, restApiAnswer } from '../rest-apis.ts'
import { applyDefinition, applyDocumentation } from './apply.ts'
import { Draft } from './draft.ts'

/** A request with a document; clients may send it as a text. */
type WithDocument<Input> = Omit<Input, 'body'> & { readonly body?: unknown }

interface ImportRules {
  readonly parameters?: Readonly<Record<string, string>> | undefined
  readonly failOnWarnings?: boolean | undefined
}

function parse(body: unknown): Json {
  const text = textOf(body)
  if (Buffer.byteLength(text) > definitionBytesMax) throw badRequest('API definition is larger than 6 MB')
  try {
    return parseTemplate(text, { lenient: true }).document
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw badRequest('Unable to build importer with provided input.')
  }
}

function readDocument(body: unknown, { parameters = {}, failOnWarnings }: ImportRules): ImportedApi {
  // The name of the parameter is `basepath` in the reference, `basePath` in templates of CloudFormation.
  const rule = parameters.basepath ?? parameters.basePath ?? 'ignore'
  if (!/^(?:ignore|prepend|split)$/.test(rule)) throw badRequest(`Invalid basepath ${rule} specified`)
  const document = parse(body)
  let imported: ImportedApi
  try {
    imported = readDefinition(document, rule as BasePathRule)
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error
    throw badRequest(`Errors found during import:\n\t${error.message}`)
  }
  if (failOnWarnings && imported.warnings.length > 0)
    throw badRequest(`Warnings found during import:\n\t${imported.warnings.join('\n\t')}`)
  const documentationParts = parameters.ignore === 'documentation' ? [] : imported.documentationParts
  return { ...imported, documentationParts, api: withParameters(imported.api, parameters) }
}

/** Source: API Reference, ImportRestApi: `endpointConfigurationTypes`, `vpcEndpointIds`, `disableExecuteApiEndpoint`. */
function withParameters(api: Api.RestApi, parameters: Readonly<Record<string, string>>): Api.RestApi {
  const {
    endpointConfigurationTypes: types,
    vpcEndpointIds,
    disableExecuteApiEndpoint: disabled,
  } = parameters
  const endpointConfiguration = {
    ...api.endpointConfiguration,
    ...(types === undefined ? {} : { types: types.split(',') as Api.EndpointType[] }),
    ...(vpcEndpointIds === undefined ? {} : { vpcEndpointIds: vpcEndpointIds.split(',') }),
  }
  return {
    ...api,
    ...(Object.keys(endpointConfiguration).length > 0 ? { endpointConfiguration } : {}),
    ...(disabled === undefined ? {} : { disableExecuteApiEndpoint: disabled === 'true' }),
  }
}

/** Makes an API of a document. */
export async function importRestApi(
  { body, ...rules }: WithDocument<Api.ImportRestApiRequest>,
  context: OperationContext,
): Promise<Api.RestApi> {
  const imported = readDocument(body, rules)
  return change(context, async (commit) => {
    // UNVERIFIED: the name of an API whose document has no title.
    const { api, root } = await newRestApi(context, {
      ...imported.api,
      name: imported.api.name || 'Imported API',
    })
    const draft = new Draft(context, api, [{ value: root, version: 0 }])
    applyDefinition(draft, api, imported)
    entries.put(commit, api, undefined)
    draft.writeNew(commit)
    return restApiAnswer(api, false, imported.warnings)
  })
}

/** Puts a document over an API, or in its place. Stages and deployments stay as they are. */
export async function putRestApi(
  { restApiId, mode = 'merge', body, ...rules }: WithDocument<Api.PutRestApiRequest>,
  context: OperationContext,
): Promise<Api.RestApi> {
  const imported = readDocument(body, rules)
  return change(context, async (commit) => {
    const stored = await requireApi(context, restApiId)
    const api = putOver(context, stored.value, imported.api, mode === 'overwrite')
    const draft = new Draft(context, api, await listEntries(context, context, api.apiId))
    if (mode === 'overwrite') draft.clear()
    applyDefinition(draft, api, imported)
    entries.put(commit, api, stored)
    draft.write(commit)
    return restApiAnswer(api, true, imported.warnings)
  })
}

/** An API's own settings with those of a document: types of binary media are added to where it is not overwritten. */
function putOver(
  { now }: Pick<OperationContext, 'now'>,
  entry: Entry,
  given: Api.RestApi,
  overwrite: boolean,
): Entry {
  const before = shapeOf<Api.RestApi>(entry)
  const { description, version, binaryMediaTypes, minimumCompressionSize, policy, ...stays } = before
  const policyBefore = policy
  const base: Api.RestApi = overwrite
    ? stays
    : { ...stays, description, version, binaryMediaTypes, minimumCompressionSize }
  const types = overwrite
    ? given.binaryMediaTypes
    : [...new Set([...(binaryMediaTypes ?? []), ...(given.binaryMediaTypes ?? [])])]
  const next = checkedRestApi({
    ...base,
    ...given,
    name: given.name || before.name,
    binaryMediaTypes: types,
    endpointConfiguration: { ...before.endpointConfiguration, ...given.endpointConfiguration },
  })
  const kept = given.policy === undefined ? policyBefore : checkedPolicy(given.policy, apiArn(entry))
  return { ...entry, body: bodyOf({ ...next, policy: kept }), modifiedAt: now }
}

/** Puts the parts of documentation of a document over those of an API, or in their place. */
export async function importDocumentationParts(
  { restApiId, mode = 'merge', failOnWarnings, body }: WithDocument<Api.ImportDocumentationPartsRequest>,
  context: OperationContext,
): Promise<Api.DocumentationPartIds> {
  const document = objectOr(parse(body))
  if (document.swagger === undefined && document.openapi === undefined)
    throw badRequest('Unable to build importer with provided input.')
  const parts = readDocumentation(document)
  return change(context, async (commit) => {
    const api = (await requireApi(context, restApiId)).value
    const all = await listEntries(context, context, api.apiId, 'documentationPart')
    const draft = new Draft(context, api, all)
    if (mode === 'overwrite') draft.clear()
    const warnings: string[] = []
    const ids = applyDocumentation(draft, parts, (what, act) => {
      try {
        act()
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        warnings.push(`${what}: ${error.message}`)
      }
    })
    if (failOnWarnings && warnings.length > 0)
      throw badRequest(`Warnings found during import:\n\t${warnings.join('\n\t')}`)
    draft.write(commit)
    return { ids, ...(warnings.length > 0 ? { warnings } : {}) }
  })
}
