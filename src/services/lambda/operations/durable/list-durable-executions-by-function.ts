import type * as Api from '@aws-sdk/client-lambda'
import { readPageToken, writePageToken } from '../../../../aws/page-token.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import type { Key, Stored } from '../../../../store/index.ts'
import { pageItems } from '../../domain/durable/limits.ts'
import { refused } from '../../domain/durable/refusals.ts'
import type { Execution } from '../../domain/durable/types.ts'
import { executions } from '../../durable/records.ts'
import { executionSummary } from '../../durable/views.ts'
import { addressOf, requireFunction, requireTarget } from '../../lookups.ts'
import { required } from '../../required.ts'

/** The executions of a function, the newest first unless asked otherwise. */
export async function listDurableExecutionsByFunction(
  input: Api.ListDurableExecutionsByFunctionRequest,
  context: OperationContext,
): Promise<Api.ListDurableExecutionsByFunctionResponse> {
  const { store } = context
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'), input.Qualifier)
  const { accountId, region, name } = (await requireFunction(store, address)).value
  const version =
    address.qualifier === undefined ? undefined : (await requireTarget(store, address)).version.version
  const reverse = !(input.ReverseOrder ?? false)
  const prefix = [accountId, region, name]
  const purpose = `ListDurableExecutionsByFunction/${prefix.join('/')}/${reverse}`
  let after = readMarker(purpose, input.Marker, prefix)
  const limit = input.MaxItems || pageItems.default
  const { StartedAfter, StartedBefore } = input
  const found: Array<Stored<Execution>> = []
  do {
    const page = await executions.listBy(store, 'start', {
      prefix,
      reverse,
      limit: limit + 1 - found.length,
      // Both instants are outside of what is asked for.
      ...(StartedAfter === undefined ? {} : { start: [...prefix, StartedAfter.getTime() + 1] }),
      ...(StartedBefore === undefined ? {} : { end: [...prefix, StartedBefore.getTime()] }),
      ...(after === undefined ? {} : { after }),
    })
    found.push(...page.items.filter(({ value }) => matches(value, input, version)))
    after = page.next
  } while (after !== undefined && found.length <= limit)
  const last = found[limit - 1]?.value
  return {
    DurableExecutions: found.slice(0, limit).map(({ value }) => executionSummary(value)),
    ...(found.length > limit && last !== undefined
      ? { NextMarker: writePageToken(purpose, [last.startedAt, last.id]) }
      : {}),
  }
}

function readMarker(purpose: string, marker: string | undefined, prefix: Key): Key | undefined {
  if (!marker) return undefined
  const place = readPageToken(purpose, marker)
  if (!Array.isArray(place)) throw refused('Invalid Marker')
  const [startedAt, id] = place as [number, string]
  return [...prefix, startedAt, id]
}

function matches(
  execution: Execution,
  { DurableExecutionName, Statuses }: Api.ListDurableExecutionsByFunctionRequest,
  version: string | undefined,
): boolean {
  if (version !== undefined && execution.version !== version) return false
  if (DurableExecutionName !== undefined && execution.name !== DurableExecutionName) return false
  return Statuses === undefined || Statuses.includes(execution.status)
}
