import type { ResourceType } from '../../../dispatch/index.ts'

/**
 * AWS::CloudFormation::WaitConditionHandle: an address that signals are put to; `Ref` gives it.
 * Source: Template Reference, AWS::CloudFormation::WaitConditionHandle.
 */
export const waitConditionHandle: ResourceType = {
  async create({ call, stack, logicalId }) {
    const { url } = await call<{ url: string }>('cloudformation:MakeWaitHandle', {
      stackUuid: stack?.id.split('/').at(-1) ?? '',
      logicalId,
    })
    return { physicalId: url, attributes: {} }
  },

  async remove({ call, physicalId }) {
    const token = URL.parse(physicalId)?.searchParams.get('token')
    if (token) await call('cloudformation:RemoveWaitHandle', { token })
  },
}
