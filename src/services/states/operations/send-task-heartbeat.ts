import type * as Api from '@aws-sdk/client-sfn'
import type { Operation } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'
import { tellByToken } from '../task-tokens.ts'

export function sendTaskHeartbeat(
  room: StatesRoom,
): Operation<Api.SendTaskHeartbeatInput, Api.SendTaskHeartbeatOutput> {
  return async ({ taskToken }) => {
    await tellByToken(room, required(taskToken, 'taskToken'), (taskId) => ({ type: 'TaskHeartbeat', taskId }))
    return {}
  }
}
