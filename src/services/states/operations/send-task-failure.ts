import type * as Api from '@aws-sdk/client-sfn'
import type { Operation } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'
import { tellByToken } from '../task-tokens.ts'

export function sendTaskFailure(
  room: StatesRoom,
): Operation<Api.SendTaskFailureInput, Api.SendTaskFailureOutput> {
  return async ({ taskToken, error, cause }) => {
    await tellByToken(room, required(taskToken, 'taskToken'), (taskId) => ({
      type: 'TaskFailed',
      taskId,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    }))
    return {}
  }
}
