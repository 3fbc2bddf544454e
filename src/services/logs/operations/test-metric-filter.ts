import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { readPattern } from '../patterns.ts'
import { required } from '../required.ts'

/** Which of some messages a pattern matches, counted from one, and what it takes out of them. */
export async function testMetricFilter(
  input: Api.TestMetricFilterRequest,
): Promise<Api.TestMetricFilterResponse> {
  const pattern = readPattern(required(input.filterPattern, 'filterPattern'))
  const messages = required(input.logEventMessages, 'logEventMessages')
  return {
    matches: messages.flatMap((eventMessage, index) => {
      const match = pattern.match(eventMessage)
      if (match === undefined) return []
      return [{ eventNumber: index + 1, eventMessage, extractedValues: { ...match.extracted } }]
    }),
  }
}
