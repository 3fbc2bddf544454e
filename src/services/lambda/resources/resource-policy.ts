import {
  documentText,
  type ResourceRequest,
  type ResourceType,
  readDocumentText,
  resourceExists,
  unlessMissing,
} from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Lambda::ResourcePolicy. Source: CloudFormation template reference, AWS::Lambda::ResourcePolicy. */
export const resourcePolicy: ResourceType = {
  async create(request) {
    const ResourceArn = String(request.properties.ResourceArn)
    const there = await unlessMissing(
      request.call<{ Policy?: string }>('lambda:GetResourcePolicy', { ResourceArn }),
      missing,
    )
    if (there?.Policy && !request.again) throw resourceExists('AWS::Lambda::ResourcePolicy', ResourceArn)
    await put(request)
    return { physicalId: ResourceArn, attributes: {} }
  },

  async update(request) {
    await put(request)
    return { physicalId: request.physicalId, attributes: {} }
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('lambda:DeleteResourcePolicy', { ResourceArn: physicalId }), missing)
  },

  async read({ call, identifier: ResourceArn }) {
    const found = await unlessMissing(
      call<{ Policy?: string }>('lambda:GetResourcePolicy', { ResourceArn }),
      missing,
    )
    if (!found?.Policy) return undefined
    return {
      physicalId: ResourceArn,
      attributes: {},
      properties: { ResourceArn, PolicyDocument: readDocumentText(found.Policy) },
    }
  },
}

async function put({ call, properties }: ResourceRequest): Promise<void> {
  await call('lambda:PutResourcePolicy', {
    ResourceArn: String(properties.ResourceArn),
    Policy: documentText(properties.PolicyDocument),
  })
}
