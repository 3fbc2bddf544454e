/** Works off messages; those that fail come again, and after three times go to the queue of what failed. */
import type { SQSBatchItemFailure, SQSHandler } from 'aws-lambda'

export const handler: SQSHandler = async (event) => {
  const batchItemFailures: SQSBatchItemFailure[] = []
  for (const record of event.Records) {
    try {
      const { order } = JSON.parse(record.body) as { order?: number }
      if (order === undefined) throw new Error('there is no order in it')
      console.log(`order ${order} is done`)
    } catch (error) {
      console.log(`message ${record.messageId} failed: ${error}`)
      batchItemFailures.push({ itemIdentifier: record.messageId })
    }
  }
  return { batchItemFailures }
}
