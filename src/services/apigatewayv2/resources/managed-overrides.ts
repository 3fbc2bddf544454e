import type { JsonObject } from '../../../base/json.ts'
import type { ResourceRequest, ResourceType } from '../../../dispatch/index.ts'
import { everyItem } from '../../../dispatch/index.ts'

/** The parts that quick create made, and how each is changed. */
const parts = [
  { property: 'Integration', operation: 'Integration', list: 'GetIntegrations', id: 'IntegrationId' },
  { property: 'Route', operation: 'Route', list: 'GetRoutes', id: 'RouteId' },
  { property: 'Stage', operation: 'Stage', list: 'GetStages', id: 'StageName' },
] as const

/**
 * AWS::ApiGatewayV2::ApiGatewayManagedOverrides: other settings for what quick create made. Taken away, it leaves them as they are.
 * Source: CloudFormation template reference, of that name.
 */
export const managedOverrides: ResourceType = {
  create: put,
  update: put,
  remove: async () => {},
}

async function put(request: ResourceRequest) {
  const ApiId = String(request.properties.ApiId)
  for (const { property, operation, list, id } of parts) {
    const settings = request.properties[property] as JsonObject | undefined
    if (settings === undefined) continue
    const found = await everyItem<Readonly<Record<string, unknown>>>(
      request,
      `apigatewayv2:${list}`,
      { ApiId },
      'Items',
    )
    const managed = found.find((item) => item.ApiGatewayManaged === true)
    if (!managed) continue
    await request.call(`apigatewayv2:Update${operation}`, { ApiId, [id]: managed[id], ...settings })
  }
  return { physicalId: ApiId, attributes: { Id: ApiId } }
}
