import type * as Api from '@aws-sdk/client-sqs'
import { AwsError } from '../../aws/aws-error.ts'
import { failedEntry } from './views.ts'

/** What became of the entries of a batch. */
export interface BatchResults {
  readonly Successful: Array<{ Id: string }>
  readonly Failed: Api.BatchResultErrorEntry[]
}

/** Does something with each entry of a batch. What fails with an AwsError is an entry that failed. */
export async function doEach<Entry extends { Id: string | undefined }>(
  entries: readonly Entry[],
  act: (entry: Entry) => Promise<void>,
): Promise<BatchResults> {
  const outcomes = await Promise.all(
    entries.map(async (entry) => {
      try {
        await act(entry)
        return undefined
      } catch (error) {
        if (error instanceof AwsError) return error
        throw error
      }
    }),
  )
  const results: BatchResults = { Successful: [], Failed: [] }
  for (const [index, error] of outcomes.entries()) {
    const Id = entries[index]?.Id ?? ''
    if (error === undefined) results.Successful.push({ Id })
    else results.Failed.push(failedEntry(Id, error))
  }
  return results
}
