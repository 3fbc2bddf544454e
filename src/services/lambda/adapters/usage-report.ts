/** What `GET /_lambent/usage` answers. */
import type { Store } from '../../../store/index.ts'
import { type Charged, costOf, prices } from '../domain/prices.ts'
import { type Counts, listUsage, type UsageMeter } from '../usage.ts'

/** The usage of one version of a function. Units are in the names; `cost` is in `UsageReport.prices.currency`. */
export interface FunctionUsage {
  readonly accountId: string
  readonly region: string
  readonly functionName: string
  /** `$LATEST`, or the number of a published version. */
  readonly version: string
  /** ISO 8601: when it was counted first. */
  readonly since: string
  readonly requests: number
  readonly errors: number
  readonly throttles: number
  readonly coldStarts: number
  readonly durationMs: number
  readonly billedMs: number
  readonly gbSeconds: { readonly x86_64: number; readonly arm64: number }
  /** Of `/tmp` beyond the 512 MB that are free. */
  readonly storageGbSeconds: number
  readonly cost: number
  readonly events: {
    /** Events of asynchronous invocations that were given up. */
    readonly givenUp: number
    /** Records that reached no destination, as the metric DestinationDeliveryFailures counts them. */
    readonly destinationDeliveryFailures: number
    /** Dead letters that reached nobody, as the metric DeadLetterErrors counts them. */
    readonly deadLetterErrors: number
  }
}

/** What all functions of a store used. */
export interface UsageReport {
  readonly prices: typeof prices
  readonly total: Pick<FunctionUsage, 'requests' | 'errors' | 'billedMs' | 'cost'> & {
    readonly gbSeconds: number
  }
  readonly functions: readonly FunctionUsage[]
}

/** How the rest of the server learns of it. */
export interface UsageSource {
  report(): Promise<UsageReport>
  /** Resolves when what this node counted before is in the store. */
  flush(): Promise<void>
}

/** What was counted until now, on this node and others. */
export async function usageReport(store: Store, meter: UsageMeter): Promise<UsageReport> {
  await meter.flush()
  const functions = (await listUsage(store)).map(({ accountId, region, name, version, since, counts }) => {
    const charged = chargedFor(counts)
    const { requests, errors, throttles, coldStarts, billedMs } = counts
    const { givenUp, destinationDeliveryFailures, deadLetterErrors } = counts
    return {
      accountId,
      region,
      functionName: name,
      version,
      since: new Date(since).toISOString(),
      requests,
      errors,
      throttles,
      coldStarts,
      durationMs: round(counts.durationMs, 3),
      billedMs,
      gbSeconds: {
        x86_64: round(charged.gbSeconds.x86_64, 6),
        arm64: round(charged.gbSeconds.arm64, 6),
      },
      storageGbSeconds: round(charged.storageGbSeconds, 6),
      cost: round(costOf(charged), 12),
      events: { givenUp, destinationDeliveryFailures, deadLetterErrors },
    }
  })
  const total = (of: (usage: FunctionUsage) => number) => functions.reduce((sum, usage) => sum + of(usage), 0)
  return {
    prices,
    total: {
      requests: total(({ requests }) => requests),
      errors: total(({ errors }) => errors),
      billedMs: total(({ billedMs }) => billedMs),
      gbSeconds: round(
        total(({ gbSeconds }) => gbSeconds.x86_64 + gbSeconds.arm64),
        6,
      ),
      cost: round(
        total(({ cost }) => cost),
        12,
      ),
    },
    functions,
  }
}

/** A megabyte of a gigabyte's 1,024, a millisecond of a second's 1,000. */
function chargedFor({ requests, mbMs, storageMbMs }: Counts): Charged {
  const gbSeconds = (value: number) => value / 1024 / 1000
  return {
    requests,
    gbSeconds: { x86_64: gbSeconds(mbMs.x86_64), arm64: gbSeconds(mbMs.arm64) },
    storageGbSeconds: gbSeconds(storageMbMs),
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
