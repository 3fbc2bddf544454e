/** Deployment configurations: AWS's own and those that were made. */
import type * as Api from '@aws-sdk/client-codedeploy'
import type { TrafficRouting } from '../../aws/traffic-shifts.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import {
  type ComputePlatform,
  otherPredefined,
  predefinedPrefix,
  predefinedRoutings,
} from './domain/traffic.ts'
import { noConfig, refusal } from './errors.ts'
import { shiftMinutesMax } from './limits.ts'
import { configs } from './records.ts'

export interface FoundConfig {
  readonly platform: ComputePlatform
  readonly routing: TrafficRouting
}

/** Fails with DeploymentConfigDoesNotExistException. */
export async function requireConfig(
  { store, accountId, region }: OperationContext,
  name: string,
): Promise<FoundConfig> {
  const routing = predefinedRoutings.get(name)
  if (routing) return { platform: 'Lambda', routing }
  const other = otherPredefined.get(name)
  if (other) return { platform: other, routing: { type: 'AllAtOnce' } }
  const stored = await configs.get(store, [accountId, region, name])
  if (!stored) throw noConfig(name)
  return stored.value
}

/** Whether AWS's own names begin so: nobody else's may. */
export function isPredefinedName(name: string): boolean {
  return name.startsWith(predefinedPrefix)
}

/** Fails with InvalidTrafficRoutingConfigurationException. UNVERIFIED: the words. */
export function readRouting(config: Api.TrafficRoutingConfig | undefined): TrafficRouting {
  const invalid = (message: string) => refusal('InvalidTrafficRoutingConfigurationException', message)
  if (config === undefined) throw invalid('The traffic routing configuration is required.')
  const { type, timeBasedCanary, timeBasedLinear } = config
  if (type === 'AllAtOnce') return { type }
  const isCanary = type === 'TimeBasedCanary'
  const percent = isCanary ? timeBasedCanary?.canaryPercentage : timeBasedLinear?.linearPercentage
  const minutes = isCanary ? timeBasedCanary?.canaryInterval : timeBasedLinear?.linearInterval
  if (type === undefined || percent === undefined || minutes === undefined)
    throw invalid('The traffic routing configuration must have a type, a percentage and an interval.')
  if (!Number.isInteger(percent) || percent < 1 || percent > 99)
    throw invalid('The percentage of a traffic routing configuration must be between 1 and 99.')
  const intervalCount = isCanary ? 1 : Math.ceil(100 / percent) - 1
  if (!Number.isInteger(minutes) || minutes < 1 || minutes * intervalCount > shiftMinutesMax)
    throw invalid(`Traffic must be shifted within ${shiftMinutesMax} minutes.`)
  return { type, percent, minutes }
}
