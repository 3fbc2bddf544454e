import { timingSafeEqual } from 'node:crypto'

/** Whether two texts are the same; how long that takes tells nobody how much of a secret was guessed. */
export function sameText(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}
