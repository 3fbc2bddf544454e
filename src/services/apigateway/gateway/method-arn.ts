import { executeArn } from '../../../gateway/index.ts'
import type { RestExchange } from './exchange.ts'

/** What invokes a function, as its policy names it: the method's own name and the resource's path, variables as `*`. */
export function methodSourceArn({ api, stage, method, resource }: RestExchange): string {
  return executeArn(api, stage.name, `${method}${resource.path.replaceAll(/\{[^}]+\}/g, '*')}`)
}
