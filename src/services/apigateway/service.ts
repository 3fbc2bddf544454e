import type { ServiceDefinition } from '../../dispatch/index.ts'
import { createOnce } from '../../gateway/index.ts'
import { foundAgain } from './creating-once.ts'
import { operations } from './operations-table.ts'

/** API Gateway: REST APIs. */
export const service: ServiceDefinition = {
  prefix: 'apigateway',
  model: 'api-gateway',
  operations,
  inner: { CreateOnce: createOnce(operations, foundAgain) },
}
