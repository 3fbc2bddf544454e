import type * as Api from '@aws-sdk/client-sfn'
import type { Json } from '../../../base/json.ts'
import type { Operation } from '../../../dispatch/index.ts'
import { invalidOutput } from '../errors.ts'
import { payloadBytesMax } from '../limits.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'
import { tellByToken } from '../task-tokens.ts'

export function sendTaskSuccess(
  room: StatesRoom,
): Operation<Api.SendTaskSuccessInput, Api.SendTaskSuccessOutput> {
  return async (input) => {
    const output = readOutput(required(input.output, 'output'))
    await tellByToken(room, required(input.taskToken, 'taskToken'), (taskId) => ({
      type: 'TaskSucceeded',
      taskId,
      output,
    }))
    return {}
  }
}

function readOutput(text: string): Json {
  // UNVERIFIED: the words.
  if (Buffer.byteLength(text) > payloadBytesMax) throw invalidOutput('The output is too large')
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw invalidOutput(error instanceof Error ? error.message : 'It is not JSON.')
  }
}
