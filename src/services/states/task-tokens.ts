/** Tasks by the tokens that their workers have. */
import type { AwsError } from '../../aws/aws-error.ts'
import type { Run } from './driver/run.ts'
import { readTaskToken } from './driver/tokens.ts'
import type { Happening } from './engine.ts'
import { invalidToken, taskTimedOut } from './errors.ts'
import type { StatesRoom } from './room.ts'

/** Tells an execution what a token's holder says. Fails with InvalidToken and TaskTimedOut. */
export async function tellByToken(
  room: StatesRoom,
  token: string,
  happening: (taskId: string) => Happening,
): Promise<void> {
  const read = readTaskToken(token)
  if (!read) throw invalidToken()
  const { address, taskId } = read
  const arrived = await room.running.driver.deliver(address, {
    happening: happening(taskId),
    refuse: (run) => refusalOf(run, taskId, token),
  })
  if (arrived === 'absent') throw taskTimedOut()
}

/** A token is good while its task is open. */
function refusalOf({ execution }: Run, taskId: string, token: string): AwsError | undefined {
  const isOpen = Object.values(execution.threads).some(
    ({ activity }) => activity.kind === 'task' && activity.taskId === taskId && activity.taskToken === token,
  )
  return isOpen && execution.status === 'RUNNING' ? undefined : taskTimedOut()
}
