import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { noMachine, typeNotSupported, validation } from '../errors.ts'
import { executionSummary } from '../executions.ts'
import { page } from '../listing.ts'
import { requireArn, requireQualified } from '../machines.ts'
import { requireMapRun } from '../map-runs/views.ts'
import { type ExecutionRecord, executions } from '../records.ts'
import { readingLookups } from '../targets.ts'

/** Of a machine, a version, an alias or a Map Run; the last first. */
export async function listExecutions(
  input: Api.ListExecutionsInput,
  context: OperationContext,
): Promise<Api.ListExecutionsOutput> {
  const { stateMachineArn, mapRunArn, statusFilter, redriveFilter, maxResults, nextToken } = input
  if ((stateMachineArn === undefined) === (mapRunArn === undefined))
    throw validation('Exactly one of stateMachineArn and mapRunArn must be specified.')
  if (statusFilter === 'PENDING_REDRIVE' && mapRunArn === undefined)
    // UNVERIFIED: the words. Source: API Reference, ListExecutions (statusFilter).
    throw validation('The status filter PENDING_REDRIVE can only be specified with mapRunArn.')
  const listed =
    stateMachineArn === undefined ? await ofMapRun(mapRunArn ?? '') : await ofMachine(stateMachineArn)
  const { accountId, region, machineName } = listed
  const { items, token } = await page({
    read: (selector) => executions.listBy(context.store, statusFilter ? 'status' : 'started', selector),
    prefix: [accountId, region, machineName, ...(statusFilter ? [statusFilter] : [])],
    reverse: true,
    keyOf: ({ name, startedAt }) => [startedAt, accountId, region, machineName, name],
    wanted: (record) => listed.wanted(record) && isWanted(record, redriveFilter),
    limit: maxResults,
    token: nextToken,
    purpose: ['ListExecutions', stateMachineArn ?? '', mapRunArn ?? '', redriveFilter ?? ''],
  })
  return { executions: items.map(executionSummary), ...(token === undefined ? {} : { nextToken: token }) }

  async function ofMachine(arn: string) {
    const { machine, version, alias } = await requireQualified(readingLookups(context.store), arn, () => 0)
    if (machine.type === 'EXPRESS') throw typeNotSupported()
    if (machine.status === 'DELETING' && alias) throw noMachine(arn)
    const wanted = ({ aliasName, versionNumber }: ExecutionRecord) =>
      alias ? aliasName === alias.name : version ? versionNumber === version.number : true
    return { accountId: machine.accountId, region: machine.region, machineName: machine.name, wanted }
  }

  async function ofMapRun(arn: string) {
    const { uuid, ...named } = requireArn(arn, 'mapRun')
    await requireMapRun(context, arn)
    return { ...named, wanted: ({ mapRun }: ExecutionRecord) => mapRun?.id === uuid }
  }
}

function isWanted(
  { redriveCount }: ExecutionRecord,
  filter: Api.ListExecutionsInput['redriveFilter'],
): boolean {
  if (filter === undefined) return true
  return redriveCount > 0 === (filter === 'REDRIVEN')
}
