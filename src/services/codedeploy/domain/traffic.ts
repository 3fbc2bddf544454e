/** Deployment configurations. Source: CodeDeploy User Guide, "Working with deployment configurations in CodeDeploy". */
import type { TrafficRouting } from '../../../aws/traffic-shifts.ts'

export type ComputePlatform = 'Server' | 'Lambda' | 'ECS'

const canaryMinutes = [5, 10, 15, 30]
const linearMinutes = [1, 2, 3, 10]

/** AWS's own deployment configurations for Lambda, by name. */
export const predefinedRoutings: ReadonlyMap<string, TrafficRouting> = new Map<string, TrafficRouting>([
  ['CodeDeployDefault.LambdaAllAtOnce', { type: 'AllAtOnce' }],
  ...canaryMinutes.map((minutes): [string, TrafficRouting] => [
    `CodeDeployDefault.LambdaCanary10Percent${minutes}Minutes`,
    { type: 'TimeBasedCanary', percent: 10, minutes },
  ]),
  ...linearMinutes.map((minutes): [string, TrafficRouting] => [
    `CodeDeployDefault.LambdaLinear10PercentEvery${minutes}Minute${minutes === 1 ? '' : 's'}`,
    { type: 'TimeBasedLinear', percent: 10, minutes },
  ]),
])

/** What groups and deployments have that name no configuration. UNVERIFIED: of the Lambda platform the guide names none. */
export const defaultConfigName = 'CodeDeployDefault.LambdaAllAtOnce'

/** AWS's own configurations of other platforms, which groups may name. */
export const otherPredefined: ReadonlyMap<string, ComputePlatform> = new Map<string, ComputePlatform>([
  ...['AllAtOnce', 'HalfAtATime', 'OneAtATime'].map((name): [string, ComputePlatform] => [
    `CodeDeployDefault.${name}`,
    'Server',
  ]),
  ...[
    'AllAtOnce',
    'Canary10Percent5Minutes',
    'Canary10Percent15Minutes',
    'Linear10PercentEvery1Minutes',
    'Linear10PercentEvery3Minutes',
  ].map((name): [string, ComputePlatform] => [`CodeDeployDefault.ECS${name}`, 'ECS']),
])

/** What AWS begins its own names with. */
export const predefinedPrefix = 'CodeDeployDefault.'
