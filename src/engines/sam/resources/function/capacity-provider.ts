import { InvalidResource } from '../../errors.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import type { Dict } from '../../python/values.ts'

/** The capacity provider that a function runs on, as Lambda's resource names it. @throws InvalidResource */
export function capacityProviderConfig(resource: SamResource): Dict {
  const given = resource.get('CapacityProviderConfig') as Dict
  if (given.Arn === undefined) throw new InvalidResource(resource.logicalId, 'Invalid CapacityProviderConfig')
  return { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: given.Arn } }
}
