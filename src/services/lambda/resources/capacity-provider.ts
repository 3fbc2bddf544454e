import { callWith, type ResourceType, tagsOf, unlessMissing } from '../../../dispatch/index.ts'

/**
 * AWS::Lambda::CapacityProvider: refused as its operation is, for these are machines of EC2. Source: CloudFormation template
 * reference, AWS::Lambda::CapacityProvider.
 */
export const capacityProvider: ResourceType = {
  refused: true,

  async create(request) {
    const { KmsKeyArn, Tags, ...properties } = request.properties
    const name = String(properties.CapacityProviderName ?? request.name({ max: 140 }))
    const made = await callWith<{ CapacityProvider?: { CapacityProviderArn?: string; State?: string } }>(
      request,
      'lambda:CreateCapacityProvider',
      { ...properties, CapacityProviderName: name, KmsKeyArn, Tags: tagsOf(request, Tags) },
    )
    const { CapacityProviderArn = '', State = '' } = made.CapacityProvider ?? {}
    return { physicalId: name, attributes: { Arn: CapacityProviderArn, State } }
  },

  async remove({ call, physicalId }) {
    await unlessMissing(
      call('lambda:DeleteCapacityProvider', { CapacityProviderName: physicalId }),
      'ResourceNotFoundException',
    )
  },
}
