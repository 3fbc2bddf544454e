import { jsonAnswer, type Route } from '../edge/index.ts'
import type { UsageReport } from '../services/lambda/adapters/usage-report.ts'

/** `GET /_lambent/usage`: what functions have used, and what AWS would charge for it. See {@link UsageReport}. */
export function usageRoute(report: () => Promise<UsageReport | undefined>): Route {
  return { method: 'GET', path: '/_lambent/usage', handler: async () => jsonAnswer((await report()) ?? {}) }
}
