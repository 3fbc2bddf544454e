import type { Scheduler } from '@aws-sdk/client-scheduler'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { removalHandler } from './groups.ts'
import { deadLetterHandler, invocationHandler } from './invocations.ts'
import { deadLetterTryingMs, invocationsAtOnce } from './limits.ts'
import { createSchedule } from './operations/create-schedule.ts'
import { createScheduleGroup } from './operations/create-schedule-group.ts'
import { deleteSchedule } from './operations/delete-schedule.ts'
import { deleteScheduleGroup } from './operations/delete-schedule-group.ts'
import { getSchedule } from './operations/get-schedule.ts'
import { getScheduleGroup } from './operations/get-schedule-group.ts'
import { listScheduleGroups } from './operations/list-schedule-groups.ts'
import { listSchedules } from './operations/list-schedules.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateSchedule } from './operations/update-schedule.ts'
import { tickHandler } from './planning.ts'
import { deadLetterQueue, invocationQueue, removalQueue, tickQueue } from './records.ts'

/** EventBridge Scheduler. */
export const service: ServiceDefinition = {
  prefix: 'scheduler',
  model: 'scheduler',
  operations: {
    CreateSchedule: createSchedule,
    CreateScheduleGroup: createScheduleGroup,
    DeleteSchedule: deleteSchedule,
    DeleteScheduleGroup: deleteScheduleGroup,
    GetSchedule: getSchedule,
    GetScheduleGroup: getScheduleGroup,
    ListScheduleGroups: listScheduleGroups,
    ListSchedules: listSchedules,
    ListTagsForResource: listTagsForResource,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateSchedule: updateSchedule,
  } satisfies OperationTable<Scheduler>,
  resourceTypes: {
    'AWS::Scheduler::Schedule': async () => (await import('./resources/schedule.ts')).schedule,
    'AWS::Scheduler::ScheduleGroup': async () =>
      (await import('./resources/schedule-group.ts')).scheduleGroup,
  },
  start: async (surroundings) => {
    const { jobs } = surroundings
    jobs.handle(tickQueue, tickHandler(surroundings))
    jobs.handle(invocationQueue, invocationHandler(surroundings), { concurrency: invocationsAtOnce })
    jobs.handle(deadLetterQueue, deadLetterHandler(surroundings), { tryingMsMax: deadLetterTryingMs })
    jobs.handle(removalQueue, removalHandler(surroundings))
    return undefined
  },
}
