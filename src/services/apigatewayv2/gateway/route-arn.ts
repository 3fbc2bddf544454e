import { executeArn } from '../../../gateway/index.ts'
import type { Exchange } from './exchange.ts'

/** What a request is for, as policies name it: `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/path`, or `.../$default`. */
export function routeArn(
  { api, stage, method }: Pick<Exchange, 'api' | 'stage' | 'method'>,
  path: string,
): string {
  return executeArn(api, stage.name, path === '$default' ? path : `${method}${path}`)
}
