import type * as Api from '@aws-sdk/client-kms'
import type { ResourceType } from '../../../dispatch/index.ts'
import { everyItem, given, unlessAgain, unlessMissing } from '../../../dispatch/index.ts'

/** AWS::KMS::Alias. Source: CloudFormation template reference, AWS::KMS::Alias. */
export const alias: ResourceType = {
  async create(request) {
    const input = given(request.properties, 'AliasName', 'TargetKeyId')
    await unlessAgain(request, request.call('kms:CreateAlias', input), 'AlreadyExistsException')
    return { physicalId: String(input.AliasName), attributes: {} }
  },

  async update({ call, properties, physicalId }) {
    await call('kms:UpdateAlias', given(properties, 'AliasName', 'TargetKeyId'))
    return { physicalId, attributes: {} }
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('kms:DeleteAlias', { AliasName: physicalId }), 'NotFoundException')
  },

  async read(query) {
    const found = (await aliases(query)).find(({ AliasName }) => AliasName === query.identifier)
    if (!found) return undefined
    return {
      physicalId: query.identifier,
      attributes: {},
      properties: { AliasName: query.identifier, TargetKeyId: found.TargetKeyId ?? '' },
    }
  },

  async list(calls) {
    return (await aliases(calls)).map(({ AliasName = '' }) => AliasName)
  },
}

function aliases(calls: Parameters<typeof everyItem>[0]): Promise<readonly Api.AliasListEntry[]> {
  return everyItem(calls, 'kms:ListAliases', {}, 'Aliases', 'Marker', 'NextMarker')
}
