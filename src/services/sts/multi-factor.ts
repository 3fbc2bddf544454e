import type { OperationContext } from '../../dispatch/index.ts'
import { invalidMultiFactorCode } from './errors.ts'

/**
 * When the caller has shown a multi-factor code with this request; undefined without one. No devices are kept here: in
 * local mode, where nobody is verified, any code counts; in enforcing mode none can be right.
 */
export function multiFactorOf(
  { settings, now }: OperationContext,
  { SerialNumber, TokenCode }: { SerialNumber?: string | undefined; TokenCode?: string | undefined },
): number | undefined {
  if (SerialNumber === undefined && TokenCode === undefined) return undefined
  if (settings.identity === 'enforce' || SerialNumber === undefined || TokenCode === undefined)
    throw invalidMultiFactorCode()
  return now
}
