/** Answers that API Gateway gives by itself. Source: API Reference, PutGatewayResponse. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { bodyOf, shapeOf } from './bodies.ts'
import { change } from './changing.ts'
import { gatewayResponseOf, gatewayResponseTypes, puttable } from './domain/gateway-response-defaults.ts'
import { patched } from './domain/patch.ts'
import { gatewayResponsePatches } from './domain/patch-tables.ts'
import { notFound } from './errors.ts'
import { findPart, listEntries, newEntry, requireApi } from './lookups.ts'
import { pageOf } from './paging.ts'
import { entries } from './records.ts'

async function putOf(context: OperationContext, apiId: string): Promise<Map<string, Api.GatewayResponse>> {
  const found = await listEntries(context, context, apiId, 'gatewayResponse')
  return new Map(found.map(({ value }) => [value.id, shapeOf<Api.GatewayResponse>(value)]))
}

/** Says what is answered for a type, in the place of what was said before. */
export async function putGatewayResponse(
  { restApiId, responseType = 'DEFAULT_4XX', ...given }: Api.PutGatewayResponseRequest,
  context: OperationContext,
): Promise<Api.GatewayResponse> {
  return change(context, async (commit) => {
    const api = (await requireApi(context, restApiId)).value
    const stored = await findPart(context, restApiId, 'gatewayResponse', responseType)
    const response = puttable(responseType, given)
    entries.put(commit, newEntry(context, api, 'gatewayResponse', responseType, bodyOf(response)), stored)
    return response
  })
}

/** What is answered for a type. */
export async function getGatewayResponse(
  { restApiId = '', responseType = 'DEFAULT_4XX' }: Api.GetGatewayResponseRequest,
  context: OperationContext,
): Promise<Api.GatewayResponse> {
  await requireApi(context, restApiId)
  return gatewayResponseOf(responseType, await putOf(context, restApiId))
}

/** What is answered for all types. AWS answers all at once where no limit is named. */
export async function getGatewayResponses(
  input: Api.GetGatewayResponsesRequest,
  context: OperationContext,
): Promise<Api.GatewayResponses> {
  const { restApiId = '' } = input
  await requireApi(context, restApiId)
  const put = await putOf(context, restApiId)
  return pageOf(
    gatewayResponseTypes.map((type) => gatewayResponseOf(type, put)),
    input,
    `apigateway responses ${restApiId}`,
  )
}

/** Changes what is answered for a type. */
export async function updateGatewayResponse(
  { restApiId = '', responseType = 'DEFAULT_4XX', patchOperations }: Api.UpdateGatewayResponseRequest,
  context: OperationContext,
): Promise<Api.GatewayResponse> {
  return change(context, async (commit) => {
    const api = (await requireApi(context, restApiId)).value
    const stored = await findPart(context, restApiId, 'gatewayResponse', responseType)
    const before = gatewayResponseOf(responseType, await putOf(context, restApiId))
    const after = patched(gatewayResponsePatches, bodyOf(before), patchOperations) as Api.GatewayResponse
    const response = puttable(responseType, after)
    entries.put(commit, newEntry(context, api, 'gatewayResponse', responseType, bodyOf(response)), stored)
    return response
  })
}

/** Goes back to the usual answer. */
export async function deleteGatewayResponse(
  { restApiId, responseType }: Api.DeleteGatewayResponseRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    await requireApi(context, restApiId)
    const stored = await findPart(context, restApiId, 'gatewayResponse', responseType)
    if (!stored) throw notFound('Gateway response type not defined on api')
    entries.remove(commit, stored)
  })
  return {}
}
