/** How deliveries to AWS services are repeated. Source: Developer Guide, "Amazon SNS message delivery retries". */

/** Tries without a pause. */
const immediate = 3
/** Tries with the shortest pause. */
const early = 2
/** Tries whose pauses grow. */
const growing = 10
const shortestMs = 1_000
const longestMs = 20_000
/** Of all tries the last ones, all with the longest pause. */
const late = 100_000

/** How long to wait before the next try; undefined when it was the last. `failures`: tries that failed. Unit: milliseconds. */
export function retryDelayMs(failures: number): number | undefined {
  if (failures <= immediate) return 0
  if (failures <= immediate + early) return shortestMs
  const step = failures - immediate - early
  if (step > growing + late) return undefined
  if (step > growing) return longestMs
  return Math.round(shortestMs * (longestMs / shortestMs) ** ((step - 1) / (growing - 1)))
}
