/**
 * What AWS would charge for invocations. Source: "AWS Lambda Pricing", US East (N. Virginia), read in November 2025: prices on
 * demand, first tier of each architecture (the first 6 and 7.5 billion GB-seconds of a month), without the free tier.
 */
export const prices = {
  source: 'AWS Lambda Pricing, https://aws.amazon.com/lambda/pricing/',
  asOf: '2025-11',
  region: 'us-east-1',
  currency: 'USD',
  perMillionRequests: 0.2,
  perGbSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
  /** Of `/tmp` beyond 512 MB, which are free. */
  perStorageGbSecond: 0.0000000309,
} as const

/** What is charged for. Sums over invocations. */
export interface Charged {
  readonly requests: number
  readonly gbSeconds: { readonly x86_64: number; readonly arm64: number }
  /** Of `/tmp` beyond what is free. */
  readonly storageGbSeconds: number
}

/** In dollars. */
export function costOf({ requests, gbSeconds, storageGbSeconds }: Charged): number {
  return (
    (requests / 1_000_000) * prices.perMillionRequests +
    gbSeconds.x86_64 * prices.perGbSecond.x86_64 +
    gbSeconds.arm64 * prices.perGbSecond.arm64 +
    storageGbSeconds * prices.perStorageGbSecond
  )
}

/** `/tmp` up to this size costs nothing. Unit: MB. */
export const freeStorageMb = 512
