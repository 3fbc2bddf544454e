/** What a dead letter says. Source: Scheduler User Guide, "Configuring a dead-letter queue for EventBridge Scheduler". */
export function deadLetterAttributes(facts: {
  readonly scheduleArn: string
  readonly targetArn: string
  readonly scheduledTime: string
  readonly executionId: string
  readonly errorCode: string
  readonly errorMessage: string
  readonly failedTries: number
  readonly exhausted?: string
}): Record<string, string> {
  return {
    ERROR_CODE: facts.errorCode,
    ERROR_MESSAGE: facts.errorMessage.slice(0, 1024) || facts.errorCode,
    EXECUTION_ID: facts.executionId,
    ...(facts.exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: facts.exhausted }),
    IS_PAYLOAD_TRUNCATED: 'false',
    RETRY_ATTEMPTS: String(Math.max(0, facts.failedTries - 1)),
    SCHEDULED_TIME: facts.scheduledTime,
    SCHEDULE_ARN: facts.scheduleArn,
    TARGET_ARN: facts.targetArn,
  }
}
