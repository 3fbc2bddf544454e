/** What a dead letter says. Source: EventBridge User Guide, "Event retry policy and using dead-letter queues". */

/** The attributes of a dead letter. `failedTries`: of these the first was no retry. */
export function deadLetterAttributes(facts: {
  readonly ruleArn: string
  readonly targetArn: string
  readonly errorCode: string
  readonly errorMessage: string
  readonly failedTries: number
  readonly exhausted?: string
}): Record<string, string> {
  return {
    RULE_ARN: facts.ruleArn,
    TARGET_ARN: facts.targetArn,
    ERROR_CODE: facts.errorCode,
    ERROR_MESSAGE: facts.errorMessage.slice(0, 1024) || facts.errorCode,
    ...(facts.exhausted === undefined
      ? {}
      : {
          EXHAUSTED_RETRY_CONDITION: facts.exhausted,
          RETRY_ATTEMPTS: String(Math.max(0, facts.failedTries - 1)),
        }),
  }
}
