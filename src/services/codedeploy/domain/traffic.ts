/** How traffic moves from one version to another. Source: CodeDeploy User Guide, "Working with deployment configurations in CodeDeploy". */

export type ComputePlatform = 'Server' | 'Lambda' | 'ECS'

/** Units: percent of the traffic, and minutes. */
export type TrafficRouting =
  | { readonly type: 'AllAtOnce' }
  | { readonly type: 'TimeBasedCanary'; readonly percent: number; readonly minutes: number }
  | { readonly type: 'TimeBasedLinear'; readonly percent: number; readonly minutes: number }

/** One shift. `afterMinutes` counts from the first one; `percent` is what the new version has from then on. */
export interface Shift {
  readonly afterMinutes: number
  readonly percent: number
}

/** All shifts of a deployment, the last of which gives the new version everything. The first comes at once. */
export function shiftsOf(routing: TrafficRouting): readonly Shift[] {
  if (routing.type === 'AllAtOnce') return [{ afterMinutes: 0, percent: 100 }]
  const { percent, minutes } = routing
  if (routing.type === 'TimeBasedCanary')
    return [
      { afterMinutes: 0, percent },
      { afterMinutes: minutes, percent: 100 },
    ]
  return Array.from({ length: Math.ceil(100 / percent) }, (_, index) => ({
    afterMinutes: index * minutes,
    percent: Math.min(100, (index + 1) * percent),
  }))
}

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
