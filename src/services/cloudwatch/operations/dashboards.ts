import type * as Api from '@aws-sdk/client-cloudwatch'
import { AwsError } from '../../../aws/aws-error.ts'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { atomic, type Key } from '../../../store/index.ts'
import { changing } from '../alarms.ts'
import { dashboardNotFound, invalidNextToken, invalidValue, missingParameter } from '../errors.ts'
import { dashboardBytes, dashboardPageCount } from '../limits.ts'
import { type Dashboard, dashboards } from '../records.ts'

/** Keeps a dashboard. Its body must be a JSON object; widgets that are none are warned of. */
export async function putDashboard(
  input: Api.PutDashboardInput,
  context: OperationContext,
): Promise<Api.PutDashboardOutput> {
  const { store, accountId, region, now } = context
  const { DashboardName, DashboardBody } = input
  if (DashboardName === undefined || DashboardBody === undefined)
    throw missingParameter('The parameters DashboardName and DashboardBody are required.')
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(DashboardName))
    throw invalidValue(
      'The value of DashboardName may have up to 255 characters out of A-Z, a-z, 0-9, - and _.',
    )
  if (Buffer.byteLength(DashboardBody) > dashboardBytes) throw invalidDashboard('The dashboard is too large.')
  const messages = readBody(DashboardBody)
  await changing(context, async (commit) => {
    const before = await dashboards.get(store, [accountId, region, DashboardName])
    const dashboard: Dashboard = {
      accountId,
      region,
      name: DashboardName,
      body: DashboardBody,
      modifiedAt: now,
    }
    dashboards.put(commit, dashboard, before)
  })
  return { DashboardValidationMessages: messages }
}

function readBody(text: string): Api.DashboardValidationMessage[] {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw invalidDashboard('The field DashboardBody must be a valid JSON object')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidDashboard('The field DashboardBody must be a valid JSON object')
  const { widgets } = body as { widgets?: unknown }
  if (!Array.isArray(widgets)) throw invalidDashboard('The dashboard body must have an array of widgets.')
  return widgets.flatMap((widget: unknown, index): Api.DashboardValidationMessage[] => {
    const { type } = (widget ?? {}) as { type?: unknown }
    return typeof type === 'string'
      ? []
      : [{ DataPath: `/widgets/${index}/type`, Message: 'A widget should have a type.' }]
  })
}

function invalidDashboard(message: string): AwsError {
  return new AwsError('DashboardInvalidInputError', message, {
    fields: { dashboardValidationMessages: [{ DataPath: '/', Message: message }] },
  })
}

export async function getDashboard(
  input: Api.GetDashboardInput,
  context: OperationContext,
): Promise<Api.GetDashboardOutput> {
  const { store, accountId, region, partition } = context
  const name = input.DashboardName ?? ''
  const found = await dashboards.get(store, [accountId, region, name])
  if (!found) throw dashboardNotFound([name])
  return { DashboardArn: arnOf(found.value, partition), DashboardBody: found.value.body, DashboardName: name }
}

export async function listDashboards(
  input: Api.ListDashboardsInput,
  { store, accountId, region, partition }: OperationContext,
): Promise<Api.ListDashboardsOutput> {
  const { DashboardNamePrefix = '', NextToken } = input
  const purpose = JSON.stringify(['cloudwatch ListDashboards', accountId, region, DashboardNamePrefix])
  const from = NextToken === undefined ? undefined : readPageToken(purpose, NextToken)
  if (from !== undefined && typeof from !== 'string') throw invalidNextToken()
  const prefix: Key = [accountId, region]
  const page = await dashboards.list(store, {
    prefix,
    start: [...prefix, DashboardNamePrefix],
    // Names are of ASCII alone.
    end: [...prefix, `${DashboardNamePrefix}~`],
    limit: dashboardPageCount,
    ...(from === undefined ? {} : { after: [...prefix, from] }),
  })
  const last = page.items.at(-1)?.value.name
  return {
    DashboardEntries: page.items.map(({ value }) => ({
      DashboardName: value.name,
      DashboardArn: arnOf(value, partition),
      LastModified: new Date(value.modifiedAt),
      Size: Buffer.byteLength(value.body),
    })),
    ...(page.next === undefined || last === undefined ? {} : { NextToken: writePageToken(purpose, last) }),
  }
}

/** Deletes dashboards, all or none. */
export async function deleteDashboards(
  input: Api.DeleteDashboardsInput,
  { store, accountId, region }: OperationContext,
): Promise<object> {
  const names = [...new Set(input.DashboardNames ?? [])]
  if (names.length === 0) throw missingParameter('The parameter DashboardNames is required.')
  const keys = names.map((name) => [accountId, region, name])
  const found = await dashboards.getMany(store, keys)
  const missing = names.filter((_name, index) => found[index] === undefined)
  if (missing.length > 0) throw dashboardNotFound(missing)
  const commit = atomic(store)
  for (const key of keys) commit.delete(dashboards.storeKey(key))
  await commit.commit()
  return {}
}

/** Dashboards belong to no region. */
function arnOf({ accountId, name }: Dashboard, partition: string): string {
  return `arn:${partition}:cloudwatch::${accountId}:dashboard/${name}`
}
