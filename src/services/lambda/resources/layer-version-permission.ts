import type { JsonObject } from '../../../base/json.ts'
import { type ResourceType, unlessAgain, unlessMissing } from '../../../dispatch/index.ts'
import { layerOf } from './layer-version.ts'

const missing = 'ResourceNotFoundException'

/**
 * AWS::Lambda::LayerVersionPermission. Its id is the version's ARN and the statement, with `#` between. Source: CloudFormation template
 * reference, AWS::Lambda::LayerVersionPermission.
 */
export const layerVersionPermission: ResourceType = {
  async create(request) {
    const { properties } = request
    const StatementId = request.name({ max: 100 })
    await unlessAgain(
      request,
      request.call('lambda:AddLayerVersionPermission', {
        ...layerOf(String(properties.LayerVersionArn)),
        StatementId,
        Action: properties.Action,
        Principal: String(properties.Principal),
        OrganizationId: properties.OrganizationId,
      }),
      'ResourceConflictException',
    )
    const Id = `${properties.LayerVersionArn}#${StatementId}`
    return { physicalId: Id, attributes: { Id } }
  },

  async remove({ call, physicalId }) {
    const [arn = '', StatementId] = physicalId.split('#')
    await unlessMissing(
      call('lambda:RemoveLayerVersionPermission', { ...layerOf(arn), StatementId }),
      missing,
    )
  },

  async read({ call, identifier: Id }) {
    const [arn = '', sid] = Id.split('#')
    const answer = await unlessMissing(
      call<{ Policy?: string }>('lambda:GetLayerVersionPolicy', layerOf(arn)),
      missing,
    )
    const policy = JSON.parse(answer?.Policy ?? '{}') as { Statement?: readonly JsonObject[] }
    const statement = policy.Statement?.find(({ Sid }) => Sid === sid)
    if (!statement) return undefined
    const principal = (statement.Principal as JsonObject | string | undefined) ?? '*'
    const who = typeof principal === 'string' ? principal : String(principal.AWS)
    const condition = (statement.Condition as JsonObject | undefined)?.StringEquals as JsonObject | undefined
    const organization = condition?.['aws:PrincipalOrgID']
    return {
      physicalId: Id,
      attributes: { Id },
      properties: {
        LayerVersionArn: arn,
        Action: String(statement.Action),
        Principal: who.replace(/^arn:[\w-]+:iam::(\d+):root$/, '$1'),
        ...(organization === undefined ? {} : { OrganizationId: organization }),
      },
    }
  },
}
