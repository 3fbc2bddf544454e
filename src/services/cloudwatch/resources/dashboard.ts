import type * as Api from '@aws-sdk/client-cloudwatch'
import type { ResourceCalls, ResourceType } from '../../../dispatch/index.ts'
import { everyItem, nameOf, resourceExists, unlessMissing } from '../../../dispatch/index.ts'

/** The codes of a dashboard that is not there: the model's name and the one on the wire. */
const missing = ['DashboardNotFoundError', 'ResourceNotFound'] as const

/** AWS::CloudWatch::Dashboard. Source: CloudFormation template reference, AWS::CloudWatch::Dashboard. */
export const dashboard: ResourceType = {
  async create(request) {
    const DashboardName = nameOf(request, 'DashboardName', { max: 255 })
    if (
      request.properties.DashboardName !== undefined &&
      !request.again &&
      (await find(request, DashboardName))
    )
      throw resourceExists('AWS::CloudWatch::Dashboard', DashboardName)
    await put(request, DashboardName)
    return { physicalId: DashboardName, attributes: {} }
  },

  async update(request) {
    await put(request, request.physicalId)
    return { physicalId: request.physicalId, attributes: {} }
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('cloudwatch:DeleteDashboards', { DashboardNames: [physicalId] }), ...missing)
  },

  async read(query) {
    const found = await find(query, query.identifier)
    if (!found) return undefined
    return {
      physicalId: query.identifier,
      attributes: {},
      properties: { DashboardName: query.identifier, DashboardBody: found.DashboardBody ?? '' },
    }
  },

  async list(calls) {
    const found = await everyItem<Api.DashboardEntry>(
      calls,
      'cloudwatch:ListDashboards',
      {},
      'DashboardEntries',
    )
    return found.map(({ DashboardName = '' }) => DashboardName)
  },

  // Nothing draws dashboards here, and they take no tags.
  inert: ['DashboardBody', 'Tags'],
}

function put(
  { call, properties }: Pick<Parameters<ResourceType['create']>[0], 'call' | 'properties'>,
  DashboardName: string,
): Promise<unknown> {
  return call('cloudwatch:PutDashboard', {
    DashboardName,
    DashboardBody: String(properties.DashboardBody),
  })
}

function find({ call }: ResourceCalls, DashboardName: string): Promise<Api.GetDashboardOutput | undefined> {
  return unlessMissing(call<Api.GetDashboardOutput>('cloudwatch:GetDashboard', { DashboardName }), ...missing)
}
