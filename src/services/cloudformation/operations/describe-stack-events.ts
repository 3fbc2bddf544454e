import type * as Api from '@aws-sdk/client-cloudformation'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { LogEntry, Store } from '../../../store/index.ts'
import type { StackEvent } from '../domain/events.ts'
import type { Stack } from '../domain/stack.ts'
import { validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { eventsPageSize } from '../limits.ts'
import { eventLog } from '../records.ts'
import { eventView } from '../views.ts'

/** DescribeStackEvents: the newest first. */
export async function describeStackEvents(
  input: Api.DescribeStackEventsInput,
  context: OperationContext,
): Promise<Api.DescribeStackEventsOutput> {
  const { store } = context
  const { value: stack } = await stackNamed(store, context, input.StackName, (name) =>
    validationError(`Stack [${name}] does not exist`),
  )
  const purpose = `cloudformation:DescribeStackEvents ${stack.id}`
  const { entries, next } = await readEvents(store, stack, purpose, input.NextToken)
  return {
    StackEvents: entries.filter(({ value }) => !value.validation).map((entry) => eventView(stack, entry)),
    ...(next === undefined ? {} : { NextToken: next }),
  }
}

/** A page of a stack's events, the newest first, and the token of the next page. */
export async function readEvents(
  store: Store,
  stack: Stack,
  purpose: string,
  token: string | undefined,
): Promise<{ readonly entries: readonly LogEntry<StackEvent>[]; readonly next: string | undefined }> {
  const to = token === undefined ? undefined : readPageToken(purpose, token)
  if (token !== undefined && typeof to !== 'number') throw validationError('Invalid NextToken')
  const entries = await store.readLog<StackEvent>(eventLog(stack, stack.uuid), {
    reverse: true,
    limit: eventsPageSize,
    ...(typeof to === 'number' ? { to } : {}),
  })
  const last = entries.at(-1)?.sequence ?? 1
  return { entries, next: last > 1 ? writePageToken(purpose, last - 1) : undefined }
}
