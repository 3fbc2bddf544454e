/** GetExport. Source: API Reference; Developer Guide, "Export a REST API from API Gateway". */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { apiAddress, writeYaml } from '../../gateway/index.ts'
import { shapeOf } from './bodies.ts'
import { readDeployed } from './deployed.ts'
import { type ExportChoice, versionOf, writeDefinition } from './domain/openapi/write-definition.ts'
import { badRequest } from './errors.ts'
import { findPart, listEntries, requireApi, requirePart } from './lookups.ts'

/** Writes what a stage shows of an API as a document. */
export async function getExport(
  input: Api.GetExportRequest,
  context: OperationContext,
): Promise<Api.ExportResponse> {
  const { restApiId = '', stageName = '', exportType, parameters, accepts = 'application/json' } = input
  await requireApi(context, restApiId)
  const stage = shapeOf<Api.Stage>((await requirePart(context, restApiId, 'stage', stageName)).value)
  const choice = choiceOf(exportType, parameters)
  const isYaml = /^application\/(?:x-)?yaml\b/i.test(accepts)
  if (!isYaml && !/^(?:application\/json|\*\/\*)/i.test(accepts))
    throw badRequest('Invalid accept header specified. Must be application/json or application/yaml')
  const { accountId, region, store, settings } = context
  const place = { accountId, region, apiId: restApiId }
  const api = await readDeployed(store, place, stage.deploymentId ?? '')
  if (!api) throw badRequest('The stage has no deployment')
  const document = writeDefinition(
    {
      api,
      stageName,
      address: apiAddress(place, settings.endpoint),
      documentation: await documentationOf(context, restApiId, stage.documentationVersion),
      documentationVersion: stage.documentationVersion,
    },
    choice,
  )
  const text = isYaml ? writeYaml(document) : JSON.stringify(document, undefined, 2)
  const name = `${choice.version === 2 ? 'swagger' : 'oas30'}_${versionOf(api.restApi)}`
  return {
    contentType: 'application/octet-stream',
    contentDisposition: `attachment; filename="${name.replace(/[^\w.:+-]/g, '_')}.${isYaml ? 'yaml' : 'json'}"`,
    body: Buffer.from(text, 'utf8'),
  }
}

/** `apigateway` stands for all; several stand between commas. */
function choiceOf(
  exportType: string | undefined,
  parameters: Readonly<Record<string, string>> = {},
): ExportChoice {
  if (exportType !== 'swagger' && exportType !== 'oas30')
    throw badRequest(`Invalid export type specified: ${exportType}. Must be one of: [oas30, swagger]`)
  const named = (parameters.extensions ?? '').split(',').map((name) => name.trim())
  const all = named.includes('apigateway')
  return {
    version: exportType === 'swagger' ? 2 : 3,
    all,
    integrations: all || named.includes('integrations'),
    authorizers: all || named.includes('authorizers'),
    documentation: all || named.includes('documentation'),
  }
}

/** The parts as the stage's version of documentation has them; those there are now, where it has none. */
async function documentationOf(
  context: OperationContext,
  apiId: string,
  version: string | undefined,
): Promise<readonly Api.DocumentationPart[]> {
  const found =
    version === undefined ? undefined : await findPart(context, apiId, 'documentationVersion', version)
  if (found) return (found.value.body.parts ?? []) as unknown as readonly Api.DocumentationPart[]
  const parts = await listEntries(context, context, apiId, 'documentationPart')
  return parts.map(({ value }) => shapeOf<Api.DocumentationPart>(value))
}
