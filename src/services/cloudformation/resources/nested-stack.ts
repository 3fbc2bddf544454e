import type { Made } from '../domain/resource.ts'
import type { Outcome, Start } from '../domain/work.ts'
import type { AttemptContext } from '../driver/attempt-context.ts'

export async function attemptNestedStack(
  _context: AttemptContext,
  start: Start,
  _made: Made,
): Promise<Outcome> {
  return { type: 'failed', logicalId: start.logicalId, reason: 'Nested stacks: not yet' }
}
