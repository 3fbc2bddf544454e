import { given, type ResourceType, tagList, tagsOf, unlessMissing } from '../../../dispatch/index.ts'
import { missing } from './holders.ts'

/** AWS::IAM::VirtualMFADevice: refused as its operation is. Source: CloudFormation template reference, AWS::IAM::VirtualMFADevice. */
export const virtualMfaDevice: ResourceType = {
  refused: true,

  async create(request) {
    const { properties } = request
    const made = await request.call<{ VirtualMFADevice?: { SerialNumber?: string } }>(
      'iam:CreateVirtualMFADevice',
      {
        VirtualMFADeviceName: String(properties.VirtualMfaDeviceName ?? request.name()),
        ...given(properties, 'Path'),
        Tags: tagList(tagsOf(request, properties.Tags)),
      },
    )
    const SerialNumber = made.VirtualMFADevice?.SerialNumber ?? ''
    return { physicalId: SerialNumber, attributes: { SerialNumber } }
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('iam:DeleteVirtualMFADevice', { SerialNumber: physicalId }), missing)
  },
}
