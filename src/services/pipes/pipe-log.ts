/**
 * The log of a pipe's executions. Source: EventBridge User Guide, "Logging Amazon EventBridge Pipes performance". Nothing waits for it
 * but the execution itself, and its failures are no failures of the pipe.
 */
import type { Json } from '../../base/json.ts'
import { failureText, roleCaller, sendToTarget } from '../../delivery/index.ts'
import type { BackgroundSurroundings } from '../../dispatch/index.ts'
import { type Pipe, pipeArn } from './domain/pipe.ts'

const levels = ['OFF', 'ERROR', 'INFO', 'TRACE'] as const

type Message = 'ExecutionStarted' | 'ExecutionSucceeded' | 'ExecutionPartiallyFailed' | 'ExecutionFailed'

export class PipeLog {
  readonly #surroundings: BackgroundSurroundings
  readonly #pipe: Pipe

  constructor(surroundings: BackgroundSurroundings, pipe: Pipe) {
    this.#surroundings = surroundings
    this.#pipe = pipe
  }

  async note(
    executionId: string,
    level: 'ERROR' | 'INFO',
    messageType: Message,
    payload?: () => Json,
    error?: string,
  ): Promise<void> {
    const { logs, name, roleArn } = this.#pipe
    if (logs?.groupArn === undefined || levels.indexOf(logs.level) < levels.indexOf(level)) return
    const { clock, logger } = this.#surroundings
    const entry = {
      resourceArn: pipeArn(this.#pipe, name),
      timestamp: clock.now(),
      executionId,
      messageType,
      logLevel: level,
      ...(payload === undefined || !logs.includesData ? {} : { payload: JSON.stringify(payload()) }),
      ...(error === undefined ? {} : { error: { message: error } }),
    }
    try {
      await sendToTarget(this.#surroundings, {
        arn: logs.groupArn,
        input: JSON.stringify(entry),
        caller: roleCaller(this.#pipe, roleArn, name),
        options: { deliveryId: executionId, at: clock.now(), logStreamName: name },
      })
    } catch (problem) {
      logger.warn('A pipe could not write its log', { pipe: name, reason: failureText(problem) })
    }
  }
}
