/**
 * Gradual deployments of state machines: an alias moves from the version that it leads to, to another one, in steps; alarms that go off
 * bring it back. The steps are looks at what is under way, so that a server may end between two of them.
 * Source: CloudFormation template reference, AWS::StepFunctions::StateMachineAlias DeploymentPreference; Step Functions Developer Guide,
 * "Gradual deployments". UNVERIFIED: that a stack which goes back while the alias is between two versions has it go back at once.
 */
import type { RoutingConfigurationListItem } from '@aws-sdk/client-sfn'
import { AwsError } from '../../../aws/aws-error.ts'
import { shiftsOf, type TrafficRouting } from '../../../aws/traffic-shifts.ts'
import { isObject, type JsonObject } from '../../../base/json.ts'
import {
  activeAlarms,
  type ResourceProperties,
  type ResourceUpdate,
  type Underway,
} from '../../../dispatch/index.ts'

/** What there is to know of an alias between two looks. */
type State = {
  readonly from: string
  /** How many shifts have been made, and when the first was. Unit: milliseconds since the epoch. */
  readonly made: number
  readonly since: number
}

/** How often alarms are looked at. Unit: milliseconds. Source: our own. */
const alarmLookMs = 10_000

const minuteMs = 60_000

/** The way to the version that the template wants; undefined: it is not gradual, or the alias is there already, or between the two. */
export function beginShifting(
  request: ResourceUpdate,
  routes: readonly RoutingConfigurationListItem[],
): Underway | undefined {
  const { properties, clock } = request
  const [from, ...more] = routes.filter(({ weight }) => weight !== 0)
  const source = from?.stateMachineVersionArn
  if (routingOf(properties).type === 'AllAtOnce' || source === undefined) return undefined
  if (more.length > 0 || source === targetOf(properties)) return undefined
  return underway(request, { from: source, made: 0, since: clock.now() })
}

/** Makes the shift that is due. Undefined: the last one has been made. Fails when an alarm is active; then all traffic has gone back. */
export async function shiftOn(
  request: ResourceUpdate & { readonly underway: JsonObject },
): Promise<Underway | undefined> {
  const { clock, properties } = request
  const state = request.underway as State
  const target = targetOf(properties)
  const alarms = alarmsOf(properties)
  const active = alarms.length > 0 ? await activeAlarms(request, alarms) : []
  if (active.length > 0) {
    await route(request, [{ stateMachineVersionArn: state.from, weight: 100 }])
    // UNVERIFIED: the words.
    throw new AwsError(
      'DeploymentFailed',
      `The deployment was rolled back to ${state.from}, because alarms are active: ${active.join(', ')}.`,
    )
  }
  const shift = shiftsOf(routingOf(properties))[state.made]
  if (!shift) return undefined
  if (clock.now() < state.since + shift.afterMinutes * minuteMs) return underway(request, state)
  const { percent } = shift
  await route(request, [
    { stateMachineVersionArn: target, weight: percent },
    ...(percent === 100 ? [] : [{ stateMachineVersionArn: state.from, weight: 100 - percent }]),
  ])
  if (percent === 100) return undefined
  return underway(
    request,
    { ...state, made: state.made + 1 },
    `Shifted ${percent} percent of the traffic to ${target}`,
  )
}

function route(
  { call, physicalId }: ResourceUpdate,
  routingConfiguration: readonly RoutingConfigurationListItem[],
): Promise<unknown> {
  return call('states:UpdateStateMachineAlias', { stateMachineAliasArn: physicalId, routingConfiguration })
}

/** The version that all traffic goes to in the end. */
export function targetOf({ DeploymentPreference }: ResourceProperties): string | undefined {
  const { StateMachineVersionArn: arn } = isObject(DeploymentPreference) ? DeploymentPreference : {}
  return typeof arn === 'string' ? arn : undefined
}

function routingOf({ DeploymentPreference }: ResourceProperties): TrafficRouting {
  const { Type, Percentage, Interval } = isObject(DeploymentPreference) ? DeploymentPreference : {}
  if (Type !== 'LINEAR' && Type !== 'CANARY') return { type: 'AllAtOnce' }
  const [percent, minutes] = [Number(Percentage), Number(Interval)]
  const isWithin = (value: number, max: number) => Number.isInteger(value) && value >= 1 && value <= max
  // UNVERIFIED: the words.
  if (!isWithin(percent, 99) || !isWithin(minutes, 2100))
    throw new AwsError(
      'InvalidRequest',
      `A deployment of type ${Type} must have a Percentage from 1 to 99 and an Interval from 1 to 2100 minutes.`,
    )
  return { type: Type === 'LINEAR' ? 'TimeBasedLinear' : 'TimeBasedCanary', percent, minutes }
}

function alarmsOf({ DeploymentPreference }: ResourceProperties): readonly string[] {
  const { Alarms } = isObject(DeploymentPreference) ? DeploymentPreference : {}
  return Array.isArray(Alarms) ? Alarms.map(String) : []
}

function underway(request: ResourceUpdate, state: State, reason?: string): Underway {
  const { clock, properties, physicalId } = request
  const { afterMinutes = 0 } = shiftsOf(routingOf(properties))[state.made] ?? {}
  const due = state.since + afterMinutes * minuteMs
  const now = clock.now()
  return {
    physicalId,
    attributes: { Arn: physicalId },
    underway: state,
    lookAt: alarmsOf(properties).length > 0 ? Math.min(due, now + alarmLookMs) : due,
    ...(reason === undefined ? {} : { reason }),
  }
}
