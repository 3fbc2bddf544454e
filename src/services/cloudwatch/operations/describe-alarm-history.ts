import type * as Api from '@aws-sdk/client-cloudwatch'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Key } from '../../../store/index.ts'
import { invalidNextToken } from '../errors.ts'
import { historyPageCount } from '../limits.ts'
import { type HistoryItem, history } from '../records.ts'

/** Answers what happened to alarms, the newest first unless asked otherwise. */
export async function describeAlarmHistory(
  input: Api.DescribeAlarmHistoryInput,
  { store, accountId, region }: OperationContext,
): Promise<Api.DescribeAlarmHistoryOutput> {
  const { AlarmName, HistoryItemType, StartDate, EndDate, NextToken, MaxRecords = historyPageCount } = input
  const types: readonly string[] = input.AlarmTypes?.length
    ? input.AlarmTypes
    : ['MetricAlarm', 'CompositeAlarm']
  const reverse = input.ScanBy !== 'TimestampAscending'
  const purpose = JSON.stringify([
    'cloudwatch DescribeAlarmHistory',
    accountId,
    region,
    { ...input, NextToken: undefined, MaxRecords: undefined },
  ])
  const prefix: Key = AlarmName === undefined ? [accountId, region] : [accountId, region, AlarmName]
  const range = {
    prefix,
    reverse,
    ...(StartDate === undefined ? {} : { start: [...prefix, StartDate.getTime()] }),
    ...(EndDate === undefined ? {} : { end: [...prefix, EndDate.getTime() + 1] }),
  }
  const keyOf = ({ alarm, at, id }: HistoryItem): Key =>
    AlarmName === undefined
      ? [accountId, region, at, id]
      : [accountId, region, alarm, at, accountId, region, at, id]
  const found: HistoryItem[] = []
  let after = NextToken === undefined ? undefined : readPosition(purpose, NextToken)
  for (;;) {
    const selector = { ...range, limit: 200, ...(after === undefined ? {} : { after }) }
    const page =
      AlarmName === undefined
        ? await history.list(store, selector)
        : await history.listBy(store, 'alarm', selector)
    for (const { value } of page.items) {
      if (found.length === MaxRecords)
        return answer(found, writePageToken(purpose, [...(after ?? [])].map(plain)))
      after = keyOf(value)
      const isWanted = HistoryItemType === undefined || value.type === HistoryItemType
      if (isWanted && types.includes(kindOf(value))) found.push(value)
    }
    if (page.next === undefined) return answer(found)
    after = page.next
  }
}

function plain(part: Key[number]): string | number {
  return typeof part === 'number' ? part : String(part)
}

function readPosition(purpose: string, token: string): Key {
  const position = readPageToken(purpose, token)
  if (!Array.isArray(position)) throw invalidNextToken()
  return position as Key
}

function kindOf({ kind }: HistoryItem): Api.AlarmType {
  return kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm'
}

function answer(found: readonly HistoryItem[], token?: string): Api.DescribeAlarmHistoryOutput {
  return {
    AlarmHistoryItems: found.map((item) => ({
      AlarmName: item.alarm,
      AlarmType: kindOf(item),
      Timestamp: new Date(item.at),
      HistoryItemType: item.type,
      HistorySummary: item.summary,
      HistoryData: item.data,
    })),
    ...(token === undefined ? {} : { NextToken: token }),
  }
}
