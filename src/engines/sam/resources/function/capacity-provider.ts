import { InvalidResource } from '../../errors.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import {
  integerSchema,
  numberSchema,
  objectSchema,
  orIntrinsic,
  printedFaults,
  textSchema,
} from '../../model/schema.ts'
import type { Dict, Value } from '../../python/values.ts'

const schema = objectSchema({
  'Arn!': orIntrinsic(textSchema),
  PerExecutionEnvironmentMaxConcurrency: orIntrinsic(integerSchema),
  // Whole numbers are tried first, so that fractions are lost; the translator does so.
  ExecutionEnvironmentMemoryGiBPerVCpu: orIntrinsic(integerSchema, numberSchema),
})

/** The capacity provider that a function runs on, as Lambda's resource names it. @throws InvalidResource */
export function capacityProviderConfig(resource: SamResource): Dict {
  const converted = schema(resource.get('CapacityProviderConfig'), [])
  if ('faults' in converted) {
    const printed = printedFaults('CapacityProviderConfig', converted.faults)
    throw new InvalidResource(resource.logicalId, `Invalid CapacityProviderConfig: ${printed}`)
  }
  const { Arn: arn, ...more } = converted.value as Dict
  const config: Dict = { CapacityProviderArn: arn as Value, ...more }
  return { LambdaManagedInstancesCapacityProviderConfig: config }
}
