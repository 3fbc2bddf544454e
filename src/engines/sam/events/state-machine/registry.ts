import { apiStateMachineEvents } from '../../apis/index.ts'
import type { StateMachineEvent } from '../../sam-types.ts'
import { stateMachineScheduleV2 } from '../schedule-v2.ts'
import { stateMachineCloudWatchEvent, stateMachineEventBridgeRule } from './event-pattern.ts'
import { stateMachineSchedule } from './schedule.ts'

/** All types of events of state machines by name. */
export const stateMachineEvents: ReadonlyMap<string, StateMachineEvent> = new Map(
  [
    stateMachineCloudWatchEvent,
    stateMachineEventBridgeRule,
    stateMachineSchedule,
    stateMachineScheduleV2,
    ...apiStateMachineEvents,
  ].map((type) => [type.type, type]),
)
