import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import { notStabilized, type ResourceCalls, unlessMissing, untilReady } from '../../../dispatch/index.ts'

/** Answers the function (or version) once it is made or changed. Fails with NotStabilized and the reason. */
export async function settledFunction(
  calls: ResourceCalls,
  FunctionName: string,
): Promise<FunctionConfiguration> {
  return await untilReady(calls, async () => {
    const now = await calls.call<FunctionConfiguration>('lambda:GetFunctionConfiguration', { FunctionName })
    if (now.State === 'Failed') throw failure(FunctionName, now.StateReason)
    if (now.LastUpdateStatus === 'Failed') throw failure(FunctionName, now.LastUpdateStatusReason)
    return now.State === 'Pending' || now.LastUpdateStatus === 'InProgress' ? undefined : now
  })
}

function failure(name: string, reason: string | undefined) {
  return notStabilized('AWS::Lambda::Function', name, reason)
}

/** Waits until provisioned concurrency is there. Fails with NotStabilized. */
export async function provisioned(
  calls: ResourceCalls,
  FunctionName: string,
  Qualifier: string,
  ProvisionedConcurrentExecutions: number,
): Promise<void> {
  await calls.call('lambda:PutProvisionedConcurrencyConfig', {
    FunctionName,
    Qualifier,
    ProvisionedConcurrentExecutions,
  })
  await untilReady(calls, async () => {
    const { Status, StatusReason } = await calls.call<{ Status?: string; StatusReason?: string }>(
      'lambda:GetProvisionedConcurrencyConfig',
      { FunctionName, Qualifier },
    )
    if (Status === 'FAILED')
      throw notStabilized('AWS::Lambda::Version', `${FunctionName}:${Qualifier}`, StatusReason)
    return Status === 'READY' ? true : undefined
  })
}

/** The number that a property `ProvisionedConcurrencyConfig` asks for. */
export function wantedProvisioned(config: unknown): number | undefined {
  const wanted = (config as { ProvisionedConcurrentExecutions?: unknown } | undefined)
    ?.ProvisionedConcurrentExecutions
  return wanted === undefined ? undefined : Number(wanted)
}

/** The property `ProvisionedConcurrencyConfig` of an alias or a version as it is; undefined without provisioned concurrency. */
export async function provisionedConfig(
  call: ResourceCalls['call'],
  FunctionName: string,
  Qualifier: string,
): Promise<{ readonly ProvisionedConcurrentExecutions: number | undefined } | undefined> {
  const concurrency = await unlessMissing(
    call<{ RequestedProvisionedConcurrentExecutions?: number }>('lambda:GetProvisionedConcurrencyConfig', {
      FunctionName,
      Qualifier,
    }),
    'ProvisionedConcurrencyConfigNotFoundException',
  )
  return (
    concurrency && { ProvisionedConcurrentExecutions: concurrency.RequestedProvisionedConcurrentExecutions }
  )
}
