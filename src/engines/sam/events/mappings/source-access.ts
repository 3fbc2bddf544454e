import { InvalidEvent } from '../../errors.ts'
import { sub } from '../../intrinsics/build.ts'
import { expectMap, expectString } from '../../model/expect.ts'
import { pythonRepresentation } from '../../python/text.ts'
import { type Dict, isTruthy, type Value } from '../../python/values.ts'
import type { EventSource } from '../../sam-types.ts'

/**
 * The URI of the one configuration that a source needs, out of `SourceAccessConfigurations`.
 * @throws InvalidEvent when it is not there, is there twice, or another type is
 */
export function neededUri(event: EventSource, types: readonly string[], needed: string): Value {
  const { resource, name } = event
  const owner = { id: name, kind: 'event' } as const
  const configurations = resource.get('SourceAccessConfigurations')
  const fault = (sentence: string) => new InvalidEvent(name, sentence)
  if (!isTruthy(configurations)) {
    throw fault(`No SourceAccessConfigurations for Amazon ${resource.type} event provided.`)
  }
  if (!Array.isArray(configurations)) {
    throw fault('Provided SourceAccessConfigurations cannot be parsed into a list.')
  }
  let uri: Value = null
  for (const [index, item] of configurations.entries()) {
    const path = `SourceAccessConfigurations[${index}]`
    const configuration = expectMap(item, owner, path)
    const type = expectString(configuration.Type, owner, `${path}.Type`)
    if (!types.includes(type)) {
      throw fault(
        `Invalid property Type specified in SourceAccessConfigurations. The supported values are: ${pythonRepresentation([...types])}.`,
      )
    }
    if (type !== needed) continue
    if (isTruthy(uri)) throw fault(`Multiple ${needed} properties specified in SourceAccessConfigurations.`)
    uri = configuration.URI ?? null
    if (!isTruthy(uri)) throw fault(`No ${needed} URI property specified in SourceAccessConfigurations.`)
  }
  if (!isTruthy(uri)) throw fault(`No ${needed} property specified in SourceAccessConfigurations.`)
  return uri
}

/** Reading one secret. */
export function readsSecret(uri: Value): Dict {
  return { Action: ['secretsmanager:GetSecretValue'], Effect: 'Allow', Resource: uri }
}

/** Interfaces in a VPC. */
export const vpcAccess: Dict = {
  Action: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeVpcs',
    'ec2:DescribeSubnets',
    'ec2:DescribeSecurityGroups',
  ],
  Effect: 'Allow',
  Resource: '*',
}

/** Decrypting secrets with the key of `SecretsManagerKmsKeyId`, if it is given. @throws InvalidEvent when it is no text */
export function decryption({ resource, name }: EventSource, action: Value = ['kms:Decrypt']): Dict[] {
  const given = resource.get('SecretsManagerKmsKeyId')
  if (!isTruthy(given)) return []
  const key = expectString(given, { id: name, kind: 'event' }, 'SecretsManagerKmsKeyId')
  const arn = 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/'
  return [{ Action: action, Effect: 'Allow', Resource: sub(arn + key) }]
}
